"""Reading the accounts somebody looks after: names, roles with their dates, devices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, one_or_missing
from app.core.errors import Missing
from app.people.models import Passkey, Person, RoleGrant
from app.people.reach import in_reach
from app.people.roles import ROLE_WORDS


@dataclass(frozen=True, kw_only=True)
class HeldRole:
    """A role of an account, from a day, perhaps to a day."""

    grant_id: int
    role: Role
    valid_from: date
    valid_to: date | None
    is_closed: bool

    @property
    def word(self) -> str:
        """The role's msgid."""
        return ROLE_WORDS[self.role]

    def is_over(self, on: date) -> bool:
        """Its last day has passed."""
        return self.valid_to is not None and self.valid_to < on


@dataclass(frozen=True, kw_only=True)
class Account:
    """Somebody with the roles that the viewer looks after."""

    person_id: int
    name: str
    roles: Sequence[HeldRole]
    devices: int
    last_used_at: datetime | None
    has_other_roles: bool  # elsewhere, or of another kind: then no device is let in from here

    @property
    def current(self) -> list[HeldRole]:
        """Roles that are not over, closed or not."""
        return [held for held in self.roles if not held.is_over(clock.today())]

    @property
    def is_closed(self) -> bool:
        """Nobody acts in it, until it is opened again."""
        return bool(self.current) and all(held.is_closed for held in self.current)

    @property
    def may_get_devices(self) -> bool:
        """A device of this account opens nothing that the viewer does not look after."""
        return bool(self.current) and not self.is_closed and not self.has_other_roles


def name_of_person() -> sa.ColumnElement[str]:
    """How lists of staff name somebody."""
    return sa.func.coalesce(Person.full_name, Person.call_name)


def accounts_of(viewer: Viewer) -> list[Account]:
    """All accounts this viewer looks after, by name; one statement."""
    return sorted(_read(viewer), key=lambda one: (one.name.casefold(), one.person_id))


def get_account(person_id: int, *, seen_by: Viewer) -> Account:
    """One of them; raise Missing whether absent or foreign."""
    for found in _read(seen_by, RoleGrant.person_id == person_id):
        return found
    raise Missing


def get_role(grant_id: int, *, of: int, seen_by: Viewer) -> tuple[Account, HeldRole]:
    """One role of such an account, to show; raise Missing for any other."""
    found = get_account(of, seen_by=seen_by)
    for held in found.roles:
        if held.grant_id == grant_id:
            return found, held
    raise Missing


def get_grant(grant_id: int, *, of: int, seen_by: Viewer) -> RoleGrant:
    """One role of such an account, held for a change; raise Missing for any other."""
    return one_or_missing(
        sa.select(RoleGrant)
        .where(RoleGrant.id == grant_id, RoleGrant.person_id == of, in_reach(seen_by))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _read(viewer: Viewer, *where: sa.ColumnElement[bool]) -> list[Account]:
    rows = db.session.execute(
        sa.select(
            RoleGrant.id.label("grant_id"),
            RoleGrant.role,
            RoleGrant.valid_from,
            RoleGrant.valid_to,
            RoleGrant.closed_at,
            Person.id.label("person_id"),
            name_of_person().label("name"),
            *_devices(),
            _other_roles(viewer).label("has_other_roles"),
        )
        .join(Person, Person.id == RoleGrant.person_id)
        .where(in_reach(viewer), *where)
        .order_by(Person.id, RoleGrant.valid_from, RoleGrant.id)
    ).all()
    found = []
    for person_id, group in groupby(rows, key=lambda row: row.person_id):
        mine = list(group)
        found.append(
            Account(
                person_id=person_id,
                name=mine[0].name,
                roles=[_held(row) for row in mine],
                devices=mine[0].devices,
                last_used_at=mine[0].last_used_at,
                has_other_roles=mine[0].has_other_roles,
            )
        )
    return found


def _held(row: Any) -> HeldRole:
    return HeldRole(
        grant_id=row.grant_id,
        role=Role(row.role),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        is_closed=row.closed_at is not None,
    )


def _devices() -> tuple[sa.Label[int], sa.Label[datetime | None]]:
    """How many devices come in, and when the last one did."""
    working = (
        Passkey.person_id == Person.id,
        Passkey.is_active,
        Passkey.revoked_at.is_(None),
    )
    count = sa.select(sa.func.count(Passkey.id)).where(*working)
    latest = sa.select(sa.func.max(Passkey.last_used_at)).where(*working)
    return (
        count.scalar_subquery().label("devices"),
        latest.scalar_subquery().label("last_used_at"),
    )


def _other_roles(viewer: Viewer) -> sa.Exists:
    """The person also acts, or will act, where this viewer does not look after accounts."""
    other = aliased(RoleGrant)
    return sa.exists().where(
        other.person_id == Person.id,
        other.closed_at.is_(None),
        sa.or_(other.valid_to.is_(None), other.valid_to >= clock.today()),
        sa.not_(in_reach(viewer, other)),
    )
