"""How group meetings and open hours are made."""

from datetime import time
from typing import Any

import sqlalchemy as sa

from app.appointments.models import OpenHours, OpenHoursClosure, Participation
from app.core import clock
from app.core.db import db
from tests import build
from tests.goals.scene import World
from tests.goals.things_house import added


def group(world: World) -> int:
    """A group meeting she is invited to."""
    words: dict[str, Any] = {k: world.canary for k in ("place", "address", "note")}
    return build.appointment(world.client, world.manager.person, kind="group", **words).id


def group_part(world: World) -> int:
    """Her part of another one."""
    found = sa.select(Participation.id).where(Participation.appointment_id == group(world))
    return db.session.scalars(found).one()


def hours(world: World) -> int:
    """A weekly time of her manager."""
    made = OpenHours(
        manager_id=world.manager.person.id,
        weekday=1,
        opens=time(14),
        closes=time(16),
        place="Zimmer 12",
        valid_from=clock.today(),
    )
    return added(made).id


def closure(world: World) -> int:
    """A day her manager leaves out."""
    day, manager = clock.today(), world.manager.person
    return added(OpenHoursClosure(manager_id=manager.id, first_on=day, last_on=day)).id
