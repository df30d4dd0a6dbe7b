"""Facts about carriers."""

from dataclasses import dataclass
from datetime import date

from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CarrierTextWritten(DomainEvent):
    """A carrier's own text got a new version; `restores_no` when an earlier one came back."""

    carrier_id: int
    language: str
    no: int
    restores_no: int | None


@dataclass(frozen=True, kw_only=True)
class HintChecked(DomainEvent):
    """The administration found a legal hint right, by the law text of a day."""

    hint_key: str
    source: str
    law_on: date


@dataclass(frozen=True, kw_only=True)
class HintUnchecked(DomainEvent):
    """A legal hint has to be checked again."""

    hint_key: str


@dataclass(frozen=True, kw_only=True)
class CarrierReviewSet(DomainEvent):
    """A carrier decided after how many months a plan is looked at again."""

    months: int
