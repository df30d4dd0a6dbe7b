"""What became of reminders, put under the appointment or the day each belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.core import clock
from app.notices.ledger import ABOUT, LedgerLine

STAYS = timedelta(days=1)  # how long the reminders of a past appointment stay in front


@dataclass(kw_only=True)
class Fate:
    """The reminders and calls of one appointment or deadline, in the order they were due."""

    starts_local: datetime
    subject: str
    detail: str  # msgid, or the name of an offer
    lines: list[LedgerLine] = field(default_factory=list)

    @property
    def about(self) -> str:
        """What it is about, as a msgid; an appointment is named by its time."""
        return self.detail or ABOUT.get(self.subject, "")


@dataclass(kw_only=True)
class Fates:
    """What lies ahead first; what was, and news about nothing with a time, after it."""

    coming: list[Fate]
    rest: list[LedgerLine]  # newest first


def by_appointment(lines: Sequence[LedgerLine]) -> Fates:
    """Sort a client's ledger: the next appointment or deadline in front."""
    begin = clock.local(clock.now()) - STAYS
    found = {
        _key(line): Fate(starts_local=line.starts_local, subject=line.subject, detail=line.detail)
        for line in lines
        if line.starts_local is not None and line.starts_local > begin
    }
    rest: list[LedgerLine] = []
    for line in lines:
        fate = found.get(_key(line))
        (rest if fate is None else fate.lines).append(line)
    for fate in found.values():
        fate.lines.sort(key=lambda line: line.at)
    return Fates(coming=sorted(found.values(), key=lambda fate: fate.starts_local), rest=rest)


def _key(line: LedgerLine) -> tuple[object, ...]:
    """An appointment stays the same one at another time; another deadline is another matter."""
    own_day = None if line.subject == "appointment" else line.starts_local
    return line.subject, line.subject_id, own_day
