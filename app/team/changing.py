"""The day of a change of carrier: who said yes and was taken over goes, whose answer was not yes
is no longer helped here. Done by the worker, client by client; a legal hold lets a record stay
where it is until it ends.
"""

from datetime import datetime

import sqlalchemy as sa

from app.carriers.one_by_one import carrier_ids
from app.caseload import cases, consents
from app.caseload.carrier_events import CaseMovedAway, CaseTakenOver
from app.caseload.carrier_models import CarrierChange, Takeover
from app.caseload.consents import Word
from app.caseload.consents_models import Consent
from app.caseload.gates import in_force
from app.caseload.hold_models import holds_on
from app.caseload.models import Case, Client
from app.caseload.purposes import TRANSFER
from app.caseload.service import hold
from app.core import clock
from app.core.access import SYSTEM, Role
from app.core.db import db, transaction
from app.core.events import publish
from app.core.tenancy import carrier_opened
from app.people.models import RoleGrant
from app.people.queries import is_granted
from app.team.carrying import carry


def change_carriers(now: datetime) -> None:
    """Settle every change whose day has come. Cheap to ask every minute."""
    today = clock.local(now).date()
    for carrier_id in carrier_ids():
        with carrier_opened(carrier_id):
            is_due = (CarrierChange.outcome.is_(None), CarrierChange.on_day <= today)
            with transaction() as session:
                waiting = session.scalars(
                    sa.select(CarrierChange.id).where(*is_due).order_by(CarrierChange.id)
                ).all()
            for change_id in waiting:
                settle(change_id, now)


def settle(change_id: int, now: datetime) -> None:
    """One change, in a transaction of its own; a yes waits for an accepting carrier and for the
    end of a hold."""
    with transaction() as session:
        change = session.get_one(CarrierChange, change_id, populate_existing=True)
        hold(change.client_id)
        session.refresh(change)
        if change.outcome is not None:
            return
        if _allows(change):
            manager_id = _manager_there(change, now)
            if manager_id is not None and not _is_held(change, now):
                _move(change, manager_id, now)
        elif change.on_day < clock.local(now).date():
            cases.end_with_carrier(change.client_id, on=change.on_day, is_moved=False, now=now)


def _allows(change: CarrierChange) -> bool:
    """Her yes as it holds in this moment, and nothing older."""
    said = sa.select(Consent.id).where(
        Consent.client_id == change.client_id, Consent.thread == change.thread, *in_force(TRANSFER)
    )
    return db.session.scalar(said.limit(1)) is not None


def _is_held(change: CarrierChange, now: datetime) -> bool:
    """Nothing of her may leave this carrier today: a hold, or her own wish to let it rest."""
    today = clock.local(now).date()
    if db.session.get_one(Client, change.client_id).restricted_at is not None:
        return True
    return db.session.scalar(holds_on(today, change.client_id).limit(1)) is not None


def _manager_there(change: CarrierChange, now: datetime) -> int | None:
    """Who helps her there from now on; None while nobody took her over, or the manager left."""
    uid, to = change.uid, change.to_carrier_id
    works_there = sa.exists().where(
        RoleGrant.person_id == Takeover.manager_id,
        RoleGrant.role == Role.MANAGER,
        RoleGrant.carrier_id == to,
        is_granted(RoleGrant, clock.local(now).date()),
    )
    with carrier_opened(to):
        return db.session.scalar(
            sa.select(Takeover.manager_id)
            .where(Takeover.uid == uid, Takeover.accepted_at.is_not(None), works_there)
            .with_for_update(of=Takeover)
        )


def _move(change: CarrierChange, manager_id: int, now: datetime) -> None:
    """End it here, carry her record over, begin it there."""
    client_id, uid, to = change.client_id, change.uid, change.to_carrier_id
    publish(CaseMovedAway(occurred_at=now, by=SYSTEM, client_id=client_id, change_id=change.id))
    consents.end_with_carrier(client_id, word=Word(by=SYSTEM, now=now, language="de"))
    today = clock.local(now).date()
    ended = cases.end_with_carrier(client_id, on=today, is_moved=True, now=now)
    planned_end_on = None if ended is None else ended.planned_end_on
    change.outcome, change.ended_at = "moved", now
    db.session.flush()
    new_id = carry(db.session.get_one(Client, client_id), to)
    with carrier_opened(to):
        case = Case(
            client_id=new_id, manager_id=manager_id, started_on=today,
            planned_end_on=planned_end_on,
        )  # fmt: skip
        db.session.add(case)
        arrived = db.session.scalars(sa.select(Takeover).where(Takeover.uid == uid)).one()
        arrived.client_id, arrived.moved_at = new_id, now
        db.session.flush()
        publish(CaseTakenOver(occurred_at=now, by=SYSTEM, client_id=new_id, case_id=case.id))
        db.session.flush()
