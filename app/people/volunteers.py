"""Volunteers: who they are, what they help with, and how long their promise of silence holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.carriers.models import ServiceAgreement
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.core.i18n import LANGUAGES, listed
from app.people.accounts import get_account, name_of_person
from app.people.events import VolunteerProfileChanged
from app.people.models import Person, RoleGrant, VolunteerProfile
from app.people.queries import is_granted
from app.people.reach import in_reach


@dataclass(frozen=True, kw_only=True)
class Promise:
    """Confidentiality, and who made sure of the person."""

    signed_on: date | None
    valid_until: date | None
    vetted_by: str
    certificate_seen_on: date | None  # seen and given back, never kept

    def holds(self, on: date) -> bool:
        """Signed, and not run out: only then ties to clients may be open."""
        return self.signed_on is not None and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True, kw_only=True)
class Help:
    """What a volunteer offers; hers or his to write."""

    group_name: str
    languages: Sequence[str]  # codes of the language table
    helps_with: Sequence[str]  # topics

    @property
    def language_names(self) -> str:
        """The languages, each in its own name."""
        return listed(LANGUAGES[code].autonym for code in self.languages if code in LANGUAGES)


@dataclass(frozen=True, kw_only=True)
class Volunteer:
    """A volunteer as lists show her or him."""

    person_id: int
    name: str
    help: Help
    promise: Promise
    valid_to: date | None  # of the role
    is_closed: bool


_NO_HELP = Help(group_name="", languages=(), helps_with=())
_NO_PROMISE = Promise(signed_on=None, valid_until=None, vetted_by="", certificate_seen_on=None)


def volunteers_of(viewer: Viewer) -> list[Volunteer]:
    """A coordinator's volunteers; for managers and team leads those who work where their carrier
    does, as people to ask. One statement."""
    found = [_volunteer(row) for row in db.session.execute(_statement(_near(viewer)))]
    return sorted(found, key=lambda one: (one.name.casefold(), one.person_id))


def get_volunteer(person_id: int, *, seen_by: Viewer) -> Volunteer:
    """One of them; raise Missing whether absent or foreign."""
    row = db.session.execute(
        _statement(_near(seen_by)).where(RoleGrant.person_id == person_id)
    ).first()
    if row is None:
        raise Missing
    return _volunteer(row)


def get_own_help(viewer: Viewer) -> Help:
    """What the volunteer in front offers."""
    found = db.session.get(VolunteerProfile, viewer.person_id)
    return _NO_HELP if found is None else _help(found)


def set_help(new: Help, *, by: Viewer, now: datetime) -> None:
    """The volunteer writes what she or he offers."""
    _write_help(_profile(by.person_id or 0), new)
    publish(VolunteerProfileChanged(occurred_at=now, by=by, person_id=by.person_id or 0))


def set_profile(person_id: int, new: Help, promise: Promise, *, by: Viewer, now: datetime) -> None:
    """A coordinator writes everything that is kept of one of her volunteers."""
    get_account(person_id, seen_by=by)
    profile = _profile(person_id)
    _write_help(profile, new)
    profile.confidentiality_signed_on = promise.signed_on
    profile.valid_until = promise.valid_until
    profile.vetted_by = promise.vetted_by
    profile.certificate_seen_on = promise.certificate_seen_on
    publish(VolunteerProfileChanged(occurred_at=now, by=by, person_id=person_id))


def _near(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The volunteers this viewer may know of."""
    if viewer.role is Role.COORDINATOR:
        return in_reach(viewer)
    if viewer.role not in (Role.MANAGER, Role.TEAM_LEAD):
        return sa.false()
    today = clock.today()
    served = sa.exists().where(
        ServiceAgreement.carrier_id == viewer.carrier_id,
        ServiceAgreement.municipality_ags.startswith(RoleGrant.area_ags),
        ServiceAgreement.valid_from <= today,
        sa.or_(ServiceAgreement.valid_to.is_(None), ServiceAgreement.valid_to >= today),
    )
    return sa.and_(RoleGrant.role == Role.VOLUNTEER, is_granted(RoleGrant, today), served)


def _statement(near: sa.ColumnElement[bool]) -> Any:
    return (
        sa.select(RoleGrant, name_of_person().label("name"), VolunteerProfile)
        .join(Person, Person.id == RoleGrant.person_id)
        .outerjoin(VolunteerProfile, VolunteerProfile.person_id == RoleGrant.person_id)
        .where(
            near,
            sa.or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= clock.today()),
        )
        .order_by(RoleGrant.id)
    )


def _volunteer(row: Any) -> Volunteer:
    grant, profile = row.RoleGrant, row.VolunteerProfile
    return Volunteer(
        person_id=grant.person_id,
        name=row.name,
        help=_NO_HELP if profile is None else _help(profile),
        promise=_NO_PROMISE if profile is None else _promise(profile),
        valid_to=grant.valid_to,
        is_closed=grant.closed_at is not None,
    )


def _help(profile: VolunteerProfile) -> Help:
    return Help(
        group_name=profile.group_name,
        languages=profile.languages,
        helps_with=profile.helps_with,
    )


def _promise(profile: VolunteerProfile) -> Promise:
    return Promise(
        signed_on=profile.confidentiality_signed_on,
        valid_until=profile.valid_until,
        vetted_by=profile.vetted_by,
        certificate_seen_on=profile.certificate_seen_on,
    )


def _profile(person_id: int) -> VolunteerProfile:
    """The row, made the first time."""
    found = db.session.get(VolunteerProfile, person_id)
    if found is None:
        found = VolunteerProfile(
            person_id=person_id, group_name="", languages=[], helps_with=[], vetted_by=""
        )
        db.session.add(found)
    return found


def _write_help(profile: VolunteerProfile, new: Help) -> None:
    profile.group_name = new.group_name
    profile.languages = sorted(new.languages)
    profile.helps_with = sorted(new.helps_with)
