"""A series on the pages: looked at before it is made, changed alone or with all that follow."""

from typing import Any

import pytest

from app.appointments.models import Appointment, Participation
from app.notices.models import Reminder
from tests.appointments.conftest import HTMX, SignIn, Stored, in_days, same_404
from tests.appointments.test_desk_new import filled, new_of
from tests.cast import Member
from tests.pages import Page, words


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


NONE = {"version": "1"}
UNDO = {"version": "1", "is_undone": "y"}
ANSWER = (Participation.reply, Participation.replied_at, Participation.handled_at)


@pytest.mark.parametrize(("headers", "status"), [({}, 303), (HTMX, 204)])
def test_to_none_of_the_dates_in_one_tap_and_taken_back(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    page: Any,
    stored: Stored,
    headers: dict[str, str],
    status: int,
) -> None:
    make(signed_in, jana, selam)
    phone, numbers = signed_in(selam), [number for (number,) in stored(Appointment.id)]
    here = f"/appointments/{numbers[1]}"
    for number, answer in ((numbers[0], "yes"), (numbers[2], "later"), (numbers[3], "no")):
        phone.post(f"/appointments/{number}/reply", data={"reply": answer, "version": "1"})
    part = said_part(stored, numbers[2])
    signed_in(jana).post(f"/desk/replies/{part}/taken-up", data={"reply": "later"})
    said = stored(Participation.appointment_id, *ANSWER)
    before: Page = page(phone, f"{here}?lang=en")
    assert "I cannot come to any of these dates" in before.text
    assert phone.post(f"{here}/reply-to-all", data=NONE, headers=headers).status_code == status
    assert stored(Participation.reply) == [("no",)] * 4
    assert set(waiting(stored)) == set()
    after: Page = page(phone, f"{here}?lang=en", statements=before.statements)
    assert "You said that you cannot come to 3 dates." in after.text
    listed: Page = page(signed_in(jana), "/desk/appointments?lang=en")
    assert "I cannot come (and 2 more appointments)" in listed.text
    for _twice in range(2):
        assert phone.post(f"{here}/reply-to-all", data=UNDO, headers=headers).status_code == status
    assert stored(Participation.appointment_id, *ANSWER) == said  # when, and taken up, too
    assert set(waiting(stored)) == set(numbers[:3])


def said_part(stored: Stored, appointment_id: int) -> int:
    """Her part of one date."""
    found = stored(Participation.appointment_id, Participation.id)
    return int(dict(found)[appointment_id])


def waiting(stored: Stored) -> list[int]:
    """Of which appointments a reminder will be sent."""
    rows = stored(Reminder.subject_id, Reminder.subject, Reminder.state)
    return [row.subject_id for row in rows if tuple(row)[1:] == ("appointment", "planned")]


def test_an_answer_to_all_is_one_answer_at_the_desk(
    signed_in: SignIn, selam: Member, jana: Member, page: Any, stored: Stored
) -> None:
    make(signed_in, jana, selam)
    number = stored(Appointment.id)[0][0]
    signed_in(selam).post(f"/appointments/{number}/reply-to-all", data=NONE)
    ((part, *_),) = [stored(Participation.id)[0]]
    taken = signed_in(jana).post(f"/desk/replies/{part}/taken-up", data={"reply": "no"})
    assert taken.status_code == 303
    assert None not in [at for (at,) in stored(Participation.handled_at)]
    assert "Answers for you" not in page(signed_in(jana), "/desk/appointments?lang=en").text


def test_she_cancels_this_date_and_all_later_ones(
    signed_in: SignIn, selam: Member, jana: Member, page: Any, stored: Stored
) -> None:
    make(signed_in, jana, selam)
    numbers = [number for (number,) in stored(Appointment.id)]
    phone, here = signed_in(selam), f"/appointments/{numbers[1]}/cancel"
    asked: Page = page(phone, f"{here}?lang=en")
    assert "Also all later dates of this series" in asked.text
    for _twice in range(2):
        sent = phone.post(here, data={"version": "1", "is_all": "y"})
        assert sent.status_code == 303
    states = [state for (_id, state) in stored(Appointment.id, Appointment.state)]
    assert states == ["confirmed", *["cancelled_client"] * 3]
    listed: Page = page(signed_in(jana), "/desk/appointments?lang=en")
    assert "Cancelled by the client (and 2 more appointments)" in listed.text
    assert "Today 1 " in words(listed.find("nav", class_="rail"))  # one act is one matter


def test_what_she_read_may_be_old_or_not_hers(
    signed_in: SignIn, selam: Member, ahmad: Member, yonas: Member, jana: Member, stored: Stored
) -> None:
    make(signed_in, jana, selam)
    number = stored(Appointment.id)[0][0]
    here, missing = f"/appointments/{number}/reply-to-all", "/appointments/99999/reply-to-all"
    old = signed_in(selam).post(here, data={"version": "0"})
    assert old.status_code == 422
    for stranger in (ahmad, yonas, jana):
        same_404(signed_in(stranger), "POST", here, missing, data=NONE)
    assert stored(Participation.reply) == [(None,)] * 4
