"""Facts about records at rest."""

from dataclasses import dataclass

from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class DataRestricted(DomainEvent):
    """From now on nobody works with this client's record."""

    client_id: int


@dataclass(frozen=True, kw_only=True)
class DataFreed(DomainEvent):
    """It is worked with again."""

    client_id: int
