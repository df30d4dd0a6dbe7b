"""goal_19: twelve ways to be let in without having been met; each ends with nobody let in.

The states of the ceremony one by one stand in tests/people/test_enrolment.py.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import webauthn
from flask import Flask
from webauthn.registration.verify_registration_response import VerifiedRegistration

from app.core import clock
from app.core.db import db
from app.people import bindings, enrolment, making
from app.people.models import DeviceToken, Enrolment, Passkey, Session
from tests.cast import Member
from tests.goals.attacks import (
    ATTACKS,
    Attack,
    Table,
    nobody_at_the_lock,
    over_the_shoulder,
    raced,
    too_late,
)
from tests.people.conftest import Phone, codes, issue, let_in, new_phone

__all__ = ["codes", "issue", "let_in", "new_phone"]

pytestmark = pytest.mark.goal_19
Issue = Callable[..., tuple[Enrolment, str]]


def let_in_count() -> tuple[int, int, int]:
    """Keys that open something, PINs that do, sessions that last."""
    db.session.rollback()
    return (
        db.session.query(Passkey).filter_by(is_active=True, revoked_at=None).count(),
        db.session.query(DeviceToken).filter_by(is_active=True, revoked_at=None).count(),
        db.session.query(Session).filter_by(revoked_at=None).count(),
    )


@contextmanager
def nobody_let_in() -> Iterator[None]:
    """Whatever is tried inside lets nobody in."""
    before = let_in_count()
    yield
    assert let_in_count() == before


@pytest.fixture
def table(app: Flask, selam: Member, issue: Issue) -> Table:
    """A code was issued a moment ago."""
    held, secret = issue(selam)
    return Table(app=app, member=selam, held=held, secret=secret)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_nobody_is_let_in(table: Table, attack: Attack) -> None:
    with nobody_let_in():
        attack(table)


def test_there_are_twelve() -> None:
    assert len(ATTACKS) == 12


def test_whoever_was_met_is_let_in(table: Table) -> None:
    """The same table without an attack, a second before the time runs out."""
    clock.shift(timedelta(minutes=9, seconds=59) - (clock.now() - table.held.issued_at))
    table.hers.open(table.secret)
    table.match()
    table.hers.make_passkey()
    table.confirm()
    assert table.hers.browser.post("/enter/start").status_code == 303
    assert let_in_count() == (1, 0, 1)


def test_a_known_key_lets_nobody_in_twice(
    table: Table, oksana: Member, let_in: Callable[..., Phone]
) -> None:
    """A key that is Oksana's already becomes nobody else's."""
    known = let_in(oksana).key
    with nobody_let_in():
        table.hers.key = known
        table.hers.open(table.secret)
        table.match()
        table.hers.make_passkey()
        table.confirm()
        table.go_on(table.hers)
    assert table.state() == "refused"


def test_a_guess_is_right_once_in_three_and_is_made_twice(table: Table) -> None:
    """Beside the secret of 256 bits: of the numbers shown one is right, and the second wrong one
    ends it. The place of the right one says nothing."""
    assert len(table.secret) * 6 >= 256
    table.hers.open(table.secret)
    places = []
    for _ in range(300):
        enrolment._draw_numbers(table.held)
        assert len(set(table.held.choices)) == 3
        places.append(table.held.choices.index(table.held.number or 0))
    db.session.rollback()
    assert all(60 < places.count(place) < 140 for place in range(3)), "drawn, not placed"
    assert enrolment._WRONG_NUMBERS == 2


# ---- planted faults ----


def caught(table: Table, attack: Attack) -> bool:
    """True when the attack is seen to succeed."""
    try:
        with nobody_let_in():
            attack(table)
    except AssertionError:
        return True
    return False


def test_a_ceremony_that_asks_for_no_state(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: a key is kept and woken whatever the state."""

    def register(held: Enrolment, made: VerifiedRegistration, **more: Any) -> None:
        held.state = "matched"
        registered(held, made, **more)
        enrolment.activate(held, by=enrolment.phone_of(held), now=clock.now())

    registered = making.register
    begin = making.begin_making

    def begin_anyway(held: Enrolment, **more: Any) -> Any:
        held.state = "matched"
        return begin(held, **more)

    monkeypatch.setattr(making, "register", register)
    monkeypatch.setattr(making, "begin_making", begin_anyway)
    assert caught(table, over_the_shoulder)


def test_a_code_that_opens_for_every_browser(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: a ceremony is not tied to the browser that opened it first."""
    monkeypatch.setattr(bindings, "find_browser", lambda: b"any browser")
    assert caught(table, raced)


def test_a_code_that_never_ends(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Enrolment, "state_at", lambda self, _now: self.state)
    assert caught(table, too_late)


def test_a_lock_that_nobody_asks_for(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    verify = webauthn.verify_registration_response
    monkeypatch.setattr(
        webauthn,
        "verify_registration_response",
        lambda **asked: verify(**{**asked, "require_user_verification": False}),
    )
    assert caught(table, nobody_at_the_lock)
