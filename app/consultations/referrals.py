"""Prepare a referral and follow it to its end. Data leave only while the client's yes holds."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from app.caseload import consents
from app.caseload.consents import Terms, Word
from app.caseload.consents_models import Consent
from app.caseload.consents_queries import last_in
from app.caseload.gates import in_force
from app.caseload.models import Client
from app.caseload.purposes import RELEASE
from app.caseload.service import hold
from app.consultations.referrals_events import ReferralChanged, ReferralPrepared
from app.consultations.referrals_models import NEXT, Referral
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l

TWICE = timedelta(minutes=1)  # a second tap on the same button


class NotFromHere(Refused):
    """The referral is in a state from which this does not follow."""

    words = _l("This is not possible any more. Load the page again.")


class WithoutHerYes(Refused):
    """Data of a client leave with her yes alone, and it holds no longer, or not yet."""

    words = _l("She has not said yes, or her yes no longer holds. Nothing may be told.")


@dataclass(frozen=True, kw_only=True)
class NewReferral:
    """Which office may help with what; of a handover also what is told there."""

    kind: str
    topic: str
    recipient: str
    occasion: str
    address: str | None = None
    phone: str | None = None  # E.164
    offer_id: UUID | None = None
    scope: str | None = None
    valid_until: date | None = None  # of her yes

    @property
    def terms(self) -> Terms:
        """What she is asked for."""
        return Terms(
            recipient=self.recipient,
            scope=self.scope or "",
            occasion=self.occasion,
            valid_until=self.valid_until,
        )


def prepare(client: Client, new: NewReferral, *, is_asked: bool, word: Word) -> Referral:
    """Write down where she may find help. Of a handover she is asked on her own phone, or what she
    said to her manager is written down. A second tap is the same referral."""
    hold(client.id)
    if (twin := _find_twin(client.id, new, now=word.now)) is not None:
        return twin
    made = Referral(
        client_id=client.id,
        kind=new.kind,
        topic=new.topic,
        recipient=new.recipient,
        address=new.address,
        phone=new.phone,
        offer_id=new.offer_id,
        occasion=new.occasion,
        scope=new.scope,
        state="prepared",
        by_id=word.by.person_id,
        prepared_at=word.now,
        state_at=word.now,
    )
    db.session.add(made)
    db.session.flush()
    publish(
        ReferralPrepared(occurred_at=word.now, by=word.by, client_id=client.id, referral_id=made.id)
    )
    if new.kind == "information":  # written down it stands on her phone: she is told
        go(made, "sent", by=word.by, now=word.now)
        return made
    enter(made, "consent_missing", by=word.by, now=word.now)
    verb = consents.offer if is_asked else consents.record
    _rest_on(made, verb(client.id, RELEASE, terms=new.terms, word=word), word)
    return made


def _find_twin(client_id: int, new: NewReferral, *, now: datetime) -> Referral | None:
    return db.session.scalar(
        sa.select(Referral).where(
            Referral.client_id == client_id,
            Referral.kind == new.kind,
            Referral.recipient == new.recipient,
            Referral.topic == new.topic,
            Referral.prepared_at > now - TWICE,
        )
    )


def ask_again(referral: Referral, *, word: Word) -> None:
    """Ask her on her phone; asked before she answered, it is the same question."""
    hold(referral.client_id)
    db.session.refresh(referral)
    if referral.state != "consent_missing":
        raise NotFromHere
    terms = Terms(
        recipient=referral.recipient,
        scope=referral.scope or "",
        occasion=referral.occasion or "",
    )
    row = consents.offer(referral.client_id, RELEASE, terms=terms, word=word)
    _rest_on(referral, row, word)


def _rest_on(referral: Referral, row: Consent, word: Word) -> None:
    """Keep which word of hers it rests on; a yes that stood already counts at once."""
    referral.consent_thread = row.thread
    if row.state == "given" and referral.state == "consent_missing":
        enter(referral, "consented", by=word.by, now=word.now)
    db.session.flush()


def go(referral: Referral, to: str, *, by: Viewer, now: datetime) -> None:
    """Walk one arrow: it was sent, the office answered, the help began or is over. Of a handover
    nothing is sent unless her yes holds at this moment. A second tap changes nothing."""
    hold(referral.client_id)
    db.session.refresh(referral)
    if referral.state == to:
        return
    if to in ("consent_missing", "consented"):
        raise NotFromHere  # only her own word leads there
    if to == "sent":
        _demand_yes(referral)
        referral.sent_on = clock.local(now).date()
    enter(referral, to, by=by, now=now)
    if to == "dropped":
        _ask_no_more(referral, Word(by=by, now=now, language=by.language))


def _demand_yes(referral: Referral) -> None:
    if referral.kind == "information":
        return
    holds = sa.select(Consent.id).where(
        Consent.thread == referral.consent_thread, *in_force(RELEASE)
    )
    if db.session.execute(holds.limit(1)).first() is None:
        raise WithoutHerYes


def _ask_no_more(referral: Referral, word: Word) -> None:
    """A question that waits for her answer is settled with what it was about."""
    if referral.consent_thread is None:
        return
    last = last_in(referral.consent_thread)
    if last.state == "offered":
        consents.settle(last, word=word)


def note_result(referral: Referral, words: str, *, by: Viewer, now: datetime) -> None:
    """Write down what came of it; the client reads it too."""
    if (referral.result or "") == words:
        return
    referral.result = words or None
    _tell_changed(referral, by=by, now=now)


def enter(referral: Referral, to: str, *, by: Viewer, now: datetime) -> None:
    """Walk one arrow of the machine; refuse what it does not know."""
    if to not in NEXT.get(referral.state, ()):
        raise NotFromHere
    referral.state, referral.state_at = to, now
    _tell_changed(referral, by=by, now=now)


def _tell_changed(referral: Referral, *, by: Viewer, now: datetime) -> None:
    db.session.flush()
    publish(
        ReferralChanged(
            occurred_at=now,
            by=by,
            client_id=referral.client_id,
            referral_id=referral.id,
            state=referral.state,
        )
    )
