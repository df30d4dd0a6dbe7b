"""What waits for the desk: wishes, answers, and how it went. One statement, one set of rules."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.appointments.cards import WishCard, wish_from
from app.appointments.kinds import VEILED
from app.appointments.machine import UNDO, is_slip
from app.appointments.models import (
    COMING,
    NEEDS_ANSWER,
    STATE_FOR_HER,
    Appointment,
    MoveRequest,
    Participation,
)
from app.appointments.queries import LAST_WISH, WISH_COLUMNS
from app.appointments.workdays import after_working_days
from app.caseload.models import Client
from app.caseload.queries import clients_of
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing

PATIENCE = 3  # working days until the desk is asked how it went
AT_ONCE = 300  # parts that one list reads
DAY = timedelta(days=1)

Condition = sa.ColumnElement[bool]
_wish = aliased(MoveRequest)


def reply_waits() -> Condition:
    """An answer nobody took up yet: she cannot come, comes later, needs something, cancelled."""
    return sa.and_(
        Participation.reply.in_(NEEDS_ANSWER),
        Participation.handled_at.is_(None),
        STATE_FOR_HER.in_((*COMING, "cancelled_client")),
    )


def wish_waits() -> Condition:
    """She asks for an appointment, or for another time of one ahead, and nobody has answered."""
    is_open = sa.exists().where(_wish.participation_id == Participation.id, _wish.state == "open")
    return sa.or_(STATE_FOR_HER == "requested", sa.and_(STATE_FOR_HER.in_(COMING), is_open))


def outcome_waits(ended_by: datetime) -> Condition:
    """It is over since this instant, and nobody noted how it went."""
    return sa.and_(
        STATE_FOR_HER.in_(COMING),
        Appointment.ends_at <= ended_by,
        Participation.outcome.is_(None),
    )


def asked_by(now: datetime) -> datetime:
    """The desk is asked about what ended before this instant: three working days ago."""
    last = after_working_days(PATIENCE, until=clock.local(now).date())
    return clock.begin_of(last + DAY)


def part_waits() -> Condition:
    """Any of them, at the instant the statement runs."""
    return sa.or_(reply_waits(), _else_waits())


def _else_waits() -> Condition:
    """Something but an answer of hers."""
    ended_by: Any = sa.bindparam(
        None, callable_=lambda: asked_by(clock.now()), type_=Appointment.ends_at.type
    )
    return sa.or_(wish_waits(), outcome_waits(ended_by))


def matter() -> sa.ColumnElement[str]:
    """What one waiting part is about: of answers alone the act, else the part itself."""
    act = (
        sa.cast(Participation.client_id, sa.Text) + " " + sa.cast(Participation.replied_at, sa.Text)
    )
    is_answer = sa.and_(reply_waits(), ~_else_waits())
    return sa.case((is_answer, act), else_=sa.cast(Participation.id, sa.Text))


@dataclass(frozen=True, kw_only=True)
class WaitingPart:
    """One client in one appointment, and what of it waits for the desk."""

    participation_id: int
    appointment_id: int
    client_id: int
    client_name: str
    kind: str  # veiled when it is sensitive
    state: str
    reply: str | None
    replied_at: datetime | None
    handled_at: datetime | None
    outcome: str | None
    missed_reason: str | None
    outcome_at: datetime | None
    starts_at: datetime
    starts_local: datetime
    version: int
    wish: WishCard | None
    has_reply: bool
    has_wish: bool
    is_unrecorded: bool
    unrecorded_total: int
    rests_since: datetime | None  # nobody changes the client's record
    more: int = 0  # later dates that she answered in the same act

    @property
    def is_asked(self) -> bool:
        """True while there is no time at all."""
        return self.state == "requested"

    @property
    def is_cancelled(self) -> bool:
        """True when the client cancelled it."""
        return self.state == "cancelled_client"

    @property
    def may_be_noted(self) -> bool:
        """True when it has begun and nobody noted how it went."""
        return self.outcome is None and self.state in COMING and self.starts_at <= clock.now()

    @property
    def may_take_back(self) -> bool:
        """True while what was noted can be a slip of the finger."""
        is_last = self.outcome_at is not None and self.state != "offered_again"
        return is_last and is_slip(self.outcome_at, now=clock.now())


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """The lists of the desk."""

    asked: list[WaitingPart]
    wishes: list[WaitingPart]
    replies: list[WaitingPart]
    unrecorded: list[WaitingPart]

    def __bool__(self) -> bool:
        """False when nothing waits."""
        return bool(self.asked or self.wishes or self.replies or self.unrecorded)

    @property
    def unrecorded_count(self) -> int:
        """How many there are in all, also those that were not read."""
        return self.unrecorded[0].unrecorded_total if self.unrecorded else 0


def waiting_of(*, seen_by: Viewer) -> Waiting:
    """Everything that waits, the nearest first; what is to be noted last, the oldest first."""
    now = clock.now()
    unrecorded = outcome_waits(asked_by(now))
    rank = sa.case((sa.or_(reply_waits(), wish_waits()), 0), else_=1)
    parts = _read(
        seen_by,
        part_waits(),
        unrecorded=unrecorded,
        order=(rank, Appointment.starts_at, Participation.id),
    )
    return Waiting(
        asked=sorted((p for p in parts if p.is_asked), key=_asked_at),
        wishes=[p for p in parts if p.has_wish and not p.is_asked],
        replies=_by_act(p for p in parts if p.has_reply),
        unrecorded=[p for p in parts if p.is_unrecorded],
    )


def _by_act(parts: Iterable[WaitingPart]) -> list[WaitingPart]:
    """What she said of several dates in one act is one answer: the nearest stands for it."""
    acts: dict[tuple[int, datetime | None], list[WaitingPart]] = {}
    for part in parts:
        acts.setdefault((part.client_id, part.replied_at), []).append(part)
    return [replace(first, more=len(others)) for first, *others in acts.values()]


def _asked_at(part: WaitingPart) -> tuple[datetime, int]:
    return (part.wish.asked_at if part.wish else clock.now(), part.participation_id)


def get_waiting(participation_id: int, *, seen_by: Viewer) -> WaitingPart:
    """One part, whether it still waits or not; Missing when absent or foreign."""
    for part in _read(seen_by, Participation.id == participation_id):
        return part
    raise Missing


def get_reply(participation_id: int, *, seen_by: Viewer) -> WaitingPart:
    """The same of a part that was answered; Missing when it was not."""
    part = get_waiting(participation_id, seen_by=seen_by)
    if part.reply is None:
        raise Missing
    return part


def outcomes_of(*, seen_by: Viewer) -> list[tuple[date, list[WaitingPart]]]:
    """All that is over and not noted, or noted today and yesterday: by day, the newest first."""
    now = clock.now()
    noted_lately = sa.and_(
        Participation.outcome_at > now - UNDO,
        STATE_FOR_HER != "offered_again",
    )
    parts = _read(
        seen_by,
        sa.or_(outcome_waits(now), noted_lately),
        unrecorded=outcome_waits(now),
        order=(Appointment.starts_at.desc(), Participation.id),
    )
    return by_day(parts)


def parts_of(appointment_id: int, *, seen_by: Viewer) -> list[WaitingPart]:
    """Everybody in one appointment whom the viewer may see, to be noted."""
    where = Participation.appointment_id == appointment_id
    return _read(seen_by, where, order=(Participation.id,))


def by_day(parts: Iterable[WaitingPart]) -> list[tuple[date, list[WaitingPart]]]:
    """The newest day first; within a day from morning to evening."""
    days: dict[date, list[WaitingPart]] = {}
    for part in parts:
        days.setdefault(part.starts_local.date(), []).append(part)
    return [
        (day, sorted(found, key=lambda part: (part.starts_local, part.participation_id)))
        for day, found in days.items()
    ]


def _read(
    seen_by: Viewer,
    where: Condition,
    *,
    unrecorded: Condition | None = None,
    order: tuple[Any, ...] = (),
) -> list[WaitingPart]:
    is_unrecorded = sa.case((unrecorded if unrecorded is not None else sa.false(), 1), else_=0)
    rows = db.session.execute(
        _PARTS.add_columns(
            sa.case((reply_waits(), 1), else_=0).label("has_reply"),
            sa.case((wish_waits(), 1), else_=0).label("has_wish"),
            is_unrecorded.label("is_unrecorded"),
            sa.func.sum(is_unrecorded).over().label("unrecorded_total"),
        )
        .where(Participation.client_id.in_(clients_of(seen_by)), where)
        .order_by(*order)
        .limit(AT_ONCE)
    )
    return [_part_from(dict(row._mapping)) for row in rows]


_PARTS = (
    sa.select(
        Participation.id.label("participation_id"),
        Participation.appointment_id,
        Participation.client_id,
        Client.given_name,
        Client.family_name,
        Appointment.kind,
        Appointment.is_sensitive,
        STATE_FOR_HER.label("state"),
        Participation.reply,
        Participation.replied_at,
        Participation.handled_at,
        Participation.outcome,
        Participation.missed_reason,
        Participation.outcome_at,
        Appointment.starts_at,
        Appointment.starts_local,
        Appointment.version,
        Client.restricted_at.label("rests_since"),
        *WISH_COLUMNS,
    )
    .join(Appointment, Appointment.id == Participation.appointment_id)
    .join(Client, Client.id == Participation.client_id)
    .outerjoin(MoveRequest, LAST_WISH)
)


def _part_from(values: dict[str, Any]) -> WaitingPart:
    """Build the part from its row; of a sensitive one neither kind, topic nor words."""
    name = f"{values.pop('given_name')} {values.pop('family_name')}"
    wish, is_sensitive = wish_from(values), values.pop("is_sensitive")
    if is_sensitive:
        values["kind"] = VEILED
        wish = None if wish is None else wish.without_words()
    for flag in ("has_reply", "has_wish", "is_unrecorded"):
        values[flag] = bool(values[flag])
    return WaitingPart(client_name=name, wish=wish, **values)
