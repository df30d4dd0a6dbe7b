"""The client's plan on her phone: the way, one step, and what she says about it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from app.caseload.queries import clients_of, find_contact
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, refused, show, wants_fragment
from app.core.i18n import N_, t
from app.plan import queries, rows, service, views_agree, views_paper, views_times, views_wishes
from app.plan.around import around
from app.plan.blueprints import plan
from app.plan.cards import ways_of
from app.plan.detail import get_step
from app.plan.forms import DeclineForm, WaitForm, is_from_home, read_op
from app.plan.hints import check_of
from app.plan.household import goals_at_home
from app.plan.models import Step

__all__ = ["plan"]

# Importing them puts them on the blueprint.
VIEWS = (views_agree, views_paper, views_times, views_wishes)

Verb = Callable[..., None]
# What a client may say with one tap, and the sentence she reads afterwards.
VERBS: Mapping[str, tuple[Verb, str]] = {
    "take-on": (service.take_on, N_("This step is now in your plan.")),
    "start": (service.start, N_("You have started. That is good to know.")),
    "resume": (service.resume, N_("You can go on.")),
    "finish": (service.finish, N_("Done.")),
    "reopen": (service.reopen, N_("This step is open again.")),
    "ask-help": (service.ask_help, N_("Your contact person knows that you need help.")),
    "settle-help": (service.settle_help, N_("You no longer ask for help.")),
}


@plan.get("/plan", endpoint="plan")
@open_to(Role.CLIENT)
def own_plan() -> ResponseReturnValue:
    """Her whole plan: the way so far, then each goal with its steps."""
    return show("plan/plan", **_plan())


def _plan() -> dict[str, Any]:
    goals, of_household = goals_at_home(g.viewer)
    cards = [card for goal in goals for card in goal.steps]
    coming, known = queries.next_step(cards), around(g.viewer, cards)
    return {
        "goals": goals,
        "of_household": of_household,
        "next_step": coming,
        "stones": queries.stones_of(cards),
        "ways": ways_of(cards, coming),
        "around": known,
        "contact": known.contact,
    }


def _contact() -> object:
    return find_contact(seen_by=g.viewer)


@plan.get("/plan/steps/<int:step_id>")
@open_to(Role.CLIENT)
def step(step_id: int) -> ResponseReturnValue:
    """One step: why, how, by when, papers, and what she can say about it."""
    return show("plan/step", **_step(step_id))


def _step(step_id: int) -> dict[str, Any]:
    detail = get_step(step_id, seen_by=g.viewer)
    forms = {"waiting": WaitForm(), "declining": DeclineForm()}
    names = {"card": detail.card, "contact": _contact(), "check": check_of(detail.card.template)}
    return {"detail": detail, **names, **forms}


@plan.post(
    '/plan/steps/<int:step_id>/<any("take-on", "start", "resume", "finish", "reopen",'
    ' "ask-help", "settle-help"):verb>'
)
@open_to(Role.CLIENT)
def change_step(step_id: int, verb: str) -> ResponseReturnValue:
    """Say one thing about a step: done, undone, started, help."""
    change, said = VERBS[verb]
    op = read_op(clock.now())
    return _changed(step_id, lambda row: change(row, op=op), said=t(said), ticked=verb == "finish")


@plan.post("/plan/steps/<int:step_id>/wait")
@open_to(Role.CLIENT)
def wait(step_id: int) -> ResponseReturnValue:
    """Say that somebody else must answer first."""
    form = WaitForm.read()
    op = read_op(clock.now())
    if not form.validate():
        rows.get_row(step_id, seen_by=g.viewer)
        return refused("plan/step", form.first_refusal, **{**_step(step_id), "waiting": form})
    said = t(N_("This step is waiting now."))
    return _changed(step_id, lambda row: service.wait(row, on=form.on.data, op=op), said=said)


@plan.post("/plan/steps/<int:step_id>/decline")
@open_to(Role.CLIENT)
def decline(step_id: int) -> ResponseReturnValue:
    """Say no to a suggested step, with a reason or without."""
    form, op = DeclineForm.read(), read_op(clock.now())
    if not form.validate():
        return refused("plan/step", form.first_refusal, **{**_step(step_id), "declining": form})
    because = form.because.data or None
    said = t(N_("That is fine. Your contact person sees it."))
    return _changed(step_id, lambda row: service.decline(row, because=because, op=op), said=said)


@plan.post('/plan/steps/<int:step_id>/papers/<int:document_id>/<any("here", "gone"):verb>')
@open_to(Role.CLIENT)
def tick_paper(step_id: int, document_id: int, verb: str) -> ResponseReturnValue:
    """Say that she has a paper, or that she does not."""
    op = read_op(clock.now())

    def tick(row: Step) -> None:
        paper = rows.get_paper(document_id, step=row)
        service.tick_document(row, paper, have_it=verb == "here", op=op)

    return _changed(step_id, tick, said=t(N_("Saved.")))


def _changed(
    step_id: int, change: Callable[[Step], None], *, said: str, ticked: bool = False
) -> ResponseReturnValue:
    """Change one of her steps and answer where she was: on the first page or at the step."""
    try:
        with transaction():
            change(rows.get_row(step_id, seen_by=g.viewer))
    except Refused as why:
        if is_from_home() and wants_fragment():
            return render_template("plan/_progress.html", refusal=why.words, **_progress()), 422
        return refused("plan/step", why, refusal=why.words, **_step(step_id))
    if is_from_home():
        names = _progress(ticked=step_id if ticked else None)
        return done(url_for("home.home"), "plan/_progress.html", said=said, **names)
    here = url_for("plan.step", step_id=step_id)
    return done(here, "plan/_step.html", said=said, **_step(step_id))


def _progress(*, ticked: int | None = None) -> dict[str, Any]:
    """What the first page shows of the plan; right after a tick, what was ticked."""
    cards = queries.steps_of(clients_of(g.viewer), seen_by=g.viewer)
    return {
        "next_step": queries.next_step(cards),
        "stones": queries.stones_of(cards),
        "just_done": next((card for card in cards if card.id == ticked), None),
        "contact": _contact(),
    }
