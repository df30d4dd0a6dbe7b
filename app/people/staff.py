"""Changing accounts of staff and volunteers: invite, give and end roles, close, lock.

Who looks after an account is told by reach.py; a new account gets its device by the same
ceremony in person as a client's.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.carriers.queries import hold
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.errors import Missing, Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l
from app.people import enrolment
from app.people.accounts import Account, get_account, get_grant
from app.people.events import AccountClosed, AccountOpened, RoleEnded, RoleGranted, StaffInvited
from app.people.models import Passkey, Person, RoleGrant, Session
from app.people.queries import is_granted
from app.people.reach import in_reach, roles_kept_by

TWICE = timedelta(minutes=1)  # a second tap on the same button


class LastAdmin(Refused):
    """A carrier without administration could never invite anybody again."""

    words = _l(
        "This is the last account of the administration that can sign in. "
        "Give the role to somebody else first."
    )


class TooEarly(Refused):
    """The past is not changed."""

    words = _l("Choose today or a later day. To stop at once, close the account.")
    field = "last_on"


class BeforeItBegins(Refused):
    """A role lasts a day at least."""

    words = _l("This is before the first day.")
    field = "last_on"


class HasThisRole(Refused):
    """Twice the same role would only confuse."""

    words = _l("She or he has this role already.")
    field = "role"


@dataclass(frozen=True, kw_only=True)
class NewRole:
    """A role to give, and what clients must know of a manager."""

    role: Role
    full_name: str
    office_phone: str | None = None  # E.164
    valid_from: date
    valid_to: date | None = None
    area_ags: str | None = None  # of a volunteer


def invite(new: NewRole, *, by: Viewer, now: datetime) -> int:
    """Make an account and its first role; return the person's id. Two taps make one account."""
    if new.role not in roles_kept_by(by):
        raise Missing
    if (found := _just_invited(new, by=by, now=now)) is not None:
        return found
    return make_account(new, carrier_id=by.carrier_id, by=by, now=now).person_id


def make_account(new: NewRole, *, carrier_id: int | None, by: Viewer, now: datetime) -> RoleGrant:
    """Person and role at once; whoever follows learns the name and telephone from the event."""
    is_formal = new.full_name.startswith(("Frau ", "Herr "))
    person = Person(
        call_name=new.full_name if is_formal else new.full_name.split()[0],
        full_name=new.full_name,
        ui_language="de",
        created_at=now,
    )
    db.session.add(person)
    db.session.flush()
    grant = _grant(new, person.id, carrier_id)
    publish(
        StaffInvited(
            occurred_at=now,
            by=by,
            person_id=person.id,
            role=new.role,
            carrier_id=carrier_id,
            full_name=new.full_name,
            office_phone=new.office_phone,
        )
    )
    return grant


def _grant(new: NewRole, person_id: int, carrier_id: int | None) -> RoleGrant:
    grant = RoleGrant(
        person_id=person_id,
        role=new.role,
        carrier_id=carrier_id,
        area_ags=new.area_ags,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
    )
    db.session.add(grant)
    db.session.flush()
    return grant


def _just_invited(new: NewRole, *, by: Viewer, now: datetime) -> int | None:
    """Who was invited a moment ago under this name and role; the second tap waits here."""
    inviter = sa.select(Person.id).where(Person.id == by.person_id)
    db.session.execute(inviter.with_for_update(key_share=True))
    return db.session.scalar(
        sa.select(Person.id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            in_reach(by),
            RoleGrant.role == new.role,
            Person.full_name == new.full_name,
            Person.created_at > now - TWICE,
        )
        .limit(1)
    )


