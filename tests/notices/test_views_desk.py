"""The call list and reminding by hand, at the manager's desk."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.notices.models import CallListEntry, Reminder
from tests.cast import Member
from tests.notices.scene import (
    calls,
    client_of,
    go_to,
    in_days,
    keep,
    make_appointment,
    reminders,
    rows,
)
from tests.pages import Page
from tests.push_stubs.device import Device

SignIn = Callable[[Member], FlaskClient]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
MORNING = clock.instant(datetime(2026, 11, 16, 9))


@pytest.fixture(autouse=True)
def morning(app: object) -> None:
    go_to(MORNING)


def with_phone(member: Member) -> None:
    keep(client_of(member), f"https://fcm.googleapis.com/{member.person.id}", Device("a"))


def with_number(member: Member, number: str) -> None:
    client = client_of(member)
    with carrier_opened(client.carrier_id), transaction():
        db.session.merge(client).phone = number


def entry_of(member: Member) -> CallListEntry:
    (entry,) = calls(member, all_of_them=True)
    return entry


# ---- the call list ----


def test_the_list_names_who_why_when_and_the_number(
    signed_in: SignIn, jana: Member, selam: Member, page: Callable[..., Page]
) -> None:
    with_number(selam, "+4915112345678")
    make_appointment(selam, starts_local=in_days(1))
    seen = page(signed_in(jana), "/desk/calls")
    row = seen.find("li", id=f"call-{entry_of(selam).id}")
    told = " ".join("".join(row.itertext()).split())
    assert "Selam K." in told
    assert "01511 2345678" in told
    assert "10:00" in told
    assert seen.find("a", href="tel:+4915112345678") is not None


def test_of_a_secret_appointment_nothing_is_said_but_whom_to_call(
    signed_in: SignIn, jana: Member, selam: Member, page: Callable[..., Page]
) -> None:
    make_appointment(selam, starts_local=in_days(1), is_sensitive=True)
    seen = page(signed_in(jana), "/desk/calls")
    told = "".join(seen.find("li", id=f"call-{entry_of(selam).id}").itertext())
    assert "Selam" in told
    assert "10:00" not in told
    assert "Rathaus" not in told


def test_the_list_takes_as_many_statements_for_many_as_for_few(
    signed_in: SignIn, jana: Member, selam: Member, oksana: Member, page: Callable[..., Page]
) -> None:
    browser = signed_in(jana)
    make_appointment(selam)
    few = page(browser, "/desk/calls").statements
    with_number(oksana, "+4915112345678")
    for day in range(2, 9):
        make_appointment(selam, oksana, starts_local=in_days(day))
    assert page(browser, "/desk/calls").statements == few


def test_what_lies_behind_is_not_on_the_list_any_more(
    signed_in: SignIn, jana: Member, selam: Member, page: Callable[..., Page]
) -> None:
    make_appointment(selam, starts_local=in_days(1))
    go_to(MORNING + timedelta(days=3))
    assert "Selam" not in page(signed_in(jana), "/desk/calls").text


@pytest.mark.parametrize(("outcome", "is_done"), [("reached", True), ("message_left", True)])
def test_what_came_of_a_call_is_noted_and_can_be_taken_back(
    signed_in: SignIn, jana: Member, selam: Member, outcome: str, is_done: bool
) -> None:
    make_appointment(selam)
    browser, entry = signed_in(jana), entry_of(selam)
    answer = browser.post(f"/desk/calls/{entry.id}", data={"outcome": outcome})
    assert (answer.status_code, answer.location) == (303, "/desk/calls")
    after = entry_of(selam)
    assert (after.outcome, after.done_at is not None, after.done_by_id) == (
        outcome,
        is_done,
        jana.person.id,
    )
    assert browser.post(f"/desk/calls/{entry.id}/undo").status_code == 303
    undone = entry_of(selam)
    assert (undone.outcome, undone.done_at, undone.done_by_id, undone.tried_at) == (None,) * 4


def test_who_was_not_reached_stays_on_the_list(
    signed_in: SignIn, jana: Member, selam: Member, page: Callable[..., Page]
) -> None:
    make_appointment(selam)
    browser = signed_in(jana)
    browser.post(f"/desk/calls/{entry_of(selam).id}", data={"outcome": "not_reached"})
    assert entry_of(selam).done_at is None
    assert entry_of(selam).tried_at is not None
    seen = page(browser, "/desk/calls")
    assert 'value="reached"' in seen.html


def test_noting_a_call_by_htmx_answers_the_list(
    signed_in: SignIn, jana: Member, selam: Member
) -> None:
    make_appointment(selam)
    entry = entry_of(selam)
    browser = signed_in(jana)
    answer = browser.post(f"/desk/calls/{entry.id}", data={"outcome": "reached"}, headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section class="stack" id="calls"')
    assert f"/desk/calls/{entry.id}/undo" in answer.text
    assert "X-Said" in answer.headers
    answer = browser.post(f"/desk/calls/{entry.id}/undo", headers=HTMX)
    assert f'/desk/calls/{entry.id}"' in answer.text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_outcome_that_does_not_exist_is_refused(
    signed_in: SignIn, jana: Member, selam: Member, headers: dict[str, str]
) -> None:
    make_appointment(selam)
    path = f"/desk/calls/{entry_of(selam).id}"
    answer = signed_in(jana).post(path, data={"outcome": "shouted"}, headers=headers)
    assert answer.status_code == 422
    assert entry_of(selam).outcome is None


@pytest.mark.parametrize("path", ["", "/undo"])
def test_a_strange_manager_finds_no_entry(
    signed_in: SignIn, brandt: Member, selam: Member, path: str
) -> None:
    make_appointment(selam)
    browser = signed_in(brandt)
    foreign = browser.post(f"/desk/calls/{entry_of(selam).id}{path}", data={"outcome": "reached"})
    missing = browser.post(f"/desk/calls/999999{path}", data={"outcome": "reached"})
    assert foreign.status_code == missing.status_code == 404
    assert foreign.data == missing.data
    assert entry_of(selam).outcome is None


def test_the_desk_is_the_managers(
    signed_in: SignIn, visitor: FlaskClient, selam: Member, gerhard: Member, aylin: Member
) -> None:
    make_appointment(selam)
    entry = entry_of(selam)
    for member in (selam, gerhard, aylin):
        browser = signed_in(member)
        assert browser.get("/desk/calls").status_code == 404
        assert browser.post(f"/desk/calls/{entry.id}").status_code == 404
        assert browser.post("/desk/remind").status_code == 404
    assert visitor.get("/desk/calls").location == "/signin"


# ---- reminding by hand ----


def ids(*members: Member) -> list[str]:
    return [str(client_of(member).id) for member in members]


def test_first_it_says_whom_it_reaches_and_sends_nothing(
    signed_in: SignIn, jana: Member, selam: Member, oksana: Member
) -> None:
    with_phone(selam)
    data = {"client_ids[]": ids(selam, oksana)}
    answer = signed_in(jana).post("/desk/remind?lang=en", data=data)
    assert answer.status_code == 200
    assert "<h1>" in answer.text
    assert "Selam K." in answer.text
    assert "Oksana K." in answer.text
    assert 'name="confirm" value="yes"' in answer.text
    assert "1 person gets it on the phone." in answer.text
    assert "1 person has no phone that gets reminders" in answer.text
    assert reminders(selam) == reminders(oksana) == []


def test_the_second_tap_sends_and_puts_the_others_on_the_call_list(
    signed_in: SignIn, jana: Member, selam: Member, oksana: Member
) -> None:
    with_phone(selam)
    appointment = make_appointment(selam, starts_local=in_days(5))
    data = {"client_ids[]": ids(selam, oksana), "confirm": "yes"}
    answer = signed_in(jana).post("/desk/remind", data=data)
    assert answer.status_code == 303
    assert answer.location.startswith("/desk/reminded/")
    now_one = next(row for row in reminders(selam) if row.offset.startswith("now-"))
    assert (now_one.subject, now_one.subject_id, now_one.version, now_one.state) == (
        "appointment",
        appointment.id,
        1,
        "planned",
    )
    assert now_one.due_at <= clock.now()
    (hers,) = reminders(oksana)
    assert (hers.subject, hers.state, hers.reason) == ("message", "expired", "no_device")
    assert [entry.reason for entry in calls(oksana)] == ["no_device"]


def test_one_client_takes_two_taps(signed_in: SignIn, jana: Member, selam: Member) -> None:
    with_phone(selam)
    browser = signed_in(jana)
    assert browser.post("/desk/remind", data={"client_ids[]": ids(selam)}).status_code == 200
    answer = browser.post("/desk/remind", data={"client_ids[]": ids(selam), "confirm": "yes"})
    assert answer.location == f"/desk/clients/{ids(selam)[0]}"
    assert [row.subject for row in reminders(selam)] == ["message"]


def test_a_double_tap_sends_once(signed_in: SignIn, jana: Member, selam: Member) -> None:
    with_phone(selam)
    browser = signed_in(jana)
    for _ in range(2):
        browser.post("/desk/remind", data={"client_ids[]": ids(selam), "confirm": "yes"})
    assert len(reminders(selam)) == 1


def test_a_reminder_by_hand_waits_for_the_end_of_quiet_hours(
    signed_in: SignIn, jana: Member, selam: Member
) -> None:
    with_phone(selam)
    go_to(clock.instant(datetime(2026, 11, 16, 21, 30)))
    browser = signed_in(jana)
    asked = browser.post("/desk/remind?lang=en", data={"client_ids[]": ids(selam)})
    assert "Goes out after the quiet hours: 07:00" in asked.text
    browser.post("/desk/remind", data={"client_ids[]": ids(selam), "confirm": "yes"})
    assert clock.local(reminders(selam)[0].due_at) == datetime(2026, 11, 17, 7)


def test_by_htmx_the_question_is_a_fragment_and_the_answer_leads_on(
    signed_in: SignIn, jana: Member, selam: Member
) -> None:
    with_phone(selam)
    browser = signed_in(jana)
    data: dict[str, object] = {"client_ids[]": ids(selam)}
    asked = browser.post("/desk/remind", data=data, headers=HTMX)
    assert asked.text.lstrip().startswith('<section class="stack" id="remind"')
    sent = browser.post("/desk/remind", data={**data, "confirm": "yes"}, headers=HTMX)
    assert (sent.status_code, sent.headers["HX-Redirect"]) == (
        204,
        f"/desk/clients/{ids(selam)[0]}",
    )


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_nobody_chosen_is_refused(signed_in: SignIn, jana: Member, headers: dict[str, str]) -> None:
    answer = signed_in(jana).post("/desk/remind", data={"confirm": "yes"}, headers=headers)
    assert answer.status_code == 422


def test_a_strange_client_among_ones_own_is_as_absent_as_none(
    signed_in: SignIn, jana: Member, selam: Member, yonas: Member
) -> None:
    with_phone(selam)
    browser = signed_in(jana)
    answers = [
        browser.post("/desk/remind", data={"client_ids[]": [*ids(selam), other], "confirm": "yes"})
        for other in (ids(yonas)[0], "999999", "x", "9" * 30, "2147483648")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert rows(selam, Reminder) == []
