"""How a plan that waits for its client's answer is made."""

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
