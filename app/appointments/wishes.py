"""When it would suit a client: weekdays, times of day, a first day; and how a wish is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from app.appointments.events import MoveAnswered
from app.appointments.models import Appointment, MoveRequest, Participation
from app.appointments.refusals import DayIsOver, TooFarAway
from app.appointments.telling import tell
from app.appointments.workdays import is_working_day
from app.core import clock
from app.core.access import Viewer
from app.core.db import db

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR")
# A date of each weekday, so that it is named in the reader's language.
NAMED_BY = {code: date(2024, 1, 1 + number) for number, code in enumerate(WEEKDAYS)}
PARTS = {"morning": time(9), "afternoon": time(14)}
DAY = timedelta(days=1)
FAR = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a client says of the time; nothing of it must be said."""

    days: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    not_before: date | None = None
    topic: str | None = None
    own_words: str | None = None


def first_fit(days: Collection[str], parts: Collection[str], *, since: date) -> datetime:
    """The first time on or after `since` that is among the wished ones and on a working day."""
    hour = next((PARTS[part] for part in PARTS if part in parts), PARTS["morning"])
    wanted = {WEEKDAYS.index(day) for day in days} or set(range(len(WEEKDAYS)))
    day = since
    while day.weekday() not in wanted or not is_working_day(day):
        day += DAY
    return datetime.combine(day, hour)


def first_time(wish: Wish, *, now: datetime) -> datetime:
    """The first time from tomorrow on that would suit."""
    today = clock.local(now).date()
    if wish.not_before is not None and wish.not_before < today:
        raise DayIsOver
    tomorrow = today + DAY
    since = max(wish.not_before or tomorrow, tomorrow)
    if since > tomorrow + FAR:
        raise TooFarAway
    return first_fit(wish.days, wish.parts, since=since)


def keep(part: Participation, wish: Wish, *, now: datetime) -> MoveRequest:
    """Write a wish down; it takes the place of one that nobody answered yet."""
    first = first_time(wish, now=now)
    row = find_open(part)
    if row is None:
        row = MoveRequest(participation_id=part.id)
        db.session.add(row)
    row.days, row.parts = list(wish.days), list(wish.parts)
    row.wished_local, row.asked_at = first, now
    row.topic, row.own_words = wish.topic, wish.own_words
    db.session.flush()
    return row


def find_open(part: Participation) -> MoveRequest | None:
    """The wish of this client that waits for an answer."""
    return db.session.scalar(
        sa.select(MoveRequest).where(
            MoveRequest.participation_id == part.id, MoveRequest.state == "open"
        )
    )


def close(part: Participation, state: str, *, by: Viewer, now: datetime) -> MoveRequest | None:
    """End the wish that is open, when there is one; whoever closes it tells of it."""
    row = find_open(part)
    if row is not None:
        row.state, row.answered_at, row.answered_by_id = state, now, by.person_id
    return row


def answer(
    appointment: Appointment, part: Participation, state: str, *, by: Viewer, now: datetime
) -> None:
    """Answer the wish that is open; without one there is nothing to say."""
    row = close(part, state, by=by, now=now)
    if row is None:
        return
    tell(
        MoveAnswered,
        appointment,
        part.client_id,
        by=by,
        now=now,
        is_accepted=state == "accepted",
        wish_id=row.id,
    )
