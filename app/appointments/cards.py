"""Appointments as cards: what one client's part in one of them looks like, on every screen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.appointments.kinds import VEILED
from app.appointments.models import COMING
from app.core import clock


@dataclass(frozen=True, kw_only=True)
class BringCard:
    """One thing to bring: a paper of the catalogue or the manager's own (German) words."""

    id: int
    doc_type: str | None
    own_words: str | None
    have_it: bool


@dataclass(frozen=True, kw_only=True)
class AppointmentCard:
    """One client's part in one appointment, as cards and lists show it."""

    id: int
    participation_id: int
    client_id: int
    client_name: str
    starts_at: datetime
    starts_local: datetime
    ends_local: datetime
    minutes: int
    kind: str
    place: str
    address: str
    note: str | None
    step_id: int | None
    organiser_name: str
    reply: str | None
    replied_at: datetime | None
    handled_at: datetime | None
    bring: tuple[BringCard, ...]
    version: int
    state: str
    is_sensitive: bool
    is_veiled: bool  # True: this is all there is to see here
    may_reply: bool

    @property
    def is_cancelled(self) -> bool:
        """True when it will not take place."""
        return self.state.startswith("cancelled")


def cards_from(rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> list[AppointmentCard]:
    """Fold the rows of one participation into one card, in the order they came."""
    folded: dict[int, list[sa.Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        folded.setdefault(row.participation_id, []).append(row)
    now = clock.now()
    return [_card(parts, now) for parts in folded.values()]


def _card(rows: list[sa.Row[*tuple[Any, ...]]], now: datetime) -> AppointmentCard:
    values = dict(rows[0]._mapping)
    for name in ("item_id", "doc_type", "own_words", "have_it"):
        values.pop(name)
    given, family = values.pop("given_name"), values.pop("family_name")
    values["organiser_name"] = values["organiser_name"] or ""
    return AppointmentCard(
        **{key: value for key, value in values.items() if key != "ends_at"},
        client_name=f"{given} {family}",
        ends_local=clock.local(values["ends_at"]),
        bring=tuple(
            BringCard(
                id=row.item_id, doc_type=row.doc_type, own_words=row.own_words, have_it=row.have_it
            )
            for row in rows
            if row.item_id is not None
        ),
        is_veiled=False,
        may_reply=values["state"] in COMING and now < values["starts_at"],
    )


def veiled(card: AppointmentCard) -> AppointmentCard:
    """Take everything but the time out of a sensitive card."""
    if not card.is_sensitive:
        return card
    return replace(
        card,
        kind=VEILED,
        place="",
        address="",
        note=None,
        step_id=None,
        organiser_name="",
        bring=(),
        is_veiled=True,
    )


@dataclass(frozen=True, kw_only=True)
class WaitingReply:
    """An answer that somebody at the desk must take up."""

    participation_id: int
    appointment_id: int
    client_id: int
    client_name: str
    reply: str
    replied_at: datetime
    starts_local: datetime
    handled_at: datetime | None


def reply_from(row: sa.Row[*tuple[Any, ...]]) -> WaitingReply:
    """Build the answer from its row."""
    values = dict(row._mapping)
    name = f"{values.pop('given_name')} {values.pop('family_name')}"
    return WaitingReply(client_name=name, **values)
