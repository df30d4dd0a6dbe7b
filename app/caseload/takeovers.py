"""The new carrier's side of a change: who said yes to coming, who takes her over, who helps her.

Until her yes nothing of a client is known here; from it on how she is called and her language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.carriers.models import Carrier
from app.caseload import consents, team
from app.caseload.carrier_changes import find_open, terms_of
from app.caseload.carrier_events import CarrierTakeoverAccepted
from app.caseload.carrier_models import CarrierChange, Takeover
from app.caseload.consents import Word
from app.caseload.consents_models import Consent
from app.caseload.consents_queries import last_in
from app.caseload.events import CaseClosed, ConsentFact
from app.caseload.models import Client, ManagerProfile
from app.caseload.purposes import TRANSFER
from app.caseload.reassigning import NobodyChosen, SomebodyElse
from app.core.access import Viewer
from app.core.db import db
from app.core.events import publish
from app.core.tenancy import carrier_opened, current_carrier
from app.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Coming:
    """Somebody who wants to come, as the new carrier's team lead sees her."""

    takeover_id: int
    call_name: str
    language: str
    from_carrier: str
    on_day: date
    manager: str | None  # who will help her; None while nobody took her over


def follow_word(event: ConsentFact) -> None:
    """Note what a client said to a change of carrier, wherever she said it."""
    if event.purpose != TRANSFER or event.client_id is None:
        return
    change = find_open(event.client_id)
    said = db.session.get_one(Consent, event.consent_id)
    if change is None or not _is_about(said, change):
        return
    is_yes = said.state == "given"
    change.thread, change.answered_at = event.thread, event.occurred_at
    change.answer = "yes" if is_yes else "no"
    db.session.flush()
    _tell_other_side(change, is_yes=is_yes, now=event.occurred_at)


def _is_about(said: Consent, change: CarrierChange) -> bool:
    terms = terms_of(change)
    is_same = (said.recipient, said.occasion) == (terms.recipient, terms.occasion)
    return is_same and said.state in ("given", "refused", "withdrawn")


def _tell_other_side(change: CarrierChange, *, is_yes: bool, now: datetime) -> None:
    """A yes stands at the new carrier as long as it holds, and no longer."""
    person_id = db.session.get_one(Client, change.client_id).person_id
    uid, on_day, from_id = change.uid, change.on_day, current_carrier()
    with carrier_opened(change.to_carrier_id):
        known = db.session.scalar(sa.select(Takeover).where(Takeover.uid == uid))
        if known is not None and not is_yes:
            db.session.delete(known)
        if known is None and is_yes:
            db.session.add(
                Takeover(
                    uid=uid, person_id=person_id, from_carrier_id=from_id, on_day=on_day,
                    said_at=now,
                )
            )  # fmt: skip
        db.session.flush()


def end_with_case(event: CaseClosed) -> None:
    """Her case ended before the day, or without her yes on it: nobody waits for her any more."""
    change = find_open(event.client_id or 0)
    if change is None:
        return
    language = event.by.language
    consents.settle(
        last_in(change.thread), word=Word(by=event.by, now=event.occurred_at, language=language)
    )
    change.outcome, change.ended_at = "closed", event.occurred_at
    db.session.flush()


def coming_to(viewer: Viewer) -> list[Coming]:
    """Who wants to come, the nearest day first; one statement, for team leads alone."""
    team.demand_lead(viewer)
    rows = db.session.execute(
        sa.select(
            Takeover.id.label("takeover_id"),
            Person.call_name,
            Person.ui_language.label("language"),
            Carrier.name.label("from_carrier"),
            Takeover.on_day,
            ManagerProfile.full_name.label("manager"),
        )
        .join(Person, Person.id == Takeover.person_id)
        .join(Carrier, Carrier.id == Takeover.from_carrier_id)
        .outerjoin(ManagerProfile, ManagerProfile.person_id == Takeover.manager_id)
        .where(Takeover.moved_at.is_(None))
        .order_by(Takeover.on_day, Person.call_name, Takeover.id)
    )
    return [Coming(**row._mapping) for row in rows]


def accept(takeover_ids: Sequence[int], to_id: int, *, by: Viewer, now: datetime) -> int:
    """Take them over and name who will help; said again, the last name counts."""
    to = {one.person_id: one for one in team.managers_of(by)}.get(to_id)
    if to is None or not to.works_here:
        raise SomebodyElse
    found = db.session.scalars(
        sa.select(Takeover)
        .where(Takeover.id.in_(takeover_ids), Takeover.moved_at.is_(None))
        .order_by(Takeover.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if not found:
        raise NobodyChosen
    for one in found:
        one.manager_id, one.accepted_at, one.accepted_by_id = to_id, now, by.person_id
        publish(
            CarrierTakeoverAccepted(occurred_at=now, by=by, takeover_id=one.id, manager_id=to_id)
        )
    db.session.flush()
    return len(found)


def find_own(viewer: Viewer) -> tuple[str, date] | None:
    """From which carrier the client who is signed in came, and when; None when she did not."""
    row = db.session.execute(
        sa.select(Carrier.name, Takeover.on_day)
        .join(Takeover, Takeover.from_carrier_id == Carrier.id)
        .join(Client, Client.id == Takeover.client_id)
        .where(Client.person_id == viewer.person_id)
        .order_by(Takeover.moved_at.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.name, row.on_day)
