"""The manager's plan editor: goals, steps from the catalogue, dates, support, confirmations."""

from collections.abc import Callable
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
from app.plan import (
    adding,
    queries,
    rows,
    views_desk_draft,
    views_desk_read,
    views_desk_review,
    views_desk_step,
    views_desk_versions,
)
from app.plan.blueprints import plan_desk
from app.plan.catalogue import by_topic
from app.plan.forms import CatalogueForm, OwnStepForm, read_op
from app.plan.models import Goal, Plan, PlanVersion
from app.plan.standing import standing_of

__all__ = ["plan_desk"]

# Importing them puts them on the blueprint.
VIEWS = (
    views_desk_draft,
    views_desk_read,
    views_desk_review,
    views_desk_step,
    views_desk_versions,
)

Answer = ResponseReturnValue


@plan_desk.get("")
@open_to(Role.MANAGER, log=Log.PLAN)
def plan(client_id: int) -> Answer:
    """Goals with their steps, and the catalogue to add from; ?q= searches, ?open= opens a topic."""
    names = _editor(client_id)
    record_seen(client_id)
    return show("plan/desk", **names)


def _editor(client_id: int, **forms: Any) -> dict[str, Any]:
    """What the editor shows: the plan, the part of the catalogue looked at, empty forms."""
    client = get_client(client_id, seen_by=g.viewer)
    goals = queries.goals_of(client_id, seen_by=g.viewer)
    word, topic = request.values.get("q", "").strip(), request.values.get("open", "")
    found = [(key, steps) for key, steps in by_topic(word) if word or key == topic]
    in_plan = {card.template_key for goal in goals for card in goal.steps if card.is_open}
    names = {"client": client, "client_name": client.given_name, "goals": goals, "found": found}
    blank = {"own_form": OwnStepForm(), "standing": standing_of(client_id, seen_by=g.viewer)}
    return {**names, "in_plan": in_plan, "word": word, "open_topic": topic, **blank, **forms}


@plan_desk.post("/steps")
@open_to(Role.MANAGER)
def add(client_id: int) -> Answer:
    """Suggest a step of the catalogue; it is in her language at her next look."""
    form, op = CatalogueForm.read(), read_op(clock.now())
    if not form.validate():
        return show("plan/desk", status=422, **_editor(client_id))

    def put(plan: Plan, version: PlanVersion | None) -> None:
        key, given = form.template_key.data or "", form.params
        adding.add_step(plan, key, op=op, goal=_goal_for(key, version), params=given)

    return _added(client_id, put, said=t(N_("The step is in the plan.")))


def _goal_for(template_key: str, version: PlanVersion | None) -> Goal | None:
    """The standing goal of the step's topic."""
    topic = adding.topic_of(template_key)
    return None if version is None else rows.find_goal(version, topic=topic)


@plan_desk.post("/own-steps")
@open_to(Role.MANAGER)
def add_own(client_id: int) -> Answer:
    """Add a step in own words; the client reads them in German."""
    form, op = OwnStepForm.read(), read_op(clock.now())
    if not form.validate():
        return show("plan/desk", status=422, **_editor(client_id, own_form=form))

    def put(plan: Plan, version: PlanVersion | None) -> None:
        topic = form.topic.data
        goal = None if version is None else rows.find_goal(version, topic=topic)
        words, day = form.own_words.data or "", form.due_on.data
        adding.add_own_step(plan, words, topic=topic, op=op, goal=goal, due_on=day)

    return _added(client_id, put, said=t(N_("The step is in the plan.")))


def _added(client_id: int, put: Callable[[Plan, PlanVersion | None], None], *, said: str) -> Answer:
    """Put something into the plan and show the editor again, at the same part of the catalogue."""
    try:
        with transaction():
            plan = rows.get_plan(client_id, seen_by=g.viewer)
            put(plan, rows.find_version(plan))
    except Refused as why:
        return show("plan/desk", status=422, refusal=why.words, **_editor(client_id))
    looked_at = ((key, request.form.get(key)) for key in ("q", "open"))
    kept: dict[str, Any] = {key: value for key, value in looked_at if value}
    here = url_for("plan_desk.plan", client_id=client_id, **kept)
    return done(here, "plan/_desk.html", said=said, **_editor(client_id))
