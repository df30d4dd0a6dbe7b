"""Facts about a change of carrier, told on both sides."""

from dataclasses import dataclass

from app.caseload.events import CaseFact
from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CaseChangeFact(DomainEvent):
    """What all facts about one change of carrier have; only its kinds are published."""

    change_id: int


@dataclass(frozen=True, kw_only=True)
class CaseChangeProposed(CaseChangeFact):
    """From a day on another carrier would help this client; she is asked."""


@dataclass(frozen=True, kw_only=True)
class CaseChangeCalledOff(CaseChangeFact):
    """The carrier stays the same."""


@dataclass(frozen=True, kw_only=True)
class CaseMovedAway(CaseChangeFact):
    """With her yes her record went to another carrier; here nobody reads it any more."""


@dataclass(frozen=True, kw_only=True)
class CaseTakenOver(CaseFact):
    """A record came from another carrier with the client's yes; one of ours helps her now."""


@dataclass(frozen=True, kw_only=True)
class CarrierTakeoverAccepted(DomainEvent):
    """The new carrier takes somebody over and says who will help; of a client it knows nothing."""

    takeover_id: int
    manager_id: int
