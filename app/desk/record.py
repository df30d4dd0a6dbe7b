"""One client's record at the desk: who she is, and in which state her screen is."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.audit.models import AccessLog
from app.carriers.models import Municipality
from app.caseload.models import Client
from app.caseload.queries import ANY_MANAGER, clients_of
from app.core import clock
from app.core.access import Role, Viewer
from app.core.errors import Missing
from app.core.i18n import DEFAULT, Language, find_language
from app.core.reading import built_once, read
from app.desk import waiting
from app.desk.queries import RAIL, Named, rail_columns, rail_from
from app.notices.devices import IS_REACHED
from app.notices.models import FINAL, Delivery, Reminder
from app.offers.models import Bookmark
from app.people.models import Person

# Time itself changes a screen (an appointment passes, an offer opens). So much later, in seconds,
# an unchanged state counts as another one.
SLOT = 300
_RAIL = tuple(f"rail_{name}" for name in RAIL)


@dataclass(frozen=True, kw_only=True)
class Glance:
    """In which state her screen is: numbers that move when anything of hers changes."""

    client_id: int
    language_code: str
    state: tuple[object, ...]

    @property
    def language(self) -> Language:
        """The language she reads."""
        return find_language(self.language_code) or DEFAULT

    def version(self, shown_in: str, *, now: datetime) -> str:
        """A hash of the state (no content): the same value, the same screen."""
        slot = int(now.timestamp()) // SLOT
        told = repr((self.client_id, self.state, shown_in, clock.local(now).date(), slot))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, kw_only=True)
class Record(Glance, Named):
    """The head of the linked view."""

    town: str
    reading: str
    interpreter_need: bool
    household_id: int | None
    started_on: date | None
    restricted_at: datetime | None  # nobody works with the record since: caseload/rest.py
    has_device: bool
    rail: dict[str, int]  # rides along: one statement less on the heaviest page of the desk

    @property
    def initials(self) -> str:
        """Two letters for the round picture."""
        return "".join(name[:1] for name in (self.given_name, self.family_name))


def the_one(client_id: int) -> sa.Select[int]:
    """One client, as the queries of other features want her."""
    return sa.select(Client.id).where(Client.id == client_id)


def get_glance(client_id: int, *, seen_by: Viewer) -> Glance:
    """What an open page asks for again and again; raise Missing whether absent or foreign."""
    values = _one_of(_glance(clock.today()), client_id, seen_by)
    return Glance(**_with_state(values))


def get_record(client_id: int, *, seen_by: Viewer) -> Record:
    """Return the client's head in one statement; raise Missing whether absent or foreign."""
    values = _one_of(_head(clock.today()), client_id, seen_by)
    rail = rail_from({name: values.pop(name) for name in _RAIL})
    return Record(**_with_state(values), has_device=values["state_device"], rail=rail)


def _one_of(
    statement: sa.Select[*tuple[Any, ...]], client_id: int, seen_by: Viewer
) -> dict[str, Any]:
    """The row of one client, as far as this manager may see her."""
    if seen_by.role is not Role.MANAGER:
        raise Missing
    for row in read(statement, client=client_id, reader=seen_by.person_id):
        return dict(row._asdict())
    raise Missing


def _with_state(values: dict[str, Any]) -> dict[str, Any]:
    """The same with all that makes the state in one value."""
    own = {name: value for name, value in values.items() if not name.startswith("state_")}
    state = (value for name, value in values.items() if name.startswith("state_"))
    return {**own, "state": (*state, values["language_code"])}


@built_once
def _glance(_today: date) -> sa.Select[*tuple[Any, ...]]:
    """The statement of a day: to build it takes many times longer than to run it."""
    return (
        sa.select(
            Client.id.label("client_id"), Person.ui_language.label("language_code"), *_state()
        )
        .join(Person, Person.id == Client.person_id)
        .where(Client.id == sa.bindparam("client"), Client.id.in_(clients_of(ANY_MANAGER)))
    )


@built_once
def _head(today: date) -> sa.Select[*tuple[Any, ...]]:
    """The same with all that stands above the linked view, and beside it on the rail."""
    return (
        _glance(today)
        .add_columns(
            Client.given_name,
            Client.family_name,
            Client.reading,
            Client.interpreter_need,
            Client.household_id,
            Client.restricted_at,
            Municipality.name.label("town"),
            waiting.started().scalar_subquery().label("started_on"),
            *rail_columns(seen_by=ANY_MANAGER),
        )
        .join(Municipality, Municipality.ags == Client.municipality_ags)
    )


def _state() -> tuple[sa.Label[Any], ...]:
    """Numbers that move with each change: every change leaves a row in the trail (a reading is
    none), a reminder's way moves its own rows, a saved offer its bookmark."""
    # The newest by its day: a max() of the ids walks through the trails of all others.
    changes = (
        sa.select(AccessLog.id)
        .where(AccessLog.client_id == Client.id, AccessLog.what.not_like("RecordSeen%"))
        .order_by(AccessLog.at.desc(), AccessLog.id.desc())
        .limit(1)
    )
    reminders = sa.select(sa.func.count(Reminder.id)).where(Reminder.client_id == Client.id)
    ways = (
        sa.select(
            sa.func.count(Delivery.accepted_at)
            + sa.func.count(Delivery.shown_at)
            + sa.func.count(Delivery.opened_at)
            + sa.func.count(Delivery.answered_at)
        )
        .join(Reminder, Reminder.id == Delivery.reminder_id)
        .where(Reminder.client_id == Client.id)
    )
    saved = sa.select(sa.func.count(Bookmark.id) + sa.func.coalesce(sa.func.max(Bookmark.id), 0))
    statements = (
        changes,
        reminders,
        reminders.where(Reminder.state.in_(FINAL)),
        ways,
        saved.where(Bookmark.client_id == Client.id),
    )
    counted = (statement.scalar_subquery() for statement in statements)
    return (
        *(count.label(f"state_{number}") for number, count in enumerate(counted)),
        IS_REACHED.label("state_device"),
    )
