"""perf_09: how long a phone on slow 3G looks at nothing, against what the line allows.

A phone that has never been here; one that comes again to a public page on an open line; and one
that keeps her pages: it paints while not a byte arrives.
"""

import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.bench.lines import Measured, NotHere
from tests.bench.shaper import SLOW_3G, Line, shaping
from tests.bench.sizes import weigh
from tests.bench.stage import busy_client, signed_in
from tests.journeys.keeping import say_yes
from tools.machine import find_chromium

ROUNDS, SLOWDOWN = 5, 4
WARM = 1.5  # round trips
AT_HOME = Line(bits_per_second=50_000_000, round_trip=0.01)
SILENT = Line(bits_per_second=400_000, round_trip=60.0)  # nothing arrives while we look
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WHEN = """new Promise(done => new PerformanceObserver(list => list.getEntries().forEach(
  entry => entry.name === "first-contentful-paint" && done(entry.startTime / 1000)
)).observe({type: "paint", buffered: true}))"""


class _Quiet(WSGIRequestHandler):
    """HTTP/1.1 as in real use, and no log."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""

    def send_header(self, keyword: str, value: str) -> None:
        """Leave the line open, as servers of real use do; this one would close it each time."""
        if keyword != "Connection":
            super().send_header(keyword, value)


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


def first_paint(app: Flask) -> Measured:
    """First contentful paint of a client's first page, in floors; the median of some rounds."""
    chromium = find_chromium()
    if chromium is None:
        raise NotHere("no Chromium on this machine")
    who = busy_client()
    size, _html = weigh(signed_in(app, who), "/home?lang=ti")
    with served(app) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        phone = Phone(browser, port, (app.config["COOKIE_NAME"], who.token()))
        cold = statistics.median(phone.cold() for _ in range(ROUNDS)) / SLOW_3G.floor(size)
        warm = statistics.median(phone.warm() for _ in range(ROUNDS)) / SLOW_3G.round_trip
        kept = phone.kept()
        browser.close()
    holds = warm <= WARM and kept < SLOW_3G.floor(0)
    return Measured(value=cold, told={"warm_round_trips": warm, "kept_seconds": kept}, holds=holds)


@dataclass(frozen=True)
class Phone:
    """A weak phone in front of the served application; `cookie`: whose it is."""

    browser: Browser
    port: int
    cookie: tuple[str, str]

    def cold(self) -> float:
        """Seconds until something stands on a phone that has never been here."""
        with shaping(SLOW_3G, self.port) as line, self._page(line.port) as page:
            return _paint(page, "/home?lang=ti")

    def warm(self) -> float:
        """The same for a public page that was read before, while the line is still open."""
        with shaping(AT_HOME, self.port) as line, self._page(line.port, is_known=False) as page:
            page.goto("/offers?lang=ti", wait_until="networkidle")
            line.becomes(SLOW_3G)
            return _paint(page, "/offers?lang=ti")

    def kept(self) -> float:
        """The same for her first page, kept with her yes, when the line has gone silent."""
        with shaping(AT_HOME, self.port) as line, self._page(line.port) as page:
            say_yes(page)
            page.close()
            line.becomes(SILENT)
            return _paint(_weak(page.context.new_page()), "/home")

    @contextmanager
    def _page(self, port: int, *, is_known: bool = True) -> Iterator[Page]:
        """A page of a browser that knows nothing but who uses it."""
        address = f"http://localhost:{port}"
        context = self.browser.new_context(
            viewport={"width": 360, "height": 740}, locale="ti", base_url=address
        )
        if is_known:
            name, value = self.cookie
            context.add_cookies([{"name": name, "value": value, "url": address}])
        try:
            yield _weak(context.new_page())
        finally:
            context.close()


def _weak(page: Page) -> Page:
    """The same page with a slow processor."""
    tools = page.context.new_cdp_session(page)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    return page


def _paint(page: Page, address: str) -> float:
    """Seconds until something stands on the page."""
    page.goto(address, wait_until="commit")
    seconds = page.evaluate(WHEN)
    assert seconds is not None, "loaded, and nothing painted"
    return float(seconds)
