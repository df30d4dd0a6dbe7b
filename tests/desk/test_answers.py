"""What a client says to a proposed plan: her phone is told of it, and the desk of her answer."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.notices.models import Reminder
from tests.cast import Member
from tests.notices.scene import reminders
from tests.plan.conftest import form
from tests.plan.together import Together

SignIn = Callable[[Member], FlaskClient]


@pytest.fixture
def both(selam: Member, jana: Member) -> Together:
    return Together(selam, jana)


@pytest.fixture(autouse=True)
def version_id(both: Together) -> int:
    """A version that waits for her answer."""
    made = both.draft("work", "language", steps=("cv",))
    both.propose()
    return made


def news(member: Member) -> list[Reminder]:
    return [row for row in reminders(member) if row.offset == "plan"]


def test_a_proposal_is_told_once_and_says_nothing(both: Together) -> None:
    (row,) = news(both.client)
    assert (row.subject, row.state, row.params) == ("message", "planned", None)


def test_agreed_to_in_the_talk_there_is_nothing_to_tell(both: Together) -> None:
    both.agree()
    assert [row.state for row in news(both.client)] == ["superseded"]


@pytest.mark.parametrize("wish", ["Навчитися плавати", ""])
def test_a_wish_for_change_waits_at_the_desk(
    both: Together, signed_in: SignIn, page: Any, wish: str
) -> None:
    signed_in(both.client).post("/plan/agree/change", data=form(wish=wish))
    assert [row.state for row in news(both.client)] == ["superseded"]
    seen = page(signed_in(both.manager), "/desk?lang=en", statements=10)
    told = "".join(seen.find("section", id="plan-answers").itertext())
    assert "Selam K." in told
    assert "wants to change something" in told
    both.propose()
    assert "plan-answers" not in signed_in(both.manager).get("/desk").text


def test_a_declined_goal_waits_too_and_a_strangers_never(
    both: Together, version_id: int, signed_in: SignIn, brandt: Member
) -> None:
    assert "plan-answers" not in signed_in(both.manager).get("/desk").text
    goal = both.goals(version_id)[0]
    signed_in(both.client).post(f"/plan/goals/{goal.id}/decline", data=form())
    assert "does not want one of the goals" in signed_in(both.manager).get("/desk?lang=en").text
    assert "plan-answers" not in signed_in(brandt).get("/desk").text
