"""A stage for questions about access: five clients with all they can have, and eight who ask.

`own` is the one that is asked for; `beside` has the same manager, `other` another manager of the
same carrier, `foreign` another carrier, and `gone` was deleted. Every text about a client holds
her canary, so that a page which shows it is known by its bytes.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.caseload.models import Client
from app.core import clock
from app.core.access import Role
from app.core.db import Base, db, transaction
from app.core.tenancy import carrier_opened
from app.people.sessions import start_session
from tests import build
from tests.cast import Member
from tests.visits import visitor_of

MISSING = 999_999
TOWNS = {"own": build.TOWN, "other": "08119067", "foreign": "08111000"}
OFFICE = (Role.MANAGER, Role.TEAM_LEAD, Role.CARRIER_ADMIN, Role.DPO)
AREAS = {Role.VOLUNTEER: 8, Role.COORDINATOR: 5}  # digits of the municipality key
ASKING = (None, Role.CLIENT, *OFFICE, *AREAS)  # None: nobody is signed in


@dataclass(kw_only=True)
class World:
    """One client, everybody around her, and everything she has."""

    relation: str
    carrier_id: int
    town: str
    people: dict[Role, Member]
    ids: dict[str, Any] = field(default_factory=dict)  # name of an argument -> id of the thing

    @property
    def client(self) -> Client:
        """The record of the client."""
        found = self.people[Role.CLIENT].client
        assert found is not None
        return found

    @property
    def manager(self) -> Member:
        """The one who has her case."""
        return self.people[Role.MANAGER]

    @property
    def canary(self) -> str:
        """A word that stands in every text about this client and nowhere else."""
        return f"Kanari{self.relation}"


@dataclass(kw_only=True)
class Scene:
    """The five worlds and the cookies of those who ask: the people of `own`."""

    app: Flask
    worlds: dict[str, World]
    tokens: dict[Role, str]

    def browser(self, role: Role | None) -> FlaskClient:
        """A browser in which somebody of this role is signed in; None: nobody."""
        made = visitor_of(self.app)
        if role is not None:
            made.set_cookie(self.app.config["COOKIE_NAME"], self.tokens[role])
        return made

    def foreign_browser(self, role: Role) -> FlaskClient:
        """The same of the other carrier."""
        made = visitor_of(self.app)
        with transaction():
            token = _token(self.worlds["foreign"].people[role])
        made.set_cookie(self.app.config["COOKIE_NAME"], token)
        return made


def build_scene(app: Flask, makers: Mapping[str, Any]) -> Scene:
    """Make everything; `makers` says how each kind of thing is made and what its id is."""
    houses = {
        "own": _house("Wegweiser Rems", "own"),
        "other": _house("Wegweiser Rems", "other"),
        "foreign": _house("Stadt Stuttgart", "foreign"),
    }
    worlds = {
        relation: _world(relation, *houses[relation], makers) for relation in ("own", "other")
    }
    worlds["beside"] = _world("beside", *houses["own"], makers)
    worlds["foreign"] = _world("foreign", *houses["foreign"], makers)
    with _taken_away(worlds["own"].carrier_id):
        worlds["gone"] = _world("gone", *houses["own"], makers)
    db.session.remove()
    asking = worlds["own"].people
    with transaction():
        tokens = {role: _token(asking[role]) for role in ASKING if role is not None}
    return Scene(app=app, worlds=worlds, tokens=tokens)


def _token(member: Member) -> str:
    return start_session(member.grant, device="Test", now=clock.now(), fresh_for=timedelta(hours=1))


def _house(carrier_name: str, relation: str) -> tuple[int, str, dict[Role, Member]]:
    """A carrier, a town, and one person of each role that is not a client."""
    town = TOWNS[relation]
    with transaction():
        carrier_id = build.carrier(carrier_name).id
        build.municipality(town, f"Stadt {town}")
    people = {}
    with carrier_opened(carrier_id), transaction():
        for role in (*OFFICE, *AREAS):
            scope = (
                {"carrier_id": carrier_id} if role in OFFICE else {"area_ags": town[: AREAS[role]]}
            )
            person, grant = build.person(f"{role.title()} {relation}", "de", role, **scope)
            people[role] = Member(person=person, grant=grant)
        build.manager_profile(people[Role.MANAGER].person, f"Frau {relation.title()}")
    return carrier_id, town, people


def _world(
    relation: str,
    carrier_id: int,
    town: str,
    staff: dict[Role, Member],
    makers: Mapping[str, Any],
) -> World:
    """A client of this house and one of each thing."""
    manager = staff[Role.MANAGER]
    with carrier_opened(carrier_id), transaction():
        canary = f"Kanari{relation}"
        person, grant = build.person(canary, "de", Role.CLIENT, carrier_id=carrier_id)
        client = build.client(person, manager.person, family_name=canary)
        client.municipality_ags = town
    her = Member(person=person, grant=grant, client=client, manager=manager)
    made = World(
        relation=relation, carrier_id=carrier_id, town=town, people={**staff, Role.CLIENT: her}
    )
    with carrier_opened(carrier_id), transaction():
        for name, make in makers.items():
            made.ids[name] = make(made)
            db.session.flush()
    return made


@contextmanager
def _taken_away(carrier_id: int) -> Iterator[None]:
    """Delete every row that is made inside, as if it had never been: only its id remains."""
    with carrier_opened(carrier_id):
        before = {table.name: _keys(table) for table in Base.metadata.sorted_tables}
    yield
    with carrier_opened(carrier_id), transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            for key in _keys(table) - before[table.name]:
                same = zip(table.primary_key.columns, key, strict=True)
                session.execute(
                    sa.delete(table).where(*(column == value for column, value in same))
                )


def _keys(table: sa.Table) -> set[tuple[Any, ...]]:
    return {tuple(row) for row in db.session.execute(sa.select(*table.primary_key.columns))}
