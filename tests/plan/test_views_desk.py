"""The manager's plan editor, five ways each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.audit.models import AccessLog
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.plan.models import Goal, Step
from tests import build
from tests.cast import Member
from tests.pages import Page
from tests.plan.conftest import HTMX, form

SignIn = Callable[[Member], FlaskClient]
Fetch = Callable[..., Page]
ENGLISH = "?lang=en"
MISSING = 999_999


@dataclass(frozen=True)
class Held:
    """A client and her step by their numbers: rows go stale when a request ends."""

    client_id: int
    id: int
    carrier_id: int

    @property
    def plan(self) -> str:
        """The address of her plan at the desk."""
        return f"/desk/clients/{self.client_id}/plan"

    @property
    def step(self) -> str:
        """The address of the step at the desk."""
        return f"{self.plan}/steps/{self.id}"

    def stored(self) -> Step:
        """The step as it is stored now."""
        db.session.rollback()
        with carrier_opened(self.carrier_id):
            return db.session.query(Step).filter_by(id=self.id).populate_existing().one()


@pytest.fixture
def held(selam: Member, at_caritas: int) -> Held:
    """Selam's plan: one goal, one duty in it."""
    assert selam.client is not None
    with transaction():
        goal = build.goal(selam.client, wish_of="client", own_words="Deutsch bis B1")
        made = build.step(selam.client, nature="duty", goal_lineage=goal.lineage)
    return Held(selam.client.id, made.id, at_caritas)


def steps(held: Held) -> list[Step]:
    db.session.rollback()
    with carrier_opened(held.carrier_id):
        return db.session.query(Step).order_by(Step.id).populate_existing().all()


# The editor


def test_the_editor_shows_goals_steps_and_the_searched_catalogue(
    signed_in: SignIn, jana: Member, page: Fetch, held: Held
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
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, at_caritas: int, number: int
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
    signed_in: SignIn, jana: Member, page: Fetch, held: Held
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
    held: Held,
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
            (f"{held.plan}/goals", {"topic": "work", "wish_of": "joint"}),
            (held.step, {"owner": "client"}),
            (f"{held.step}/finish", {}),
            (f"{held.step}/wait", {"on": "authority"}),
            (f"{held.step}/not-needed", {"because": "x"}),
        ):
            assert browser.post(address, data=form(**sent)).status_code == 404, address
    assert [step.state for step in steps(held)] == ["open"]
    assert held.stored().due_on is None


def test_a_step_is_reached_only_through_its_own_client(
    signed_in: SignIn, jana: Member, oksana: Member, held: Held
) -> None:
    assert oksana.client is not None
    other = f"/desk/clients/{oksana.client.id}/plan/steps/{held.id}"
    browser = signed_in(jana)
    assert browser.get(other).status_code == 404
    assert browser.post(f"{other}/finish", data=form()).status_code == 404
    assert held.stored().state == "open"


def test_her_private_steps_stay_hers(
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, held: Held
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
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, held: Held
) -> None:
    answer = signed_in(jana).post(f"{held.plan}/steps", data=form(template_key="bank", q="bank"))
    assert answer.status_code == 303
    assert answer.location == f"{held.plan}?q=bank"
    added = steps(held)[-1]
    assert (added.template_key, added.state, added.nature) == ("bank", "suggested", "right")
    assert "Open a bank account" in page(signed_in(selam), "/plan" + ENGLISH).text


def test_a_step_joins_the_goal_of_its_topic(signed_in: SignIn, jana: Member, held: Held) -> None:
    sent = form(template_key="course_test", obligated="y", provider="VHS")
    signed_in(jana).post(f"{held.plan}/steps", data=sent)
    first, added = steps(held)
    assert added.goal_lineage == first.goal_lineage is not None
    assert added.params == {"obligated": True, "provider": "VHS"}


def test_adding_with_htmx_renews_the_editor(signed_in: SignIn, jana: Member, held: Held) -> None:
    url = f"{held.plan}/steps{ENGLISH}"
    sent = form(template_key="bank", open="livelihood")
    answer = signed_in(jana).post(url, data=sent, headers=HTMX)
    assert answer.data.lstrip().startswith(b'<div class="stack" id="desk-editor"')
    assert b"in the plan" in answer.data


def test_a_double_click_adds_once_and_twins_are_refused(
    signed_in: SignIn, jana: Member, held: Held
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


def test_own_words_are_kept_when_refused(signed_in: SignIn, jana: Member, held: Held) -> None:
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
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, held: Held
) -> None:
    sent = form(own_words="Fahrrad reparieren", topic="housing", due_on="2027-01-15")
    assert signed_in(jana).post(f"{held.plan}/own-steps", data=sent).status_code == 303
    seen = page(signed_in(selam), "/plan?lang=ar")
    own = [e for e in seen.all("span") if e.text == "Fahrrad reparieren"]
    assert (own[0].get("lang"), own[0].get("dir")) == ("de", "ltr")


