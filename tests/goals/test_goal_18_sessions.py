"""goal_18: a session is its cookie alone; a copy of the table opens nothing; an end is an end."""

import base64
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.people import account, enrolment
from app.people.models import RoleGrant, Session
from app.people.sessions import SEEN_EVERY, revoke
from tests.cast import Member
from tests.goals.cells import FULL
from tests.people.conftest import Phone, codes, issue, let_in, new_phone
from tests.visits import visitor_of

__all__ = ["codes", "issue", "let_in", "new_phone"]

pytestmark = pytest.mark.goal_18
SignIn = Callable[[Member], FlaskClient]
LetIn = Callable[..., Phone]
RACES = 200 if FULL else 25


def cookie_of(browser: FlaskClient, app: Flask) -> str:
    """The token in this browser."""
    found = browser.get_cookie(app.config["COOKIE_NAME"])
    return found.value if found else ""


def with_cookie(app: Flask, value: str) -> FlaskClient:
    """A browser that brings this token."""
    browser = visitor_of(app)
    browser.set_cookie(app.config["COOKIE_NAME"], value)
    return browser


def is_in(app: Flask, token: str, page: str = "/me") -> bool:
    """True when this token opens a page of somebody."""
    db.session.rollback()
    return with_cookie(app, token).get(page).status_code == 200


def test_each_way_in_begins_a_new_session(app: Flask, selam: Member, let_in: LetIn) -> None:
    """Enrolment, sign-in, and showing the passkey once more; the one before ends."""
    phone = let_in(selam)
    tokens = [cookie_of(phone.browser, app)]
    for query in ("", "?again=1"):
        assert phone.sign_in(query).status_code == 303
        tokens.append(cookie_of(phone.browser, app))
    assert len(set(tokens)) == 3
    assert [is_in(app, token) for token in tokens] == [False, False, True]


def test_a_token_from_outside_is_never_taken_over(app: Flask, selam: Member, let_in: LetIn) -> None:
    """Whoever plants a cookie beforehand does not get in with it afterwards."""
    phone = let_in(selam)
    phone.browser.set_cookie(app.config["COOKIE_NAME"], "planted")
    assert phone.sign_in().status_code == 303
    assert cookie_of(phone.browser, app) != "planted"
    assert not is_in(app, "planted")


def test_another_role_is_another_session(app: Flask, jana: Member, signed_in: SignIn) -> None:
    with transaction() as session:
        more = RoleGrant(
            person_id=jana.person.id,
            role=Role.TEAM_LEAD,
            carrier_id=jana.grant.carrier_id,
            valid_from=clock.today(),
        )
        session.add(more)
        session.flush()
        grant_id = more.id
    browser = signed_in(jana)
    before = cookie_of(browser, app)
    assert browser.post("/me/role", data={"grant_id": grant_id}).status_code == 303
    after = cookie_of(browser, app)
    assert after not in ("", before)
    assert not is_in(app, before)
    assert is_in(app, after, "/team")
    assert not is_in(app, after, "/desk")


def copies(row: Any) -> Iterator[str]:
    """What a thief of the table could try as a cookie."""
    for value in row:
        raw = value if isinstance(value, bytes) else str(value).encode()
        yield from (
            raw.hex(),
            raw.decode("latin-1"),
            base64.urlsafe_b64encode(raw).decode(),
            base64.urlsafe_b64encode(raw).decode().rstrip("="),
            base64.b64encode(raw).decode(),
        )


def test_a_copy_of_the_table_opens_nothing(
    app: Flask, selam: Member, jana: Member, signed_in: SignIn
) -> None:
    browsers = [signed_in(selam), signed_in(jana)]
    tried = 0
    for row in db.session.execute(sa.select(*Session.__table__.columns)).all():
        for value in copies(row):
            if value.isprintable() and value.isascii():
                assert not is_in(app, value), value
                tried += 1
    assert tried > 60
    assert [is_in(app, cookie_of(browser, app)) for browser in browsers] == [True, True]


