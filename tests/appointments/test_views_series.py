"""A series on the pages: looked at before it is made, changed alone or with all that follow."""

from typing import Any

import pytest

from app.appointments.models import Appointment
from tests.appointments.conftest import HTMX, SignIn, Stored, in_days, same_404
from tests.appointments.test_desk_new import filled, new_of
from tests.cast import Member
from tests.pages import Page


def weekly(**other: Any) -> dict[str, Any]:
    """Four dates, with whatever holidays."""
    return {**filled(), "rhythm": "weekly", "count": "4", **other}


def looked_at(days: list[int], leave_out: int | None = None) -> dict[str, Any]:
    """What the second sending adds: the dates that were shown, and the ticks."""
    dates = [in_days(day).date().isoformat() for day in days]
    ticked = [day for number, day in enumerate(dates) if number != leave_out]
    return {"shown": ",".join(dates), "dates[]": ticked}


def make(signed_in: SignIn, by: Member, member: Member) -> None:
    sent = signed_in(by).post(new_of(member), data={**weekly(), **looked_at([5, 12, 19, 26])})
    assert sent.status_code == 303


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_dates_are_shown_before_anything_is_made(
    signed_in: SignIn, selam: Member, jana: Member, stored: Stored, headers: dict[str, str]
) -> None:
    desk, address = signed_in(jana), new_of(selam)
    shown = desk.post(f"{address}?lang=en", data=weekly(), headers=headers)
    assert shown.status_code == 200
    assert ("<html" in shown.text) is (not headers)
    assert "4 dates" in shown.text
    assert "Nothing is made yet." in shown.text
    assert shown.text.count('name="dates[]"') == 4
    assert stored(Appointment.id) == []
    ticks = looked_at([5, 12, 19, 26], leave_out=1)
    sent = desk.post(address, data={**weekly(), **ticks}, headers=headers)
    assert sent.status_code == (204 if headers else 303)
    found = stored(Appointment.starts_local, Appointment.rhythm)
    assert found == [(in_days(day, 14), "weekly") for day in (5, 19, 26)]


def test_another_rule_is_looked_at_anew(
    signed_in: SignIn, selam: Member, jana: Member, stored: Stored
) -> None:
    desk, address = signed_in(jana), new_of(selam)
    ticks = looked_at([5, 12, 19, 26])
    for other in ({"count": "3"}, {"starts_local": in_days(6, 14).isoformat()}):
        again = desk.post(address, data={**weekly(**other), **ticks})
        assert (again.status_code, 'name="shown"' in again.text) == (200, True)
    assert stored(Appointment.id) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"count": ""}, "at most 52"),
        ({"count": "53"}, "at most 52"),
        ({"rhythm": "daily"}, "Choose one of the answers."),
        ({"until": "bald"}, "Write a date"),
        ({"starts_local": "2020-01-01T10:00"}, "This time is in the past."),
        (looked_at([5, 12, 19, 26]) | {"dates[]": []}, "Choose at least one date."),
        ({"kind": "outreach", "link": "https://a.example"}, "A home visit needs a place."),
    ],
)
def test_what_cannot_be_is_refused(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    stored: Stored,
    wrong: dict[str, Any],
    words: str,
) -> None:
    data = {**weekly(), **looked_at([5, 12, 19, 26]), **wrong}
    sent = signed_in(jana).post(f"{new_of(selam)}?lang=en", data=data)
    assert sent.status_code == 422
    assert words in sent.text
    assert stored(Appointment.id) == []


def test_she_sees_one_card_that_says_how_it_goes_on(
    signed_in: SignIn, selam: Member, jana: Member, page: Any, stored: Stored
) -> None:
    make(signed_in, jana, selam)
    phone = signed_in(selam)
    listed: Page = page(phone, "/appointments?lang=en", statements=8)
    assert len(listed.all("article")) == 1
    assert "(every week)" in listed.text
    first = stored(Appointment.id)[0][0]
    own: Page = page(phone, f"/appointments/{first}?lang=en", statements=8)
    assert "4 dates" in own.text
    files = [
        phone.get(f"/appointments/{number}/calendar.ics").text
        for (number,) in stored(Appointment.id)
    ]
    assert (
        len({line for text in files for line in text.splitlines() if line.startswith("UID")}) == 4
    )


@pytest.mark.parametrize(("is_all", "moved"), [({}, 1), ({"is_all": "y"}, 3)])
def test_one_is_changed_or_all_that_follow(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    stored: Stored,
    page: Any,
    is_all: dict[str, str],
    moved: int,
) -> None:
    make(signed_in, jana, selam)
    numbers = [number for (number,) in stored(Appointment.id)]
    desk, here = signed_in(jana), f"/desk/appointments/{numbers[1]}"
    got: Page = page(desk, f"{here}/change?lang=en", statements=12)
    assert "Also all later dates of this series" in got.text
    data = {**filled(starts_local=in_days(13, 15).isoformat()), "version": "1", **is_all}
    assert desk.post(f"{here}/change", data=data).status_code == 303
    versions = [version for (_id, version) in stored(Appointment.id, Appointment.version)]
    assert versions == [1, *[2] * moved, *[1] * (3 - moved)]
    sent = desk.post(f"{here}/cancel", data={"version": "2", **is_all})
    assert sent.status_code == 303
    states = [state for (_id, state) in stored(Appointment.id, Appointment.state)]
    assert states == ["confirmed", *["cancelled_staff"] * moved, *["confirmed"] * (3 - moved)]


def test_a_stranger_changes_none(
    signed_in: SignIn, selam: Member, jana: Member, brandt: Member, stored: Stored
) -> None:
    make(signed_in, jana, selam)
    number = stored(Appointment.id)[0][0]
    same_404(
        signed_in(brandt),
        "POST",
        f"/desk/appointments/{number}/cancel",
        "/desk/appointments/99999/cancel",
        data={"version": "1", "is_all": "y"},
    )


def test_lists_need_no_more_statements_for_many_series(
    signed_in: SignIn, selam: Member, jana: Member, page: Any
) -> None:
    make(signed_in, jana, selam)
    few: Page = page(signed_in(selam), "/appointments")
    for day in (6, 7):
        data = weekly(starts_local=in_days(day, 14).isoformat())
        dates = looked_at([day, day + 7, day + 14, day + 21])
        signed_in(jana).post(new_of(selam), data={**data, **dates})
    many: Page = page(signed_in(selam), "/appointments", statements=few.statements)
    assert len(many.all("article")) == 3
