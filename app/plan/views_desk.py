"""The manager's plan editor: goals, steps from the catalogue, dates, support, confirmations."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload.queries import get_client
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.htmx import done, show
from app.core.i18n import N_, t
from app.plan import adding, queries, rows, service
from app.plan.blueprints import plan_desk
from app.plan.catalogue import by_topic
from app.plan.forms import (
    CatalogueForm,
    ChangeForm,
    GoalForm,
    NotNeededForm,
    OwnStepForm,
    WaitForm,
    read_op,
)
from app.plan.models import Goal, Plan, PlanVersion, Step

__all__ = ["plan_desk"]

Answer = ResponseReturnValue
# What a manager may say with one click, and the sentence she reads afterwards.
VERBS: Mapping[str, tuple[Callable[..., None], str]] = {
    "take-on": (service.take_on, N_("The step is agreed.")),
    "finish": (service.finish, N_("The step is done.")),
    "reopen": (service.reopen, N_("The step is open again.")),
    "resume": (service.resume, N_("The step goes on.")),
    "confirm": (service.confirm, N_("The duty is confirmed.")),
    "settle-help": (service.settle_help, N_("The request for help is settled.")),
}


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
    blank = {"own_form": OwnStepForm(), "goal_form": GoalForm()}
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


@plan_desk.post("/goals")
@open_to(Role.MANAGER)
def add_goal(client_id: int) -> Answer:
    """Propose a goal: the topic's usual one or own words; the client answers on her phone."""
    form, op = GoalForm.read(), read_op(clock.now())
    if not form.validate():
        return show("plan/desk", status=422, **_editor(client_id, goal_form=form))

    def put(plan: Plan, version: PlanVersion | None) -> None:
        if version is None:
            raise Missing
        words = form.goal_words.data or None
        wish = form.wish_of.data
        topic = form.topic.data
        adding.add_goal(plan, version, topic=topic, wish_of=wish, own_words=words, op=op)

    return _added(client_id, put, said=t(N_("The goal is in the plan.")))


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


@plan_desk.get("/steps/<int:step_id>")
@open_to(Role.MANAGER, log=Log.PLAN)
def step(client_id: int, step_id: int) -> Answer:
    """One step with all a manager may change about it."""
    names = _step(client_id, step_id)
    record_seen(client_id)
    return show("plan/desk_step", **names)


def _step(client_id: int, step_id: int, **forms: Any) -> dict[str, Any]:
    client = get_client(client_id, seen_by=g.viewer)
    card = queries.get_card(step_id, seen_by=g.viewer)
    if card.client_id != client_id:
        raise Missing
    change = ChangeForm(
        data={"due_on": card.due_on, "support_level": card.support_level or "", "owner": card.owner}
    )
    blank = {"change": change, "waiting": WaitForm(), "not_needed": NotNeededForm()}
    coming = queries.next_in(queries.goals_of(client_id, seen_by=g.viewer))
    names = {"client": client, "client_name": client.given_name, "card": card}
    return {**names, "is_next": card.id == coming, **blank, **forms}


@plan_desk.post("/steps/<int:step_id>")
@open_to(Role.MANAGER)
def change_step(client_id: int, step_id: int) -> Answer:
    """Give a step another day, another kind of support, another one who does it."""
    form, op = ChangeForm.read(), read_op(clock.now())
    if not form.validate():
        return show("plan/desk_step", status=422, **_step(client_id, step_id, change=form))

    def change(row: Step) -> None:
        day, support = form.due_on.data, form.support_level.data or None
        service.change(row, due_on=day, support_level=support, owner=form.owner.data, op=op)

    return _changed(client_id, step_id, change, said=t(N_("The step was changed.")))


@plan_desk.post("/steps/<int:step_id>/wait")
@open_to(Role.MANAGER)
def wait(client_id: int, step_id: int) -> Answer:
    """Say whose answer a step waits for."""
    form, op = WaitForm.read(), read_op(clock.now())
    if not form.validate():
        return show("plan/desk_step", status=422, **_step(client_id, step_id, waiting=form))
    said = t(N_("The step is waiting."))
    return _changed(
        client_id, step_id, lambda row: service.wait(row, on=form.on.data, op=op), said=said
    )


@plan_desk.post("/steps/<int:step_id>/not-needed")
@open_to(Role.MANAGER)
def not_needed(client_id: int, step_id: int) -> Answer:
    """Take a step off the plan for good, with the reason the client reads."""
    form, op = NotNeededForm.read(), read_op(clock.now())
    if not form.validate():
        return show("plan/desk_step", status=422, **_step(client_id, step_id, not_needed=form))

    def end(row: Step) -> None:
        service.not_needed(row, because=form.because.data or "", op=op)

    return _changed(client_id, step_id, end, said=t(N_("The step is no longer needed.")))


@plan_desk.post(
    '/steps/<int:step_id>/<any("take-on", "finish", "reopen", "resume", "confirm",'
    ' "settle-help"):verb>'
)
@open_to(Role.MANAGER)
def tell(client_id: int, step_id: int, verb: str) -> Answer:
    """Say one thing about a step: agreed, done, confirmed, help settled."""
    change, said = VERBS[verb]
    op = read_op(clock.now())
    return _changed(client_id, step_id, lambda row: change(row, op=op), said=t(said))


def _changed(client_id: int, step_id: int, change: Callable[[Step], None], *, said: str) -> Answer:
    """Change one step of this client; the answer is its row in the plan."""
    try:
        with transaction():
            row = rows.get_row(step_id, seen_by=g.viewer)
            if row.client_id != client_id:
                raise Missing
            change(row)
    except Refused as why:
        names = _step(client_id, step_id)
        return show("plan/desk_step", status=422, refusal=why.words, **names)
    here = url_for("plan_desk.plan", client_id=client_id)
    return done(here, "plan/_desk_row.html", said=said, **_step(client_id, step_id))
