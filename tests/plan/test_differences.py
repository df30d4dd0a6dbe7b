"""What is different between two versions is said in words."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.plan import drafting, service, versions
from app.plan.drafting import GoalTerms
from app.plan.models import PlanVersion
from tests.cast import Member
from tests.plan.test_views_desk_draft import at
from tests.plan.together import Together, op_of

SignIn = Callable[[Member], FlaskClient]


@pytest.fixture
def changed(selam: Member, jana: Member) -> Together:
    """Version 2: three goals, two steps, one of them done. Version 3: nothing is as it was."""
    both = Together(selam, jana)
    both.agreed("language", "work", "housing", steps=("course_reg", "course_test"))
    with carrier_opened(both.carrier_id), transaction():
        service.finish(db.session.merge(both.steps()[0]), op=op_of(both.client))
    draft = both.draft("health", steps=("doctor",))
    with carrier_opened(both.carrier_id), transaction():
        plan, version = both.plan(), db.session.get_one(PlanVersion, draft)
        goals = {goal.topic: goal for goal in versions.goals_in(version).values()}
        terms = GoalTerms(own_words="Ich werde Koch", wish_of="client", target_on=None)
        drafting.write_goal(version, goals["work"], terms)
        drafting.take_goal_away(plan, version, goals["housing"])
        goals["housing"].because = "Wohnung gefunden"
    both.propose()
    both.agree()
    return both


def test_all_that_changed_is_said_once(changed: Together, signed_in: SignIn, page: Any) -> None:
    address = at(changed, "/versions") + "?older=2&newer=3&lang=en"
    said = page(signed_in(changed.manager), address, statements=14).text
    said = said[said.index("What changed from version 2 to version 3") :]
    for words in (
        "Changed goal: Ich werde Koch",
        "No longer a goal: I find my own flat: Wohnung gefunden",
        "New goal: I have a doctor",
        "Finished step: Register for the language course",
        "New step:",
    ):
        assert said.count(words) == 1, (words, said)
    assert "New goal: Ich werde Koch" not in said
    assert "I learn German" not in said, "what stays is not named"


def test_the_other_way_and_odd_numbers(changed: Together, signed_in: SignIn, page: Any) -> None:
    desk = signed_in(changed.manager)
    for question in ("older=3&newer=2", "older=9&newer=3", "newer=99999999999999999999", "newer=x"):
        page(desk, f"{at(changed, '/versions')}?{question}&lang=en")
    german = page(desk, at(changed, "/versions"))
    assert "Fassung 3" in german.text