def test_a_planted_plain_token_is_found(
    app: Flask, selam: Member, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the table held what the cookie holds, its copy would open the door."""
    monkeypatch.setattr("app.people.sessions.fingerprint", lambda token: token.encode())
    signed_in(selam)
    rows = db.session.execute(sa.select(*Session.__table__.columns)).all()
    assert any(is_in(app, value) for row in rows for value in copies(row) if value.isascii())


ENDS: dict[str, Callable[[Member, int], None]] = {
    "revoked": lambda _who, session_id: revoke(session_id, now=clock.now()),
    "ended from another browser": lambda who, session_id: account.end_session(
        session_id, by=who.viewer, now=clock.now()
    ),
    "locked": lambda who, _id: enrolment.lock_out(who.person.id, by=who.viewer, now=clock.now()),
    "role over": lambda who, _id: _end_role(who, valid_to=clock.today() - timedelta(days=1)),
    "account closed": lambda who, _id: _end_role(who, closed_at=clock.now()),
}


def _end_role(who: Member, **values: Any) -> None:
    grant = sa.update(RoleGrant).where(RoleGrant.id == who.grant.id)
    db.session.execute(grant.values(**values))


@pytest.mark.parametrize("way", ENDS)
def test_an_end_acts_on_the_next_request(
    app: Flask, jana: Member, signed_in: SignIn, way: str
) -> None:
    browser = signed_in(jana)
    assert browser.get("/desk").status_code == 200
    with transaction():
        ENDS[way](jana, db.session.scalars(sa.select(sa.func.max(Session.id))).one())
    assert browser.get("/desk").location == "/signin"
    assert browser.post("/desk/clients", data={"name": "S"}).location == "/signin"


@contextmanager
def held_before(statement: str) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Stop the first request that is about to send this statement, until it is let go."""
    arrived, may_go_on = threading.Event(), threading.Event()

    def hold(_c: object, _cur: object, text: str, *_rest: object) -> None:
        if text.startswith(statement) and not arrived.is_set():
            arrived.set()
            may_go_on.wait(10)

    sa.event.listen(db.engine, "before_cursor_execute", hold)
    try:
        yield arrived, may_go_on
    finally:
        may_go_on.set()
        sa.event.remove(db.engine, "before_cursor_execute", hold)


def races(app: Flask, who: Member, times: int) -> list[str]:
    """A session ends while a request of it is about to write that it lives."""
    said = []
    for number in range(times):
        token = who.token()
        session_id = db.session.scalars(sa.select(sa.func.max(Session.id))).one()
        long_ago = clock.now() - 2 * SEEN_EVERY
        with transaction() as session:
            session.execute(
                sa.update(Session).where(Session.id == session_id).values(last_seen_at=long_ago)
            )
        if not _raced(app, token, session_id):
            said.append(f"race {number}: the request never came to write")
        db.session.rollback()
        if db.session.scalar(sa.select(Session.revoked_at).where(Session.id == session_id)) is None:
            said.append(f"race {number}: the session lives again")
        if is_in(app, token):
            said.append(f"race {number}: its cookie opens again")
    return said


def _raced(app: Flask, token: str, session_id: int) -> bool:
    """Let the request begin, end the session, let the request go on."""

    def ask() -> None:
        with app.app_context():
            with_cookie(app, token).get("/me")

    # On SQLite the second writer waits at BEGIN; on PostgreSQL at the row itself.
    stop = "BEGIN IMMEDIATE" if db.engine.dialect.name == "sqlite" else "UPDATE session"
    thread = threading.Thread(target=ask)
    with held_before(stop) as (arrived, may_go_on):
        thread.start()
        has_arrived = arrived.wait(10)
        with transaction():
            revoke(session_id, now=clock.now())
        may_go_on.set()
        thread.join(20)
    return has_arrived and not thread.is_alive()


@pytest.mark.timeout(600)
def test_no_request_revives_a_session_that_ended_meanwhile(app: Flask, jana: Member) -> None:
    assert races(app, jana, RACES) == []


def test_a_planted_write_of_the_whole_row_is_caught(app: Flask, jana: Member) -> None:
    """What saves everything it read a moment ago brings the ended session back."""

    def save_all(
        _c: object, _cur: object, text: str, values: Any, *_rest: object
    ) -> tuple[str, Any]:
        if text.startswith("UPDATE session SET last_seen_at"):
            text = text.replace("SET ", "SET revoked_at=NULL, ", 1)
            text = text.replace(" AND session.revoked_at IS NULL", "")
        return text, values

    sa.event.listen(db.engine, "before_cursor_execute", save_all, retval=True)
    try:
        said = races(app, jana, 1)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", save_all)
    assert said == ["race 0: the session lives again", "race 0: its cookie opens again"]
