"""Plain functions that make valid objects; each adds to the session, `saved` blocks commit."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.appointments.models import Appointment, BringItem, Participation
from app.carriers.models import Carrier, Municipality, ServiceAgreement
from app.caseload.models import Case, Client, ManagerProfile
from app.caseload.office_hours import Line, rows_of
from app.consultations.models import Consultation
from app.core import clock
from app.core.access import Role
from app.core.db import db
from app.core.sealed import new_client_key
from app.offers.models import Offer
from app.people.models import Person, RoleGrant
from app.plan.models import Goal, Plan, PlanVersion, Step

TOWN, DISTRICT = "08119079", "08119"  # Waiblingen in the Rems-Murr-Kreis


def municipality(ags: str = TOWN, name: str = "Waiblingen") -> Municipality:
    """A town, once."""
    found = db.session.get(Municipality, ags)
    if found is None:
        found = Municipality(
            ags=ags, name=name, district_ags=ags[:5], district_name="Rems-Murr-Kreis"
        )
        db.session.add(found)
        db.session.flush()
    return found


def carrier(name: str) -> Carrier:
    """An employer of managers, once by name."""
    found = db.session.query(Carrier).filter_by(name=name).one_or_none()
    if found is None:
        found = Carrier(
            name=name,
            kind="independent",
            legal_regime="gdpr_private",
            contact="Marktplatz 1, 71332 Waiblingen",
            dpo_contact="datenschutz@example.org",
        )
        db.session.add(found)
        db.session.flush()
        municipality()
        db.session.add(
            ServiceAgreement(
                municipality_ags=TOWN,
                carrier_id=found.id,
                valid_from=date(2020, 1, found.id),
            )
        )
    return found


def person(call_name: str, language: str, role: Role, **scope: Any) -> tuple[Person, RoleGrant]:
    """A person with one role."""
    made = Person(call_name=call_name, ui_language=language, created_at=clock.now())
    db.session.add(made)
    db.session.flush()
    grant = RoleGrant(person_id=made.id, role=role, valid_from=date(2020, 1, 1), **scope)
    db.session.add(grant)
    db.session.flush()
    return made, grant


def role(of: Person, role: Role, **more: Any) -> RoleGrant:
    """One more role for somebody, since long ago unless `valid_from` says otherwise."""
    made = RoleGrant(**{"person_id": of.id, "role": role, "valid_from": date(2020, 1, 1), **more})
    db.session.add(made)
    db.session.flush()
    return made


def manager_profile(manager: Person, full_name: str) -> ManagerProfile:
    """What clients see of a manager."""
    made = ManagerProfile(
        person_id=manager.id,
        full_name=full_name,
        languages=["de", "en"],
        office_phone="+49715112345",
        room="12-B",
        open_hours=rows_of([Line(first=0, last=3, opens="09:00", closes="16:00")]),
    )
    db.session.add(made)
    return made


def client(who: Person, manager: Person, *, family_name: str = "K.", **more: Any) -> Client:
    """A client with key, case and an agreed, empty plan. A carrier must be open."""
    municipality()
    made = Client(
        person_id=who.id,
        municipality_ags=TOWN,
        given_name=who.call_name,
        family_name=family_name,
        created_at=clock.now(),
        **more,
    )
    db.session.add(made)
    db.session.flush()
    db.session.add(new_client_key(made.id))
    db.session.add(
        Case(client_id=made.id, manager_id=manager.id, started_on=clock.today() - timedelta(30))
    )
    plan = Plan(client_id=made.id)
    db.session.add(plan)
    db.session.flush()
    db.session.add(
        PlanVersion(
            plan_id=plan.id,
            no=1,
            state="agreed",
            agreed_client_at=clock.now(),
            agreed_manager_at=clock.now(),
        )
    )
    db.session.flush()
    return made


def goal(of: Client, topic: str = "language", **more: Any) -> Goal:
    """A goal in the client's agreed version."""
    version = (
        db.session.query(PlanVersion)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .filter(Plan.client_id == of.id)
        .one()
    )
    made = Goal(version_id=version.id, topic=topic, **more)
    db.session.add(made)
    db.session.flush()
    return made


def step(of: Client, template_key: str | None = "course_reg", **more: Any) -> Step:
    """A step of the client's plan."""
    plan = db.session.query(Plan).filter_by(client_id=of.id).one()
    values = {"topic": "language", "nature": "voluntary", "created_at": clock.now(), **more}
    made = Step(client_id=of.id, plan_id=plan.id, template_key=template_key, **values)
    db.session.add(made)
    db.session.flush()
    return made


def appointment(
    of: Client, organiser: Person, *, starts_local: datetime | None = None, **more: Any
) -> Appointment:
    """A confirmed appointment in three days at 10:00 with two things to bring."""
    in_three_days = datetime.combine(clock.today() + timedelta(days=3), time(10))
    starts = starts_local or in_three_days
    values: dict[str, Any] = {
        "kind": "counselling",
        "minutes": 45,
        "place": "Rathaus, Zimmer 12-B",
        "address": "Marktplatz 1, 71332 Waiblingen",
        **more,
    }
    made = Appointment(
        organiser_id=organiser.id,
        starts_local=starts,
        starts_at=clock.instant(starts),
        created_at=clock.now(),
        **values,
    )
    db.session.add(made)
    db.session.flush()
    part = Participation(appointment_id=made.id, client_id=of.id)
    db.session.add(part)
    db.session.flush()
    for sort, paper in enumerate(("identity", "jobcenter_letter")):
        db.session.add(BringItem(participation_id=part.id, doc_type=paper, sort=sort))
    db.session.flush()
    return made


def offer(name: str = "Sprachcafé", **more: Any) -> Offer:
    """A published offer of the town, checked last week."""
    municipality()
    values: dict[str, Any] = {
        "description": "Deutsch sprechen bei Kaffee und Tee.",
        "topic": "language",
        "kind": "cafe",
        "state": "published",
        "is_free": True,
        "municipality_ags": TOWN,
        "assured_date": clock.today() - timedelta(days=7),
        "assured_by": "Freundeskreis Asyl",
        "last_modified": clock.now(),
        **more,
    }
    made = Offer(name=name, **values)
    db.session.add(made)
    db.session.flush()
    return made


def next_change_of_clocks(month: int) -> datetime:
    """02:30 in the next night in which the clocks go forward (month 3) or back (month 10)."""
    today = clock.today()
    for year in (today.year, today.year + 1):
        last = date(year, month, 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        if sunday > today:
            return datetime.combine(sunday, time(2, 30))
    raise AssertionError(month)


def consultation(of: Client, **more: Any) -> Consultation:
    """A talk in the office."""
    manager_id = db.session.scalars(sa.select(Case.manager_id).where(Case.client_id == of.id)).one()
    values: dict[str, Any] = {
        "client_id": of.id,
        "on": clock.today(),
        "form": "office",
        "topics": ["language"],
        "minutes_bucket": 30,
        "language": "de",
        "interpreter_kind": "none",
        "plan_changed": False,
        "by_id": manager_id,
        "op_id": uuid.uuid4(),
        "created_at": clock.now(),
        "awaits_client": False,
    }
    made = Consultation(**{**values, **more})
    db.session.add(made)
    db.session.flush()
    return made
