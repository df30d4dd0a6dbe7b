"""What became of reminders, put under the appointment each belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.core import clock
from app.notices.ledger import LedgerLine

STAYS = timedelta(days=1)  # how long the reminders of a past appointment stay in front


@dataclass(kw_only=True)
class Fate:
    """The reminders and calls of one appointment, in the order they were due."""

    starts_local: datetime
    lines: list[LedgerLine] = field(default_factory=list)


@dataclass(kw_only=True)
class Fates:
    """What lies ahead first; what was, and news about nothing with a time, after it."""

    coming: list[Fate]
    rest: list[LedgerLine]  # newest first


def by_appointment(lines: Sequence[LedgerLine]) -> Fates:
    """Sort a client's ledger: the next appointment in front."""
    begin = clock.local(clock.now()) - STAYS
    found = {
        line.appointment_id: Fate(starts_local=line.starts_local)
        for line in lines
        if line.starts_local is not None and line.starts_local > begin
    }
    rest: list[LedgerLine] = []
    for line in lines:
        fate = found.get(line.appointment_id)
        (rest if fate is None else fate.lines).append(line)
    for fate in found.values():
        fate.lines.sort(key=lambda line: line.at)
    return Fates(coming=sorted(found.values(), key=lambda fate: fate.starts_local), rest=rest)
