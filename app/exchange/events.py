"""Facts about files that were taken in."""

import uuid
from dataclasses import dataclass

from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class OfferFileTakenIn(DomainEvent):
    """Everything of a file that can be taken stands in the directory now."""

    intake_id: int
    created: int
    updated: int


@dataclass(frozen=True, kw_only=True)
class OfferFileDropped(DomainEvent):
    """A file that was looked at is not taken in."""

    intake_id: int


@dataclass(frozen=True, kw_only=True)
class OfferConflictSettled(DomainEvent):
    """Somebody decided between what a file says and what stands here."""

    offer_id: uuid.UUID
    conflict_id: int
    took_file: bool


@dataclass(frozen=True, kw_only=True)
class WithdrawnOfferKept(DomainEvent):
    """A list holds it no more, and it stays all the same."""

    offer_id: uuid.UUID
    entry_id: int
