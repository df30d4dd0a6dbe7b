"""Appointments as cards: what one client's part in one of them looks like, on every screen."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.appointments.kinds import VEILED
from app.appointments.models import COMING, ELSEWHERE
from app.appointments.wishes import NAMED_BY, PARTS, WEEKDAYS
from app.appointments.workdays import nth_of
from app.core import clock
from app.core.reading import card_of


@dataclass(frozen=True, kw_only=True)
class BringCard:
    """One thing to bring: a paper of the catalogue or the manager's own (German) words."""

    id: int
    doc_type: str | None
    own_words: str | None
    have_it: bool


@dataclass(frozen=True, kw_only=True)
class WishCard:
    """What a client wished of the time: the last one, answered or not."""

    id: int
    state: str
    topic: str | None
    wished_local: datetime
    days: tuple[str, ...]
    parts: tuple[str, ...]
    own_words: str | None
    asked_at: datetime

    @property
    def is_open(self) -> bool:
        """True while nobody has answered it."""
        return self.state == "open"

    def without_words(self) -> "WishCard":
        """The same without what it is about."""
        return replace(self, topic=None, own_words=None)

    @property
    def weekdays(self) -> list[date]:
        """A date of each wished weekday, to be named in the reader's language."""
        return [NAMED_BY[day] for day in self.days]


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
    link: str | None
    is_accompanied: bool
    interpreter_kind: str | None
    interpreter_language: str | None
    outcome: str | None
    missed_reason: str | None
    outcome_at: datetime | None
    series: uuid.UUID | None
    rhythm: str | None
    series_until: datetime | None  # the last date of the series that stands
    wish: WishCard | None
    is_veiled: bool  # True: this is all there is to see here
    may_reply: bool

    @property
    def is_cancelled(self) -> bool:
        """True when it will not take place."""
        return self.state.startswith("cancelled")

    @property
    def is_asked(self) -> bool:
        """True while nobody has set a time: then its own time is a wish."""
        return self.state == "requested"

    @property
    def is_proposed(self) -> bool:
        """True while only one side has agreed."""
        return self.state == "proposed"

    @property
    def was_missed(self) -> bool:
        """True when she did not come; it counts against nobody."""
        return self.state in ("missed", "offered_again") or self.outcome == "missed"

    @property
    def has_begun(self) -> bool:
        """True when there is something to be noted of it."""
        return not (self.is_asked or self.is_cancelled or self.starts_at > clock.now())

    @property
    def repeats(self) -> bool:
        """True when other dates of its series come after it."""
        return self.series_until is not None and self.series_until > self.starts_local

    @property
    def nth(self) -> int:
        """Which of its weekday in a month it is; 0 when it is not monthly."""
        return nth_of(self.starts_local) if self.rhythm == "monthly" else 0

    @property
    def is_elsewhere(self) -> bool:
        """True for a place that is not ours: its people do not read this."""
        return self.kind in ELSEWHERE

    @property
    def open_wish(self) -> WishCard | None:
        """The wish for another time that waits for the desk; the old time stands."""
        return self.wish if self.wish and self.wish.is_open and self.may_reply else None

    @property
    def was_declined(self) -> bool:
        """True when there is no other time, and she has not said what now."""
        is_declined = self.wish is not None and self.wish.state == "declined"
        return is_declined and self.may_reply and self.reply in (None, "no")


def cards_from(rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> list[AppointmentCard]:
    """Fold the rows of one participation into one card, in the order they came."""
    folded: dict[int, list[sa.Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        folded.setdefault(row.participation_id, []).append(row)
    now = clock.now()
    return [_card(parts, now) for parts in folded.values()]


def _card(rows: list[sa.Row[*tuple[Any, ...]]], now: datetime) -> AppointmentCard:
    values = rows[0]._asdict()
    for name in ("item_id", "doc_type", "own_words", "have_it"):
        values.pop(name)
    given, family = values.pop("given_name"), values.pop("family_name")
    values["organiser_name"] = values["organiser_name"] or ""
    ends_at, wish = values.pop("ends_at"), wish_from(values)
    return card_of(
        AppointmentCard,
        values,
        client_name=f"{given} {family}",
        ends_local=clock.local(ends_at),
        wish=wish,
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


def wish_from(values: dict[str, Any]) -> WishCard | None:
    """Take the wish out of a row's values; None when there is none."""
    wish = {name: values.pop(f"wish_{name}") for name in WISH_FIELDS}
    if wish["id"] is None:
        return None
    # In the order of the week and of the day, however they were ticked.
    wish["days"] = tuple(day for day in WEEKDAYS if day in wish["days"])
    wish["parts"] = tuple(part for part in PARTS if part in wish["parts"])
    return WishCard(**wish)


WISH_FIELDS = tuple(WishCard.__dataclass_fields__)


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
        link=None,
        interpreter_kind=None,
        missed_reason=None,
        wish=None,
        is_veiled=True,
    )
