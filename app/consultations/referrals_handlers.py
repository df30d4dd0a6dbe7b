"""What follows for referrals from the client's own word, and from the end of her case."""

import sqlalchemy as sa

from app.caseload.carrier_events import CaseMovedAway
from app.caseload.consents_models import Consent
from app.caseload.events import (
    CaseClosed,
    ConsentGiven,
    ConsentLapsed,
    ConsentRefused,
    ConsentWithdrawn,
)
from app.caseload.purposes import RELEASE
from app.consultations.referrals import enter, go
from app.consultations.referrals_models import OVER, Referral
from app.core.db import db


def follow_yes(event: ConsentGiven) -> None:
    """She said yes to exactly this: it may be sent now."""
    if event.purpose != RELEASE:
        return
    given = db.session.get_one(Consent, event.consent_id)
    terms = (given.recipient, given.scope, given.occasion)
    for referral in _open(Referral.client_id == event.client_id, Referral.kind == "handover"):
        if (referral.recipient, referral.scope or "", referral.occasion or "") != terms:
            continue
        referral.consent_thread = event.thread
        if referral.state == "consent_missing":
            enter(referral, "consented", by=event.by, now=event.occurred_at)


def follow_lapse(event: ConsentLapsed) -> None:
    """Its time is over, or its text has changed: before anything is sent she is asked again."""
    resting = (Referral.consent_thread == event.thread, Referral.state == "consented")
    for referral in _open(*resting):
        enter(referral, "consent_missing", by=event.by, now=event.occurred_at)


def end_with_consent(event: ConsentWithdrawn | ConsentRefused) -> None:
    """Without her yes nothing more is told there."""
    for referral in _open(Referral.consent_thread == event.thread):
        enter(referral, "dropped", by=event.by, now=event.occurred_at)


def end_with_case(event: CaseClosed | CaseMovedAway) -> None:
    """What was not sent yet never will be; what an office has begun is its own matter now."""
    for referral in _open(
        Referral.client_id == event.client_id,
        Referral.state.in_(("prepared", "consent_missing", "consented")),
    ):
        go(referral, "dropped", by=event.by, now=event.occurred_at)


def _open(*where: sa.ColumnElement[bool]) -> list[Referral]:
    return list(
        db.session.scalars(
            sa.select(Referral)
            .where(Referral.state.not_in(OVER), *where)
            .order_by(Referral.id)
            .execution_options(populate_existing=True)
        )
    )
