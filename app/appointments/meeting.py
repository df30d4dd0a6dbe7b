"""What a manager says of a meeting: when it is, where, and what to bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.appointments.refusals import (
    HourTwice,
    InThePast,
    NeedsPlace,
    SkippedHour,
    TooShortOrLong,
)
from app.core import clock

SHORTEST, LONGEST = 5, 480  # minutes


@dataclass(frozen=True, kw_only=True)
class When:
    """A wall time and a length. `is_second`: which of the autumn hour's two times is meant."""

    starts_local: datetime
    minutes: int
    is_second: bool | None = None

    def instant(self, *, now: datetime) -> datetime:
        """Return the instant it begins; refuse what cannot be kept."""
        if not SHORTEST <= self.minutes <= LONGEST:
            raise TooShortOrLong
        try:
            if self.is_second is None and clock.comes_twice(self.starts_local):
                raise HourTwice
            found = clock.instant(self.starts_local, is_second=bool(self.is_second))
        except clock.NotOnTheClock as error:
            raise SkippedHour from error
        if found <= now:
            raise InThePast
        return found


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """What a manager says of a meeting; `papers` are keys of the catalogue."""

    kind: str
    when: When
    place: str
    address: str
    papers: Sequence[str] = ()
    own_things: Sequence[str] = ()  # to bring, in the manager's own words
    note: str | None = None
    is_sensitive: bool = False
    step_id: int | None = None
    link: str | None = None  # to a video talk
    is_accompanied: bool = False
    interpreter_kind: str | None = None
    interpreter_language: str | None = None  # None: the one she reads


def demand_place(kind: str, link: str | None) -> None:
    """Refuse a visit by link: whoever is visited must know where."""
    if kind == "outreach" and link:
        raise NeedsPlace
