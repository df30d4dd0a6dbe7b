"""The manager's plan editor, five ways each."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.audit.models import AccessLog
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.plan.models import Step
from tests import build
from tests.cast import Member
from tests.pages import Page
from tests.plan.conftest import HTMX, form
from tests.plan.desk import AtDesk

SignIn = Callable[[Member], FlaskClient]
Fetch = Callable[..., Page]
ENGLISH = "?lang=en"
MISSING = 999_999


def steps(held: AtDesk) -> list[Step]:
    db.session.rollback()
    with carrier_opened(held.carrier_id):
        return db.session.query(Step).order_by(Step.id).populate_existing().all()


# The editor


def test_the_editor_shows_goals_steps_and_the_searched_catalogue(
    signed_in: SignIn, jana: Member, page: Fetch, held: AtDesk
) -> None:
    browser = signed_in(jana)
    seen = page(browser, f"{held.plan}{ENGLISH}&q=bank")
    assert "Deutsch bis B1" in seen.text
    assert "Register for the language course" in seen.text
    assert "Open a bank account" in seen.text
    assert "Exchange your driving licence" not in seen.text
    assert "Exchange your driving" in page(browser, f"{held.plan}{ENGLISH}&open=participation").text
    assert "No step has this word." in page(browser, f"{held.plan}{ENGLISH}&q=xyzzy").text


@pytest.mark.parametrize("number", [2, 40])
def test_the_editor_takes_the_same_statements_however_long_the_plan(
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, at_carrier: int, number: int
) -> None:
    assert selam.client is not None
    with transaction():
        for sort in range(number):
            build.step(selam.client, sort=sort)
    browser, address = signed_in(jana), f"/desk/clients/{selam.client.id}/plan"
    page(browser, address)
    counted = page(browser, address).statements
    # session, counts of the rail, client, goals, steps, the reading's row
    assert counted <= 8


def test_each_look_is_in_her_access_log(
    signed_in: SignIn, jana: Member, page: Fetch, held: AtDesk
) -> None:
    browser = signed_in(jana)
    page(browser, held.plan)
    page(browser, held.step)
    with carrier_opened(held.carrier_id):
        told = db.session.query(AccessLog.what, AccessLog.client_id).all()
    assert [tuple(row) for row in told] == [("RecordSeen:plan", held.client_id)] * 2


def test_strangers_and_other_roles_find_no_plan(
    signed_in: SignIn,
    brandt: Member,
    selam: Member,
    gerhard: Member,
    aylin: Member,
    held: AtDesk,
) -> None:
    nobody = f"/desk/clients/{MISSING}/plan"
    for member in (brandt, selam, gerhard, aylin):
        browser = signed_in(member)
        for address in (held.plan, held.step):
            foreign = browser.get(address)
            missing = browser.get(nobody)
            assert foreign.status_code == missing.status_code == 404
            assert foreign.data == missing.data
        for address, sent in (
            (f"{held.plan}/steps", {"template_key": "bank"}),
            (f"{held.plan}/own-steps", {"own_words": "Fahrrad", "topic": "housing"}),
            (held.step, {"owner": "client"}),
            (f"{held.step}/finish", {}),
            (f"{held.step}/wait", {"on": "authority"}),
            (f"{held.step}/not-needed", {"because": "x"}),
        ):
            assert browser.post(address, data=form(**sent)).status_code == 404, address
    assert [step.state for step in steps(held)] == ["open"]
    assert held.stored().due_on is None


def test_a_step_is_reached_only_through_its_own_client(
    signed_in: SignIn, jana: Member, oksana: Member, held: AtDesk
) -> None:
    assert oksana.client is not None
    other = f"/desk/clients/{oksana.client.id}/plan/steps/{held.id}"
    browser = signed_in(jana)
    assert browser.get(other).status_code == 404
    assert browser.post(f"{other}/finish", data=form()).status_code == 404
    assert held.stored().state == "open"


def test_her_private_steps_stay_hers(
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, held: AtDesk
) -> None:
    assert selam.client is not None
    with carrier_opened(held.carrier_id), transaction():
        own = build.step(
            selam.client, template_key=None, own_words="Geheim", private_to_client=True
        )
        own_id = own.id
    browser = signed_in(jana)
    assert "Geheim" not in page(browser, held.plan).html
    assert browser.get(f"{held.plan}/steps/{own_id}").status_code == 404


# Adding


def test_one_click_adds_a_step_that_she_reads_in_her_language(
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, held: AtDesk
) -> None:
    answer = signed_in(jana).post(f"{held.plan}/steps", data=form(template_key="bank", q="bank"))
    assert answer.status_code == 303
    assert answer.location == f"{held.plan}?q=bank"
    added = steps(held)[-1]
    assert (added.template_key, added.state, added.nature) == ("bank", "suggested", "right")
    assert "Open a bank account" in page(signed_in(selam), "/plan" + ENGLISH).text


def test_a_step_joins_the_goal_of_its_topic(signed_in: SignIn, jana: Member, held: AtDesk) -> None:
    sent = form(template_key="course_test", obligated="y", provider="VHS")
    signed_in(jana).post(f"{held.plan}/steps", data=sent)
    first, added = steps(held)
    assert added.goal_lineage == first.goal_lineage is not None
    assert added.params == {"obligated": True, "provider": "VHS"}


def test_adding_with_htmx_renews_the_editor(signed_in: SignIn, jana: Member, held: AtDesk) -> None:
    url = f"{held.plan}/steps{ENGLISH}"
    sent = form(template_key="bank", open="livelihood")
    answer = signed_in(jana).post(url, data=sent, headers=HTMX)
    assert answer.data.lstrip().startswith(b'<div class="stack" id="desk-editor"')
    assert b"in the plan" in answer.data


def test_a_double_click_adds_once_and_twins_are_refused(
    signed_in: SignIn, jana: Member, held: AtDesk
) -> None:
    browser, sent = signed_in(jana), form(template_key="bank")
    assert browser.post(f"{held.plan}/steps", data=sent).status_code == 303
    assert browser.post(f"{held.plan}/steps", data=sent).status_code == 303
    twin = browser.post(f"{held.plan}/steps{ENGLISH}", data=form(template_key="bank"))
    assert twin.status_code == 422
    assert b"This step is already in the plan." in twin.data
    unknown = browser.post(f"{held.plan}/steps{ENGLISH}", data=form(template_key="nothing"))
    assert unknown.status_code == 422
    assert browser.post(f"{held.plan}/steps", data=form()).status_code == 422
    assert len(steps(held)) == 2


def test_own_words_are_kept_when_refused(signed_in: SignIn, jana: Member, held: AtDesk) -> None:
    url = f"{held.plan}/own-steps{ENGLISH}"
    sent: dict[str, Any] = {"own_words": "Fahrrad reparieren", "topic": "nothing"}
    refused = signed_in(jana).post(url, data=form(**sent))
    assert refused.status_code == 422
    assert b"Choose one of the answers." in refused.data
    assert b"Fahrrad reparieren" in refused.data
    wrong_day = {"own_words": "Rad", "topic": "housing", "due_on": "31.31.2026"}
    assert signed_in(jana).post(url, data=form(**wrong_day)).status_code == 422
    too_long = {"own_words": "x" * 121, "topic": "housing"}
    assert signed_in(jana).post(url, data=form(**too_long)).status_code == 422
    assert len(steps(held)) == 1


def test_own_words_reach_the_client_as_german(
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, held: AtDesk
) -> None:
    sent = form(own_words="Fahrrad reparieren", topic="housing", due_on="2027-01-15")
    assert signed_in(jana).post(f"{held.plan}/own-steps", data=sent).status_code == 303
    seen = page(signed_in(selam), "/plan?lang=ar")
    own = [e for e in seen.all("span") if e.text == "Fahrrad reparieren"]
    assert (own[0].get("lang"), own[0].get("dir")) == ("de", "ltr")
