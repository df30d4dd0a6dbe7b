"""The demo town behind a real server, its people's browsers, and the pages they can reach."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Error, Page
from sqlalchemy import make_url
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.core import clock
from app.core.db import transaction
from app.demo import entries, town
from app.people.models import Person
from app.people.sessions import start_session
from tests.browser import Live

CLIENTS, SEED = 12, 1


@dataclass
class Town:
    """The demo town and how to get in as one of its people."""

    live: Live
    tokens: dict[str, str]

    def sign_in(self, context: BrowserContext, name: str, language: str = "") -> None:
        """Give a browser the session of somebody who lives here, and who may speak another
        language from now on.
        """
        app = self.live.app
        with app.app_context(), transaction() as session:
            grant = entries.get_grant(self.tokens[name])
            if language:
                session.get_one(Person, grant.person_id).ui_language = language
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
        return dict(self.walk(page, start))

    def walk(self, page: Page, start: str) -> Iterator[tuple[str, str]]:
        """The same, view by view: each is open in the browser while its reader looks at it."""
        seen: set[str] = set()
        waiting = [self.live.url + start]
        while waiting:
            address = waiting.pop(0)
            endpoint = self.endpoint_of(address)
            if endpoint is None or endpoint in {*seen, *NOT_PAGES}:
                continue
            seen.add(endpoint)
            if not opens(page, address):
                continue
            links: list[str] = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
            waiting += links
            yield endpoint, address


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


@pytest.fixture(scope="session")
def town_picture(
    live_server: Live, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, str]]:
    """A database with the demo town in it, built once, and its people's tokens."""
    picture = tmp_path_factory.mktemp("town") / "picture.db"
    with live_server.app.app_context():
        people = town.load(clients=CLIENTS, seed=SEED)
    copy(database_of(live_server), picture)
    return picture, {person.name: person.entry_token for person in people}


@pytest.fixture
def demo_town(town_picture: tuple[Path, dict[str, str]], live: Live) -> Town:
    """The demo town as it was when it was built."""
    picture, tokens = town_picture
    copy(picture, database_of(live))
    return Town(live=live, tokens=tokens)


def database_of(live: Live) -> Path:
    """The file the application writes to."""
    return Path(make_url(live.app.config["SETTINGS"].database_url).database or "")


def copy(source: Path, target: Path) -> None:
    """Make one database what another is; connections that are open read on."""
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)
