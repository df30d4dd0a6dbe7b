"""What each answer of a push service means for the device, its service and the reminder."""

import enum
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from app.notices.push import Answer

LADDER = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 120, 600, 3600))
BARRED_FOR = timedelta(minutes=10)  # a service that does not accept our signature
LONGEST_WAIT = timedelta(days=28)


class Kind(enum.Enum):
    """What to do, from the best to the worst."""

    ACCEPTED = "accepted"
    BUSY = "busy"  # the service asks us to wait
    FAILING = "failing"  # no answer, or one that says: later
    BARRED = "barred"  # it does not accept our signature: not the device's fault
    REFUSED = "refused"  # it will never take this message
    GONE = "gone"  # the device is not subscribed any more


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The meaning of one answer; `wait` when the service named a time."""

    kind: Kind
    wait: timedelta | None = None


_BY_STATUS = {
    404: Kind.GONE,
    410: Kind.GONE,
    408: Kind.FAILING,
    429: Kind.BUSY,
    503: Kind.BUSY,
    401: Kind.BARRED,
    403: Kind.BARRED,
}


def judge(answer: Answer, *, now: datetime) -> Verdict:
    """Return the verdict on an answer; redirects and unknown refusals count as refused."""
    if answer.is_forbidden:
        return Verdict(kind=Kind.REFUSED)
    if answer.paused_for is not None:
        return Verdict(kind=Kind.BUSY, wait=answer.paused_for)
    if answer.status is None:
        return Verdict(kind=Kind.FAILING)
    kind = _BY_STATUS.get(answer.status) or _by_hundreds(answer.status)
    if kind is Kind.BUSY:
        return Verdict(kind=kind, wait=waiting_time(answer.retry_after, now=now))
    return Verdict(kind=kind, wait=BARRED_FOR if kind is Kind.BARRED else None)


def _by_hundreds(status: int) -> Kind:
    if 200 <= status < 300:
        return Kind.ACCEPTED
    return Kind.FAILING if status >= 500 else Kind.REFUSED


def waiting_time(retry_after: str | None, *, now: datetime) -> timedelta | None:
    """Read Retry-After: seconds or a date; None when it says nothing we can read."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdecimal():
        return min(timedelta(seconds=min(int(text[:9]), 10**8)), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    seconds = math.ceil((until - now).total_seconds())
    return max(timedelta(0), min(timedelta(seconds=seconds), LONGEST_WAIT))


def rung(attempts: int) -> timedelta:
    """How long to wait after this many tries: 10 s, 30 s, 2 min, 10 min, then every hour."""
    return LADDER[min(max(attempts, 1), len(LADDER)) - 1]
