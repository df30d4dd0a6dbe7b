"""Facts about clients and who looks after them."""

from dataclasses import dataclass

from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ClientAdded(DomainEvent):
    """A manager opened a case for somebody new."""

    client_id: int
    case_id: int
