"""The manager's changes of one step."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient

from app.core import clock
from app.core.db import transaction
from tests import build
from tests.cast import Member
from tests.pages import Page
from tests.plan.conftest import HTMX, form
from tests.plan.desk import AtDesk

SignIn = Callable[[Member], FlaskClient]
Fetch = Callable[..., Page]
ENGLISH = "?lang=en"
MISSING = 999_999


def test_a_row_opens_and_closes(signed_in: SignIn, jana: Member, page: Fetch, held: AtDesk) -> None:
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
    signed_in: SignIn, jana: Member, held: AtDesk
) -> None:
    answer = signed_in(jana).post(held.step, data=form(due_on="", support_level="", owner="client"))
    assert (answer.status_code, answer.location) == (303, held.plan)


def test_a_wrong_day_is_refused_with_words(signed_in: SignIn, jana: Member, held: AtDesk) -> None:
    sent = form(due_on="morgen", support_level="alone", owner="client")
    refused = signed_in(jana).post(held.step + ENGLISH, data=sent)
    assert refused.status_code == 422
    assert b"Write a date" in refused.data
    assert held.stored().support_level is None


def test_help_is_settled_and_a_duty_confirmed(
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, held: AtDesk
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
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, held: AtDesk
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


def test_a_tick_after_midnight_is_of_the_new_day(
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, at_carrier: int
) -> None:
    assert selam.client is not None
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # 00:30 in Berlin
    with transaction():
        build.step(selam.client, state="done", done_at=late)
    client_id = selam.client.id
    seen = page(signed_in(jana), f"/desk/clients/{client_id}/plan{ENGLISH}")
    assert "done on 21 November" in seen.text


def test_every_state_of_a_step_has_words_at_the_desk(
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, at_carrier: int
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
