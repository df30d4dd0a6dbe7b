"""When we break: a page for the reader, and a log that says where and quotes nobody."""

import logging
from collections.abc import Callable
from typing import NoReturn

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core.access import open_to_all
from app.core.db import db
from tests.cast import Member

NAME = "Selam Ghebremedhin"


def rejected() -> NoReturn:
    """What a database says of a row it does not take: all of the row."""
    db.session.execute(sa.text("SELECT :name FROM nowhere"), {"name": NAME})
    raise AssertionError("there is no such table")


@open_to_all()
def breaking() -> str:
    """A view with a fault."""
    try:
        rejected()
    except sa.exc.DBAPIError as error:
        raise ValueError(f"cannot read {NAME}") from error


@pytest.fixture
def live(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application as it runs outside tests."""
    monkeypatch.setitem(app.config, "TESTING", False)
    return app


def test_a_fault_is_logged_by_place_and_quotes_nobody(
    live: Flask,
    visitor: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setitem(live.view_functions, "home.imprint", breaking)
    with caplog.at_level(logging.ERROR):
        answer = visitor.get("/imprint?secret=12345")
    db.session.rollback()
    assert answer.status_code == 500
    assert "home.imprint" in caplog.text
    assert "builtins.ValueError" in caplog.text
    assert "sqlalchemy.exc" in caplog.text
    assert "in rejected" in caplog.text
    assert NAME not in caplog.text
    assert "12345" not in caplog.text


def test_a_fault_after_the_view_is_logged_in_the_same_way(
    live: Flask,
    selam: Member,
    jana: Member,
    signed_in: Callable[[Member], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The trail of readings is written then; without its row there is no answer."""

    def no_trail(*_: object) -> None:
        raise RuntimeError(NAME)

    assert selam.client
    monkeypatch.setitem(live.extensions, "follow_reading", no_trail)
    desk = signed_in(jana)
    here = f"/desk/clients/{selam.client.id}"
    with caplog.at_level(logging.ERROR):
        answer = desk.get(here)
    assert answer.status_code == 500
    assert selam.client.given_name not in answer.text
    assert "in no_trail" in caplog.text
    assert NAME not in caplog.text
    assert here not in caplog.text
