"""Reminders on a phone need the client's yes: her tap gives it, taking it back ends the phones."""

import sqlalchemy as sa

from app.caseload import consents
from app.caseload.consents import Word
from app.caseload.consents_models import IS_LAST, Consent
from app.caseload.events import ConsentRefused, ConsentWithdrawn
from app.caseload.purposes import PUSH
from app.core.access import Viewer
from app.core.db import db
from app.core.events import DomainEvent
from app.core.i18n import find_language, shown
from app.notices.devices import has_device, remove
from app.notices.events import DeviceAdded, DeviceRemoved
from app.notices.models import PushSubscription


def note_yes(event: DeviceAdded) -> None:
    """She tapped yes on her phone: it stands in her ledger, in the same transaction."""
    if event.client_id is not None:
        consents.give(event.client_id, PUSH, word=_word(event))


def note_no(event: DeviceRemoved) -> None:
    """She tapped no on her last phone: that takes the yes back."""
    if event.because != "asked" or event.client_id is None or has_device(event.client_id):
        return
    given = sa.select(Consent).where(
        Consent.client_id == event.client_id,
        Consent.purpose == PUSH,
        Consent.state == "given",
        IS_LAST,
    )
    for row in db.session.scalars(given).all():
        consents.withdraw(row, word=_word(event))


def end_devices(event: ConsentWithdrawn | ConsentRefused) -> None:
    """Without her yes no phone of hers is sent anything any more."""
    if event.purpose != PUSH:
        return
    hers = sa.select(PushSubscription).where(
        PushSubscription.client_id == event.client_id, PushSubscription.removed_at.is_(None)
    )
    for subscription in db.session.scalars(hers).all():
        remove(subscription, because="withdrawn", by=event.by, now=event.occurred_at)


def _word(event: DomainEvent) -> Word:
    return Word(by=event.by, now=event.occurred_at, language=_read_by(event.by))


def _read_by(viewer: Viewer) -> str:
    """The language in which this person's pages are written."""
    return shown(find_language(viewer.language)).code
