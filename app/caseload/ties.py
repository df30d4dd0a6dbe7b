"""A support tie: the manager proposes it, only the client grants, pauses, renews and ends it.

proposed -> granted <-> paused -> ended. What she shares in it is chosen piece by piece.
"""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.caseload import consents, events
from app.caseload.consents import Terms, Word
from app.caseload.consents_queries import last_in
from app.caseload.models import Client
from app.caseload.purposes import SHARING
from app.caseload.service import hold
from app.caseload.ties_models import KINDS, NEXT, ShareGrant, SupportTie, TieIndex
from app.caseload.ties_queries import find_of_thread, volunteers_for
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.errors import Missing, Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l

LASTS = timedelta(days=365)  # without renewal
STEP_LASTS = timedelta(days=91)


class NotThisVolunteer(Refused):
    """Not of this municipality, or without a valid confidentiality form."""

    words = _l("This volunteer cannot be proposed now.")
    field = "volunteer_id"


class NotPossibleNow(Refused):
    """The tie is in a state from which this does not follow."""

    words = _l("This is not possible any more. Load the page again.")


class NotADay(Refused):
    """The day is behind us, or after the end of the tie."""

    words = _l("Choose a day between today and the end of the help.")
    field = "until"


def propose(client: Client, volunteer_id: int, *, word: Word) -> SupportTie:
    """Ask the client whether this volunteer may help her. Asked twice, it is one question."""
    hold(client.id)
    known = db.session.scalar(
        sa.select(SupportTie).where(
            SupportTie.client_id == client.id,
            SupportTie.volunteer_id == volunteer_id,
            SupportTie.state != "ended",
        )
    )
    if known is not None:
        return known
    name = dict(volunteers_for(client)).get(volunteer_id)
    if name is None:
        raise NotThisVolunteer
    asked = consents.offer(client.id, SHARING, terms=Terms(recipient=name), word=word)
    tie = SupportTie(
        client_id=client.id,
        volunteer_id=volunteer_id,
        thread=asked.thread,
        state="proposed",
        proposed_by_id=word.by.person_id,
        proposed_at=word.now,
    )
    db.session.add(tie)
    db.session.flush()
    _tell(events.TieProposed, tie, word)
    return tie


def grant(tie: SupportTie, *, word: Word) -> None:
    """The client says yes, for a year. Nothing is shared yet: she chooses it next."""
    _only_she(word.by)
    if tie.state == "granted" and last_in(tie.thread).state == "given":
        return
    _demand(tie, "proposed", "granted")
    _say_yes(tie, word)
    tie.granted_at = word.now
    db.session.add(TieIndex(uid=tie.uid, volunteer_id=tie.volunteer_id, carrier_id=tie.carrier_id))
    _enter(tie, "granted", events.TieGranted, word)


def renew(tie: SupportTie, *, word: Word) -> None:
    """Another year from today; also her yes to a text that has changed."""
    _only_she(word.by)
    if tie.state not in ("granted", "paused"):
        raise NotPossibleNow
    _say_yes(tie, word)
    _enter(tie, tie.state, events.TieGranted, word)


def _say_yes(tie: SupportTie, word: Word) -> None:
    """Her yes goes into the ledger, with the day on which it ends; an older one gives way."""
    last = last_in(tie.thread)
    tie.valid_until = clock.local(word.now).date() + LASTS
    if last.state == "offered":
        consents.answer(last, is_yes=True, word=word, until=tie.valid_until)
        return
    consents.close(last, word=word)
    terms = Terms(recipient=last.recipient, valid_until=tie.valid_until)
    tie.thread = consents.give(tie.client_id, SHARING, terms=terms, word=word).thread


def pause(tie: SupportTie, *, word: Word) -> None:
    """The volunteer sees nothing for now; what was chosen is kept."""
    if tie.state != "paused":
        _demand(tie, "granted", "paused")
        _enter(tie, "paused", events.TiePaused, word)


