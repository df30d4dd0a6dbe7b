"""How the things of steps are made: papers, suggestions, wishes, what comes first."""

from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.plan.models import Goal, Plan, PlanVersion, StepDependency, StepDocument
from tests import build
from tests.goals.scene import World
from tests.goals.things_house import added


def document(world: World) -> int:
    """A paper of the step that the address names."""
    made = StepDocument(step_id=world.ids["step_id"], doc_type="identity", direction="needs")
    return added(made).id


def suggested(world: World, **more: Any) -> int:
    """A step in own words that nobody has agreed to."""
    return build.step(world.client, None, own_words=world.canary, state="suggested", **more).id


def own_wish(world: World) -> int:
    """A step that she suggests herself."""
    return suggested(world, wished_by_client=True)


def before(world: World) -> int:
    """A step that must be over before the one that the address names."""
    first_id = suggested(world)
    added(StepDependency(step_id=world.ids["step_id"], first_id=first_id))
    return first_id


def not_needed(world: World) -> int:
    """A step that is no longer needed, for a reason she reads."""
    ended: dict[str, Any] = {"state": "not_needed", "not_needed_because": world.canary}
    return build.step(world.client, None, own_words=world.canary, **ended).id


def paused_goal(world: World) -> int:
    """A goal of the agreed version that is paused, for a reason she reads."""
    agreed = (
        sa.select(PlanVersion.id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(Plan.client_id == world.client.id, PlanVersion.state == "agreed")
    )
    words = {"own_words": world.canary, "because": world.canary}
    version_id = db.session.scalar(agreed)
    return added(Goal(version_id=version_id, topic="health", state="paused", **words)).id
