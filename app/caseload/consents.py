"""What is said about a consent: asked, given, refused, withdrawn. Each word is a new row."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.caseload import events
from app.caseload.consents_models import IS_LAST, NEXT, Consent
from app.caseload.consents_queries import last_in
from app.caseload.gates import state_today
from app.caseload.purposes import BY_CONSENT, PHONE, PURPOSES, RELEASE, RETURN, SHARING, TRANSFER
from app.caseload.service import hold
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.errors import Missing, Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l

# What a manager may write down when it was said to her; the rest only the client taps herself.
SPOKEN = (RELEASE, TRANSFER, PHONE)
OF_CARRIER = (RELEASE, TRANSFER, RETURN)  # these name one carrier, or its staff
_COPIED = (
    "client_id", "thread", "purpose", "text_version", "language", "recipient", "scope", "occasion",
    "explained_by_id", "how", "given_at", "valid_until", "withdrawn_at",
)  # fmt: skip
_FACTS: dict[str, type[events.ConsentFact]] = {
    "offered": events.ConsentOffered,
    "given": events.ConsentGiven,
    "refused": events.ConsentRefused,
    "withdrawn": events.ConsentWithdrawn,
    "expired": events.ConsentLapsed,
    "superseded": events.ConsentLapsed,
}


class AlreadyOver(Refused):
    """The thread has ended; who wants something must ask anew."""

    words = _l("This has ended. It can be asked again.")


class OnlySheCanSayYes(Refused):
    """A purpose that the client alone can allow, on her own phone."""

    words = _l("Only the client can allow this, on her own phone.")
    field = "purpose"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What belongs to one consent besides its text: who gets what, for which occasion, how long."""

    recipient: str = ""
    scope: str = ""
    occasion: str = ""
    valid_until: date | None = None


ANY = Terms()


@dataclass(frozen=True, kw_only=True)
class Word:
    """Who says it, how and when, and in which language the text was read or heard."""

    by: Viewer
    now: datetime
    language: str
    how: str = "own_tap"
    explained_by_id: int | None = None


def offer(client_id: int, purpose: str, *, terms: Terms = ANY, word: Word) -> Consent:
    """Ask the client. Asked again before she answered, it is the same question."""
    hold(client_id)
    for open_one in _standing(client_id, purpose, terms):
        if open_one.state == "offered":
            return open_one
    return _begin(client_id, purpose, "offered", terms, word)


def give(client_id: int, purpose: str, *, terms: Terms = ANY, word: Word) -> Consent:
    """Write down a yes to the present text; what stood before for the same purpose gives way."""
    hold(client_id)
    for before in _standing(client_id, purpose, terms):
        if before.state == "offered":
            return _answer_yes(before, word, terms.valid_until)
        if state_today(before) == "given" and before.valid_until == terms.valid_until:
            return before
        _close(before, word)
    return _begin(client_id, purpose, "given", terms, word)


def record(client_id: int, purpose: str, *, terms: Terms, word: Word) -> Consent:
    """A manager writes down what the client said or signed; some things only she can allow."""
    if purpose not in SPOKEN or word.how == "own_tap":
        raise OnlySheCanSayYes
    return give(client_id, purpose, terms=terms, word=word)


def answer(row: Consent, *, is_yes: bool, word: Word, until: date | None = None) -> Consent:
    """The client answers a question, or says yes again to a text that has changed."""
    last = _hold_last(row)
    state = state_today(last)
    if last.state == "offered" and is_yes:
        return _answer_yes(last, word, until)
    if not is_yes:
        return withdraw(last, word=word)
    if state in ("superseded", "expired"):
        terms = Terms(recipient=last.recipient, scope=last.scope, occasion=last.occasion)
        _close(last, word)
        return _begin(last.client_id, last.purpose, "given", terms, word)
    if state == "given":
        return last
    raise AlreadyOver


