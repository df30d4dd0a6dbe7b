"""A crowded office: thousands of cases, 200 of them one manager's; made by plain inserts."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.appointments.models import Appointment, Participation
from app.caseload.models import Case, Client, Household, ResidenceTitle
from app.consultations.models import Consultation
from app.core import clock
from app.core.access import Role
from app.core.db import Base, db, transaction
from app.core.tenancy import carrier_opened
from app.people.models import Person, RoleGrant
from app.plan.catalogue import CATALOGUE
from app.plan.models import Plan, PlanVersion, Step, StepDocument
from tests import build
from tests.cast import Member
from tests.postgres import measure_tables

CASELOAD = 200  # clients of one manager, in 60 households
HOUSEHOLDS = 60
STEPS = ("course_reg", "bank", "doctor", "cv", "flat_search", "kita")
STATES = ("open", "waiting", "done", "suggested", "in_progress", "open")
GIVEN = ("Amal", "Omid", "Tesfay", "Zoya", "Hêvî", "Çiçek", "Şirin", "Øystein", "Mariia", "Yusuf")


def fill(manager: Member, *, cases: int, caseload: int = CASELOAD) -> None:
    """Give the manager a caseload, and colleagues of hers all the other cases."""
    carrier_id = manager.grant.carrier_id
    assert carrier_id is not None
    with carrier_opened(carrier_id), transaction():
        build.municipality()
        managers = [manager.person.id]
        for number in range(cases // caseload - 1):
            colleague, _ = build.person(f"M{number}", "de", Role.MANAGER, carrier_id=carrier_id)
            managers.append(colleague.id)
        for number, owner in enumerate(managers):
            _caseload(carrier_id, owner, first=number * caseload, size=caseload)
    measure_tables()


def _caseload(carrier_id: int, manager_id: int, *, first: int, size: int) -> None:
    """One manager's clients with plans, appointments, talks and titles."""
    base = _next_id(Client)
    homes = _put(
        Household, ({"carrier_id": carrier_id, "label": f"H{n}"} for n in range(HOUSEHOLDS))
    )
    people = _put(Person, (_person(first + n) for n in range(size)))
    _put(RoleGrant, (_grant(one, carrier_id) for one in people))
    clients = _put(
        Client,
        (_client(base, n, people[n], homes[n % HOUSEHOLDS], first) | {"carrier_id": carrier_id}
         for n in range(size)),
    )  # fmt: skip
    mine = {"carrier_id": carrier_id}
    _put(Case, (mine | _case(one, n, manager_id) for n, one in enumerate(clients)))
    plans = _put(Plan, (mine | _plan(one, n) for n, one in enumerate(clients)))
    _put(PlanVersion, (mine | _version(one) for one in plans))
    both = list(zip(clients, plans, strict=True))
    steps = _put(Step, (mine | step for n, (c, p) in enumerate(both) for step in _steps(c, p, n)))
    _put(StepDocument, (mine | one for n, step in enumerate(steps) for one in _papers(step, n)))
    meetings = _put(Appointment, (mine | _meeting(n, manager_id) for n in range(size * 2)))
    _put(Participation, (mine | _part(meetings[n], clients[n // 2], n) for n in range(size * 2)))
    _put(Consultation, (mine | _talk(c, n, manager_id) for n, c in enumerate(clients)))
    _put(ResidenceTitle, (mine | _title(c, n) for n, c in enumerate(clients)))


def _next_id(table: type[Base]) -> int:
    return (db.session.scalar(sa.select(sa.func.max(table.__table__.c.id))) or 0) + 1


def _put(table: type[Base], rows: Iterator[dict[str, Any]]) -> list[int]:
    """Insert rows and return their numbers, which SQLite, alone at work, is told: it is quicker."""
    if db.engine.dialect.name != "sqlite":
        key = table.__table__.c.id
        made = sa.insert(table).returning(key, sort_by_parameter_order=True)
        return list(db.session.scalars(made, list(rows)))
    first = _next_id(table)
    numbered = [{"id": first + number, **row} for number, row in enumerate(rows)]
    db.session.execute(sa.insert(table), numbered)
    return [row["id"] for row in numbered]


def _day(number: int) -> date:
    return clock.today() + timedelta(days=number)


def _person(number: int) -> dict[str, Any]:
    name = GIVEN[number % len(GIVEN)]
    return {"call_name": name, "ui_language": "ar", "created_at": clock.now()}


def _grant(person_id: int, carrier_id: int) -> dict[str, Any]:
    since = {"valid_from": date(2020, 1, 1)}
    return {"person_id": person_id, "role": "client", "carrier_id": carrier_id, **since}


def _client(base: int, n: int, person_id: int, home: int, first: int) -> dict[str, Any]:
    return {
        "uid": uuid.uuid4(),
        "person_id": person_id,
        "municipality_ags": build.TOWN,
        "household_id": home,
        "given_name": GIVEN[n % len(GIVEN)],
        "family_name": f"Muster{first + n:05}",
        "created_at": clock.now(),
    }


def _case(client_id: int, n: int, manager_id: int) -> dict[str, Any]:
    return {"client_id": client_id, "manager_id": manager_id, "started_on": _day(-n - 70)}


def _plan(client_id: int, n: int) -> dict[str, Any]:
    return {"client_id": client_id, "next_review_on": _day(n - 20)}


def _version(plan_id: int) -> dict[str, Any]:
    agreed = {"agreed_client_at": clock.now(), "agreed_manager_at": clock.now()}
    return {"plan_id": plan_id, "no": 1, "state": "agreed", **agreed}


def _steps(client_id: int, plan_id: int, n: int) -> Iterator[dict[str, Any]]:
    for sort, (key, state) in enumerate(zip(STEPS, STATES, strict=True)):
        yield {
            "client_id": client_id,
            "plan_id": plan_id,
            "topic": "work",
            "template_key": key,
            "nature": "voluntary",
            "state": state,
            "due_on": _day(n % 60 - 10 + sort),
            "lapses_on": _day(n) if sort == 0 else None,
            "waiting_on": "authority" if state == "waiting" else None,
            "waiting_since": _day(-(n % 60)) if state == "waiting" else None,
            "done_at": clock.now() if state == "done" else None,
            "created_at": clock.now(),
            "sort": sort,
        }


def _papers(step_id: int, n: int) -> Iterator[dict[str, Any]]:
    template = CATALOGUE[STEPS[n % len(STEPS)]]
    for direction, papers in (("needs", template.needs), ("yields", template.yields)):
        for paper in papers:
            yield {"step_id": step_id, "doc_type": paper, "direction": direction, "have_it": False}


def _meeting(n: int, manager_id: int) -> dict[str, Any]:
    is_over = n % 2
    starts = datetime.combine(_day(-(n % 80) - 1 if is_over else n % 30 + 1), time(10))
    return {
        "kind": "counselling",
        "minutes": 30,
        "place": "Rathaus",
        "address": "Marktplatz 1",
        "organiser_id": manager_id,
        "starts_local": starts,
        "starts_at": clock.instant(starts),
        "ends_at": clock.instant(starts) + timedelta(minutes=30),
        "state": "held" if is_over else "confirmed",
        "created_at": clock.now(),
    }


def _part(meeting_id: int, client_id: int, n: int) -> dict[str, Any]:
    came = "attended" if n % 2 else None
    return {"appointment_id": meeting_id, "client_id": client_id, "outcome": came}


def _talk(client_id: int, n: int, manager_id: int) -> dict[str, Any]:
    return {
        "client_id": client_id,
        "on": _day(-(n % 120)),
        "form": "office",
        "topics": ["work"],
        "minutes_bucket": 30,
        "language": "ar",
        "interpreter_kind": "none",
        "plan_changed": False,
        "by_id": manager_id,
        "op_id": uuid.uuid4(),
        "created_at": clock.now(),
        "awaits_client": False,
    }


def _title(client_id: int, n: int) -> dict[str, Any]:
    return {
        "client_id": client_id,
        "kind": "residence_permit",
        "valid_until": _day(n * 3),
        "since": _day(-300),
        "reported_by": "manager",
        "reported_on": _day(-300),
    }
