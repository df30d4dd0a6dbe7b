"""Talks as the desk and the client read them, and who can be chosen for one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.caseload.models import Client, ManagerProfile
from app.caseload.queries import clients_of
from app.consultations.models import Consultation, ConsultationVersion
from app.core import clock
from app.core.access import Viewer
from app.core.db import db, one_or_missing
from app.core.errors import Missing
from app.people.accounts import name_of_person
from app.people.models import Person

AT_ONCE = 50  # talks on one page


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What a talk said till somebody put it right."""

    on: date
    form: str
    topics: Sequence[str]
    corrected_at: datetime
    corrected_by: str | None


@dataclass(frozen=True, kw_only=True)
class TalkCard:
    """One talk, as lists show it."""

    id: int
    client_id: int | None
    client_name: str | None
    on: date
    form: str
    topics: Sequence[str]
    minutes_bucket: int
    language: str
    interpreter_kind: str
    plan_changed: bool
    by_id: int
    by_name: str | None
    created_at: datetime
    awaits_client: bool
    remark: str | None
    earlier: Sequence[Earlier] = ()  # the last first

    @property
    def is_of_today(self) -> bool:
        """True on the day it was written down: a slip can be taken back."""
        return clock.local(self.created_at).date() == clock.today()


@dataclass(frozen=True, kw_only=True)
class Named:
    """A client as a list to choose from names her."""

    id: int
    full_name: str


def talks_of(
    client_ids: sa.Select[int], *, seen_by: Viewer, before: int | None = None
) -> list[TalkCard]:
    """The talks of these clients, newest first; `before` is the id the next page begins after."""
    chosen = _cards().where(
        Consultation.client_id.in_(client_ids), Consultation.client_id.in_(clients_of(seen_by))
    )
    if before is not None:
        chosen = chosen.where(_is_older_than(before))
    cards = _read(chosen.order_by(Consultation.on.desc(), Consultation.id.desc()).limit(AT_ONCE))
    before_that = _earlier([card.id for card in cards])
    return [replace(card, earlier=before_that.get(card.id, ())) for card in cards]


def _earlier(talk_ids: Sequence[int]) -> dict[int, list[Earlier]]:
    """What these talks said before, in one statement."""
    version = ConsultationVersion
    rows = db.session.execute(
        sa.select(
            version.consultation_id,
            version.on,
            version.form,
            version.topics,
            version.corrected_at,
            sa.func.coalesce(ManagerProfile.full_name, name_of_person()).label("corrected_by"),
        )
        .join(Person, Person.id == version.corrected_by_id)
        .outerjoin(ManagerProfile, ManagerProfile.person_id == version.corrected_by_id)
        .where(version.consultation_id.in_(talk_ids))
        .order_by(version.id.desc())
    )
    found: dict[int, list[Earlier]] = {}
    for row in rows:
        values = dict(row._mapping)
        found.setdefault(values.pop("consultation_id"), []).append(Earlier(**values))
    return found


def _is_older_than(talk_id: int) -> sa.ColumnElement[bool]:
    """What the list shows after this talk: an earlier day, or the same and written down before."""
    day = sa.select(Consultation.on).where(Consultation.id == talk_id).scalar_subquery()
    same_day = sa.and_(Consultation.on == day, Consultation.id < talk_id)
    return sa.or_(Consultation.on < day, same_day)


def own_today(*, seen_by: Viewer) -> list[TalkCard]:
    """What this manager wrote down today, newest first."""
    start = clock.begin_of(clock.today())
    chosen = _own(seen_by).where(
        Consultation.created_at >= start, Consultation.awaits_client.is_(False)
    )
    return _read(chosen.order_by(Consultation.id.desc()).limit(AT_ONCE))


def awaiting(*, seen_by: Viewer) -> list[TalkCard]:
    """What her tablet brought and nobody said yet with whom it was, oldest first."""
    chosen = _own(seen_by).where(Consultation.awaits_client.is_(True))
    return _read(chosen.order_by(Consultation.on, Consultation.id).limit(AT_ONCE))


