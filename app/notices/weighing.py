"""May a leased reminder go out now? Quiet hours, the twelve hours, and what has changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.notices.beside import PAUSE
from app.notices.due import Due, LastPush

NEWS = ("changed", "proposed", "answered")
DEADLINES = ("step", "title", "entitlement")  # what they are about lies days ahead
WITHOUT_DEVICE = timedelta(hours=1)  # till we look again whether there is one


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What becomes of a row that does not go out now: it ends, or wakes `until`."""

    reason: str | None = None
    state: str = "retry"
    until: datetime | None = None


def weigh(due: Due, *, last: LastPush | None, has_device: bool, now: datetime) -> Fate | None:
    """Return why it does not go out now; None when it does."""
    if due.is_accepted:
        return Fate(state="accepted")
    if not due.is_current:
        return Fate(
            state="superseded", reason="moved" if due.subject == "appointment" else "changed"
        )
    if due.expires_at <= now:
        return Fate(state="expired", reason=due.reason or "over")
    if (fate := _disturbs(due, last=last, now=now)) is not None:
        return fate
    awake = due.quiet.over(now)
    if awake >= due.expires_at:
        return Fate(state="expired", reason="quiet")
    if awake > now:
        return Fate(until=awake, reason="quiet")
    if not has_device:
        return Fate(until=now + WITHOUT_DEVICE, reason="no_device")
    return None


def _disturbs(due: Due, *, last: LastPush | None, now: datetime) -> Fate | None:
    """One push in twelve hours: what it forbids gives way to the newest, or waits."""
    if _may_always(due, now=now):
        return None
    if due.has_newer:
        return Fate(state="superseded", reason="newer")
    if due.gives_way_to is not None:
        return _later(due, max(due.gives_way_to, now) + PAUSE, reason="gives_way")
    if last is None or last.at + PAUSE <= now:
        return None
    is_same = (due.subject, due.subject_id) == (last.subject, last.subject_id)
    if is_same and due.kind not in NEWS:
        return Fate(state="superseded", reason="covered")
    if due.kind in NEWS and last.at + PAUSE < due.expires_at:
        return Fate(until=last.at + PAUSE, reason="too_soon")
    return _beside_another(due, last, free_at=last.at + PAUSE)


def _beside_another(due: Due, last: LastPush, *, free_at: datetime) -> Fate:
    """Another matter of the same day was covered by that push; a deadline can wait half a day."""
    if due.day is not None and due.day == last.day and due.subject == last.subject:
        return Fate(state="superseded", reason="covered")
    if due.subject in DEADLINES:
        return _later(due, free_at, reason="too_soon")
    return Fate(state="superseded", reason="too_soon")


def _later(due: Due, until: datetime, *, reason: str) -> Fate:
    """Wait till then; where that is too late, somebody has to call."""
    if until < due.expires_at:
        return Fate(until=until, reason=reason)
    return Fate(state="expired", reason=reason)


def _may_always(due: Due, *, now: datetime) -> bool:
    """What a manager sends by hand, what is cancelled, and news of the same day."""
    if due.kind in ("now", "cancelled"):
        return True
    is_today = due.starts_at is not None and due.starts_at - now < timedelta(hours=12)
    return due.kind in NEWS and is_today


def told(due: Due, *, now: datetime) -> LastPush:
    """The push this reminder becomes, for the next row of the same client."""
    return LastPush(at=now, subject=due.subject, subject_id=due.subject_id, day=due.day)
