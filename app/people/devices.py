"""A person's devices: which may come in, what is new among them, and locking them at once."""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.core.access import Viewer
from app.core.crypto import fingerprint
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.people.events import DeviceLocked, PhonesLocked, ProtectionChosen, SignedOut
from app.people.models import DeviceToken, Passkey, Person, Session
from app.people.sessions import revoke_of

Device = Passkey | DeviceToken
TOLD = timedelta(days=30)  # how long every device of a person shows a new one


def passkeys_of(person_id: int) -> list[Passkey]:
    """The passkeys that let this person in today."""
    return list(
        db.session.scalars(
            sa.select(Passkey).where(Passkey.person_id == person_id, *_usable(Passkey))
        )
    )


def devices_of(person_id: int) -> list[Device]:
    """The passkeys and PINs that let this person in today, newest first."""
    pins = db.session.scalars(
        sa.select(DeviceToken).where(
            DeviceToken.person_id == person_id,
            DeviceToken.pin_hash.is_not(None),
            *_usable(DeviceToken),
        )
    )
    found: list[Device] = [*passkeys_of(person_id), *pins]
    return sorted(found, key=lambda one: one.created_at, reverse=True)


def _usable(kind: type[Device]) -> tuple[sa.ColumnElement[bool], ...]:
    return (kind.is_active.is_(True), kind.revoked_at.is_(None))


def had_devices(person_id: int) -> bool:
    """True when a device of this person was ever in use."""
    return any(
        db.session.scalar(
            sa.select(kind.id).where(kind.person_id == person_id, kind.is_active).limit(1)
        )
        is not None
        for kind in (Passkey, DeviceToken)
    )


def added_lately(viewer: Viewer, *, now: datetime) -> list[Device]:
    """The devices that this person must hear of; nothing is asked when there can be none."""
    if viewer.device_added_at is None or viewer.device_added_at <= now - TOLD:
        return []
    return [one for one in devices_of(viewer.person_id or 0) if one.created_at > now - TOLD]


def get_own(kind: type[Device], device_id: int, *, of: Viewer) -> Device:
    """A device of this person, held for a change; raise Missing for any other."""
    found = next(
        (
            one
            for one in devices_of(of.person_id or 0)
            if one.id == device_id and isinstance(one, kind)
        ),
        None,
    )
    if found is None:
        raise Missing
    return found


def is_new(device: Device, *, now: datetime) -> bool:
    """True while every device of the person shows this one."""
    return device.created_at > now - TOLD


def lock(device: Device, *, by: Viewer, now: datetime) -> None:
    """End one device and its sessions at once; their push subscriptions follow by event."""
    device.revoked_at = now
    is_passkey = isinstance(device, Passkey)
    if is_passkey:
        _drop_tokens(DeviceToken.passkey_id == device.id, now=now)
    for session_id in revoke_of(device, now=now):
        publish(SignedOut(occurred_at=now, by=by, session_id=session_id))
    publish(
        DeviceLocked(
            occurred_at=now,
            by=by,
            person_id=device.person_id,
            passkey_id=device.id if is_passkey else None,
            device_token_id=None if is_passkey else device.id,
        )
    )


def _drop_tokens(which: sa.ColumnElement[bool], *, now: datetime) -> None:
    db.session.execute(
        sa.update(DeviceToken).where(which, DeviceToken.revoked_at.is_(None)).values(revoked_at=now)
    )


def revoke_all(person_id: int, *, by: Viewer, now: datetime, client_id: int | None = None) -> None:
    """End every session, passkey and PIN of a person; push subscriptions follow by event."""
    db.session.execute(
        sa.update(Passkey)
        .where(Passkey.person_id == person_id, Passkey.is_active, Passkey.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    _drop_tokens(sa.and_(DeviceToken.person_id == person_id, DeviceToken.is_active), now=now)
    db.session.execute(
        sa.update(Session)
        .where(Session.person_id == person_id, Session.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    publish(PhonesLocked(occurred_at=now, by=by, client_id=client_id, person_id=person_id))


def protect(
    person_id: int, *, is_on: bool, by: Viewer, now: datetime, client_id: int | None = None
) -> None:
    """From now on her passkeys stay in the browser that made them, or may be synced again."""
    person = db.session.get_one(Person, person_id)
    if person.is_protected == is_on:
        return
    person.is_protected = is_on
    publish(
        ProtectionChosen(
            occurred_at=now, by=by, client_id=client_id, person_id=person_id, is_protected=is_on
        )
    )


def bind(passkey: Passkey, token: str, *, now: datetime) -> None:
    """Let this browser find a protected passkey again; a repeat changes nothing."""
    known = sa.select(DeviceToken.id).where(DeviceToken.token_hash == fingerprint(token))
    if db.session.scalar(known) is None:
        db.session.add(
            DeviceToken(
                person_id=passkey.person_id,
                token_hash=fingerprint(token),
                passkey_id=passkey.id,
                is_active=True,
                label=passkey.label,
                device=passkey.device,
                created_at=now,
            )
        )
        db.session.flush()


def bound_here(tokens: Collection[str]) -> list[Passkey]:
    """The protected passkeys of a browser that holds these tokens."""
    return list(
        db.session.scalars(
            sa.select(Passkey)
            .join(DeviceToken, DeviceToken.passkey_id == Passkey.id)
            .where(
                DeviceToken.token_hash.in_([fingerprint(token) for token in tokens]),
                DeviceToken.revoked_at.is_(None),
                *_usable(Passkey),
            )
        )
    )


def usable_here(
    tokens: Collection[str], *, besides: DeviceToken | None, now: datetime
) -> list[str]:
    """Which of a browser's tokens still open something. An older PIN of the person who just got
    a new one here is taken away: nobody needs two in one browser."""
    if besides is not None:
        older = sa.and_(
            DeviceToken.person_id == besides.person_id,
            DeviceToken.id != besides.id,
            DeviceToken.pin_hash.is_not(None),
            DeviceToken.token_hash.in_([fingerprint(token) for token in tokens]),
        )
        _drop_tokens(older, now=now)
    alive = sa.select(DeviceToken.token_hash).where(
        DeviceToken.token_hash.in_([fingerprint(token) for token in tokens]), *_usable(DeviceToken)
    )
    hashes = set(db.session.scalars(alive))
    return [token for token in tokens if fingerprint(token) in hashes]
