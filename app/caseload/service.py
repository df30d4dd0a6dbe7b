"""What managers change in their caseload."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.caseload.events import ClientAdded
from app.caseload.models import Case, Client
from app.caseload.queries import may_serve
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.errors import Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l
from app.core.sealed import new_client_key
from app.people.models import Person, RoleGrant

TWICE = timedelta(minutes=1)  # a second tap on the same button


class NotServed(Refused):
    """The carrier has no agreement with this municipality today."""

    words = _l("Your organisation does not work for this municipality.")
    field = "municipality_ags"


def hold(*client_ids: int) -> None:
    """Let a second change of the same clients wait till this one is over: two taps are one."""
    rows = sa.select(Client.id).where(Client.id.in_(client_ids)).order_by(Client.id)
    db.session.execute(rows.with_for_update(key_share=True))


@dataclass(frozen=True, kw_only=True)
class NewClient:
    """What a manager writes down of somebody new; nothing of it is a reason for flight."""

    given_name: str
    family_name: str
    language: str
    municipality_ags: str
    birth_year: int | None = None
    reading: str = "some"
    interpreter_need: bool = False
    phone: str | None = None  # E.164


def add_client(new: NewClient, *, by: Viewer, now: datetime) -> Client:
    """Open a case: account, role, record, key and case at once; the plan follows by event.

    Asked for twice within a minute, it is one case: the second tap gets the one that was opened.
    """
    if not may_serve(new.municipality_ags, seen_by=by):
        raise NotServed
    if (added := _just_added(new, by=by, now=now)) is not None:
        return added
    person = Person(call_name=new.given_name, ui_language=new.language, created_at=now)
    db.session.add(person)
    db.session.flush()
    today = clock.local(now).date()
    db.session.add(
        RoleGrant(person_id=person.id, role=Role.CLIENT, carrier_id=by.carrier_id, valid_from=today)
    )
    client = _record(new, person, now=now)
    case = Case(client_id=client.id, manager_id=by.person_id, started_on=today)
    db.session.add(case)
    db.session.flush()
    publish(ClientAdded(occurred_at=now, by=by, client_id=client.id, case_id=case.id))
    return client


def _just_added(new: NewClient, *, by: Viewer, now: datetime) -> Client | None:
    """Who was added a moment ago by this manager under this name; her second tap waits here."""
    manager = sa.select(Person.id).where(Person.id == by.person_id)
    db.session.execute(manager.with_for_update(key_share=True))
    return db.session.scalar(
        sa.select(Client)
        .join(Case, Case.client_id == Client.id)
        .where(
            Case.manager_id == by.person_id,
            Client.given_name == new.given_name,
            Client.family_name == new.family_name,
            Client.birth_year.is_not_distinct_from(new.birth_year),
            Client.created_at > now - TWICE,
        )
        .limit(1)
    )


def _record(new: NewClient, person: Person, *, now: datetime) -> Client:
    """The record and its key, which seals the telephone number."""
    client = Client(
        person_id=person.id,
        municipality_ags=new.municipality_ags,
        given_name=new.given_name,
        family_name=new.family_name,
        birth_year=new.birth_year,
        reading=new.reading,
        interpreter_need=new.interpreter_need,
        created_at=now,
    )
    db.session.add(client)
    db.session.flush()
    db.session.add(new_client_key(client.id))
    client.phone = new.phone
    return client
