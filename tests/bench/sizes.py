"""Statements and bytes: what hardly depends on the machine, and is therefore in the gate too."""

import re
from collections.abc import Iterable, Mapping
from contextlib import closing
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.core.db import db
from app.core.i18n import LANGUAGES
from tests.pages import counting

FIRST_WINDOW = 14_600  # bytes of the first congestion window: what arrives with the first answer
HALF = FIRST_WINDOW // 2
# Long by nature.
LISTS = ("offers.offers", "offers.saved", "plan.plan", "home.readings", "my_data.data")
FIRST_VISIT = 40_000  # bytes of everything the first visit fetches
BROTLI = {"Accept-Encoding": "br"}


def statements(browser: FlaskClient, address: str, **more: Any) -> list[str]:
    """The SQL one page costs."""
    db.session.rollback()
    with counting() as counted:
        answer = browser.get(address, **more)
    assert answer.status_code in (200, 204, 304), (address, answer.status_code)
    return counted


def weigh(browser: FlaskClient, address: str) -> tuple[int, str]:
    """Bytes of an answer as it travels, and its text for looking inside."""
    with closing(browser.get(address, headers=BROTLI)) as answer:
        assert answer.status_code == 200, (address, answer.status_code)
        size = len(answer.get_data())
    with closing(browser.get(address)) as plain:
        is_text = (plain.mimetype or "").startswith(("text/", "application/"))
        return size, plain.get_data(as_text=True) if is_text else ""


def pages_from(app: Flask, browser: FlaskClient, start: str = "/home") -> dict[str, str]:
    """Follow links from a page: one address for each view that answers one."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    waiting = [start]
    routes = app.url_map.bind("localhost")
    while waiting:
        address = waiting.pop(0)
        try:
            endpoint = str(routes.match(urlsplit(address).path)[0])
        except (HTTPException, RequestRedirect):
            continue
        if endpoint in seen:
            continue
        seen.add(endpoint)
        answer = browser.get(address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            found[endpoint] = address
            links = (unescape(link) for link in re.findall(r'href="([^"]+)"', answer.text))
            waiting += [link.partition("#")[0] for link in links if link.startswith("/")]
    return found


def heaviest(
    browser: FlaskClient, pages: Mapping[str, str], languages: Iterable[str] = LANGUAGES
) -> dict[str, int]:
    """Bytes of each page with its inlined CSS in the language that makes it heaviest."""
    return {
        endpoint: max(weigh(browser, spoken(address, code))[0] for code in languages)
        for endpoint, address in pages.items()
    }


def spoken(address: str, code: str) -> str:
    """The same page in a language."""
    return f"{address}{'&' if '?' in address else '?'}lang={code}"


class References(HTMLParser):
    """What a page makes the browser fetch at once, and what of it holds up painting."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.blocking: list[str] = []
        self._is_under_way = False  # the page has begun: what stands before is painted
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note scripts, stylesheets, icons, pictures and sprites."""
        given = {name: value or "" for name, value in attrs}
        address = given.get("src") or given.get("href", "")
        is_link = tag == "link" and given.get("rel") in ("stylesheet", "icon", "manifest")
        if tag in ("script", "img", "use") or is_link:
            self.found.add(urlsplit(address)._replace(fragment="").geturl())
        is_deferred = "defer" in given or "async" in given or given.get("type") == "module"
        if (tag == "script" and given.get("src") and not is_deferred) or (
            tag == "link" and given.get("rel") == "stylesheet" and not self._is_under_way
        ):
            self.blocking.append(address)

    def handle_endtag(self, tag: str) -> None:
        """Below its head line a stylesheet holds up only what stands after it."""
        self._is_under_way = self._is_under_way or tag in ("h1", "main")


def first_visit(browser: FlaskClient, address: str = "/home") -> dict[str, int]:
    """Every address the first visit fetches with its bytes, the service worker's own included."""
    size, html = weigh(browser, address)
    weights = {address: size}
    worker_size, worker = weigh(browser, "/sw.js")
    weights["/sw.js"] = worker_size
    shell = re.findall(r'"(/static/[^"]+)"', worker)
    for reference in sorted(References(html).found | set(shell)):
        target = urlsplit(urljoin(address, reference))
        if target.path and not target.netloc:
            weights[target.path] = weigh(browser, target.path)[0]
    return weights


def blocking(browser: FlaskClient, address: str) -> list[str]:
    """Requests that a page waits for before it paints."""
    return References(weigh(browser, address)[1]).blocking
