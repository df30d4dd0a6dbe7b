"""Facts about carriers."""

from dataclasses import dataclass

from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CarrierTextWritten(DomainEvent):
    """A carrier's own text got a new version; `restores_no` when an earlier one came back."""

    carrier_id: int
    language: str
    no: int
    restores_no: int | None
