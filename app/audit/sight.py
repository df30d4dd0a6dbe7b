"""Who can see what of a client, and why: from the kinds of data, the rules, and today's staff."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.audit.rules import rules
from app.caseload.models import Case, ManagerProfile, Substitution
from app.caseload.queries import clients_of, stands_in
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.kinds import KINDS, Kind


@dataclass(frozen=True, kw_only=True)
class Sight:
    """One kind of data: who sees it, what for, on which ground, how long."""

    kind: Kind
    months: int  # after the end of the case


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody of the staff who can open the record today."""

    name: str
    stands_in: bool


def sights() -> list[Sight]:
    """Every kind of data that is kept of clients; one statement."""
    decided = rules()
    return [Sight(kind=k, months=decided[k.entity].months) for k in KINDS if k.entity]


def readers_today(viewer: Viewer) -> Sequence[Reader]:
    """Who of the staff can open the record of the client in front: her manager, substitutes."""
    own = sa.select(Case.manager_id).where(
        Case.client_id.in_(clients_of(viewer)), Case.ended_on.is_(None)
    )
    standing_in = sa.select(Substitution.by_id).where(
        Substitution.of_id.in_(own), stands_in(clock.today())
    )
    is_own = ManagerProfile.person_id.in_(own)
    rows = db.session.execute(
        sa.select(ManagerProfile.full_name, is_own.label("is_own"))
        .where(sa.or_(is_own, ManagerProfile.person_id.in_(standing_in)))
        .order_by(sa.desc("is_own"), ManagerProfile.full_name)
    )
    return [Reader(name=row.full_name, stands_in=not row.is_own) for row in rows]
