"""When an answer is due, and what two taps make."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.audit import requests
from app.audit.deadlines import answer_due
from app.audit.models import DataRequest
from app.audit.refusals import NotOpen, NotRecognised
from app.core import clock
from app.core.db import db
from tests.audit.conftest import inside, of
from tests.cast import Member


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 24), date(2026, 12, 24)),  # a Thursday; Christmas Eve is a working day
        (date(2026, 11, 25), date(2026, 12, 28)),  # Christmas, Boxing Day, Sunday
        (date(2027, 1, 31), date(2027, 3, 1)),  # the 28th is a Sunday
        (date(2028, 1, 31), date(2028, 2, 29)),  # a leap year
        (date(2026, 12, 6), date(2027, 1, 7)),  # Epiphany is a holiday here
        (date(2027, 4, 1), date(2027, 5, 3)),  # Labour Day falls on a Saturday
    ],
)
def test_an_answer_is_due_in_a_calendar_month(received: date, due: date) -> None:
    assert answer_due(received) == due


def test_the_same_question_is_one_request_while_it_is_open(
    selam: Member, jana: Member, asks: Callable[..., int]
) -> None:
    first = asks(selam)
    assert asks(selam) == first
    assert asks(selam, "access") != first
    with inside(selam):
        requests.answer(first, ground=None, words=None, by=jana.viewer, now=clock.now())
    assert asks(selam) != first


def test_a_final_state_is_never_left(selam: Member, jana: Member, asks: Callable[..., int]) -> None:
    number = asks(selam, fresh=False)
    with pytest.raises(NotRecognised), inside(selam):
        requests.start(number, by=jana.viewer, now=clock.now())
    with inside(selam):
        requests.recognise(number, by=jana.viewer, now=clock.now())
        requests.start(number, by=jana.viewer, now=clock.now())
        requests.answer(number, ground="claims", words=None, by=jana.viewer, now=clock.now())
    for verb in (requests.recognise, requests.start):
        with pytest.raises(NotOpen), inside(selam):
            verb(number, by=jana.viewer, now=clock.now())
    with pytest.raises(NotOpen), inside(selam):
        requests.answer(number, ground=None, words=None, by=jana.viewer, now=clock.now())
    with inside(selam):
        assert db.session.get_one(DataRequest, number).state == "partly_refused"


def test_due_is_one_month_after_receipt_in_berlin(selam: Member, asks: Callable[..., int]) -> None:
    asks(selam)
    with inside(selam):
        row = db.session.scalars(sa.select(DataRequest)).one()
        assert row.client_id == of(selam).id
        assert row.due_on == answer_due(clock.today())
        assert row.due_on - clock.today() >= timedelta(days=28)
