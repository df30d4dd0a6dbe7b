"""One client's record at the desk: who she is, and in which state her screen is."""

import hashlib
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.audit.models import AccessLog
from app.carriers.models import Municipality
from app.caseload.models import Client
from app.caseload.queries import clients_of
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.i18n import DEFAULT, Language, find_language
from app.desk import waiting
from app.desk.queries import Named, rail_columns, rail_from
from app.notices.models import FINAL, Delivery, Reminder
from app.offers.models import Bookmark
from app.people.models import Person

# Time itself changes a screen (an appointment passes, an offer opens). So much later, in seconds,
# an unchanged state counts as another one.
SLOT = 300


@dataclass(frozen=True, kw_only=True)
class Record(Named):
    """The head of the linked view, and the numbers that move when anything of hers changes."""

    language_code: str
    town: str
    reading: str
    interpreter_need: bool
    household_id: int | None
    started_on: date | None
    has_device: bool
    state: tuple[object, ...]
    rail: dict[str, int]  # rides along: one statement less on the heaviest page of the desk

    @property
    def language(self) -> Language:
        """The language she reads."""
        return find_language(self.language_code) or DEFAULT

    @property
    def initials(self) -> str:
        """Two letters for the round picture."""
        return "".join(name[:1] for name in (self.given_name, self.family_name))

    def version(self, shown_in: str, *, now: datetime) -> str:
        """A hash of the state (no content): the same value, the same screen."""
        slot = int(now.timestamp()) // SLOT
        told = repr((self.client_id, self.state, shown_in, clock.local(now).date(), slot))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


_OWN = {field.name for field in fields(Record)}


def the_one(client_id: int) -> sa.Select[int]:
    """One client, as the queries of other features want her."""
    return sa.select(Client.id).where(Client.id == client_id)


def get_record(client_id: int, *, seen_by: Viewer) -> Record:
    """Return the client's head in one statement; raise Missing whether absent or foreign."""
    row = db.session.execute(
        sa.select(
            Client.id.label("client_id"),
            Client.given_name,
            Client.family_name,
            Client.reading,
            Client.interpreter_need,
            Client.household_id,
            Person.ui_language.label("language_code"),
            Municipality.name.label("town"),
            waiting.has_device().label("has_device"),
            waiting.started().scalar_subquery().label("started_on"),
            *_state(),
            *rail_columns(seen_by=seen_by),
        )
        .select_from(Client)
        .join(Person, Person.id == Client.person_id)
        .join(Municipality, Municipality.ags == Client.municipality_ags)
        .where(Client.id == client_id, Client.id.in_(clients_of(seen_by)))
    ).one_or_none()
    if row is None:
        raise Missing
    values = dict(row._mapping)
    rail = rail_from(values)
    state = tuple(value for name, value in values.items() if name.startswith("state_"))
    own = {name: value for name, value in values.items() if name in _OWN}
    return Record(**own, rail=rail, state=(*state, own["language_code"], own["has_device"]))


def _state() -> tuple[sa.Label[Any], ...]:
    """Numbers that move with each change: every change leaves a row in the trail (a reading is
    none), a reminder's way moves its own rows, a saved offer its bookmark."""
    changes = sa.select(sa.func.max(AccessLog.id)).where(
        AccessLog.client_id == Client.id, AccessLog.what.not_like("RecordSeen%")
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
    return tuple(
        statement.scalar_subquery().label(f"state_{number}")
        for number, statement in enumerate(statements)
    )
