"""All that a reminder may say, before it is put into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from app.core import clock


class TooLong(ValueError):
    """The words do not fit: the length would betray what is said."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """All a reminder may say; `level` is the client's choice, `kind` the row's offset."""

    kind: str  # d3, d1, h2, l7, now, changed, cancelled, proposed, answered
    language: str
    level: int
    tag: str  # the same for a repeat, so that the phone shows it once
    ack: str
    subject: str = "appointment"
    subject_id: int = 0
    params: Mapping[str, Any] = field(default_factory=dict)
    appointment_id: int | None = None
    starts_local: datetime | None = None
    place: str = ""
    same_day: int = 1  # things of its kind on that day that a locked screen may know of
    is_one_of_many: bool = False  # a tap leads to all of that day
    is_sensitive: bool = False

    @property
    def topic(self) -> str:
        """What it is about. A message about no time is only a message."""
        if self.subject == "offer":
            return "offer"
        if self.starts_local is None:
            return "message"
        return "appointment" if self.subject == "message" else self.subject

    @property
    def starts(self) -> datetime:
        """Its wall time; what has words that name it has one."""
        return self.starts_local or datetime.combine(clock.today(), time(0))
