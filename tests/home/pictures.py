"""Take the manifest's pictures anew, from the demo town: `.venv/bin/python -m tests.home.pictures`.

They stand in app/static/screens and are only fetched by a browser that offers to install.
"""

import threading
from datetime import timedelta

from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from app.core import clock
from app.core.assets import STATIC
from app.core.db import transaction
from app.demo import entries, town
from app.home.views_app import SCREENS
from app.people.sessions import start_session
from tests.bench.stage import application
from tests.browser import CHROMIUM, FLAGS

QUALITY = 50  # of the JPEG: letters stay sharp, the file stays small
WHO = "Selam"


def main() -> None:
    """Build the town, open the pages as the manifest names them, and write the pictures."""
    with application() as app, sync_playwright() as playwright:
        people = town.load(clients=12, seed=1)
        with transaction():
            token = next(person.entry_token for person in people if person.name == WHO)
            grant = entries.get_grant(token)
            cookie = start_session(grant, device="", now=clock.now(), fresh_for=timedelta(0))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        shoot(browser, app, f"http://localhost:{server.server_port}", cookie)
        browser.close()
        server.shutdown()


def shoot(browser: Browser, app: Flask, url: str, cookie: str) -> None:
    """One picture for each line of SCREENS."""
    for screen in SCREENS:
        scale = 2 if screen.form_factor == "narrow" else 1
        context = browser.new_context(
            viewport={"width": screen.width // scale, "height": screen.height // scale},
            device_scale_factor=scale,
            base_url=url,
        )
        name = app.config["COOKIE_NAME"]
        context.add_cookies([{"name": name, "value": cookie, "url": url}])
        page = context.new_page()
        page.goto(f"{screen.address}?lang=de", wait_until="networkidle")
        page.screenshot(path=STATIC / screen.file, type="jpeg", quality=QUALITY)
        context.close()


if __name__ == "__main__":
    main()
