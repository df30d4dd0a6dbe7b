"""How the things of a plan are made."""

from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.plan.models import Goal, Plan, PlanVersion, StepDependency, StepDocument
from app.plan.versions_models import StartSituation, VersionStep
from tests import build
from tests.goals.scene import World
from tests.goals.things_house import added


def document(world: World) -> int:
    """A paper that a step needs."""
    made = StepDocument(step_id=world.ids["step_id"], doc_type="identity", direction="needs")
    return added(made).id


def suggested(world: World, **more: Any) -> int:
    """A step in own words that nobody has agreed to."""
    return build.step(world.client, None, own_words=world.canary, state="suggested", **more).id


def before(world: World) -> int:
    """A step that must be over before the one that the address names."""
    first_id = suggested(world)
    added(StepDependency(step_id=world.ids["step_id"], first_id=first_id))
    return first_id


def own_wish(world: World) -> int:
    """A step that she suggested herself."""
    return suggested(world, wished_by_client=True)


def proposed_goal(world: World) -> int:
    """A proposed version with one goal, one step and how things stood."""
    of_hers = sa.select(Plan.id).where(Plan.client_id == world.client.id)
    version = added(
        PlanVersion(plan_id=db.session.scalar(of_hers), no=2, state="proposed", edits=0)
    )
    goal = added(
        Goal(version_id=version.id, topic="work", state="proposed", own_words=world.canary)
    )
    added(
        VersionStep(
            version_id=version.id,
            goal_lineage=goal.lineage,
            topic="work",
            own_words=world.canary,
        )
    )
    situation = StartSituation(version_id=version.id, client_id=world.client.id, topic="work")
    situation.body = world.canary
    added(situation)
    return goal.id
