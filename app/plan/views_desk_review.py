"""The review at the desk: what was reached, what goes on, what is wanted otherwise."""

from typing import Any

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload.queries import get_client
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import N_, t
from app.plan import queries, reviews, rows
from app.plan.agreeing import usual_review
from app.plan.blueprints import plan_desk
from app.plan.forms import read_op
from app.plan.forms_desk_review import ReviewForm, looked_at
from app.plan.refusals_versions import NotRight
from app.plan.standing import standing_of


@plan_desk.get("/review")
@open_to(Role.MANAGER, log=Log.PLAN)
def review(client_id: int) -> ResponseReturnValue:
    """Each goal and open step with what we propose for it."""
    names = _names(client_id)
    record_seen(client_id)
    return show("plan/desk_review", **names)


def _names(client_id: int, **more: Any) -> dict[str, Any]:
    client = get_client(client_id, seen_by=g.viewer)
    goals = queries.goals_of(client_id, seen_by=g.viewer)
    names = {"client": client, "goals": goals, "looked_at": looked_at, "form": _form(goals)}
    return {**names, "standing": standing_of(client_id, seen_by=g.viewer), **more}


def _form(goals: list[queries.GoalCard], *, is_typed: bool = False) -> ReviewForm:
    typed = request.form if is_typed else None
    return ReviewForm(goals, usual_review(clock.today()), typed)


@plan_desk.post("/review")
@open_to(Role.MANAGER)
def hold_review(client_id: int) -> ResponseReturnValue:
    """Note what the review found; what is to be changed is changed in a draft."""
    op = read_op(clock.now())
    form = _form(queries.goals_of(client_id, seen_by=g.viewer), is_typed=True)
    try:
        with transaction():
            plan = rows.get_plan(client_id, seen_by=g.viewer)
            if not form.validate():
                raise NotRight
            draft = reviews.hold(plan, form.read(), op=op)
    except Refused as why:
        names = _names(client_id, form=form)
        return show("plan/desk_review", status=422, refusal=why.words, **names)
    page = "plan_desk.plan" if draft is None else "plan_desk.draft"
    return done(url_for(page, client_id=client_id), said=t(N_("The review is noted.")))