def withdraw(row: Consent, *, word: Word) -> Consent:
    """Take a yes back; it acts on the next request. Twice is once."""
    last = _hold_last(row)
    if last.state == "offered":
        return _add(last, "refused", word)
    if last.state != "given":
        return last
    return _add(last, "withdrawn", word, withdrawn_at=word.now)


def settle(row: Consent, *, word: Word) -> None:
    """What it was about is over, and a yes to it. A question that others end is no "no" of hers:
    it stays unanswered."""
    last = _hold_last(row)
    if last.state == "offered" and word.by.role is not Role.CLIENT:
        _add(last, "expired", word)
        return
    withdraw(last, word=word)


def close(row: Consent, *, word: Word) -> None:
    """Another yes takes this one's place, or its time was over."""
    last = _hold_last(row)
    if last.state == "given":
        _close(last, word)


def end_with_carrier(client_id: int, *, word: Word) -> None:
    """Another carrier helps her: what she allowed this one to say or to use holds for no other."""
    rows = sa.select(Consent).where(
        Consent.client_id == client_id,
        Consent.purpose.in_(OF_CARRIER),
        Consent.state == "given",
        IS_LAST,
    )
    for row in db.session.scalars(rows.order_by(Consent.id)).all():
        _add(row, "expired", word)


def _close(row: Consent, word: Word) -> None:
    _add(row, "expired" if state_today(row) == "expired" else "superseded", word)


def _answer_yes(row: Consent, word: Word, until: date | None) -> Consent:
    """A yes is to the text as it stands on the screen now."""
    return _add(
        row,
        "given",
        word,
        text_version=PURPOSES[row.purpose].version,
        language=word.language,
        how=word.how,
        explained_by_id=word.explained_by_id or row.explained_by_id,
        given_at=word.now,
        valid_until=until or row.valid_until,
    )


def _begin(client_id: int, purpose: str, state: str, terms: Terms, word: Word) -> Consent:
    """The first row of a thread."""
    is_given = state == "given"
    row = Consent(
        client_id=client_id,
        thread=uuid.uuid4(),
        no=1,
        state=state,
        purpose=purpose,
        text_version=PURPOSES[purpose].version,
        language=word.language,
        **vars(terms),
        explained_by_id=word.explained_by_id,
        how=word.how if is_given else None,
        given_at=word.now if is_given else None,
        by_id=word.by.person_id,
        at=word.now,
    )
    return _kept(row, word)


def _add(row: Consent, state: str, word: Word, **more: Any) -> Consent:
    """The next row of a thread."""
    if state not in NEXT.get(row.state, ()):
        raise AlreadyOver
    values = {name: getattr(row, name) for name in _COPIED}
    values.update(more, no=row.no + 1, state=state, by_id=word.by.person_id, at=word.now)
    return _kept(Consent(**values), word)


def _kept(row: Consent, word: Word) -> Consent:
    db.session.add(row)
    db.session.flush()
    fact = _FACTS[row.state]
    publish(
        fact(
            occurred_at=word.now,
            by=word.by,
            client_id=row.client_id,
            consent_id=row.id,
            purpose=row.purpose,
            thread=row.thread,
        )
    )
    return row


def _standing(client_id: int, purpose: str, terms: Terms) -> list[Consent]:
    """What is asked or given for the same purpose, to the same receiver, for the same occasion."""
    if purpose not in BY_CONSENT:
        raise Missing
    if purpose == SHARING:  # each volunteer has a thread of their own, and the tie knows it
        return []
    return list(
        db.session.scalars(
            sa.select(Consent)
            .where(
                Consent.client_id == client_id,
                Consent.purpose == purpose,
                Consent.recipient == terms.recipient,
                Consent.scope == terms.scope,
                Consent.occasion == terms.occasion,
                Consent.state.in_(("offered", "given")),
                IS_LAST,
            )
            .order_by(Consent.id)
        )
    )


def _hold_last(row: Consent) -> Consent:
    """The last row of this thread; a second word of the same client waits till this one is said."""
    hold(row.client_id)
    return last_in(row.thread)
