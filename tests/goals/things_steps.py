"""How the things of steps are made: papers, suggestions, wishes, what comes first."""

from typing import Any

from app.plan.models import StepDependency, StepDocument
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
