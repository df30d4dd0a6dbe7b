"""What the plan does when something happened elsewhere."""

from app.caseload.events import ClientAdded
from app.core.db import db
from app.plan.models import Plan, PlanVersion


def start_plan(event: ClientAdded) -> None:
    """Give a new client an empty plan; both sides agree to it once it holds something."""
    plan = Plan(client_id=event.client_id)
    db.session.add(plan)
    db.session.flush()
    db.session.add(PlanVersion(plan_id=plan.id, no=1, state="proposed"))
