"""A proposed plan on the client's phone: she reads it, says yes, or what she wants otherwise."""

from collections.abc import Callable
from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import Entry, Role, open_to
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.forms import small
from app.core.htmx import done, show
from app.core.i18n import N_, current_language, t
from app.people.proving import prove_presence
from app.plan import agreeing, rows, versions
from app.plan.agreeing import Yes
from app.plan.blueprints import plan
from app.plan.content import Content, content_of
from app.plan.differences import compare
from app.plan.forms import DeclineForm, read_op
from app.plan.forms_agree import AgreeForm, ChangeWishForm, PinYesForm
from app.plan.models import Plan
from app.plan.refusals_versions import NotThisVersion


@plan.get("/plan/agree")
@open_to(Role.CLIENT)
def agree() -> ResponseReturnValue:
    """The plan that waits for her answer, and what is different in it."""
    return show("plan/agree", **_names())


def _names(**more: Any) -> dict[str, Any]:
    own = versions.get_plan_to_read(None, seen_by=g.viewer)
    version, before = versions.find_prepared(own), versions.find_agreed(own)
    names: dict[str, Any] = {"version": None, "changing": ChangeWishForm()}
    names |= {"declining": DeclineForm(), "entry": g.viewer.entry.value}
    if version is not None and version.state == "proposed":
        content = content_of(version)
        older = Content(goals=()) if before is None else content_of(before)
        differences = [
            one for one in compare(older, content) if before is not None and one.kind != "step_done"
        ]
        names |= {"version": version, "content": content, "differences": differences}
        names["situation"] = versions.situation_of(version)
    return {**names, **more}


@plan.post("/plan/agree")
@open_to(Role.CLIENT, fresh=True)
def say_yes() -> ResponseReturnValue:
    """She agrees to what she read; a version that changed meanwhile is not agreed to."""
    return _agreed(AgreeForm.read(), how="passkey")


@plan.post("/plan/agree/pin")
@open_to(Role.CLIENT)
def say_yes_by_pin() -> ResponseReturnValue:
    """The same by PIN, typed for this yes alone: a phone that lies about agrees to nothing."""
    if g.viewer.entry is not Entry.PIN:
        raise Missing
    form = PinYesForm.read()
    try:
        prove_presence(form.pin.data or "", person_id=g.viewer.person_id, now=clock.now())
    except Refused as why:
        return show("plan/agree", status=422, refusal=why.words, **_names())
    return _agreed(form, how="pin")


def _agreed(form: AgreeForm, *, how: str) -> ResponseReturnValue:
    op = read_op(clock.now())

    def change(own: Plan) -> None:
        if not form.validate():
            raise NotThisVersion
        yes = Yes(
            no=_number(form.no.data),
            content_hash=form.content_hash.data or "",
            how=how,
            language=current_language().code,
        )
        agreeing.agree(own, yes, op=op)

    return _answered(change, said=N_("You agreed to the plan."), to="plan.plan")


def _number(typed: str | None) -> int:
    try:
        return small(typed or "")
    except ValueError:
        return 0


@plan.post("/plan/agree/change")
@open_to(Role.CLIENT)
def ask_change() -> ResponseReturnValue:
    """She wants something otherwise: her manager gets it back as a draft, with her words."""
    form, op = ChangeWishForm.read(), read_op(clock.now())
    if not form.validate():
        return show("plan/agree", status=422, **_names(changing=form))
    said = N_("Your contact person knows that you want to change something.")
    wish = form.wish.data or None
    return _answered(
        lambda own: agreeing.take_back(own, wish=wish, op=op), said=said, to="plan.plan"
    )


@plan.post("/plan/goals/<int:goal_id>/decline")
@open_to(Role.CLIENT)
def decline_goal(goal_id: int) -> ResponseReturnValue:
    """She does not want one of the new goals, with a reason or without."""
    form, op = DeclineForm.read(), read_op(clock.now())
    if not form.validate():
        return show("plan/agree", status=422, **_names(declining=form, declined_id=goal_id))
    because = form.because.data or None
    said = N_("This goal is no longer in the plan. That is fine.")
    return _answered(
        lambda own: agreeing.decline(own, goal_id, because=because, op=op),
        said=said,
        to="plan.agree",
    )


def _answered(change: Callable[[Plan], object], *, said: str, to: str) -> ResponseReturnValue:
    """Change what she wants to change; a refusal shows the plan as it is now."""
    try:
        with transaction():
            change(rows.get_own_plan(g.viewer))
    except Refused as why:
        return show("plan/agree", status=422, refusal=why.words, **_names())
    if to == "plan.agree":
        return done(url_for(to), "plan/_agree.html", said=t(said), **_names())
    return done(url_for(to), said=t(said))