def awaiting_count(viewer: Viewer) -> sa.Select[int]:
    """How many of them there are, for the rail."""
    return sa.select(sa.func.count(Consultation.id)).where(
        Consultation.by_id == viewer.person_id, Consultation.awaits_client.is_(True)
    )


def _own(viewer: Viewer) -> Any:
    """Talks this manager wrote down, of clients she still looks after or of nobody known."""
    return _cards().where(
        Consultation.by_id == viewer.person_id,
        sa.or_(Consultation.client_id.is_(None), Consultation.client_id.in_(clients_of(viewer))),
    )


def _cards() -> Any:
    return (
        sa.select(
            Consultation,
            Client.given_name,
            Client.family_name,
            sa.func.coalesce(ManagerProfile.full_name, name_of_person()).label("by_name"),
        )
        .outerjoin(Client, Client.id == Consultation.client_id)
        .join(Person, Person.id == Consultation.by_id)
        .outerjoin(ManagerProfile, ManagerProfile.person_id == Consultation.by_id)
        .where(Consultation.undone_at.is_(None))
    )


_SHOWN = (
    "id", "client_id", "on", "form", "topics", "minutes_bucket", "language", "interpreter_kind",
    "plan_changed", "by_id", "created_at", "awaits_client", "remark",
)  # fmt: skip


def _read(statement: Any) -> list[TalkCard]:
    return [
        TalkCard(
            client_name=_full_name(row) if row[0].client_id else None,
            by_name=row.by_name,
            **{name: getattr(row[0], name) for name in _SHOWN},
        )
        for row in db.session.execute(statement)
    ]


def _full_name(row: Any) -> str:
    return f"{row.given_name} {row.family_name}".strip()


def get_own(talk_id: int, *, seen_by: Viewer) -> Consultation:
    """One talk this manager wrote down herself; else Missing."""
    return one_or_missing(
        sa.select(Consultation).where(
            Consultation.id == talk_id,
            Consultation.by_id == seen_by.person_id,
            sa.or_(
                Consultation.client_id.is_(None), Consultation.client_id.in_(clients_of(seen_by))
            ),
        )
    )


def get_talk(talk_id: int, client_id: int, *, seen_by: Viewer) -> Consultation:
    """A talk of a client of this manager that was not taken back; else Missing."""
    found = find_talk(talk_id, client_id, seen_by=seen_by)
    if found is None or found.undone_at is not None:
        raise Missing
    return found


def find_talk(talk_id: int | None, client_id: int, *, seen_by: Viewer) -> Consultation | None:
    """The talk a note is about, when it is one of this client."""
    return db.session.scalar(
        sa.select(Consultation).where(
            Consultation.id == talk_id,
            Consultation.client_id == client_id,
            Consultation.client_id.in_(clients_of(seen_by)),
        )
    )


def find_sent(op_id: uuid.UUID, *, by: Viewer) -> Consultation | None:
    """What this sender sent before under the same id, be it undone by now."""
    return db.session.scalar(
        sa.select(Consultation).where(
            Consultation.by_id == by.person_id, Consultation.op_id == op_id
        )
    )


def last_form(*, seen_by: Viewer) -> str | None:
    """In which way this manager talked last; None before the first time."""
    return db.session.scalar(
        sa.select(Consultation.form)
        .where(Consultation.by_id == seen_by.person_id, Consultation.undone_at.is_(None))
        .order_by(Consultation.on.desc(), Consultation.id.desc())
        .limit(1)
    )


def choosable(*, seen_by: Viewer) -> list[Named]:
    """Everybody of the caseload by name, to say with whom a talk was."""
    rows = db.session.execute(
        sa.select(Client.id, Client.given_name, Client.family_name)
        .where(Client.id.in_(clients_of(seen_by)))
        .order_by(Client.given_name, Client.family_name, Client.id)
    )
    return [Named(id=row.id, full_name=_full_name(row)) for row in rows]


def only(client_id: int) -> sa.Select[int]:
    """One client, as the lists here take clients."""
    return sa.select(sa.literal(client_id))
