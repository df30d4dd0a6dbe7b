"""Reading persons, their roles and ceremonies. No case content is here."""

from datetime import date

import sqlalchemy as sa

from app.core.access import Role, Viewer
from app.core.db import db
from app.people.models import Enrolment, Person, RoleGrant


def find_of_browser(browser: bytes) -> Enrolment | None:
    """The newest ceremony this browser takes part in."""
    return db.session.scalar(
        sa.select(Enrolment)
        .where(Enrolment.browser_hash == browser)
        .order_by(Enrolment.id.desc())
        .limit(1)
    )


def language_of(person_id: int) -> str:
    """The language somebody chose to read in."""
    return db.session.get_one(Person, person_id).ui_language


def is_first_device(ceremony: Enrolment) -> bool:
    """True when this ceremony ends with the first device the person ever had."""
    person = db.session.get_one(Person, ceremony.person_id)
    return ceremony.purpose == "enrol" and person.device_added_at is None


def find_of_issuer(person_id: int, *, issued_by: Viewer) -> Enrolment | None:
    """The newest ceremony of a person that this staff member began."""
    return db.session.scalar(
        sa.select(Enrolment)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.issued_by_id == issued_by.person_id,
            Enrolment.issued_by_id.is_not(None),
        )
        .order_by(Enrolment.id.desc())
        .limit(1)
    )


def get_person(person_id: int) -> Person:
    """The person with this id, who exists because another row points at it."""
    return db.session.get_one(Person, person_id)


def find_grant(person_id: int, role: Role) -> RoleGrant | None:
    """The newest grant of a role to a person."""
    return db.session.scalar(
        sa.select(RoleGrant)
        .where(RoleGrant.person_id == person_id, RoleGrant.role == role)
        .order_by(RoleGrant.id.desc())
        .limit(1)
    )


def is_granted(grant: type[RoleGrant], on: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """The role may be acted in on this day."""
    return sa.and_(
        grant.closed_at.is_(None),
        grant.valid_from <= on,
        sa.or_(grant.valid_to.is_(None), grant.valid_to >= on),
    )
