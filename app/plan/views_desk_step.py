"""One step at the desk: date, support, waiting, what comes first, done, no longer needed."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload.queries import get_client
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.forms import small
from app.core.htmx import done, show
from app.core.i18n import N_, t
from app.plan import first, queries, refusals, rows, service
from app.plan.blueprints import plan_desk
from app.plan.cards import GoalCard, StepCard
from app.plan.forms import ChangeForm, NotNeededForm, WaitForm, read_op
from app.plan.models import Step

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
    goals = queries.goals_of(client_id, seen_by=g.viewer)
    names = {"client": client, "client_name": client.given_name, "card": card}
    is_next = card.id == queries.next_in(goals)
    return {**names, "is_next": is_next, **_firsts(card, goals), **blank, **forms}


def _firsts(card: StepCard, goals: list[GoalCard]) -> dict[str, Any]:
    """Which steps must come first, and which other open ones could."""
    before = first.before(card.id)
    steps = [other for goal in goals for other in goal.steps if other.id != card.id]
    return {
        "firsts": [other for other in steps if other.id in before],
        "others": [other for other in steps if other.is_open and other.id not in before],
    }


@plan_desk.post("/steps/<int:step_id>")
@open_to(Role.MANAGER)
def change_step(client_id: int, step_id: int) -> Answer:
    """Give a step another day, another kind of support, another one who does it."""
    form, op = ChangeForm.read(), read_op(clock.now())
    if not form.validate():
        return show("plan/desk_step", status=422, **_step(client_id, step_id, change=form))

    def change(row: Step) -> None:
        day, support = form.due_on.data, form.support_level.data or None
        if day is not None and day != row.due_on and day < clock.today():
            raise refusals.DayIsPast
        values = {"due_on": day, "support_level": support, "owner": form.owner.data}
        service.change(row, **values, op=op, base_version=form.base_version.data)

    said = t(N_("The step was changed."))
    return _changed(client_id, step_id, change, said=said, typed={"change": form})


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


@plan_desk.post("/steps/<int:step_id>/first")
@open_to(Role.MANAGER)
def put_first(client_id: int, step_id: int) -> Answer:
    """Say which other step must be over before this one."""
    before, op = request.form.get("first", type=small), read_op(clock.now())

    def put(row: Step) -> None:
        if before is None:
            raise refusals.NothingChosen
        first.put_first(row, rows.get_row(before, seen_by=g.viewer), op=op)

    return _changed(client_id, step_id, put, said=t(N_("The step was changed.")))


@plan_desk.post("/steps/<int:step_id>/first/<int:first_id>/remove")
@open_to(Role.MANAGER)
def let_go(client_id: int, step_id: int, first_id: int) -> Answer:
    """The step no longer waits for the other one."""
    op = read_op(clock.now())
    said = t(N_("The step was changed."))
    return _changed(client_id, step_id, lambda row: first.let_go(row, first_id, op=op), said=said)


def _changed(
    client_id: int,
    step_id: int,
    change: Callable[[Step], None],
    *,
    said: str,
    typed: Mapping[str, Any] | None = None,
) -> Answer:
    """Change one step of this client; the answer is its row in the plan.

    `typed`: the form that a refusal shows again as it was filled in.
    """
    try:
        with transaction():
            row = rows.get_row(step_id, seen_by=g.viewer)
            if row.client_id != client_id:
                raise Missing
            change(row)
    except Refused as why:
        names = _step(client_id, step_id, **(typed or {}))
        return show("plan/desk_step", status=422, refusal=why.words, **names)
    here = url_for("plan_desk.plan", client_id=client_id)
    return done(here, "plan/_desk_row.html", said=said, **_step(client_id, step_id))
