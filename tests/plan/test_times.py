"""Days in each state, counted from what happened."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import transaction
from app.plan import adding, rows, service
from app.plan.models import Step
from app.plan.service import Op
from app.plan.times import StepTimes, times_of, together
from tests import build
from tests.cast import Member
from tests.pages import Page, words

SignIn = Callable[[Member], FlaskClient]
Fetch = Callable[..., Page]
pytestmark = pytest.mark.usefixtures("at_carrier")


def lived(selam: Member, jana: Member, op: Callable[..., Op], begin: datetime) -> Step:
    """A step that was suggested for 2 days, open for 3, under way for 4, waited for 10."""

    def told(who: Member, days: int) -> Op:
        sent = op(who)
        return Op(id=sent.id, by=sent.by, now=begin + timedelta(days=days))

    assert selam.client is not None
    with transaction():
        plan = rows.get_plan(selam.client.id, seen_by=jana.viewer)
        step = adding.add_step(plan, "club", op=told(jana, 0))
        assert step is not None
        service.take_on(step, op=told(selam, 2))
        service.start(step, op=told(selam, 5))
        service.wait(step, on="authority", op=told(selam, 8))
        service.resume(step, op=told(jana, 18))
        service.finish(step, op=told(selam, 19))
    return step


def of(selam: Member, jana: Member, now: datetime) -> list[StepTimes]:
    assert selam.client is not None
    return times_of(selam.client.id, seen_by=jana.viewer, now=now)


def test_each_state_has_its_days_and_what_is_over_runs_no_longer(
    selam: Member, jana: Member, op: Callable[..., Op]
) -> None:
    now = clock.now()
    lived(selam, jana, op, now - timedelta(days=40))
    (one,) = of(selam, jana, now)
    found = {state: one.days(state) for state in one.spent}
    assert found == {"suggested": 2, "open": 3, "in_progress": 4, "waiting": 10}


def test_a_step_that_nothing_happened_to_is_in_its_state_since_it_came(
    selam: Member, jana: Member
) -> None:
    assert selam.client is not None
    now = clock.now()
    with transaction():
        build.step(selam.client, state="open", created_at=now - timedelta(days=6))
        build.step(selam.client, "club", state="open", created_at=now - timedelta(hours=30))
        build.step(selam.client, None, own_words="A", private_to_client=True)
    times = of(selam, jana, now)
    assert [one.days("open") for one in times] == [6, 1]
    assert together(times, "open") == 7


def test_the_page_says_it_in_the_same_statements_however_long(
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, op: Callable[..., Op]
) -> None:
    assert selam.client is not None
    lived(selam, jana, op, clock.now() - timedelta(days=40))
    browser, address = signed_in(jana), f"/desk/clients/{selam.client.id}/plan/times"
    seen = page(browser, address + "?lang=en")
    assert [words(cell) for cell in seen.all("td")] == ["2", "3", "4", "10"] * 2
    with transaction():
        for sort in range(20):
            build.step(selam.client, None, own_words=f"Schritt {sort}", sort=sort)
    assert page(browser, address).statements == seen.statements <= 9


def test_others_find_no_times(
    signed_in: SignIn, selam: Member, brandt: Member, gerhard: Member
) -> None:
    assert selam.client is not None
    for who in (brandt, gerhard, selam):
        browser = signed_in(who)
        answers = [
            browser.get(f"/desk/clients/{number}/plan/times")
            for number in (selam.client.id, 999_999)
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].data == answers[1].data
