"""A restriction that was granted: nobody works with the record till she or the officer ends it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, render_template_string

from app.audit import resting
from app.audit.models import AccessLog
from app.caseload import rest
from app.caseload.models import Client
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.demo import samples_desk
from app.notices.models import Reminder
from app.plan.models import Step
from app.wiring import SUBSCRIPTIONS
from tests import build
from tests.caseload.scene import of
from tests.cast import Member
from tests.pages import HTML

SignIn = Callable[[Member], Any]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
MINE = "/me/my-data"
OP = "00000000-0000-4000-8000-000000000001"


def step_of(member: Member) -> str:
    """An open step of hers with a day, and reminders of it."""
    with carrier_opened(of(member).carrier_id), transaction():
        due_on = clock.today() + timedelta(days=20)
        return str(build.step(of(member), None, own_words="Kita", due_on=due_on).id)


def added(browser: Any, member: Member, days: int = 9, **headers: Any) -> Any:
    """Her manager plans an appointment with her."""
    when = (clock.local(clock.now()) + timedelta(days=days)).strftime("%Y-%m-%dT10:00")
    sent = {
        "kind": "counselling", "starts_local": when, "minutes": "30", "place": "Rathaus",
        "address": "Marktplatz 1",
    }  # fmt: skip
    address = f"/desk/clients/{of(member).id}/appointments/new"
    return browser.post(address, data=sent, **headers)


def waiting(member: Member) -> int:
    """How many reminders wait to be sent."""
    db.session.rollback()
    with carrier_opened(of(member).carrier_id):
        states = Reminder.state.in_(("planned", "leased", "retry"))
        return db.session.query(Reminder).filter(states).count()


@pytest.fixture
def resting_one(selam: Member, jana: Member, signed_in: SignIn) -> int:
    """Selam asked for it and Jana granted it; an appointment lies ahead."""
    her, desk = signed_in(selam), signed_in(jana)
    assert added(desk, selam).status_code == 303
    assert waiting(selam)
    assert her.post(MINE, data={"kind": "restrict"}).status_code == 303
    assert desk.post("/desk/data-requests/1/answer", data={"ground": ""}).status_code == 303
    return 1


def test_staff_read_and_change_nothing_and_nothing_reminds_her(
    resting_one: int, selam: Member, jana: Member, keller: Member, signed_in: SignIn
) -> None:
    desk = signed_in(jana)
    assert waiting(selam) == 0
    refused = added(desk, selam, 8, headers=HTMX)
    assert refused.status_code in (409, 422)
    assert "Es kann nichts geändert werden" in added(desk, selam, 8).get_data(as_text=True)
    assert 'id="at-rest"' in desk.get(f"/desk/clients/{of(selam).id}").get_data(as_text=True)
    with carrier_opened(of(selam).carrier_id):
        facts = db.session.scalars(sa.select(AccessLog.what).order_by(AccessLog.id)).all()
    assert facts.count("AppointmentMade") == 1
    assert "DataRestricted" in facts


def test_she_goes_on_and_ends_it_with_one_tap(
    resting_one: int, selam: Member, jana: Member, signed_in: SignIn
) -> None:
    her = signed_in(selam)
    step = step_of(selam)
    assert her.post(f"/plan/steps/{step}/finish", data={"op_id": OP}).status_code == 303
    with carrier_opened(of(selam).carrier_id):
        assert db.session.get_one(Step, int(step), populate_existing=True).state == "done"
    shown = her.get(MINE + "?lang=en").get_data(as_text=True)
    assert "nobody works with your data" in shown
    assert 'value="restrict"' not in shown  # granted already: nothing to ask once more
    freed = her.post(MINE + "/use-again", headers=HTMX)
    assert freed.status_code == 200
    assert "nobody works with your data" not in freed.get_data(as_text=True)
    assert 'value="restrict"' in freed.get_data(as_text=True)
    assert waiting(selam)
    assert added(signed_in(jana), selam, 8).status_code == 303


def test_the_officer_ends_it_for_a_reason_that_she_reads(
    resting_one: int, selam: Member, jana: Member, adler: Member, signed_in: SignIn
) -> None:
    officer, at = signed_in(adler), f"/data-protection/requests/{resting_one}"
    assert "Use the data again" in officer.get(at + "?lang=en").get_data(as_text=True)
    assert officer.post(at + "/lift", data={"reason": ""}, headers=HTMX).status_code == 422
    for other in (jana, selam):
        assert signed_in(other).post(at + "/lift", data={"reason": "x"}).status_code == 404
    assert officer.post(at + "/lift", data={"reason": "Angabe geprüft"}).status_code == 303
    assert officer.post(at + "/lift", data={"reason": "Noch einmal"}).status_code == 422
    assert "Angabe geprüft" in signed_in(selam).get(MINE).get_data(as_text=True)
    assert added(signed_in(jana), selam, 8).status_code == 303


@pytest.mark.sqlite_only
def test_every_fact_of_a_record_passes_the_gate(
    app: Flask, selam: Member, jana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_id = of(selam).id
    monkeypatch.setattr(rest, "demand_awake", lambda _id: (_ for _ in ()).throw(rest.AtRest()))
    for kind in SUBSCRIPTIONS:
        for role in Role:
            event = object.__new__(kind)
            by = Viewer(role=role, person_id=1)
            event.__dict__.update(SimpleNamespace(client_id=client_id, by=by).__dict__)
            passes = kind in resting.PASSES or role in (Role.CLIENT, Role.SYSTEM)
            try:
                resting.demand_awake(event)
            except rest.AtRest:
                assert not passes, kind
            else:
                assert passes, kind


# What may still be done at the desk while a record rests: she takes a permission back.
STILL = ("/withdraw",)
LEADING_NOWHERE = ("/appointments/new", "/change", "/propose", "/referrals/new", "/draft")


@pytest.mark.sqlite_only
def test_its_pages_leave_out_what_would_be_refused(
    resting_one: int, selam: Member, jana: Member, signed_in: SignIn, page: Any
) -> None:
    desk, record = signed_in(jana), f"/desk/clients/{of(selam).id}"
    step_of(selam)
    for part in ("", "/appointments", "/readings", "/situation", "/papers", "/consultations",
                 "/plan", "/consents", "/referrals", "/closing"):  # fmt: skip
        main = page(desk, record + part).find("main")
        assert [one for one in main.iter() if one.get("id") == "at-rest"], part
        sent = [one.get("action", "") for one in main.iter(HTML + "form") if one.get("action")]
        assert [act for act in sent if not act.endswith(STILL)] == [], part
        ways = [one.get("href", "") for one in main.iter(HTML + "a")]
        assert not [way for way in ways if way.endswith(LEADING_NOWHERE) or "/steps/" in way], part


@pytest.mark.sqlite_only
def test_what_waits_for_the_desk_stays_and_offers_nothing_that_would_be_refused(
    selam: Member, jana: Member, signed_in: SignIn, page: Any
) -> None:
    """She goes on with her own record: what she asks is read, and answered by talking to her."""
    her, desk = signed_in(selam), signed_in(jana)
    assert added(desk, selam).status_code == 303
    step = step_of(selam)
    for act, sent in (
        (f"/plan/steps/{step}/ask-help", {"op_id": OP}),
        ("/appointments/1/reply", {"reply": "no", "op_id": OP.replace("1", "2"), "version": "1"}),
    ):
        assert her.post(act, data=sent).status_code == 303, act

    def offered(section: str) -> list[str]:
        found = page(desk, "/desk").find("section", id_=section)
        assert "Selam" in "".join(found.itertext())
        forms = [one.get("action", "") for one in found.iter(HTML + "form")]
        ways = [one.get("href", "") for one in found.iter(HTML + "a")]
        return [*forms, *(way for way in ways if way != f"/desk/clients/{of(selam).id}")]

    assert len(offered("replies")) == 2
    assert len(offered("help")) == 1
    with carrier_opened(of(selam).carrier_id), transaction():
        db.session.get_one(Client, of(selam).id).restricted_at = clock.now()
    assert offered("replies") == []
    assert offered("help") == []


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("macro", "state"),
    [
        ("outcome_row", "not noted"),
        ("outcome_row", "missed"),
        ("waiting_wish", "asks for a time"),
        ("waiting_wish", "asks for another time"),
    ],
)
def test_a_row_of_a_record_at_rest_leads_to_the_record_alone(
    app: Flask, macro: str, state: str
) -> None:
    row = f"{{% from 'components/{macro}.html' import {macro} %}}{{{{ {macro}(part) }}}}"
    part = samples_desk.waiting()[state]
    with app.test_request_context():
        awake = render_template_string(row, part=part)
        resting = render_template_string(row, part=replace(part, rests_since=clock.now()))
    assert "button" in awake
    assert "button" not in resting
    assert "<form" not in resting
    assert resting.count("<a ") == 1  # her record
