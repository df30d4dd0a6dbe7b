"""What plan tests ask for: an operation, a plan of Selam, words of htmx."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from app.core import clock
from app.core.access import Viewer
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.plan.models import Step, StepDocument
from app.plan.service import Op
from tests import build
from tests.cast import Member
from tests.plan.desk import AtDesk

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def op() -> Callable[..., Op]:
    """A new operation of somebody, now."""

    def make(by: Member | Viewer, id_: uuid.UUID | None = None) -> Op:
        viewer = by.viewer if isinstance(by, Member) else by
        return Op(id=id_ or uuid.uuid4(), by=viewer, now=clock.now())

    return make


@pytest.fixture
def at_carrier(selam: Member) -> Iterator[int]:
    """The carrier of Selam and Jana is open."""
    assert selam.grant.carrier_id is not None
    with carrier_opened(selam.grant.carrier_id):
        yield selam.grant.carrier_id


def form(**more: str) -> dict[str, str]:
    """What a form of ours sends: an operation's id and the rest."""
    return {"op_id": str(uuid.uuid4()), **more}


@dataclass(frozen=True)
class Held:
    """A step by its numbers: the row itself goes stale when a request ends."""

    id: int
    carrier_id: int


@pytest.fixture
def step(selam: Member, at_carrier: int) -> Held:
    """A duty of Selam, due in nine days, with a paper to bring and one to get."""
    assert selam.client is not None
    with transaction() as session:
        made = build.step(
            selam.client,
            nature="duty",
            demanded_by="Jobcenter",
            due_on=clock.today() + timedelta(days=9),
        )
        for paper, direction in (("course_entitlement", "needs"), ("course_start", "yields")):
            session.add(StepDocument(step_id=made.id, doc_type=paper, direction=direction))
    return Held(made.id, at_carrier)


def fresh(step: Held) -> Step:
    """The step as it is stored now."""
    db.session.rollback()
    with carrier_opened(step.carrier_id):
        return db.session.query(Step).filter_by(id=step.id).populate_existing().one()


def finish(step: Held | int) -> str:
    """Where a tick is sent to."""
    return f"/plan/steps/{step if isinstance(step, int) else step.id}/finish"


@pytest.fixture
def held(selam: Member, at_carrier: int) -> AtDesk:
    """Selam's plan: one goal, one duty in it."""
    assert selam.client is not None
    with transaction():
        goal = build.goal(selam.client, wish_of="client", own_words="Deutsch bis B1")
        made = build.step(selam.client, nature="duty", goal_lineage=goal.lineage)
    return AtDesk(selam.client.id, made.id, at_carrier)
