"""What stands around a plan: who helps, and what is no longer as it was agreed."""

from datetime import date

import pytest

from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.plan import queries
from app.plan.around import Around, around
from app.plan.content import TERMS
from tests import build
from tests.cast import Member
from tests.plan.together import Together

OTHER = {
    "topic": "health",
    "template_key": "doctor",
    "params": {"kind": "other"},
    "own_words": "Ich koche",
    "owner": "manager",
    "due_on": date(2027, 1, 2),
    "support_level": "accompanied",
}


@pytest.fixture
def both(selam: Member, jana: Member) -> Together:
    return Together(selam, jana)


def hers(both: Together) -> Around:
    """What stands around her plan now."""
    with carrier_opened(both.carrier_id):
        return around(both.client.viewer, queries.own_steps(both.client.viewer))


def test_each_term_that_is_no_longer_as_agreed_is_a_difference(both: Together) -> None:
    both.agreed("work", steps=("cv", "job_search"))
    assert hers(both).differences == ()
    step = both.steps()[0]
    for term in TERMS:
        before = getattr(step, term)
        for value in (OTHER[term], before):
            with carrier_opened(both.carrier_id), transaction() as session:
                setattr(session.merge(step), term, value)
            said = [(one.kind, getattr(one.step, term)) for one in hers(both).differences]
            assert said == ([] if value == before else [("step_changed", value)]), term


def test_what_came_since_is_new_but_for_what_only_she_sees(both: Together) -> None:
    both.agreed("work", steps=("cv",))
    assert both.client.client is not None
    with carrier_opened(both.carrier_id), transaction():
        build.step(both.client.client)
        build.step(both.client.client, private_to_client=True)
    found = hers(both)
    assert [one.kind for one in found.differences] == ["step_added"]
    assert found.contact is not None
    assert found.contact.full_name == "Jana König"
    with carrier_opened(both.carrier_id):
        assert around(both.manager.viewer, []) == Around(), "she alone has a plan of her own"