def test_a_goal_is_proposed_and_refused_twice(
    signed_in: SignIn, jana: Member, page: Fetch, held: Held
) -> None:
    browser, url = signed_in(jana), f"{held.plan}/goals{ENGLISH}"
    sent = {"topic": "work", "wish_of": "client", "goal_words": ""}
    assert browser.post(url, data=form(**sent)).status_code == 303
    twin = browser.post(url, data=form(**sent), headers=HTMX)
    assert twin.status_code == 422
    assert b"This goal is already in the plan." in twin.data
    assert browser.post(url, data=form(topic="work", wish_of="nobody")).status_code == 422
    seen = page(browser, held.plan + ENGLISH)
    assert "I find work" in seen.text
    assert "Wish of the client · not answered yet" in seen.text
    with carrier_opened(held.carrier_id):
        assert db.session.query(Goal).filter_by(topic="work").count() == 1


# Changing


def test_a_row_opens_and_closes(signed_in: SignIn, jana: Member, page: Fetch, held: Held) -> None:
    browser = signed_in(jana)
    assert "Soon, if an office obligated you." in page(browser, held.step + ENGLISH).text
    opened = browser.get(held.step, headers=HTMX).data.lstrip()
    assert opened.startswith(b'<li class="stack" data-open id="desk-step-')
    day = (clock.today() + timedelta(days=20)).isoformat()
    sent = form(due_on=day, support_level="accompanied", owner="volunteer")
    closed = browser.post(held.step + ENGLISH, data=sent, headers=HTMX)
    assert closed.data.lstrip().startswith(b'<li id="desk-step-')
    assert b"accompanied" in closed.data
    stored = held.stored()
    assert (stored.support_level, stored.owner) == ("accompanied", "volunteer")
    assert stored.due_on is not None
    assert stored.due_on.isoformat() == day


def test_a_change_without_htmx_goes_back_to_the_plan(
    signed_in: SignIn, jana: Member, held: Held
) -> None:
    answer = signed_in(jana).post(held.step, data=form(due_on="", support_level="", owner="client"))
    assert (answer.status_code, answer.location) == (303, held.plan)


def test_a_wrong_day_is_refused_with_words(signed_in: SignIn, jana: Member, held: Held) -> None:
    sent = form(due_on="morgen", support_level="alone", owner="client")
    refused = signed_in(jana).post(held.step + ENGLISH, data=sent)
    assert refused.status_code == 422
    assert b"Write a date" in refused.data
    assert held.stored().support_level is None


def test_help_is_settled_and_a_duty_confirmed(
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, held: Held
) -> None:
    signed_in(selam).post(f"/plan/steps/{held.id}/ask-help", data=form())
    browser = signed_in(jana)
    assert "asks for help" in page(browser, held.plan + ENGLISH).text
    browser.post(f"{held.step}/settle-help", data=form())
    assert held.stored().help_asked_at is None
    refused = browser.post(f"{held.step}/confirm{ENGLISH}", data=form())
    assert refused.status_code == 422
    assert b"This step is not done yet." in refused.data
    browser.post(f"{held.step}/finish", data=form())
    row = browser.post(f"{held.step}/confirm{ENGLISH}", data=form(), headers=HTMX)
    assert b"confirmed" in row.data
    assert held.stored().state == "confirmed"


def test_waiting_and_no_longer_needed(
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, held: Held
) -> None:
    browser = signed_in(jana)
    assert browser.post(f"{held.step}/wait", data=form(on="nobody")).status_code == 422
    browser.post(f"{held.step}/wait", data=form(on="carrier"))
    assert "waits for us, since" in page(browser, held.plan + ENGLISH).text
    browser.post(f"{held.step}/resume", data=form())
    empty = browser.post(f"{held.step}/not-needed{ENGLISH}", data=form(because=" "))
    assert empty.status_code == 422
    assert b"Fill in this field." in empty.data
    browser.post(f"{held.step}/not-needed", data=form(because="Der Kurs ist voll."))
    assert held.stored().state == "not_needed"
    seen = page(signed_in(selam), f"/plan/steps/{held.id}{ENGLISH}")
    assert "Der Kurs ist voll." in seen.text


def test_every_state_of_a_step_has_words_at_the_desk(
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, at_caritas: int
) -> None:
    assert selam.client is not None
    now, today = clock.now(), clock.today()
    with transaction():
        build.step(selam.client, "bank", state="suggested")
        build.step(selam.client, "cv", state="done", done_at=now)
        build.step(selam.client, "kita", state="confirmed", nature="duty", done_at=now)
        build.step(selam.client, "wbs", state="not_needed", not_needed_because="Umzug")
        build.step(
            selam.client, "club", state="waiting", waiting_on="landlord", waiting_since=today
        )
        build.step(selam.client, "bsk", due_on=today - timedelta(days=2), help_asked_at=now)
    client_id = selam.client.id
    seen = page(signed_in(jana), f"/desk/clients/{client_id}/plan{ENGLISH}").text
    for text in (
        "suggested",
        "done on",
        "confirmed",
        "No longer needed: Umzug",
        "waits for the landlord, since",
        "The date has passed:",
        "asks for help",
    ):
        assert text in seen, text
