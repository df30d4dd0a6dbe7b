"""Time in each state, step by step and for the whole case."""

from flask import g
from flask.typing import ResponseReturnValue

from app.caseload.queries import get_client
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.htmx import show
from app.plan.blueprints import plan_desk
from app.plan.models import OPEN_STATES
from app.plan.times import times_of, together


@plan_desk.get("/times")
@open_to(Role.MANAGER, log=Log.PLAN)
def times(client_id: int) -> ResponseReturnValue:
    """How many days each step was suggested, open, under way, waiting."""
    client = get_client(client_id, seen_by=g.viewer)
    record_seen(client_id)
    found = times_of(client_id, seen_by=g.viewer, now=clock.now())
    totals = {state: together(found, state) for state in OPEN_STATES}
    return show("plan/times", client=client, times=found, totals=totals)
