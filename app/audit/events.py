"""Facts of the trail itself, of data requests and of deletion."""

import uuid
from dataclasses import dataclass

from app.core.access import Log
from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class RecordSeen(DomainEvent):
    """Staff opened one client's record; the client can read that they did."""

    log: Log
    reason: str | None = None  # where somebody had to say why


@dataclass(frozen=True, kw_only=True)
class DataRequestFact(DomainEvent):
    """What all facts about one data request have; only its kinds are published."""

    request_id: int


@dataclass(frozen=True, kw_only=True)
class DataRequestReceived(DataRequestFact):
    """A client asked something about her data."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class DataRequestIdentified(DataRequestFact):
    """It is clear that the request comes from the client."""


@dataclass(frozen=True, kw_only=True)
class DataRequestStarted(DataRequestFact):
    """Somebody took the request into work."""


@dataclass(frozen=True, kw_only=True)
class DataRequestAnswered(DataRequestFact):
    """The request was answered, in full or in part."""

    state: str


@dataclass(frozen=True, kw_only=True)
class DataCorrected(DomainEvent):
    """A field the client called wrong was put right; which one, not what it says."""

    table: str
    column: str


@dataclass(frozen=True, kw_only=True)
class DataExported(DomainEvent):
    """A client took a copy of everything that is stored about her."""


@dataclass(frozen=True, kw_only=True)
class DataHeld(DomainEvent):
    """Nothing of this client is deleted until a day."""

    hold_id: int


@dataclass(frozen=True, kw_only=True)
class DataHoldLifted(DomainEvent):
    """A hold was taken back."""

    hold_id: int


@dataclass(frozen=True, kw_only=True)
class RetentionRuleSet(DomainEvent):
    """A carrier decided how long a kind of data is kept."""

    entity: str
    months: int
    action: str


@dataclass(frozen=True, kw_only=True)
class ClientErased(DomainEvent):
    """A client's record is gone; only its random number is named."""

    client_uid: uuid.UUID


# Facts that are written down, and nothing else follows.
TRAIL_ONLY: tuple[type[DomainEvent], ...] = (
    RecordSeen,
    DataRequestReceived,
    DataRequestIdentified,
    DataRequestStarted,
    DataRequestAnswered,
    DataCorrected,
    DataExported,
    DataHeld,
    DataHoldLifted,
    RetentionRuleSet,
    ClientErased,
)
