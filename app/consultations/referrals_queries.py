"""A client's referrals, for herself and for her manager."""

import sqlalchemy as sa

from app.caseload.queries import clients_of
from app.consultations.referrals_models import Referral
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing


def referrals_of(client_id: int, *, seen_by: Viewer) -> list[Referral]:
    """Those of one client: what goes on first, each the newest first; one statement."""
    return _read(Referral.client_id == client_id, seen_by=seen_by)


def own_referrals(viewer: Viewer) -> list[Referral]:
    """The same for the client who is signed in."""
    return _read(seen_by=viewer)


def get_referral(referral_id: int, *, client_id: int, seen_by: Viewer) -> Referral:
    """One of them; raise Missing whether absent or foreign."""
    found = _read(Referral.id == referral_id, Referral.client_id == client_id, seen_by=seen_by)
    if not found:
        raise Missing
    return found[0]


def _read(*where: sa.ColumnElement[bool], seen_by: Viewer) -> list[Referral]:
    found = db.session.scalars(
        sa.select(Referral)
        .where(Referral.client_id.in_(clients_of(seen_by)), *where)
        .order_by(Referral.prepared_at.desc(), Referral.id.desc())
    )
    return sorted(found, key=lambda referral: referral.is_over)
