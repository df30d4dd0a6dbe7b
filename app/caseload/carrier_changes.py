"""A change of carrier as the old carrier proposes it, and what the client says to it.

Her answer is a consent: it is given and taken back like every other, until the day has come.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.carriers.models import Carrier
from app.carriers.queries import is_served, served_by
from app.caseload import consents, team
from app.caseload.carrier_events import CaseChangeCalledOff, CaseChangeProposed
from app.caseload.carrier_models import CarrierChange
from app.caseload.consents import Terms, Word
from app.caseload.consents_models import Consent
from app.caseload.consents_queries import last_in
from app.caseload.hold_models import LegalHold, holds_on
from app.caseload.models import Case, Client
from app.caseload.purposes import TRANSFER
from app.caseload.queries import clients_of
from app.caseload.service import hold
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l
from app.people.queries import language_of

FAR = timedelta(days=2 * 366)
_Open = aliased(CarrierChange)
AT_ONCE = 500  # clients of one act; the page says how many are left for the next
# German, as offices write it: what goes along.
SCOPE = "Plan, Verlauf, Termine bei anderen Stellen und Angaben zur Person"


class DayIsOver(Refused):
    """A change is about what is to come."""

    words = _l("This day is over.")
    field = "on_day"


class TooFarAway(Refused):
    """A slip of the finger in the year."""

    words = _l("This day is too far away. Choose an earlier one.")
    field = "on_day"


class DoesNotServe(Refused):
    """Only who works for the client's municipality on that day can help her there."""

    words = _l("This organisation does not work for the municipality on this day.")
    field = "to_carrier_id"


class AlreadyAsked(Refused):
    """One change at a time."""

    words = _l("She is asked already.")


class NobodyToAsk(Refused):
    """No open case, or all of them are asked."""

    words = _l("Nobody is left to ask.")


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """To which carrier, from which day on."""

    to_carrier_id: int
    on_day: date


def successors_of(viewer: Viewer) -> list[tuple[int, str]]:
    """The other carriers, by name."""
    rows = db.session.execute(
        sa.select(Carrier.id, Carrier.name)
        .where(Carrier.id != viewer.carrier_id)
        .order_by(Carrier.name)
    )
    return [(row.id, row.name) for row in rows]


def terms_of(proposal: Proposal | CarrierChange) -> Terms:
    """What her yes is to: who gets what, from when."""
    carrier = db.session.get_one(Carrier, proposal.to_carrier_id)
    occasion = f"Wechsel der Beratungsstelle zum {proposal.on_day:%d.%m.%Y}"
    return Terms(recipient=carrier.name, scope=SCOPE, occasion=occasion)


def propose(client: Client, new: Proposal, *, by: Viewer, now: datetime) -> CarrierChange:
    """Ask one client whether her record may go along; the service of her town decides where to."""
    towns = _served(new, by=by, now=now)
    if client.municipality_ags not in towns:
        raise DoesNotServe
    hold(client.id)
    if find_open(client.id) is not None:
        raise AlreadyAsked
    goes_on = sa.select(Case.id).where(Case.client_id == client.id, Case.ended_on.is_(None))
    if db.session.scalar(goes_on) is None:
        raise NobodyToAsk
    return _ask(client, new, by=by, now=now)


def propose_all(new: Proposal, *, by: Viewer, now: datetime) -> int:
    """Ask the next of those who are left to ask; return how many."""
    team.demand_lead(by)
    _served(new, by=by, now=now)
    found = db.session.scalars(
        left_to_ask(new.to_carrier_id, new.on_day)
        .with_only_columns(Client)
        .where(Client.restricted_at.is_(None))
        .order_by(Client.id)
        .limit(AT_ONCE)
        .with_for_update(of=Client, key_share=True)
    ).all()
    if not found:
        raise NobodyToAsk
    for client in found:
        _ask(client, new, by=by, now=now)
    return len(found)


def left_to_ask(to_carrier_id: Any, on_day: Any) -> sa.Select[int]:
    """Ids of everybody with an open case in the towns of the other carrier, and with no question;
    both arguments may be columns of CarrierChange."""
    is_asked = sa.exists(_Open.id).where(_Open.client_id == Client.id, _Open.outcome.is_(None))
    is_there = is_served(Client.municipality_ags, to_carrier_id, on_day)
    return (
        sa.select(Client.id)
        .join(Case, Case.client_id == Client.id)
        .where(
            Case.ended_on.is_(None),
            is_there.correlate(Client, CarrierChange),
            ~is_asked.correlate(Client),
        )
    )


