"""A day in another year names the year; one of this year does not."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.i18n import format_day, format_month, speaking
from tests.appointments.conftest import Booked, SignIn
from tests.cast import Member


@pytest.mark.parametrize(
    ("code", "day", "month"),
    [
        ("de", "5. Januar 2027", "Januar 2027"),
        ("en", "January 5, 2027", "January 2027"),
        ("ar", "5 كانون الثاني 2027", "كانون الثاني 2027"),
    ],
)
def test_another_year_is_named(app: Any, code: str, day: str, month: str) -> None:
    here = clock.instant(datetime(2026, 12, 31, 12))
    clock.shift(here - clock.now())
    try:
        with app.test_request_context(), speaking(code):
            new_year = clock.instant(datetime(2027, 1, 5, 0, 30))
            assert (format_day(new_year), format_month(new_year)) == (day, month)
            assert "20" not in format_day(here.date()) + format_month(here.date())
            # Half past midnight in Berlin is the new year, though not yet in London.
            midnight = clock.instant(datetime(2027, 1, 1, 0, 30))
            assert "2027" in format_day(midnight)
    finally:
        clock.shift(timedelta())


def test_the_leaf_of_a_card_names_it(signed_in: SignIn, selam: Member, booked: Booked) -> None:
    far = datetime(clock.today().year + 1, 6, 15, 10)
    number = booked(selam, starts_local=far)
    text = signed_in(selam).get(f"/appointments/{number}?lang=de").text
    assert f"Juni {far.year}</span></div>" in text