def give_role(account: Account, new: NewRole, *, by: Viewer, now: datetime) -> None:
    """One more role for somebody of the carrier's staff."""
    if new.role not in roles_kept_by(by):
        raise Missing
    person = sa.select(Person.id).where(Person.id == account.person_id)
    db.session.execute(person.with_for_update(key_share=True))
    held = get_account(account.person_id, seen_by=by)
    if any(one.role is new.role for one in held.current):
        raise HasThisRole
    _grant(new, account.person_id, by.carrier_id)
    publish(
        RoleGranted(
            occurred_at=now,
            by=by,
            person_id=account.person_id,
            role=new.role,
            carrier_id=by.carrier_id,
            full_name=account.name,
            office_phone=new.office_phone,
        )
    )


def end_role(grant_id: int, *, of: int, last_on: date, by: Viewer, now: datetime) -> None:
    """Give a role its last day."""
    hold(by.carrier_id)  # two of the administration may end each other's role at once
    grant = get_grant(grant_id, of=of, seen_by=by)
    if last_on < clock.local(now).date():
        raise TooEarly
    if last_on < grant.valid_from:
        raise BeforeItBegins
    _demand_another_admin([grant], after=last_on, by=by)
    grant.valid_to = last_on
    publish(RoleEnded(occurred_at=now, by=by, person_id=of, grant_id=grant.id, last_on=last_on))


def close(person_id: int, *, by: Viewer, now: datetime) -> None:
    """Nobody acts in the account any more: its sessions end at the next request."""
    hold(by.carrier_id)  # two of the administration may end each other's role at once
    today = clock.local(now).date()
    grants = [grant for grant in _grants(person_id, by) if grant.closed_at is None]
    _demand_another_admin(grants, after=today, by=by)
    ids = [grant.id for grant in grants]
    for grant in grants:
        grant.closed_at = now
    db.session.execute(
        sa.update(Session)
        .where(Session.role_grant_id.in_(ids), Session.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    enrolment.end_open_ones(person_id, state="burned", by=by, now=now)
    publish(AccountClosed(occurred_at=now, by=by, person_id=person_id))


def reopen(person_id: int, *, by: Viewer, now: datetime) -> None:
    """The account works again, with the roles that are not over; sessions stay ended."""
    for grant in _grants(person_id, by):
        grant.closed_at = None
    publish(AccountOpened(occurred_at=now, by=by, person_id=person_id))


def issue_code(person_id: int, *, purpose: str, by: Viewer, now: datetime) -> str:
    """Begin the ceremony for an account and return its secret.

    Missing for an account with roles elsewhere: its device would open those, too.
    """
    account = get_account(person_id, seen_by=by)
    if not account.may_get_devices:
        raise Missing
    open_ones = [held for held in account.current if not held.is_closed]
    grant = db.session.get_one(RoleGrant, open_ones[0].grant_id)
    _held, secret = enrolment.issue(grant, purpose=purpose, by=by, now=now)
    return secret


def _grants(person_id: int, by: Viewer) -> list[RoleGrant]:
    """All roles of the account, held for a change; Missing when it is not in reach."""
    found = db.session.scalars(
        sa.select(RoleGrant)
        .where(RoleGrant.person_id == person_id, in_reach(by))
        .order_by(RoleGrant.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if not found:
        raise Missing
    return list(found)


def _demand_another_admin(grants: list[RoleGrant], *, after: date, by: Viewer) -> None:
    """Raise LastAdmin when nobody else of the administration could sign in after that day."""
    ending = [grant for grant in grants if grant.role == Role.CARRIER_ADMIN]
    if not ending:
        return
    has_device = sa.exists().where(
        Passkey.person_id == RoleGrant.person_id, Passkey.is_active, Passkey.revoked_at.is_(None)
    )
    others = sa.select(RoleGrant.id).where(
        RoleGrant.carrier_id == by.carrier_id,
        RoleGrant.role == Role.CARRIER_ADMIN,
        RoleGrant.person_id != ending[0].person_id,
        is_granted(RoleGrant, clock.today()),
        sa.or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > after),
        has_device,
    )
    if db.session.scalar(others.limit(1)) is None:
        raise LastAdmin
