"""goal_25, without internet: no tick is lost, none counts twice, whatever dies in between."""

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect

from app.caseload import received
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from tests import build
from tests.browser import CHROMIUM, FLAGS, PATIENCE, PHONE, Live, eventually, kill_browser
from tests.cast import Member
from tests.goals.cells import FULL
from tests.goals.offline_life import Life, live
from tests.journeys.keeping import say_yes
from tests.journeys.waits import history, marks, tick, waiting

pytestmark = pytest.mark.goal_25
SignIn = Callable[[Member], FlaskClient]
LIVES, ACTS = (2_000, 40) if FULL else (4, 40)
KILLS = 50 if FULL else 2


@pytest.fixture
def begin(cast: Callable[[str], Member], signed_in: SignIn) -> Callable[[int], Life]:
    """A life of Selam with two phones, repeatable by its number."""

    def begin(seed: int) -> Life:
        selam = cast("selam")
        # because: the numbers only have to be the same again
        return Life(selam, (signed_in(selam), signed_in(selam)), random.Random(seed))  # noqa: S311

    return begin


@pytest.mark.parametrize("seed", range(LIVES))
def test_two_phones_lose_nothing_and_double_nothing(
    begin: Callable[[int], Life], seed: int
) -> None:
    live(begin(seed), ACTS)


def test_without_the_numbers_a_doubled_answer_is_found(
    begin: Callable[[int], Life], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(received, "is_first", lambda *_given, **_more: True)
    with pytest.raises((AssertionError, sa.exc.IntegrityError)):
        live(begin(1), ACTS)
    db.session.rollback()


# ---- a browser that is killed ----


class Killed:
    """A phone whose browser dies again and again; its stores are on the disk."""

    def __init__(self, playwright: Playwright, live: Live, home: Path) -> None:
        self.launch = playwright.chromium.launch_persistent_context
        self.live, self.home = live, home

    def start(self, *, is_offline: bool) -> tuple[BrowserContext, Page]:
        """Open the browser on the same profile."""
        context = self.launch(
            self.home, executable_path=CHROMIUM, args=FLAGS, base_url=self.live.url, **PHONE
        )
        context.set_default_timeout(PATIENCE * 1000)
        context.set_offline(is_offline)
        self.live.sign_in(context, self.live.member("selam"))
        return context, context.new_page()

    def kill(self, context: BrowserContext) -> None:
        """End it as a phone without battery ends it."""
        kill_browser(self.home)
        with suppress(Error):
            context.close()


@pytest.fixture
def killed(playwright: Playwright, live: Live, tmp_path: Path) -> Killed:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing")
    return Killed(playwright, live, tmp_path)


@pytest.mark.browser
@pytest.mark.sqlite_only
def test_a_killed_browser_loses_no_tick_and_doubles_none(live: Live, killed: Killed) -> None:
    """Killed right after the page said that it waits, and while it is being sent."""
    selam = live.member("selam")
    assert selam.client is not None
    with live.app.app_context(), carrier_opened(selam.client.carrier_id), transaction():
        steps = [build.step(selam.client).id for _ in range(KILLS)]
    context, page = killed.start(is_offline=False)
    say_yes(page)
    context.close()
    rng = random.Random(25)  # noqa: S311  # because: it has to be the same again
    for number, step in enumerate(steps):
        context, page = killed.start(is_offline=True)
        page.goto(f"/plan/steps/{step}")
        tick(page)
        expect(marks(page)).to_be_visible()
        if number % 2:  # it dies while it sends
            context.set_offline(False)
            page.wait_for_timeout(rng.randrange(0, 400))
        killed.kill(context)
    context, page = killed.start(is_offline=False)
    page.goto("/outbox")
    eventually(lambda: waiting(page) == [], seconds=60)
    context.close()
    assert [kind for _op, kind in history(live, selam)] == ["finished"] * KILLS
