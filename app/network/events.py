"""Facts of the network. None names a client."""

from dataclasses import dataclass

from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class NeedFact(DomainEvent):
    """What all facts about one need have; only its kinds are published."""

    need_id: int


@dataclass(frozen=True, kw_only=True)
class NeedTold(NeedFact):
    """Somebody misses an offer."""
