"""perf_09: how long a cold phone on slow 3G looks at nothing, against what the line allows."""

import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.bench.lines import NotHere
from tests.bench.shaper import SLOW_3G, shaped
from tests.bench.sizes import weigh
from tests.bench.stage import busy_client, signed_in
from tests.cast import Member
from tools.machine import find_chromium

ROUNDS, SLOWDOWN = 5, 4
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WHEN = """new Promise(done => new PerformanceObserver(list => list.getEntries().forEach(
  entry => entry.name === "first-contentful-paint" && done(entry.startTime / 1000)
)).observe({type: "paint", buffered: true}))"""


class _Quiet(WSGIRequestHandler):
    """HTTP/1.1 as in real use, and no log."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """The application on a local port."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def first_paint(app: Flask, member: Member | None = None) -> float:
    """First contentful paint of a client's first page, in floors; the median of some rounds."""
    chromium = find_chromium()
    if chromium is None:
        raise NotHere("no Chromium on this machine")
    who = member or busy_client()
    size, _html = weigh(signed_in(app, who), "/home?lang=ti")
    cookie = {"name": app.config["COOKIE_NAME"], "value": who.token(), "url": "http://localhost"}
    with served(app) as port, shaped(SLOW_3G, port) as slow, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        address = f"http://localhost:{slow}/home?lang=ti"
        seconds = [_paint(browser, address, cookie) for _ in range(ROUNDS)]
        browser.close()
    return statistics.median(seconds) / SLOW_3G.floor(size)


def _paint(browser: Browser, address: str, cookie: dict[str, str]) -> float:
    """Seconds until something stands on a phone that has never been here."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="ti")
    context.add_cookies([cookie])  # type: ignore[list-item]  # because: a TypedDict of playwright
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.goto(address)
    seconds = page.evaluate(WHEN)
    context.close()
    assert seconds is not None, "loaded, and nothing painted"
    return float(seconds)
