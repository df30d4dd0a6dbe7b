"""What comes next in many plans at once is what next_step() finds in each."""

import random
from datetime import timedelta

import sqlalchemy as sa

from app.caseload.models import Client
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.plan.models import StepDependency
from app.plan.next_of_many import next_steps_of
from app.plan.own_way import own_way
from app.plan.queries import next_step, own_steps, steps_of, stones_of
from tests import build
from tests.cast import Member

KEYS = ("course_reg", "course_right", "bank", "doctor", "cv", "flat_search")
STATES = ("suggested", "open", "in_progress", "waiting", "done", "not_needed")


def furnish(client: Client, rng: random.Random) -> None:
    """A plan as chance has it, with one step that waits for another."""
    steps = [
        build.step(
            client,
            key,
            state=rng.choice(STATES),
            owner=rng.choice(("client", "manager")),
            due_on=rng.choice((None, clock.today() + timedelta(days=rng.randrange(9)))),
            private_to_client=rng.random() < 0.15,
            sort=rng.randrange(3),
        )
        for key in rng.sample(KEYS, rng.randrange(len(KEYS)))
    ]
    if len(steps) > 1:
        first, later = rng.sample(steps, 2)
        db.session.add(StepDependency(step_id=later.id, first_id=first.id))
        db.session.flush()


def test_the_same_step_is_chosen(selam: Member, jana: Member) -> None:
    rng = random.Random(7)  # noqa: S311  # because: chance for a test
    assert selam.grant.carrier_id is not None
    with carrier_opened(selam.grant.carrier_id), transaction():
        for number in range(40):
            who, _grant = build.person(f"N{number}", "de", Role.CLIENT)
            furnish(build.client(who, jana.person), rng)
    with carrier_opened(selam.grant.carrier_id):
        everybody = sa.select(Client.id)
        found = next_steps_of(db.session.scalars(everybody).all(), seen_by=jana.viewer)
        cards = steps_of(everybody, seen_by=jana.viewer)
        wanted = {}
        for client_id in {card.client_id for card in cards}:
            card = next_step([one for one in cards if one.client_id == client_id])
            if card is not None:
                wanted[client_id] = card.id
    assert {client_id: card.id for client_id, card in found.items()} == wanted
    assert len(wanted) > 20


def test_her_own_way_says_the_same_as_her_whole_plan(selam: Member, jana: Member) -> None:
    rng = random.Random(11)  # noqa: S311  # because: chance for a test
    assert selam.grant.carrier_id is not None
    seen = set()
    for number in range(30):
        with carrier_opened(selam.grant.carrier_id):
            with transaction():
                who, grant = build.person(f"W{number}", "de", Role.CLIENT)
                client = build.client(who, jana.person)
                if number:  # the first one has nothing to do
                    furnish(client, rng)
            viewer = Viewer(role=Role.CLIENT, person_id=who.id, carrier_id=grant.carrier_id)
            cards = own_steps(viewer)
            assert own_way(viewer) == (next_step(cards), stones_of(cards))
        coming = next_step(cards)
        seen.add((coming is not None, coming is not None and coming.first is not None))
    assert seen == {(False, False), (True, False), (True, True)}
