"""Facts about reminders, devices and calls."""

from dataclasses import dataclass
from datetime import time

from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class DeviceAdded(DomainEvent):
    """A browser may now be sent reminders."""

    subscription_id: int


@dataclass(frozen=True, kw_only=True)
class DeviceRemoved(DomainEvent):
    """A browser gets no reminders any more: asked, signed out, locked, replaced, or gone."""

    subscription_id: int
    because: str


@dataclass(frozen=True, kw_only=True)
class PushLevelChosen(DomainEvent):
    """The client decided how much a reminder may say on a locked screen."""

    level: int


@dataclass(frozen=True, kw_only=True)
class RemindersChosen(DomainEvent):
    """The client decided which reminders of one kind she wants, and how much they say."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class QuietHoursChosen(DomainEvent):
    """The client decided when she is not to be rung."""


@dataclass(frozen=True, kw_only=True)
class ReminderRuleSet(DomainEvent):
    """A carrier reminds of one kind of thing at other times."""

    kind: str
    offsets: tuple[str, ...]
    at: time


@dataclass(frozen=True, kw_only=True)
class RemindedByHand(DomainEvent):
    """A manager sent a reminder at once."""

    reminder_id: int


@dataclass(frozen=True, kw_only=True)
class CallRecorded(DomainEvent):
    """Somebody called a client whom no reminder reached."""

    entry_id: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class CallReopened(DomainEvent):
    """What was noted about a call was taken back."""

    entry_id: int
