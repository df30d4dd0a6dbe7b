"""Who looks after which offers, and in whose name a check is shown. No client is in reach."""

import uuid

import sqlalchemy as sa

from app.carriers.models import Carrier, Municipality, ServiceAgreement
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, one_or_missing
from app.offers.models import Offer, OfferSuggestion, Organization
from app.offers.records import OfferRecord, load
from app.offers.sharing import within

CARING = (Role.VOLUNTEER, Role.MANAGER, Role.TEAM_LEAD, Role.COORDINATOR)
CHECKING = (Role.MANAGER, Role.TEAM_LEAD, Role.COORDINATOR)


def in_area(column: sa.SQLColumnExpression[str], viewer: Viewer) -> sa.ColumnElement[bool]:
    """Municipality keys inside the viewer's area; a manager's are those her carrier serves."""
    if viewer.role in (Role.VOLUNTEER, Role.COORDINATOR) and viewer.area_ags:
        return within(column, viewer.area_ags)
    if viewer.role in (Role.MANAGER, Role.TEAM_LEAD):
        return column.in_(_served_by(viewer.carrier_id))
    return sa.false()


def _served_by(carrier_id: int | None) -> sa.Select[str]:
    today = clock.today()
    return sa.select(ServiceAgreement.municipality_ags).where(
        ServiceAgreement.carrier_id == carrier_id,
        ServiceAgreement.valid_from <= today,
        sa.or_(ServiceAgreement.valid_to.is_(None), ServiceAgreement.valid_to >= today),
    )


def in_care_of(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Offers this viewer looks after: in her area, or of the organization she edits for."""
    area = in_area(Offer.municipality_ags, viewer)
    if viewer.role is Role.VOLUNTEER and viewer.organization_id is not None:
        return sa.or_(area, Offer.organization_id == viewer.organization_id)
    return area


def get_cared_for(offer_id: uuid.UUID, *, seen_by: Viewer, to_change: bool = False) -> OfferRecord:
    """One offer of any state that the viewer looks after; others are missing."""
    return load(offer_id, in_care_of(seen_by), to_change=to_change)


def looks_after(offer_id: uuid.UUID, viewer: Viewer | None) -> bool:
    """True when this viewer may check and change this offer."""
    if viewer is None or viewer.role not in CARING:
        return False
    mine = sa.select(Offer.id).where(Offer.id == offer_id, in_care_of(viewer))
    return db.session.scalar(mine) is not None


def circle_name(viewer: Viewer) -> str:
    """Under which name a check of this viewer is shown: a circle or an office, never a person."""
    if viewer.role is Role.VOLUNTEER and viewer.organization_id is not None:
        name = sa.select(Organization.name).where(Organization.id == viewer.organization_id)
        return str(db.session.scalar(name))
    if viewer.role in (Role.MANAGER, Role.TEAM_LEAD):
        name = sa.select(Carrier.name).where(Carrier.id == viewer.carrier_id)
        return str(db.session.scalar(name))
    prefix = "Helferkreis" if viewer.role is Role.VOLUNTEER else "Integrationsbeauftragte"
    return f"{prefix} {_area_name(viewer.area_ags or '')}"


def _area_name(ags: str) -> str:
    """The name of a municipality, or of the district."""
    names = sa.select(Municipality.name, Municipality.district_name)
    town, district = db.session.execute(names.where(within(Municipality.ags, ags)).limit(1)).one()
    return str(town if len(ags) == 8 else district)


def get_suggestion(
    suggestion_id: int, *, seen_by: Viewer, to_change: bool = False
) -> OfferSuggestion:
    """One suggestion in the viewer's area; elsewhere it is missing. `to_change` holds it."""
    statement = sa.select(OfferSuggestion).where(
        OfferSuggestion.id == suggestion_id, in_area(OfferSuggestion.municipality_ags, seen_by)
    )
    if to_change:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return one_or_missing(statement)