def _served(new: Proposal, *, by: Viewer, now: datetime) -> set[str]:
    """The towns of the carrier that is to follow, on the day."""
    today = clock.local(now).date()
    if new.on_day < today:
        raise DayIsOver
    if new.on_day > today + FAR:
        raise TooFarAway
    towns = {town.ags for town in served_by(new.to_carrier_id, on=new.on_day)}
    if not towns or new.to_carrier_id == by.carrier_id:
        raise DoesNotServe
    return towns


def _ask(client: Client, new: Proposal, *, by: Viewer, now: datetime) -> CarrierChange:
    language = language_of(client.person_id)
    word = Word(by=by, now=now, language=language, explained_by_id=by.person_id)
    question = consents.offer(client.id, TRANSFER, terms=terms_of(new), word=word)
    change = CarrierChange(
        client_id=client.id,
        to_carrier_id=new.to_carrier_id,
        on_day=new.on_day,
        proposed_by_id=by.person_id,
        proposed_at=now,
        thread=question.thread,
    )
    db.session.add(change)
    db.session.flush()
    publish(CaseChangeProposed(occurred_at=now, by=by, client_id=client.id, change_id=change.id))
    return change


def find_open(client_id: int) -> CarrierChange | None:
    """The change that lies ahead of a client; None when there is none."""
    return db.session.scalar(
        sa.select(CarrierChange)
        .where(CarrierChange.client_id == client_id, CarrierChange.outcome.is_(None))
        .execution_options(populate_existing=True)
    )


def find_for(viewer: Viewer, client_id: int | None = None) -> CarrierChange | None:
    """The same of a client this viewer may see; by default the one that is signed in."""
    ids = clients_of(viewer)
    narrowed = () if client_id is None else (CarrierChange.client_id == client_id,)
    return db.session.scalar(
        sa.select(CarrierChange).where(
            CarrierChange.client_id.in_(ids), CarrierChange.outcome.is_(None), *narrowed
        )
    )


def get_for(viewer: Viewer, client_id: int | None = None) -> CarrierChange:
    """The same; refused when there is none (any more)."""
    found = find_for(viewer, client_id)
    if found is None:
        raise consents.AlreadyOver
    return found


def find_hold(change: CarrierChange) -> LegalHold | None:
    """What keeps her record here beyond the day, the last to end; None when nothing does."""
    day = max(change.on_day, clock.today())
    longest = holds_on(day, change.client_id).order_by(LegalHold.until_on.desc()).limit(1)
    return db.session.scalar(longest)


def answer(change: CarrierChange, *, is_yes: bool, word: Word) -> None:
    """Her yes or no, which she may change until the day; followers note it (takeovers.py)."""
    hold(change.client_id)
    if find_open(change.client_id) is None:
        raise consents.AlreadyOver
    if is_yes:
        consents.give(change.client_id, TRANSFER, terms=terms_of(change), word=word)
    else:
        consents.withdraw(_last_word(change), word=word)


def call_off(change: CarrierChange, *, word: Word) -> None:
    """The carrier stays the same: the question goes, and a yes with it. Twice is once."""
    hold(change.client_id)
    held = find_open(change.client_id)
    if held is None:
        return
    consents.settle(_last_word(held), word=word)
    held.outcome, held.ended_at = "called_off", word.now
    db.session.flush()
    publish(
        CaseChangeCalledOff(
            occurred_at=word.now, by=word.by, client_id=held.client_id, change_id=held.id
        )
    )


def call_off_all(to: Proposal, *, by: Viewer, now: datetime) -> int:
    """The same for everybody who was asked about this carrier and day."""
    team.demand_lead(by)
    found = db.session.scalars(
        sa.select(CarrierChange)
        .where(
            CarrierChange.to_carrier_id == to.to_carrier_id,
            CarrierChange.on_day == to.on_day,
            CarrierChange.outcome.is_(None),
        )
        .order_by(CarrierChange.client_id)
    ).all()
    for change in found:
        call_off(change, word=Word(by=by, now=now, language=by.language))
    return len(found)


def _last_word(change: CarrierChange) -> Consent:
    return last_in(change.thread)
