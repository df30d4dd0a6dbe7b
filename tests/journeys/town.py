"""The demo town behind a real server, its people's browsers, and the pages they can reach."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Error, Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.core import clock
from app.core.db import transaction
from app.demo import entries, town
from app.people.sessions import start_session
from tests.browser import Live

CLIENTS, SEED = 12, 1


@dataclass
class Town:
    """The demo town and how to get in as one of its people."""

    live: Live
    tokens: dict[str, str]

    def sign_in(self, context: BrowserContext, name: str) -> None:
        """Give a browser the session of somebody who lives here."""
        app = self.live.app
        with app.app_context(), transaction():
            grant = entries.get_grant(self.tokens[name])
            cookie = start_session(
                grant, device="Test", now=clock.now(), fresh_for=timedelta(hours=1)
            )
        context.add_cookies(
            [{"name": app.config["COOKIE_NAME"], "value": cookie, "url": self.live.url}]
        )

    def endpoint_of(self, address: str) -> str | None:
        """The name of the view an address of ours leads to; None for others."""
        url = urlsplit(address)
        if f"{url.scheme}://{url.netloc}" != self.live.url:
            return None
        try:
            endpoint, _arguments = self.live.app.url_map.bind("localhost").match(url.path)
        except (HTTPException, RequestRedirect):
            return None
        return str(endpoint)

    def pages_from(self, page: Page, start: str) -> dict[str, str]:
        """Follow links from a page: one address for each view that can be reached."""
        found: dict[str, str] = {}
        files: set[str] = set()
        waiting = [self.live.url + start]
        while waiting:
            address = waiting.pop(0)
            endpoint = self.endpoint_of(address)
            if endpoint is None or endpoint in {*found, *files, *NOT_PAGES}:
                continue
            if not opens(page, address):
                files.add(endpoint)
                continue
            found[endpoint] = address
            links: list[str] = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
            waiting += links
        return found


def opens(page: Page, address: str) -> bool:
    """Go there; False for a file to keep, which leaves the page as it was."""
    try:
        page.goto(address)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return False
    return True


NOT_PAGES = ("home.store_language", "home.manifest", "home.service_worker", "home.healthz")


@pytest.fixture
def demo_town(live: Live) -> Town:
    """The demo town, built fresh."""
    with live.app.app_context():
        people = town.load(clients=CLIENTS, seed=SEED)
    return Town(live=live, tokens={person.name: person.entry_token for person in people})
