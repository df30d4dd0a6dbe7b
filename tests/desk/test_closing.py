"""A case comes to an end at the desk: the checklist, the closing itself, and its undoing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.appointments.models import Appointment, Participation
from app.caseload.events import CaseClosed, CaseReassigned
from app.caseload.models import Case
from app.caseload.ties_models import SupportTie
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.notices.models import Reminder
from app.notices.replanning import replan
from app.plan.models import PlanVersion
from tests import build
from tests.caseload.conftest import gave, helps
from tests.cast import Member
from tests.desk.conftest import HTMX, Give, SignIn, in_days, of
from tests.races import two_at_once
from tests.team.conftest import deniz
from tests.team.looks import case_of

__all__ = ["deniz", "gave", "helps"]
PageOf = Callable[..., Any]


def address(member: Member, rest: str = "") -> str:
    return f"/desk/clients/{of(member).id}/closing{rest}"


def ending(*left: str, on: date | None = None, **more: str) -> dict[str, Any]:
    day = (on or clock.today()).isoformat()
    return {"end_reason": "self_reliant", "ended_on": day, "left[]": list(left), **more}


def stored(member: Member, *what: Any) -> list[Any]:
    db.session.rollback()
    with carrier_opened(of(member).carrier_id):
        return list(db.session.execute(sa.select(*what)))


def join(appointment_id: int, client: Any) -> Participation:
    """One more in a group."""
    return Participation(appointment_id=appointment_id, client_id=client.id)


@pytest.fixture
def begun(signed_in: SignIn, jana: Member, selam: Member) -> FlaskClient:
    """Jana's browser; the end of Selam's case has begun."""
    browser = signed_in(jana)
    assert browser.post(address(selam, "/closing")).location == address(selam)
    return browser


def test_everything_open_is_counted_and_ends_by_itself(
    begun: FlaskClient,
    selam: Member,
    jana: Member,
    ahmad: Member,
    give: Give,
    helps: Callable[..., Any],
    signed_in: SignIn,
    page: PageOf,
) -> None:
    mine = give(build.appointment, selam, jana.person)
    doctor = give(build.appointment, selam, jana.person, kind="doctor", starts_local=in_days(9))
    group = give(build.appointment, selam, jana.person, kind="group", starts_local=in_days(12))
    give(lambda client: db.session.add(join(group.id, client)), ahmad)
    give(build.step, selam, state="waiting")
    give(build.step, selam, "bank", private_to_client=True, topic="livelihood")
    helps(selam)
    shown = page(begun, f"{address(selam)}?lang=en", statements=14)
    boxes = {e.get("value") for e in shown.all("input") if e.get("name") == "left[]"}
    assert boxes == {"meetings", "elsewhere", "steps", "ties"}
    assert "Waiting: 1" in shown.text
    refused = begun.post(f"{address(selam)}?lang=en", data=ending("meetings"), headers=HTMX)
    assert refused.status_code == 422
    assert "Tick each point" in refused.text
    assert begun.post(address(selam), data=ending(*boxes)).location == "/desk/closed"
    states = {row.id: row.state for row in stored(selam, Appointment.id, Appointment.state)}
    assert (states[mine.id], states[doctor.id]) == ("cancelled_staff", "confirmed")
    assert states[group.id] == "confirmed", "it takes place without her"
    ended = stored(selam, Participation.client_id, Participation.ended)
    parts = [row.ended for row in ended if row.client_id == of(selam).id]
    assert parts.count("cancelled_staff") == 1
    assert [row.state for row in stored(selam, SupportTie.state)] == ["ended"]
    news = {row.offset for row in stored(selam, Reminder.offset)}
    assert {"cancelled", "farewell"} <= news, "she is told of both"
    assert begun.get(f"/desk/clients/{of(selam).id}").status_code == 404
    assert "Selam" not in page(begun, "/desk/clients").text
    hers = page(signed_in(selam), "/home?lang=en")
    assert "Your counselling has ended" in hers.text
    assert hers.find("a", href="/farewell")


def test_nobody_reminds_of_her_papers_till_it_is_taken_back(
    begun: FlaskClient, selam: Member, jana: Member
) -> None:
    until = (clock.today() + timedelta(days=80)).isoformat()
    paper = {"kind": "residence_permit", "valid_until": until, "reported_by": "manager"}
    begun.post(f"/desk/clients/{of(selam).id}/papers/titles", data=paper)

    def planned() -> int:
        rows = stored(selam, Reminder.subject, Reminder.state)
        return sum(row.subject == "title" and row.state == "planned" for row in rows)

    before = planned()
    assert before
    assert begun.post(address(selam), data=ending("papers")).status_code == 303
    assert planned() == 0
    with carrier_opened(of(selam).carrier_id), transaction():
        replan(now=clock.now(), client_id=of(selam).id)
    assert planned() == 0, "whatever is planned anew for other reasons"
    begun.post(f"/desk/closed/{stored(selam, Case.id)[0].id}/undo")
    assert planned() == before


def test_what_came_in_meanwhile_must_be_looked_at(
    begun: FlaskClient, selam: Member, give: Give
) -> None:
    give(build.step, selam)
    assert begun.post(address(selam), data=ending()).status_code == 422
    assert begun.post(address(selam), data=ending("steps")).status_code == 303


def test_the_end_is_proposed_eight_weeks_before(
    signed_in: SignIn, jana: Member, selam: Member, page: PageOf
) -> None:
    browser = signed_in(jana)
    for days, is_near in ((60, False), (50, True)):
        day = (clock.today() + timedelta(days=days)).isoformat()
        answer = browser.post(address(selam, "/planned-end"), data={"planned_end_on": day})
        assert answer.status_code == 303
        shown = page(browser, "/desk?lang=en", statements=11).text
        assert ("Comes to an end" in shown) == is_near
    until = (clock.today() + timedelta(days=400)).isoformat()
    data = {"planned_end_on": until, "reason": "Prüfung"}
    assert browser.post(address(selam, "/extension"), data=data).status_code == 303
    assert "Comes to an end" not in page(browser, "/desk?lang=en").text
    assert "Prüfung" in page(browser, address(selam)).text


@pytest.mark.parametrize(
    ("rest", "data"),
    [
        ("", ending(on=date(2099, 1, 1))),
        ("", ending(on=date(2001, 1, 1))),
        ("", ending(end_reason="tired")),
        ("", {}),
        ("/planned-end", {"planned_end_on": "2020-01-01"}),
        ("/planned-end", {"planned_end_on": ""}),
        ("/planned-end", {"planned_end_on": "99999-99-99"}),
        ("/extension", {"planned_end_on": "2099-01-01", "reason": "x" * 10_000}),
        ("/begun", {}),
        ("/closing", {}),
    ],
)
def test_a_wrong_form_is_refused_in_words(
    rest: str, data: dict[str, Any], begun: FlaskClient, selam: Member
) -> None:
    for headers in ({}, HTMX):
        answer = begun.post(address(selam, rest), data=data, headers=headers)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    assert [row.state for row in stored(selam, Case.state)] == ["closing"]


def test_closed_twice_is_once_and_taken_back(
    begun: FlaskClient, selam: Member, jana: Member, signed_in: SignIn, page: PageOf
) -> None:
    for _ in range(2):
        assert begun.post(address(selam), data=ending()).location == "/desk/closed"
    assert [row.state for row in stored(selam, PlanVersion.state)] == ["ended"]
    shown = page(begun, "/desk/closed?lang=en", statements=4)
    assert "Selam K." in shown.text
    assert "Closed in the last 7 days" in page(begun, "/desk?lang=en").text
    case_id = stored(selam, Case.id)[0].id
    again = begun.post(f"/desk/closed/{case_id}/undo")
    assert again.location == address(selam)
    assert page(begun, address(selam))
    assert [row.state for row in stored(selam, PlanVersion.state)] == ["agreed"]
    assert begun.post(f"/desk/closed/{case_id}/undo").status_code == 404
    assert "Selam" not in page(begun, "/desk/closed").text


def test_two_at_once_close_it_once(
    app: Flask, begun: FlaskClient, selam: Member, jana: Member, signed_in: SignIn
) -> None:
    browsers, at = [signed_in(jana), signed_in(jana)], address(selam)
    db.session.rollback()  # what was read above must hold nobody up
    answers = two_at_once(
        app,
        *(lambda b=b: b.post(at, data=ending()).status_code for b in browsers),
        pause_at=CaseClosed,
    )
    assert answers == [303, 303]
    news = [row.offset for row in stored(selam, Reminder.offset)]
    assert news.count("farewell") == 1


@pytest.mark.postgresql_only  # on SQLite the second one waits before it reads: then it is a 404
def test_closed_while_somebody_gives_it_away(
    app: Flask,
    begun: FlaskClient,
    selam: Member,
    jana: Member,
    keller: Member,
    deniz: Member,
    signed_in: SignIn,
) -> None:
    lead, data = signed_in(keller), {"case_ids[]": [case_of(selam)], "to_id": deniz.person.id}
    given, at = f"/team/managers/{jana.person.id}", address(selam)
    db.session.rollback()
    answers = two_at_once(
        app,
        lambda: lead.post(given, data=data).status_code,
        lambda: begun.post(at, data=ending()).status_code,
        pause_at=CaseReassigned,
    )
    assert answers == [303, 303]
    assert [tuple(row) for row in stored(selam, Case.state, Case.manager_id)] == [
        ("closing", deniz.person.id)
    ]
    assert "Das geht nicht mehr" in begun.get("/desk/clients").text, "said where she finds herself"


def test_reassigned_while_it_was_being_closed(
    begun: FlaskClient, selam: Member, brandt: Member, jana: Member
) -> None:
    with carrier_opened(of(selam).carrier_id), transaction() as session:
        session.execute(sa.update(Case).values(manager_id=brandt.person.id))
    assert begun.post(address(selam), data=ending()).status_code == 404
    assert [row.state for row in stored(selam, Case.state)] == ["closing"]


@pytest.mark.parametrize("rest", ["", "/closing", "/begun", "/planned-end", "/extension"])
def test_nobody_else_comes_near(
    rest: str, cast: Callable[[str], Member], selam: Member, signed_in: SignIn
) -> None:
    for name in ("brandt", "selam", "keller", "gerhard", "adler"):
        browser = signed_in(cast(name))
        missing = browser.get("/desk/clients/999999").data
        answer = browser.post(address(selam, rest), data=ending())
        assert (answer.status_code, answer.data) == (404, missing), name
        if not rest:
            assert browser.get(address(selam)).data == missing
