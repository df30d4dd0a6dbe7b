"""Whose accounts somebody looks after: the administration its staff, the team lead managers, the
coordinator the volunteers of her area. Everybody else's accounts are not there."""

import sqlalchemy as sa

from app.core.access import Role, Viewer
from app.people.models import RoleGrant

IN_CARRIER = (Role.MANAGER, Role.TEAM_LEAD, Role.CARRIER_ADMIN, Role.DPO)
IN_AREA = (Role.COORDINATOR, Role.VOLUNTEER)
KEEPERS = (Role.CARRIER_ADMIN, Role.TEAM_LEAD, Role.COORDINATOR)

_KEPT: dict[Role, tuple[Role, ...]] = {
    Role.CARRIER_ADMIN: IN_CARRIER,
    Role.DPO: IN_CARRIER,  # who reads only
    Role.TEAM_LEAD: (Role.MANAGER,),
    Role.COORDINATOR: (Role.VOLUNTEER,),
}


def roles_kept_by(viewer: Viewer) -> tuple[Role, ...]:
    """The roles this viewer looks after, and may give."""
    return _KEPT.get(viewer.role, ())


def in_reach(viewer: Viewer, grant: type[RoleGrant] = RoleGrant) -> sa.ColumnElement[bool]:
    """The roles of accounts this viewer looks after, as a condition; nothing for all others."""
    kept = grant.role.in_(roles_kept_by(viewer))
    if viewer.role is Role.COORDINATOR and viewer.area_ags:
        return sa.and_(kept, grant.area_ags.startswith(viewer.area_ags, autoescape=True))
    if viewer.role in IN_CARRIER and viewer.carrier_id is not None:
        return sa.and_(kept, grant.carrier_id == viewer.carrier_id)
    return sa.false()
