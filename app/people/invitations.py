"""The first accounts of staff, made from the command line."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.carriers.models import Carrier
from app.core import clock
from app.core.access import SYSTEM, Role
from app.core.db import db
from app.core.phones import find_number
from app.people import enrolment
from app.people.reach import IN_AREA, IN_CARRIER
from app.people.staff import NewRole, make_account

_WORDS = {  # what somebody without a name is called
    Role.MANAGER: "Integrationsmanagement",
    Role.TEAM_LEAD: "Teamleitung",
    Role.CARRIER_ADMIN: "Verwaltung",
    Role.DPO: "Datenschutz",
    Role.COORDINATOR: "Integrationsbeauftragte",
    Role.VOLUNTEER: "Ehrenamt",
}


class CannotInvite(Exception):
    """The invitation makes no sense; the text is a sentence for the operator."""


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """Who is invited, and for what."""

    role: Role
    carrier: str | None = None
    municipality: str | None = None
    name: str | None = None
    phone: str | None = None


def invite(invitation: Invitation, *, now: datetime) -> str:
    """Make person and role and begin a ceremony; return the secret of its link."""
    new = NewRole(
        role=invitation.role,
        full_name=invitation.name or _WORDS[invitation.role],
        office_phone=_phone(invitation),
        valid_from=clock.local(now).date(),
        area_ags=_area(invitation),
    )
    grant = make_account(new, carrier_id=_carrier_id(invitation), by=SYSTEM, now=now)
    _enrolment, secret = enrolment.issue(grant, purpose="enrol", by=SYSTEM, now=now)
    return secret


def _carrier_id(invitation: Invitation) -> int | None:
    """The carrier by name. The first account of a new carrier also founds it."""
    if invitation.role not in IN_CARRIER:
        return None
    if not invitation.carrier:
        raise CannotInvite(f"A {invitation.role} works for a carrier: add --carrier NAME.")
    found = db.session.scalar(sa.select(Carrier).where(Carrier.name == invitation.carrier))
    if found is None and invitation.role is not Role.CARRIER_ADMIN:
        raise CannotInvite(
            f"There is no carrier {invitation.carrier!r}. "
            "Invite its first carrier_admin, which founds it."
        )
    return (found or _founded(invitation.carrier)).id


def _founded(name: str) -> Carrier:
    """A carrier as its own administration will complete it."""
    carrier = Carrier(
        name=name, kind="independent", legal_regime="gdpr_private", contact="", dpo_contact=""
    )
    db.session.add(carrier)
    db.session.flush()
    return carrier


def _area(invitation: Invitation) -> str | None:
    if invitation.role not in IN_AREA:
        return None
    ags = invitation.municipality or ""
    if not (ags.isdecimal() and len(ags) in (5, 8) and ags.startswith("08")):
        raise CannotInvite(
            f"A {invitation.role} works in a municipality or district of Baden-Württemberg: "
            "add --municipality with its AGS (8 or 5 digits, beginning with 08)."
        )
    return ags


def _phone(invitation: Invitation) -> str | None:
    """Clients see their manager's name and number, so a manager must have both."""
    if invitation.role is not Role.MANAGER:
        return None
    number = find_number(invitation.phone or "")
    if not invitation.name or number is None:
        raise CannotInvite("Clients see who helps them: add --name and --phone of the new manager.")
    return number
