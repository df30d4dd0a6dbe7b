"""What the plan does when something happened elsewhere."""

from app.caseload.events import ClientAdded
from app.core.db import db
from app.plan.models import Plan


def start_plan(event: ClientAdded) -> None:
    """Give a new client an empty plan; its first version is drafted together with her."""
    db.session.add(Plan(client_id=event.client_id))
    db.session.flush()
