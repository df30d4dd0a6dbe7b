"""Facts that features publish and that wiring.py hands to their followers at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app

from app.core.access import Viewer


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """Something that happened: ids and values only, in the past tense."""

    occurred_at: datetime
    by: Viewer
    client_id: int | None = None  # whose record this belongs to; None for the shared directory


Follower = Callable[[Any], None]
Subscriptions = Mapping[type[DomainEvent], tuple[Follower, ...]]


def publish(event: DomainEvent) -> None:
    """Hand the event to its followers, in this transaction; a failing follower undoes all.

    An event nobody wired is a programming error: KeyError.
    """
    subscriptions: Subscriptions = current_app.extensions["subscriptions"]
    for follow in subscriptions[type(event)]:
        follow(event)
