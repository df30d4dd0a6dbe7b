"""Legal hints are to be checked till the administration did; a carrier chooses when plans are
looked at again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from flask.testing import FlaskClient

from app.audit.models import TrailEntry
from app.carriers import hints as checking
from app.carriers.models import HintCheck
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.plan.agreeing import usual_review
from app.plan.catalogue import CATALOGUE
from app.plan.hints import all_hints
from tests import build
from tests.cast import Member
from tests.pages import Page

SignIn = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
HINT = "/carrier/plan/hints/title_renew"
OPEN = "To be checked."


def step_of(member: Member) -> str:
    """The page of a step of hers that is about the title."""
    assert member.client is not None
    with carrier_opened(member.grant.carrier_id or 0), transaction():
        return f"/plan/steps/{build.step(member.client, 'title_renew').id}?lang=en"


def test_a_check_stands_wherever_the_hint_is_read_and_falls_away_with_its_source(
    vogt: Member, selam: Member, yonas: Member, signed_in: SignIn, page: PagesOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    here, office, hers = step_of(selam), signed_in(vogt), signed_in(selam)
    assert OPEN in page(hers, here).text
    listed = page(office, "/carrier/plan?lang=en", statements=4)
    assert listed.text.count(OPEN) == len(all_hints()) + 1
    today = clock.today()
    assert office.post(HINT, data={"law_on": today.isoformat()}).status_code == 303
    assert OPEN not in page(hers, here).text
    assert "Last checked:" in page(hers, here).text
    shown = page(office, f"{HINT}?lang=en")
    assert "The administration checked this on" in shown.text
    assert page(office, "/carrier/plan?lang=en").text.count(OPEN) == len(all_hints())
    assert OPEN in page(signed_in(yonas), step_of(yonas)).text, "each carrier checks for itself"
    newer = replace(CATALOGUE["title_renew"], source="AufenthG § 81(5)")
    monkeypatch.setitem(CATALOGUE, "title_renew", newer)
    assert OPEN in page(hers, here).text
    monkeypatch.setitem(CATALOGUE, "title_renew", replace(newer, source="AufenthG § 81(4)"))
    assert OPEN not in page(hers, here).text
    monkeypatch.setattr(checking, "LAW_ON", today)
    assert OPEN in page(hers, here).text, "our own text is newer than the check"


def test_a_check_is_taken_back_and_leaves_its_trail(vogt: Member, signed_in: SignIn) -> None:
    office, day = signed_in(vogt), clock.today().isoformat()
    answer = office.post(HINT, data={"law_on": day}, headers=PARTIAL)
    assert answer.status_code == 200
    assert answer.data.lstrip().startswith(b"<div")
    for _ in range(2):
        assert office.post(f"{HINT}/open").status_code == 303
    with carrier_opened(vogt.grant.carrier_id or 0):
        assert db.session.query(HintCheck).count() == 0
        trail = [row.what for row in db.session.query(TrailEntry).order_by(TrailEntry.id)]
    assert trail == ["HintChecked", "HintUnchecked"]


def test_only_a_law_text_between_ours_and_today_counts(vogt: Member, signed_in: SignIn) -> None:
    office = signed_in(vogt)
    ahead = (clock.today() + timedelta(days=1)).isoformat()
    for day in ("", "soon", "2022-02-28", ahead):
        answer = office.post(f"{HINT}?lang=en", data={"law_on": day})
        assert answer.status_code == 422, day
        assert b"field-error" in answer.data
    assert office.post("/carrier/plan/hints/none", data={"law_on": ahead}).status_code == 404


def test_the_desk_reads_the_same_of_papers(
    vogt: Member, jana: Member, selam: Member, signed_in: SignIn, page: PagesOf
) -> None:
    assert selam.client is not None
    here = f"/desk/clients/{selam.client.id}/situation"
    desk, office = signed_in(jana), signed_in(vogt)
    until = (clock.today() + timedelta(days=20)).isoformat()
    made = desk.post(f"{here}/residence-rule", data={
        "until": until, "since": clock.today().isoformat(), "reported_by": "manager"})  # fmt: skip
    assert made.status_code == 303
    assert "AufenthG § 12a) To be checked." in page(desk, f"{here}?lang=en").text
    data = {"law_on": clock.today().isoformat()}
    office.post("/carrier/plan/hints/situation-residence-rule", data=data)
    assert "AufenthG § 12a)" in (shown := page(desk, f"{here}?lang=en").text)
    assert OPEN not in shown


def test_a_carrier_chooses_when_its_plans_are_looked_at_again(
    vogt: Member, brandt: Member, signed_in: SignIn, page: PagesOf
) -> None:
    office, today = signed_in(vogt), clock.today()
    for wrong in ("", "0", "25", "x"):
        assert office.post("/carrier/plan", data={"months": wrong}).status_code == 422
    answer = office.post("/carrier/plan", data={"months": "3"}, headers=PARTIAL)
    assert answer.data.lstrip().startswith(b"<form")
    assert page(office, "/carrier/plan").find("input", name="months").get("value") == "3"
    with carrier_opened(vogt.grant.carrier_id or 0):
        assert usual_review(today) == today + relativedelta(months=3)
    with carrier_opened(brandt.grant.carrier_id or 0):
        assert usual_review(today) == today + relativedelta(months=6), "each decides for itself"


def test_nobody_else_opens_these_pages(
    jana: Member, aylin: Member, visitor: FlaskClient, signed_in: SignIn
) -> None:
    nothing = signed_in(jana).get("/carrier/nothing").data
    for member in (jana, aylin):
        for address in ("/carrier/plan", HINT):
            assert signed_in(member).get(address).status_code == 404
    assert signed_in(jana).get(HINT).data == nothing
    assert visitor.get(HINT).status_code == 303
