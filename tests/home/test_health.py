"""/healthz: good, silent, unreachable."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.notices.models import WorkerBeat


def beat(seconds_ago: int, overdue: int = 0, name: str = "one") -> None:
    with transaction() as session:
        at = clock.now() - timedelta(seconds=seconds_ago)
        session.add(WorkerBeat(name=name, at=at, overdue=overdue))


def test_a_house_without_a_worker_says_so(visitor: FlaskClient) -> None:
    answer = visitor.get("/healthz")
    assert answer.status_code == 200
    assert answer.get_json() == {
        "database": "ok",
        "worker": "none",
        "worker_age": None,
        "overdue": None,
    }


def test_the_latest_worker_counts(visitor: FlaskClient) -> None:
    beat(900, overdue=7, name="old")
    beat(3)
    told = visitor.get("/healthz").get_json()
    assert (told["worker"], told["overdue"]) == ("ok", 0)
    assert 3 <= told["worker_age"] <= 10


def test_a_silent_worker_is_a_fault(visitor: FlaskClient) -> None:
    beat(121)
    answer = visitor.get("/healthz")
    assert answer.status_code == 503
    assert answer.get_json()["worker"] == "silent"


def test_a_worker_that_sends_nothing_though_something_is_due_is_a_fault(
    visitor: FlaskClient,
) -> None:
    """Another that is alive and sees nothing does not hide it."""
    beat(3, name="blind")
    beat(9, overdue=2)
    answer = visitor.get("/healthz")
    assert answer.status_code == 503
    told = answer.get_json()
    assert (told["worker"], told["overdue"]) == ("stuck", 2)


def test_without_a_database_it_still_answers(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise sa.exc.OperationalError("SELECT", {}, Exception("password=secret"))

    monkeypatch.setattr(db.session, "execute", refuse)
    answer = visitor.get("/healthz")
    assert answer.status_code == 503
    assert answer.get_json()["database"] == "unreachable"
    assert b"secret" not in answer.data
