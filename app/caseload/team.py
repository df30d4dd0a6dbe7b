"""What a team lead sees of managers and cases: names and numbers, no content of any record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.carriers.models import Municipality
from app.caseload.models import Case, Client, ManagerProfile, Substitution
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.errors import Missing
from app.people.accounts import name_of_person
from app.people.models import Person, RoleGrant
from app.people.queries import is_granted


@dataclass(frozen=True, kw_only=True)
class TeamManager:
    """A manager of the carrier and how many open cases she has."""

    person_id: int
    name: str
    open_cases: int
    works_here: bool  # acts as a manager today; False: her cases need somebody else


@dataclass(frozen=True, kw_only=True)
class TeamCase:
    """An open case in the list of a manager: whose it is, nothing of what is in it."""

    case_id: int
    client_id: int
    full_name: str
    town: str
    started_on: date


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """Somebody stands in for somebody else."""

    id: int
    of_name: str
    by_name: str
    valid_from: date
    valid_to: date
    reason: str
    is_now: bool


def demand_lead(viewer: Viewer) -> None:
    """Raise Missing for everybody but a team lead: nobody else sees the team."""
    if viewer.role is not Role.TEAM_LEAD:
        raise Missing


def managers_of(viewer: Viewer) -> list[TeamManager]:
    """The carrier's managers by name, and whoever still has cases; one statement."""
    rows = db.session.execute(_managers(viewer))
    found = [TeamManager(**row._mapping) for row in rows]
    return sorted(found, key=lambda one: (one.name.casefold(), one.person_id))


def get_manager(person_id: int, *, seen_by: Viewer) -> TeamManager:
    """One of them; raise Missing whether absent or foreign."""
    row = db.session.execute(_managers(seen_by).where(Person.id == person_id)).one_or_none()
    if row is None:
        raise Missing
    return TeamManager(**row._mapping)


def _managers(viewer: Viewer) -> sa.Select[Any]:
    demand_lead(viewer)
    acts_here = sa.exists().where(
        RoleGrant.person_id == Person.id,
        RoleGrant.role == Role.MANAGER,
        RoleGrant.carrier_id == viewer.carrier_id,
        is_granted(RoleGrant, clock.today()),
    )
    cases = sa.select(sa.func.count(Case.id)).where(
        Case.manager_id == Person.id, Case.ended_on.is_(None)
    )
    count = cases.correlate(Person).scalar_subquery()
    return (
        sa.select(
            Person.id.label("person_id"),
            sa.func.coalesce(ManagerProfile.full_name, name_of_person()).label("name"),
            count.label("open_cases"),
            acts_here.label("works_here"),
        )
        .outerjoin(ManagerProfile, ManagerProfile.person_id == Person.id)
        .where(sa.or_(acts_here, Person.id.in_(_with_cases())))
    )


def _with_cases() -> sa.Select[int]:
    return sa.select(Case.manager_id).where(Case.ended_on.is_(None))


def cases_of(manager: TeamManager, *, seen_by: Viewer) -> list[TeamCase]:
    """The open cases of a manager of this viewer's team, by name; one statement."""
    demand_lead(seen_by)
    rows = db.session.execute(
        sa.select(
            Case.id.label("case_id"),
            Client.id.label("client_id"),
            Client.given_name,
            Client.family_name,
            Municipality.name.label("town"),
            Case.started_on,
        )
        .join(Client, Client.id == Case.client_id)
        .join(Municipality, Municipality.ags == Client.municipality_ags)
        .where(Case.manager_id == manager.person_id, Case.ended_on.is_(None))
    )
    found = [
        TeamCase(
            case_id=row.case_id,
            client_id=row.client_id,
            full_name=f"{row.given_name} {row.family_name}".strip(),
            town=row.town,
            started_on=row.started_on,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.full_name.casefold(), one.case_id))


def substitutions_of_team(viewer: Viewer) -> list[StandIn]:
    """Substitutions of the carrier that are not over, the next one first."""
    demand_lead(viewer)
    return _substitutions()


def own_substitutions(viewer: Viewer) -> list[StandIn]:
    """Those in which a manager stands in, or is stood in for."""
    own = sa.or_(Substitution.of_id == viewer.person_id, Substitution.by_id == viewer.person_id)
    return _substitutions(own)


def _substitutions(*where: sa.ColumnElement[bool]) -> list[StandIn]:
    of, by = aliased(ManagerProfile), aliased(ManagerProfile)
    away, stand_in = aliased(Person), aliased(Person)
    today = clock.today()
    rows = db.session.execute(
        sa.select(
            Substitution.id,
            sa.func.coalesce(of.full_name, away.full_name, away.call_name).label("of_name"),
            sa.func.coalesce(by.full_name, stand_in.full_name, stand_in.call_name).label("by_name"),
            Substitution.valid_from,
            Substitution.valid_to,
            Substitution.reason,
        )
        .join(away, away.id == Substitution.of_id)
        .join(stand_in, stand_in.id == Substitution.by_id)
        .outerjoin(of, of.person_id == Substitution.of_id)
        .outerjoin(by, by.person_id == Substitution.by_id)
        .where(Substitution.ended_at.is_(None), Substitution.valid_to >= today, *where)
        .order_by(Substitution.valid_from, Substitution.id)
    )
    return [StandIn(**row._mapping, is_now=row.valid_from <= today) for row in rows]


def names_of(people: Sequence[int]) -> dict[int, str]:
    """How managers of this carrier are called, by their id."""
    rows = db.session.execute(
        sa.select(Person.id, sa.func.coalesce(ManagerProfile.full_name, name_of_person()))
        .outerjoin(ManagerProfile, ManagerProfile.person_id == Person.id)
        .where(Person.id.in_(people))
    )
    return {row[0]: row[1] for row in rows}
