"""Write down a talk, say with whom it was, take it back on its day.

Each record carries the sender's op_id: sent twice, by a second tap or by a tablet that did not
hear the answer, it is one.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from app.caseload.models import Client
from app.caseload.service import hold
from app.consultations import events, refusals
from app.consultations.models import Consultation, ConsultationVersion
from app.consultations.queries import find_sent
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.people.models import Person

REACHES_BACK = relativedelta(years=1)
GERMAN = "de"
# What is counted of a talk.
COUNTED = (
    *("on", "form", "topics", "minutes_bucket", "language", "interpreter_kind", "plan_changed"),
)


@dataclass(frozen=True, kw_only=True)
class Talk:
    """What is counted of one talk. Without a language it was in the client's own."""

    on: date
    form: str
    topics: Sequence[str]
    minutes_bucket: int
    language: str = ""
    interpreter_kind: str = "none"
    plan_changed: bool = False


def record(
    talk: Talk, client: Client | None, *, op_id: uuid.UUID, by: Viewer, now: datetime
) -> Consultation:
    """Write down a talk with a client, or with somebody who has no case here."""
    return _recorded(talk, client, op_id=op_id, by=by, now=now)


def record_without_net(
    talk: Talk, *, remark: str | None, op_id: uuid.UUID, by: Viewer, now: datetime
) -> Consultation:
    """Write down what a tablet brings: with whom it was is said later."""
    return _recorded(talk, None, op_id=op_id, by=by, now=now, awaits_client=True, remark=remark)


def _recorded(
    talk: Talk,
    client: Client | None,
    *,
    op_id: uuid.UUID,
    by: Viewer,
    now: datetime,
    awaits_client: bool = False,
    remark: str | None = None,
) -> Consultation:
    _take_turns(by)
    if (sent := find_sent(op_id, by=by)) is not None:
        return sent
    _demand_sound(talk, today=clock.local(now).date())
    made = Consultation(
        client_id=None if client is None else client.id,
        on=talk.on,
        form=talk.form,
        topics=list(talk.topics),
        minutes_bucket=talk.minutes_bucket,
        language=talk.language or _language_of(client),
        interpreter_kind=talk.interpreter_kind,
        plan_changed=talk.plan_changed,
        by_id=by.person_id,
        op_id=op_id,
        created_at=now,
        awaits_client=awaits_client,
        remark=remark,
    )
    db.session.add(made)
    _tell(made, events.ConsultationRecorded, by=by, now=now, form=made.form)
    return made


def _take_turns(by: Viewer) -> None:
    """Two sendings of one manager come one after the other."""
    manager = sa.select(Person.id).where(Person.id == by.person_id)
    db.session.execute(manager.with_for_update(key_share=True))


def _demand_sound(talk: Talk, *, today: date) -> None:
    if talk.on > today:
        raise refusals.NotYet
    if talk.on < today - REACHES_BACK:
        raise refusals.LongAgo
    if not talk.topics:
        raise refusals.NoTopic


def _language_of(client: Client | None) -> str:
    """The client's own language; what is simple German for reading is German in a talk."""
    if client is None:
        return GERMAN
    person = db.session.get(Person, client.person_id)
    own = person.ui_language if person else GERMAN
    return GERMAN if own == "de-simple" else own


def match(talk: Consultation, client: Client | None, *, by: Viewer, now: datetime) -> None:
    """Say with whom a talk without net was; None: somebody without a case. Asked once."""
    if not talk.awaits_client:
        return
    talk.client_id = None if client is None else client.id
    talk.language = _language_of(client)
    talk.awaits_client, talk.remark = False, None
    _tell(talk, events.ConsultationMatched, by=by, now=now)


def correct(talk: Consultation, new: Talk, *, by: Viewer, now: datetime) -> None:
    """Put right what is counted of a client's talk, also after its day; what stood there stays."""
    if talk.client_id is None:
        raise Missing
    hold(talk.client_id)
    db.session.refresh(talk)
    today = clock.local(now).date()
    _demand_sound(new, today=today)
    if talk.on < today - REACHES_BACK:
        raise refusals.LongAgo
    before = {name: getattr(talk, name) for name in COUNTED}
    after = {**vars(new), "topics": list(new.topics), "language": new.language or talk.language}
    if before == after:
        return
    version = {"consultation_id": talk.id, "corrected_at": now, "corrected_by_id": by.person_id}
    db.session.add(ConsultationVersion(client_id=talk.client_id, **version, **before))
    for name in COUNTED:
        setattr(talk, name, after[name])
    _tell(talk, events.ConsultationCorrected, by=by, now=now)


def undo(talk: Consultation, *, by: Viewer, now: datetime) -> None:
    """Take a talk back on the day it was written down: counted no more, and nobody's."""
    if talk.undone_at is not None:
        return
    if clock.local(talk.created_at).date() != clock.local(now).date():
        raise refusals.TooLateToUndo
    versions = ConsultationVersion.consultation_id == talk.id
    db.session.execute(sa.delete(ConsultationVersion).where(versions))
    client_id, talk.client_id = talk.client_id, None
    talk.undone_at, talk.awaits_client, talk.remark = now, False, None
    _tell(talk, events.ConsultationUndone, by=by, now=now, client_id=client_id)


def _tell(
    talk: Consultation,
    fact: type[events.ConsultationFact],
    *,
    by: Viewer,
    now: datetime,
    **more: Any,
) -> None:
    db.session.flush()
    known = {"client_id": talk.client_id, **more}
    publish(fact(occurred_at=now, by=by, consultation_id=talk.id, **known))
