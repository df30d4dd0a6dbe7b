"""Real browsers against a real server: `live`, `chromium`, `phone`, `desktop`.

Playwright's sync API keeps an event loop alive in the main thread, so a test that also needs
asyncio (the reminder worker) calls it through `aside()`.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import psutil
import pytest
from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    Playwright,
    expect,
    sync_playwright,
)
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from app import create_app
from app.config import read_settings
from app.core import clock
from app.core.db import db
from tests.cast import Member, make_member
from tests.conftest import empty_tables
from tests.postgres import in_haste
from tests.traffic import Traffic, whole
from tools.machine import find_chromium

CHROMIUM = find_chromium() or Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LOCK = {"transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
Found = TypeVar("Found")
LEFT = ("context was destroyed", "page is navigating")  # as Playwright says it
PATIENCE = 30  # seconds: a busy machine is no fault, and a page asks for its net every fifteen


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quickest first: and once Playwright's event loop runs, asyncio.run() is refused here."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@dataclass
class Live:
    """The running application, its address, and its own cast."""

    app: Flask
    url: str
    traffic: Traffic
    on_stage: dict[str, Member] = field(default_factory=dict)

    def member(self, name: str) -> Member:
        """Bring somebody of the cast on this server's stage."""
        with self.app.app_context():
            return make_member(name, self.on_stage)

    def sign_in(self, context: BrowserContext, member: Member) -> None:
        """Give a browser context this member's session cookie."""
        with self.app.app_context():
            token = member.token()
        name = self.app.config["COOKIE_NAME"]
        context.add_cookies([{"name": name, "value": token, "url": self.url}])


class _Quiet(WSGIRequestHandler):
    """Requests are not logged: a failing test shows what it looked at."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """One server for all browser tests: passkeys need the host name localhost."""
    server = make_server("127.0.0.1", 0, Flask("later"), threaded=True, request_handler=_Quiet)
    url = f"http://localhost:{server.server_port}"
    app = _build(url, tmp_path_factory.mktemp("live"))
    traffic = Traffic()
    server.app = whole(app, traffic)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Live(app=app, url=url, traffic=traffic)
    _stop(server, thread)
    with app.app_context():
        db.engine.dispose()


def _build(url: str, home: Path) -> Flask:
    """The application with an own SQLite database and own keys."""
    settings = read_settings(
        {
            "SCHRITTWEISE_DATABASE_URL": f"sqlite:///{home}/live.db",
            "SCHRITTWEISE_PUBLIC_URL": url,
            "SCHRITTWEISE_KEY_FILE": str(home / "key"),
            "SCHRITTWEISE_VAPID_KEY_FILE": str(home / "vapid.pem"),
        }
    )
    app = create_app(settings)
    with app.app_context():
        upgrade()
        in_haste()
    return app


def _stop(server: BaseWSGIServer, thread: threading.Thread) -> None:
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture
def live(live_server: Live) -> Iterator[Live]:
    """The running application with empty tables."""
    yield live_server
    live_server.traffic.wait_for_its_end()
    with live_server.app.app_context():
        empty_tables()
    live_server.on_stage.clear()
    clock.shift(timedelta(0))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, started once: its event loop cannot be started twice in one thread."""
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The stock Chromium."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def new_page(chromium: Browser, live: Live) -> Iterator[Callable[..., Page]]:
    """Open a page in a context of its own; at the end no script of ours may have failed."""
    contexts: list[BrowserContext] = []
    noise: list[str] = []

    def open_page(*, locale: str = "de-DE", **options: Any) -> Page:
        context = chromium.new_context(
            base_url=live.url, locale=locale, timezone_id="Europe/Berlin", **options
        )
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("console", lambda said: noise.append(said.text) if _is_breach(said.text) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert noise == []


def _is_breach(text: str) -> bool:
    return "Content Security Policy" in text


PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 9; SM-J530F) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36",
}


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    """A client's phone, 360 by 740."""
    return new_page(**PHONE)


@pytest.fixture
def desktop(new_page: Callable[..., Page]) -> Page:
    """A manager's screen, 1280 by 800."""
    return new_page(viewport={"width": 1280, "height": 800})


class ScreenLock:
    """Chromium's virtual authenticator; its CDP session belongs to this one page."""

    def __init__(self, page: Page) -> None:
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable", {"enableUI": False})
        options = {**LOCK, "protocol": "ctap2", "ctap2Version": "ctap2_1"}
        options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
        added = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.target = {"authenticatorId": added["authenticatorId"]}

    def passkeys(self) -> list[dict[str, Any]]:
        """What the phone keeps."""
        return list(self.cdp.send("WebAuthn.getCredentials", self.target)["credentials"])

    def add(self, passkey: dict[str, Any]) -> None:
        """Bring a passkey that was synced from another phone."""
        self.cdp.send("WebAuthn.addCredential", {**self.target, "credential": passkey})

    def refuse(self, *, refuses: bool = True) -> None:
        """From now on the person cannot show that it is her (or can again)."""
        self.cdp.send("WebAuthn.setUserVerified", {**self.target, "isUserVerified": not refuses})


def eventually(check: Callable[[], Found], seconds: float = PATIENCE) -> Found:
    """Wait until something is true, and return it; a page that is left meanwhile says nothing."""
    end = time.monotonic() + seconds
    while not (found := unless_left(check)):
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)
    return found


def unless_left(ask: Callable[[], Found]) -> Found | None:
    """What a page answers; None when it was left in that moment."""
    try:
        return ask()
    except Error as gone:
        if not any(words in gone.message for words in LEFT):
            raise
        return None


def kill_browser(profile: Path) -> None:
    """End a browser as a phone without battery ends it; nothing of it is left afterwards."""
    killed = []
    for process in psutil.process_iter(["cmdline"]):
        if f"--user-data-dir={profile}" in (process.info["cmdline"] or []):
            with suppress(psutil.NoSuchProcess):
                process.kill()
            killed.append(process)
    psutil.wait_procs(killed, timeout=PATIENCE)


def settled(page: Page) -> None:
    """Wait till whatever the page asks for by now has left it: a request comes after the others."""
    page.evaluate("fetch('/healthz').then(({ status }) => status)")


def aside(work: Callable[[], Found]) -> Found:
    """Do a piece of work in a thread of its own: for asyncio while Playwright is alive."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()
