"""How a plan that waits for its client's answer is made."""

from collections.abc import Callable, Mapping

import sqlalchemy as sa

from app.core.db import db
from app.plan.models import Goal, Plan, PlanVersion
from app.plan.versions_models import StartSituation, VersionStep
from tests.goals.scene import World
from tests.goals.things_house import added


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


def planned_step(world: World) -> int:
    """The step of that version, in own words."""
    return _of_version(world, VersionStep)


def dropped_step(world: World) -> int:
    """A step that this version no longer needs, for a reason she reads."""
    version_id = db.session.get_one(Goal, world.ids["goal_id"]).version_id
    said = {"because": world.canary, "is_dropped": True}
    return added(VersionStep(version_id=version_id, topic="work", **said)).id


def start_situation(world: World) -> int:
    """How things stood, as that version says it."""
    return _of_version(world, StartSituation)


def _of_version(world: World, table: type[VersionStep] | type[StartSituation]) -> int:
    version = sa.select(Goal.version_id).where(Goal.id == world.ids["goal_id"])
    found = sa.select(table.id).where(table.version_id == version.scalar_subquery())
    return db.session.scalars(found.order_by(table.id)).first() or 0


IN_VERSION: Mapping[str, Callable[[World], int]] = {
    "planned_id": planned_step,
    "desk.planned_reason:planned_id": dropped_step,
    "desk.translate_planned_reason:planned_id": dropped_step,
    "start_id": start_situation,
}
