"""A list is taken in by the worker, exactly once, whoever dies in between; the page says so."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, current_app
from flask.testing import FlaskClient

from app.core import clock
from app.core.beside import Beside
from app.core.db import db, transaction
from app.exchange import counting, errand, taking
from app.exchange.errand import LEASE, TRIES, take_next
from app.exchange.models import Intake
from app.notices.models import WorkerBeat
from app.offers.models import Offer
from tests.cast import Member
from tests.exchange.answers import answer, place
from tests.exchange.test_views import send
from tests.house.sources import ROOT
from tests.offers.shop import named
from tests.pages import Page


def ask(browser: FlaskClient, *slugs: str) -> str:
    """A list of which somebody said yes; the address of its page."""
    here = str(send(browser, answer(*map(place, slugs or ("cafe", "haus")))).location)
    browser.post(f"{here}/go-on")
    assert browser.post(f"{here}/take-in").status_code == 303
    return here


def stands() -> tuple[str, int, int]:
    """State and tries of the file, and how many offers there are."""
    db.session.expire_all()
    row = db.session.scalars(sa.select(Intake).order_by(Intake.id.desc())).first()
    assert row is not None
    return row.state, row.attempts, db.session.scalar(sa.select(sa.func.count(Offer.id))) or 0


def test_it_is_written_once_in_the_name_of_whoever_said_yes(
    browser: FlaskClient, aylin: Member
) -> None:
    here = ask(browser)
    assert stands() == ("taking", 0, 0)
    assert browser.post(f"{here}/take-in").status_code == 422
    assert browser.post(f"{here}/drop").status_code == 422
    assert [take_next(), take_next()] == [True, False]
    assert stands() == ("taken", 1, 2)
    assert db.session.scalars(sa.select(Intake.taken_by_id)).one() == aylin.person.id
    assert named("OfferFileTakenIn") == 1


def test_what_breaks_is_said_and_nothing_was_written(
    browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = iter([lambda *_: None])  # the second chunk meets an end
    monkeypatch.setattr(counting, "CHUNK", 1)
    with monkeypatch.context() as broken:
        broken.setattr(taking, "index_new", lambda *given: next(calls)(*given))
        here = ask(browser)
        assert take_next()
    assert stands() == ("checked", 1, 0)
    assert "This list could not be taken in." in browser.get(here).text
    assert browser.post(f"{here}/take-in").status_code == 303
    assert take_next()
    assert stands() == ("taken", 1, 2)
    assert "could not be taken in" not in browser.get(here).text


def test_who_was_overtaken_leaves_nothing_and_what_kills_its_worker_ends(
    browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = ask(browser)

    def overtake(*_given: object) -> None:
        """Our lease ran out, and another worker has a token of its own now."""
        db.session.execute(sa.update(Intake).values(lease_token="another"))

    with monkeypatch.context() as slow:
        slow.setattr(errand.Claim, "tell", overtake)
        assert take_next()
    assert stands() == ("taking", 1, 0)
    assert not take_next()  # till the lease is over
    with transaction():
        later = clock.now() - timedelta(seconds=1)
        db.session.execute(sa.update(Intake).values(lease_until=later, attempts=TRIES))
    assert take_next()
    assert stands() == ("checked", TRIES + 1, 0)
    assert "You can try again." in browser.get(here).text


def test_the_page_says_when_no_worker_is_alive(
    browser: FlaskClient, page: Callable[..., Page]
) -> None:
    here = ask(browser)
    assert "does not run at the moment" in page(browser, here, statements=8).text
    with transaction() as session:
        session.add(WorkerBeat(name="one", at=clock.now(), overdue=0))
    assert "does not run at the moment" not in browser.get(here).text


def test_the_worker_does_it_beside_the_reminders(browser: FlaskClient) -> None:
    (beside,) = (one for one in current_app.extensions["chores"] if isinstance(one, Beside))
    ask(browser)
    beside(clock.now())
    beside(clock.now())  # one at a time
    beside.join()
    assert stands() == ("taken", 1, 2)


def environment_of(app: Flask) -> dict[str, str]:
    settings = app.config["SETTINGS"]
    return {
        **os.environ,
        "SCHRITTWEISE_DATABASE_URL": settings.database_url,
        "SCHRITTWEISE_KEY_FILE": str(settings.key_file),
        "SCHRITTWEISE_VAPID_KEY_FILE": str(settings.vapid_key_file),
        "SCHRITTWEISE_PUBLIC_URL": settings.public_url,
    }


SLOW = """
import time

from app import create_app
from app.exchange import counting, errand, taking

counting.CHUNK = 1
written = taking.index_new
def slowly(*given):
    written(*given)
    print("written", flush=True)
    time.sleep(60)
taking.index_new = slowly
with create_app().app_context():
    errand.take_next()
"""


@pytest.mark.postgresql_only
def test_kill_minus_nine_in_the_middle_writes_nothing_and_another_worker_all(
    app: Flask, browser: FlaskClient
) -> None:
    ask(browser)
    db.session.rollback()
    doomed = subprocess.Popen(
        [sys.executable, "-c", SLOW], cwd=ROOT, env=environment_of(app), stdout=subprocess.PIPE
    )
    assert doomed.stdout is not None
    assert doomed.stdout.readline() == b"written\n"
    doomed.send_signal(signal.SIGKILL)
    doomed.wait()
    doomed.stdout.close()
    assert stands() == ("taking", 1, 0)
    assert not take_next()
    with transaction():
        over = clock.now() - LEASE
        db.session.execute(sa.update(Intake).values(lease_until=over))
    assert [take_next(), take_next()] == [True, False]
    assert stands() == ("taken", 2, 2)
