"""What clients answered to a proposed plan, and nobody has taken up: rows of the page of today."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.caseload.models import Client
from app.caseload.queries import clients_of
from app.core.access import Viewer
from app.core.db import db
from app.desk.queries import Named
from app.plan.models import Goal, Plan, PlanVersion

SHOWN = 25


@dataclass(frozen=True, kw_only=True)
class PlanAnswer(Named):
    """She wants something otherwise, or declined a goal of what is proposed."""

    wants_change: bool


def plan_answers(*, seen_by: Viewer) -> list[PlanAnswer]:
    """Answers that wait for the manager; one statement."""
    wants_change = sa.and_(PlanVersion.state == "draft", PlanVersion.change_wish.is_not(None))
    declined = sa.and_(
        PlanVersion.state == "proposed",
        sa.exists().where(Goal.version_id == PlanVersion.id, Goal.state == "declined"),
    )
    rows = db.session.execute(
        sa.select(
            Client.id.label("client_id"),
            Client.given_name,
            Client.family_name,
            wants_change.label("wants_change"),
        )
        .join(Plan, Plan.client_id == Client.id)
        .join(PlanVersion, PlanVersion.plan_id == Plan.id)
        .where(Client.id.in_(clients_of(seen_by)), sa.or_(wants_change, declined))
        .order_by(Client.given_name, Client.family_name, Client.id)
        .limit(SHOWN)
    )
    return [PlanAnswer(**row._mapping) for row in rows]
