"""Somebody with several roles acts in one at a time, and changes it on purpose."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.carriers.models import Carrier, Municipality
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.core.i18n import N_
from app.core.tenancy import carrier_opened
from app.people.events import RoleSwitched
from app.people.models import RoleGrant, Session
from app.people.queries import is_granted
from app.people.sessions import id_of, revoke, start_session

# Translators: the roles in which people act here; nouns for one person, whoever it is.
ROLE_WORDS = {
    Role.CLIENT: N_("Client"),
    Role.VOLUNTEER: N_("Volunteer"),
    Role.MANAGER: N_("Integration manager"),
    Role.TEAM_LEAD: N_("Team lead"),
    Role.COORDINATOR: N_("Integration officer"),
    Role.CARRIER_ADMIN: N_("Administration"),
    Role.DPO: N_("Data protection officer"),
}


@dataclass(frozen=True, kw_only=True)
class OwnRole:
    """A role the person may act in today, and for whom."""

    grant_id: int
    role: Role
    place: str  # the carrier, municipality or district
    is_this: bool  # the one of this session

    @property
    def word(self) -> str:
        """The role's msgid."""
        return ROLE_WORDS[self.role]


def roles_of(viewer: Viewer) -> list[OwnRole]:
    """What the person in front may act as today, the oldest first; one statement."""
    town = aliased(Municipality)
    district = sa.select(sa.func.min(town.district_name)).where(
        town.district_ags == RoleGrant.area_ags
    )
    now_in = sa.select(Session.role_grant_id).where(Session.id == viewer.session_id)
    rows = db.session.execute(
        sa.select(
            RoleGrant.id.label("grant_id"),
            RoleGrant.role,
            sa.func.coalesce(
                Carrier.name, Municipality.name, district.scalar_subquery(), RoleGrant.area_ags, ""
            ).label("place"),
            (RoleGrant.id == now_in.scalar_subquery()).label("is_this"),
        )
        .outerjoin(Carrier, Carrier.id == RoleGrant.carrier_id)
        .outerjoin(Municipality, Municipality.ags == RoleGrant.area_ags)
        .where(RoleGrant.person_id == viewer.person_id, is_granted(RoleGrant, clock.today()))
        .order_by(RoleGrant.id)
    )
    return [
        OwnRole(
            grant_id=row.grant_id, role=Role(row.role), place=row.place, is_this=bool(row.is_this)
        )
        for row in rows
    ]


def switch(grant_id: int, *, by: Viewer, now: datetime) -> tuple[str, Role]:
    """Go on in another role: a new session, the old one ends. Returns its token and the role.

    The passkey that was touched for the old session stands behind the new one too, and counts as
    fresh just as long: changing the role neither proves presence anew nor for longer.
    """
    held = db.session.scalar(_now_held(by))
    grant = db.session.scalar(
        sa.select(RoleGrant).where(
            RoleGrant.id == grant_id,
            RoleGrant.person_id == by.person_id,
            is_granted(RoleGrant, clock.local(now).date()),
        )
    )
    if held is None or grant is None:
        raise Missing
    revoke(held.id, now=now)
    left = max(timedelta(0), held.fresh_until - now) if held.fresh_until else timedelta(0)
    token = start_session(
        grant,
        device=held.device,
        now=now,
        passkey_id=held.passkey_id,
        device_token_id=held.device_token_id,
        fresh_for=left,
    )
    _tell(held, token, grant, by=by, now=now)
    return token, Role(grant.role)


def _now_held(by: Viewer) -> sa.Select[Session]:
    """The session in front, held: of two taps one goes on."""
    return (
        sa.select(Session)
        .where(Session.id == by.session_id, Session.revoked_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _tell(held: Session, token: str, grant: RoleGrant, *, by: Viewer, now: datetime) -> None:
    """Publish it where a client's reminders are: volunteers have no carrier of their own."""
    carrier_id = grant.carrier_id or by.carrier_id
    with carrier_opened(carrier_id) if carrier_id else nullcontext():
        publish(
            RoleSwitched(
                occurred_at=now,
                by=by,
                session_id=id_of(token),
                renews_session_id=held.id,
                from_grant_id=held.role_grant_id,
                to_grant_id=grant.id,
            )
        )
