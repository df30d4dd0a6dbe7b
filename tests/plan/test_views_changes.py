"""What a client says about a step, with htmx and without."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.plan.models import StepDocument, StepEvent
from tests import build
from tests.cast import Member
from tests.pages import Page
from tests.plan.conftest import HTMX, Held, finish, form, fresh

SignIn = Callable[[Member], FlaskClient]
Fetch = Callable[..., Page]
ENGLISH = "?lang=en"
MISSING = 999_999


def test_a_tick_without_htmx_goes_back_to_the_step(
    signed_in: SignIn, selam: Member, page: Fetch, step: Held
) -> None:
    browser = signed_in(selam)
    answer = browser.post(finish(step), data=form())
    assert answer.status_code == 303
    assert answer.location == f"/plan/steps/{step.id}"
    assert fresh(step).state == "done"
    seen = page(browser, f"/plan/steps/{step.id}{ENGLISH}")
    assert "Undo" in seen.text


def test_a_tick_on_the_first_page_goes_back_there(
    signed_in: SignIn, selam: Member, step: Held
) -> None:
    answer = signed_in(selam).post(finish(step), data=form(here="home"))
    assert (answer.status_code, answer.location) == (303, "/home")


def test_a_tick_with_htmx_renews_the_step(signed_in: SignIn, selam: Member, step: Held) -> None:
    answer = signed_in(selam).post(finish(step) + ENGLISH, data=form(), headers=HTMX)
    body = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert body.lstrip().startswith('<div class="stack" id="step"')
    assert "Undo" in body
    assert answer.headers["X-Said"]


def test_a_tick_on_the_first_page_shows_the_next_step_and_undo(
    signed_in: SignIn, selam: Member, step: Held
) -> None:
    assert selam.client is not None
    with transaction():
        build.step(selam.client, "club", topic="participation")
    url = finish(step) + ENGLISH
    answer = signed_in(selam).post(url, data=form(here="home"), headers=HTMX)
    body = answer.get_data(as_text=True)
    assert body.lstrip().startswith('<div class="stack" id="progress"')
    assert "Go to a club" in body
    assert f"/plan/steps/{step.id}/reopen" in body
    assert "1 of 2 steps" in body


def test_the_same_form_sent_twice_acts_once(signed_in: SignIn, selam: Member, step: Held) -> None:
    browser, sent = signed_in(selam), form()
    assert browser.post(finish(step), data=sent).status_code == 303
    assert browser.post(finish(step), data=sent).status_code == 303
    stored = fresh(step)
    with carrier_opened(step.carrier_id):
        assert db.session.query(StepEvent).filter_by(step_id=stored.id).count() == 1


@pytest.mark.parametrize("op_id", ["", "1", "not-a-uuid"])
def test_a_form_without_its_operation_is_malformed(
    signed_in: SignIn, selam: Member, step: Held, op_id: str
) -> None:
    assert signed_in(selam).post(finish(step), data={"op_id": op_id}).status_code == 400
    assert fresh(step).state == "open"


def test_a_refusal_is_said_beside_the_step(signed_in: SignIn, selam: Member, step: Held) -> None:
    browser = signed_in(selam)
    browser.post(finish(step), data=form())
    plain = browser.post(finish(step) + ENGLISH, data=form())
    assert plain.status_code == 422
    assert b"This step is already done." in plain.data
    assert b"<html" in plain.data
    fragment = browser.post(finish(step) + ENGLISH, data=form(), headers=HTMX)
    assert fragment.status_code == 422
    assert fragment.data.lstrip().startswith(b'<div class="stack" id="step"')
    at_home = browser.post(finish(step), data=form(here="home"), headers=HTMX)
    assert at_home.status_code == 422
    assert at_home.data.lstrip().startswith(b'<div class="stack" id="progress"')


def test_undo_help_and_taking_help_back(
    signed_in: SignIn, selam: Member, page: Fetch, step: Held
) -> None:
    browser, base = signed_in(selam), f"/plan/steps/{step.id}"
    browser.post(f"{base}/ask-help", data=form())
    assert fresh(step).help_asked_at is not None
    told = "Jana König knows that you need help and will contact you."
    assert told in page(browser, base + ENGLISH).text
    browser.post(f"{base}/settle-help", data=form())
    assert fresh(step).help_asked_at is None
    browser.post(finish(step), data=form())
    browser.post(f"{base}/reopen", data=form())
    assert fresh(step).state == "open"


def test_waiting_names_whom_and_refuses_nonsense(
    signed_in: SignIn, selam: Member, page: Fetch, step: Held
) -> None:
    browser, base = signed_in(selam), f"/plan/steps/{step.id}"
    refused = browser.post(f"{base}/wait{ENGLISH}", data=form(on="nobody"))
    assert refused.status_code == 422
    assert b"Choose one of the answers." in refused.data
    assert browser.post(f"{base}/wait", data=form(on="authority")).status_code == 303
    assert "Waiting for: an office" in page(browser, base + ENGLISH).text
    browser.post(f"{base}/resume", data=form())
    assert fresh(step).state == "in_progress"


def test_papers_are_ticked_by_their_own_form(
    signed_in: SignIn, selam: Member, oksana: Member, step: Held
) -> None:
    with carrier_opened(step.carrier_id):
        paper = db.session.query(StepDocument).filter_by(step_id=step.id).first()
    assert paper is not None
    address = f"/plan/steps/{step.id}/papers/{paper.id}/here"
    assert signed_in(oksana).post(address, data=form()).status_code == 404
    browser = signed_in(selam)
    other = browser.post(f"/plan/steps/{step.id}/papers/{MISSING}/here", data=form())
    assert other.status_code == 404
    answer = browser.post(address, data=form(), headers=HTMX)
    assert b'aria-pressed="true"' in answer.data
    browser.post(address.replace("/here", "/gone"), data=form())
    with carrier_opened(step.carrier_id):
        db.session.refresh(paper)
    assert paper.have_it is False


def test_an_unknown_verb_is_no_address(signed_in: SignIn, selam: Member, step: Held) -> None:
    answer = signed_in(selam).post(f"/plan/steps/{step.id}/confirm", data=form())
    assert answer.status_code == 404
