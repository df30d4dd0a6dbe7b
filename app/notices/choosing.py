"""A client decides which reminders she wants and when; a carrier, when it reminds at all."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from app.caseload.models import Client
from app.caseload.service import hold
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l
from app.notices.events import QuietHoursChosen, ReminderRuleSet, RemindersChosen
from app.notices.models import KINDS, ReminderChoice, ReminderRule
from app.notices.offsets import PROPOSED, Rhythm, is_sane, number

MOST_QUIET = timedelta(hours=16)  # a day: the other hours are needed to tell her anything
MOST_OFFSETS = 6  # of one kind of thing


class NoSuchReminder(Refused):
    """A kind, an offset or a level that there is not."""

    words = _l("Choose one of the answers.")


class TooQuiet(Refused):
    """Reminders would come too late."""

    words = _l("Leave at least 8 hours of the day for reminders.")
    field = "quiet_to"


class NoTimeLeft(Refused):
    """A carrier may not switch reminders off: its clients decide that."""

    words = _l("Choose at least one time, and six at most.")
    field = "offsets"


def choose(
    client: Client,
    kind: str,
    *,
    offsets: Sequence[str] | None,
    level: int | None,
    by: Viewer,
    now: datetime,
) -> None:
    """Let a client decide about one kind of reminder.

    `offsets`: those she wants (None: all of the carrier's, []: none). `level`: how much it may say
    (None: as for all others). What is planned already follows at once.
    """
    known = kind in KINDS and all(is_sane(one) for one in offsets or ())
    if not known or level not in (None, 0, 1, 2):
        raise NoSuchReminder
    hold(client.id)
    row = _choice(client.id, kind)
    wanted = None if offsets is None else _ordered(offsets)
    if (row.offsets, row.level) == (wanted, level):
        return
    row.offsets, row.level = wanted, level
    db.session.add(row)
    db.session.flush()
    publish(RemindersChosen(occurred_at=now, by=by, client_id=client.id, kind=kind))


def _choice(client_id: int, kind: str) -> ReminderChoice:
    found = db.session.scalar(
        sa.select(ReminderChoice).where(
            ReminderChoice.client_id == client_id, ReminderChoice.kind == kind
        )
    )
    return found or ReminderChoice(client_id=client_id, kind=kind)


def choose_quiet_hours(
    client: Client, begins: time, ends: time, *, by: Viewer, now: datetime
) -> None:
    """Ring her at other hours only; the same time twice means: at any hour."""
    if _length(begins, ends) > MOST_QUIET:
        raise TooQuiet
    hold(client.id)
    if (client.quiet_from, client.quiet_to) == (begins, ends):
        return
    client.quiet_from, client.quiet_to = begins, ends
    db.session.flush()
    publish(QuietHoursChosen(occurred_at=now, by=by, client_id=client.id))


def _length(begins: time, ends: time) -> timedelta:
    """From one wall time to the next time it is the other."""
    day = date.min
    found = datetime.combine(day, ends) - datetime.combine(day, begins)
    return found if found >= timedelta(0) else found + timedelta(days=1)


def set_rule(kind: str, offsets: Collection[str], at: time, *, by: Viewer, now: datetime) -> None:
    """Remind all clients of this carrier of one kind of thing at these times."""
    if kind not in PROPOSED or not all(is_sane(one) for one in offsets):
        raise NoSuchReminder
    if not 1 <= len(set(offsets)) <= MOST_OFFSETS:
        raise NoTimeLeft
    rhythm = Rhythm(offsets=tuple(_ordered(offsets)), at=at)
    row = db.session.scalar(sa.select(ReminderRule).where(ReminderRule.kind == kind))
    held = PROPOSED[kind] if row is None else Rhythm(offsets=tuple(row.offsets), at=row.at)
    if held == rhythm:
        return
    row = row or ReminderRule(kind=kind)
    row.offsets, row.at = list(rhythm.offsets), at
    db.session.add(row)
    db.session.flush()
    publish(
        ReminderRuleSet(occurred_at=now, by=by, kind=kind, offsets=rhythm.offsets, at=rhythm.at)
    )


def _ordered(offsets: Collection[str]) -> list[str]:
    """The earliest first: days before hours, many before few; each once."""
    return sorted(set(offsets), key=lambda one: (one[:1], -number(one)))
