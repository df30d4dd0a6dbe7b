"""Add and remove devices, choose the level, note what phones tell and what came of a call."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa

from app.caseload.gates import may
from app.caseload.models import Client
from app.caseload.purposes import PUSH
from app.caseload.service import hold
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext
from app.notices import devices
from app.notices.endpoints import Target, check
from app.notices.events import (
    CallRecorded,
    CallReopened,
    DeviceAdded,
    PushLevelChosen,
)
from app.notices.models import CallListEntry, Delivery, PushSubscription

MOST_DEVICES = 5  # per client; the oldest gives way


class NoLongerWanted(Refused):
    """A phone tells its address again, but its owner has taken her yes back."""

    words = lazy_gettext("You took it back.")


def add_device(
    client: Client,
    target: Target,
    *,
    device: str,
    also: Collection[str],
    by: Viewer,
    now: datetime,
    old: str = "",
    by_itself: bool = False,
) -> None:
    """Send reminders to this browser from now on; telling it again only renews it.

    With `old` it takes that one's place, and only if that one is hers and still in use.
    `by_itself`: no tap of hers, the phone only tells its address once more.
    """
    check(target, also=also)
    hold(client.id)
    if by_itself and not may(client.id, PUSH):
        raise NoLongerWanted
    if old and not _give_way(client, old, by=by, now=now):
        return
    known = _find_device(client, target.endpoint)
    is_new = known is None or known.removed_at is not None
    subscription = known or PushSubscription(client_id=client.id, endpoint=target.endpoint)
    subscription.endpoint_hash = _hash(target.endpoint)
    subscription.p256dh, subscription.auth = target.p256dh, target.auth
    subscription.session_id, subscription.device = by.session_id, device
    subscription.removed_at = subscription.removed_because = None
    if is_new:
        subscription.created_at = now
        db.session.add(subscription)
        db.session.flush()
        publish(
            DeviceAdded(
                occurred_at=now, by=by, client_id=client.id, subscription_id=subscription.id
            )
        )
        _make_room(client, by=by, now=now)


def _give_way(client: Client, old: str, *, by: Viewer, now: datetime) -> bool:
    """Put another browser's place free; False when it is not hers, or no longer in use."""
    before = _find_device(client, old)
    if before is None or before.removed_at is not None:
        return False
    devices.remove(before, because="replaced", by=by, now=now)
    return True


def remove_device(client: Client, endpoint: str, *, by: Viewer, now: datetime) -> None:
    """Send nothing to this browser of hers any more; one we do not know is no matter."""
    if (known := _find_device(client, endpoint)) is not None:
        devices.remove(known, because="asked", by=by, now=now)


def _find_device(client: Client, endpoint: str) -> PushSubscription | None:
    return db.session.scalar(
        sa.select(PushSubscription).where(
            PushSubscription.client_id == client.id,
            PushSubscription.endpoint_hash == _hash(endpoint),
        )
    )


def _make_room(client: Client, *, by: Viewer, now: datetime) -> None:
    """Keep the newest few: nobody has more phones, and each costs a push."""
    newest_first = db.session.scalars(
        sa.select(PushSubscription)
        .where(PushSubscription.client_id == client.id, PushSubscription.removed_at.is_(None))
        .order_by(PushSubscription.created_at.desc(), PushSubscription.id.desc())
    ).all()
    for surplus in newest_first[MOST_DEVICES:]:
        devices.remove(surplus, because="replaced", by=by, now=now)


def _hash(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()


def choose_level(client: Client, level: int, *, by: Viewer, now: datetime) -> None:
    """Let reminders say so much on her locked screen."""
    if client.push_level == level:
        return
    client.push_level = level
    publish(PushLevelChosen(occurred_at=now, by=by, client_id=client.id, level=level))


class Note(Protocol):
    """What can be told about a message by its token."""

    def __call__(self, ack: str, *, now: datetime) -> None:
        """Write it down; an unknown token changes nothing."""


def note_shown(ack: str, *, now: datetime) -> None:
    """A phone says that it showed a message: a sign of life of that device."""
    found = _find_delivery(ack)
    if found is None:
        return
    found.shown_at = found.shown_at or now
    device = db.session.get_one(PushSubscription, found.subscription_id)
    device.last_shown_at = now


def note_opened(ack: str, *, now: datetime) -> None:
    """A phone says that a message was tapped; so it had been shown."""
    found = _find_delivery(ack)
    if found is None:
        return
    found.shown_at = found.shown_at or now
    found.opened_at = found.opened_at or now


def _find_delivery(ack: str) -> Delivery | None:
    return db.session.scalar(sa.select(Delivery).where(Delivery.ack_token == ack))


def record_call(entry: CallListEntry, outcome: str, *, by: Viewer, now: datetime) -> None:
    """Note what came of a call; who was not reached stays on the list."""
    entry.outcome, entry.done_by_id, entry.tried_at = outcome, by.person_id, now
    entry.done_at = None if outcome == "not_reached" else now
    publish(
        CallRecorded(
            occurred_at=now, by=by, client_id=entry.client_id, entry_id=entry.id, outcome=outcome
        )
    )


def reopen_call(entry: CallListEntry, *, by: Viewer, now: datetime) -> None:
    """Take back what was noted about a call."""
    entry.outcome = entry.done_at = entry.done_by_id = entry.tried_at = None
    publish(CallReopened(occurred_at=now, by=by, client_id=entry.client_id, entry_id=entry.id))
