"""What a request only reads: PostgreSQL refuses to write it, and goes on with what it prepared."""

from collections.abc import Callable
from contextvars import Context
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import WRITE, db, is_reading, transaction
from app.core.reading import read
from app.core.tenancy import carrier_opened, open_carrier
from app.people.models import Person
from tests.cast import Member
from tests.pages import counting

SignIn = Callable[[Member], FlaskClient]
pytestmark = pytest.mark.postgresql_only
RENAMED = sa.update(Person).values(call_name="Other")
EVERY_CLIENT = sa.text("SELECT count(*) FROM client")  # past the first wall


def test_a_page_writes_nothing_past_its_transaction(app: Flask, selam: Member) -> None:
    selam.token()
    db.session.rollback()
    with app.test_request_context("/home"):
        app.preprocess_request()
        with pytest.raises(sa.exc.InternalError, match="read-only transaction"):
            db.session.execute(RENAMED)
        db.session.rollback()
        assert db.session.scalar(sa.select(Person.call_name)) is not None
        assert is_reading(db.session())
        with transaction() as session:
            session.execute(RENAMED)
        assert set(db.session.scalars(sa.select(Person.call_name))) == {"Other"}
        assert is_reading(db.session())
        db.session.rollback()
    assert db.session.scalar(sa.select(Person.call_name)) == "Other"
    assert not is_reading(db.session())


def test_prepared_statements_outlive_a_request(
    app: Flask, signed_in: SignIn, selam: Member
) -> None:
    """The driver forgets them with each ROLLBACK: pages would be planned anew four times over."""
    browser, apart = signed_in(selam), Context()
    db.session.remove()
    db.engine.dispose()
    for _ in range(8):
        assert apart.run(browser.get, "/home").status_code == 200
    assert db.engine.pool.checkedin() == 1  # type: ignore[attr-defined]  # because: a queue
    with db.engine.connect() as connection:
        kept = sa.text("SELECT statement FROM pg_prepared_statements")
        prepared = connection.scalars(kept).all()
    assert [text for text in prepared if "open_steps" in text], prepared
    assert [text for text in prepared if "token_hash" in text], prepared


def test_signs_of_a_statement_reach_the_database_as_they_stand(app: Flask, selam: Member) -> None:
    """Words go to the driver as they are: a sign that means something to it is none of its."""
    asked = sa.select(
        sa.literal("100 %").label("share"),
        sa.literal("a:b $1 %(x)s").label("signs"),
        (sa.bindparam("number", type_=sa.Integer()) % 7).label("rest"),
        sa.bindparam("number", type_=sa.Integer()).label("number"),
    ).where(Person.call_name.like("%" + selam.person.call_name[1:]))
    for _ in range(2):
        (row,) = read(asked, number=9)
        assert tuple(row) == ("100 %", "a:b $1 %(x)s", 2, 9)


@pytest.mark.parametrize(
    ("headers", "later", "clients"),
    [
        ({}, timedelta(0), 1),
        ({"X-Person": "somebody else"}, timedelta(0), 0),
        ({}, timedelta(days=400), 0),
    ],
)
def test_looking_for_the_session_opens_the_second_wall_for_its_viewer_alone(
    app: Flask,
    selam: Member,
    monkeypatch: pytest.MonkeyPatch,
    headers: dict[str, str],
    later: timedelta,
    clients: int,
) -> None:
    """One way to the database finds the viewer and names the carrier; nobody's stays closed."""
    cookie = f"{app.config['COOKIE_NAME']}={selam.token()}"
    db.session.remove()
    clock.shift(later)
    monkeypatch.setattr(clock, "was_told_lately", lambda: True)
    with app.test_request_context("/home", headers={"Cookie": cookie, **headers}):
        with counting(but=()) as asked:
            app.preprocess_request()
        assert len(asked) == (1 if clients else 2), asked
        assert db.session.scalar(EVERY_CLIENT) == clients
        db.session.remove()


def test_a_carrier_told_inside_a_savepoint_is_told_again_after_it(
    selam: Member, yonas: Member
) -> None:
    assert selam.grant.carrier_id is not None
    assert yonas.grant.carrier_id is not None
    with carrier_opened(selam.grant.carrier_id), transaction() as session:
        assert session.scalar(EVERY_CLIENT) == 1
        savepoint = session.begin_nested()
        open_carrier(yonas.grant.carrier_id)
        savepoint.rollback()
        open_carrier(yonas.grant.carrier_id)
        assert session.scalars(sa.text("SELECT carrier_id FROM client")).all() == [
            yonas.grant.carrier_id
        ]


def test_a_change_that_is_made_is_answered_by_reading(app: Flask, selam: Member) -> None:
    """What is drawn after a change is READ ONLY, too, and what is prepared outlives it."""

    def break_down() -> None:
        with transaction() as session:
            session.execute(RENAMED)
            raise ZeroDivisionError

    ours = {"Sec-Fetch-Site": "same-origin"}
    with app.test_request_context("/me", method="POST", headers=ours):
        app.preprocess_request()
        assert WRITE.get()
        assert not is_reading(db.session())
        with transaction() as session:
            session.execute(RENAMED)
        assert db.session.scalar(sa.select(Person.call_name)) == "Other"
        assert is_reading(db.session())
        with transaction() as session:  # a second change begins anew
            session.execute(sa.update(Person).values(call_name="Third"))
        with pytest.raises(ZeroDivisionError):
            break_down()
        assert db.session.scalar(sa.select(Person.call_name)) == "Third"
        assert is_reading(db.session())
        db.session.rollback()
