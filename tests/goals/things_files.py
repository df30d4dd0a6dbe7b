"""Things of files that came in: a file that waits, a field to decide on, a withdrawn offer."""

from typing import Any

from app.core import clock
from app.exchange.models import Intake, IntakeConflict, IntakeEntry, IntakeSource
from tests.goals.scene import World
from tests.goals.things_house import added


def _list(world: World, name: str) -> IntakeSource:
    return added(IntakeSource(municipality_ags=world.town, format="csv", name=name))


def file(world: World) -> int:
    """A file that was looked through; whoever may, takes it in or drops it."""
    made = Intake(
        source_id=_list(world, f"list of {world.client.id}").id,
        language="de",
        is_whole=True,
        state="checked",
        made_at=clock.now(),
    )
    return added(made).id


def withdrawn(world: World) -> int:
    """An offer that its list holds no more."""
    return _entry(world, withdrawn_at=clock.now()).id


def _entry(world: World, **more: Any) -> IntakeEntry:
    return added(
        IntakeEntry(
            source_id=_list(world, f"{len(world.ids)} of {world.client.id}").id,
            key="A-1",
            offer_id=world.ids["offer_id"],
            said={},
            **more,
        )
    )


def conflict(world: World) -> int:
    """A field that the file and people here changed."""
    made = IntakeConflict(
        entry_id=_entry(world).id,
        field="name",
        values={"before": "Treff", "now": "Café"},
        opened_at=clock.now(),
    )
    return added(made).id