def resume(tie: SupportTie, *, word: Word) -> None:
    """The volunteer sees again what was chosen."""
    _only_she(word.by)
    if tie.state != "granted":
        _demand(tie, "paused", "granted")
        _enter(tie, "granted", events.TieResumed, word)


def end(tie: SupportTie, *, word: Word) -> None:
    """Nothing is shared any more, and nobody has to say why. Twice is once."""
    if tie.state == "ended":
        return
    tie.ended_at = word.now
    db.session.execute(sa.delete(ShareGrant).where(ShareGrant.tie_id == tie.id))
    db.session.execute(sa.delete(TieIndex).where(TieIndex.uid == tie.uid))
    _enter(tie, "ended", events.TieEnded, word)
    consents.settle(last_in(tie.thread), word=word)


def end_with_consent(event: events.ConsentWithdrawn | events.ConsentRefused) -> None:
    """Without her yes there is no tie."""
    tie = find_of_thread(event.thread) if event.purpose == SHARING else None
    if tie is not None:
        end(tie, word=Word(by=event.by, now=event.occurred_at, language=event.by.language))


def end_with_case(event: events.CaseClosed) -> None:
    """Whose case ends is helped by nobody in its name any more."""
    running = sa.select(SupportTie).where(
        SupportTie.client_id == event.client_id, SupportTie.state != "ended"
    )
    for tie in db.session.scalars(running).all():
        end(tie, word=Word(by=event.by, now=event.occurred_at, language=event.by.language))


def share(tie: SupportTie, kind: str, subject_id: int, *, until: date | None, word: Word) -> None:
    """Let the volunteer see one thing of hers until a day; another day replaces the first.

    Whether it is hers and may be shared at all, home/sharing.py knows, which sees the things.
    """
    _only_she(word.by)
    if tie.state not in ("granted", "paused") or kind not in KINDS:
        raise NotPossibleNow
    today = clock.local(word.now).date()
    if until is None and kind == "step":
        until = min(today + STEP_LASTS, tie.valid_until or today)
    if until is not None and not today <= until <= (tie.valid_until or today):
        raise NotADay
    known = _find_share(tie, kind, subject_id)
    if known is None:
        known = ShareGrant(tie_id=tie.id, kind=kind, subject_id=subject_id, given_at=word.now)
        db.session.add(known)
    elif known.valid_until == until:
        return
    known.valid_until = until
    db.session.flush()
    _tell(events.ShareGiven, tie, word, kind=kind, subject_id=subject_id)


def take_back(tie: SupportTie, kind: str, subject_id: int, *, word: Word) -> None:
    """Show this one thing no longer. Twice is once."""
    known = _find_share(tie, kind, subject_id)
    if known is not None:
        db.session.delete(known)
        db.session.flush()
        _tell(events.ShareTaken, tie, word, kind=kind, subject_id=subject_id)


def _find_share(tie: SupportTie, kind: str, subject_id: int) -> ShareGrant | None:
    return db.session.scalar(
        sa.select(ShareGrant).where(
            ShareGrant.tie_id == tie.id,
            ShareGrant.kind == kind,
            ShareGrant.subject_id == subject_id,
        )
    )


def _only_she(by: Viewer) -> None:
    """Whoever else asks, learns nothing."""
    if by.role is not Role.CLIENT:
        raise Missing


def _demand(tie: SupportTie, before: str, after: str) -> None:
    if tie.state != before or after not in NEXT.get(before, ()):
        raise NotPossibleNow


def _enter(tie: SupportTie, state: str, fact: type[events.TieFact], word: Word) -> None:
    tie.state = state
    db.session.flush()
    _tell(fact, tie, word)


def _tell(fact: type[events.TieFact], tie: SupportTie, word: Word, **more: Any) -> None:
    when: datetime = word.now
    publish(fact(occurred_at=when, by=word.by, client_id=tie.client_id, tie_id=tie.id, **more))
