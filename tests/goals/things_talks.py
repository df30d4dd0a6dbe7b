"""How talks and case notes are made."""

import uuid

from app.consultations import notes, service
from app.consultations.service import Talk
from app.core import clock
from tests.goals.scene import World


def talk(world: World) -> int:
    """A talk with her manager, written down today."""
    what = Talk(on=clock.today(), form="office", topics=["work"], minutes_bucket=30)
    by, now = world.manager.viewer, clock.now()
    return service.record(what, world.client, op_id=uuid.uuid4(), by=by, now=now).id


def case_note(world: World) -> int:
    """What her manager noted for herself."""
    by, now = world.manager.viewer, clock.now()
    return notes.write_case_note(world.client.id, world.canary, by=by, now=now).id
