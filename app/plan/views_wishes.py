"""A client's own wishes: written, worded anew, taken away and brought back."""

from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.caseload.queries import clients_of
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.htmx import done, refused, show
from app.core.i18n import N_, t
from app.plan import adding, queries, rows
from app.plan import wishes as service
from app.plan.blueprints import plan
from app.plan.cards import StepCard
from app.plan.forms import WishForm, read_op


@plan.get("/plan/wishes")
@open_to(Role.CLIENT)
def wishes() -> ResponseReturnValue:
    """Her wishes, private ones too, and a form for one more."""
    return show("plan/wishes", **_wishes())


def _wishes(**more: Any) -> dict[str, Any]:
    cards = queries.steps_of(clients_of(g.viewer), seen_by=g.viewer)
    return {"wishes": [card for card in cards if card.is_wish], "form": WishForm(), **more}


@plan.post("/plan/wishes")
@open_to(Role.CLIENT)
def add_wish() -> ResponseReturnValue:
    """Keep one more wish: for her alone, or as a suggestion to her contact person."""
    form, op = WishForm.read(), read_op(clock.now())
    if not form.validate():
        return refused("plan/wishes", form.first_refusal, **_wishes(form=form))
    is_private = form.who_sees.data == "me"
    try:
        with transaction():
            own, words = rows.get_own_plan(g.viewer), form.own_words.data or ""
            adding.add_own_step(own, words, topic=form.topic.data, op=op, is_private=is_private)
    except Refused as why:
        form.refuse(why)
        return refused("plan/wishes", why, **_wishes(form=form))
    told = N_("Saved. Your contact person sees it.")
    said = t(N_("Saved. Only you see it.") if is_private else told)
    return done(url_for("plan.wishes"), "plan/_wishes.html", said=said, **_wishes())


@plan.get("/plan/wishes/<int:step_id>")
@open_to(Role.CLIENT)
def wish(step_id: int) -> ResponseReturnValue:
    """One wish, to be said in other words."""
    card = _wish(step_id)
    form = WishForm(
        data={"own_words": card.own_words, "topic": card.topic, "base_version": card.version}
    )
    return show("plan/wish", card=card, form=form)


def _wish(step_id: int) -> StepCard:
    card = queries.get_card(step_id, seen_by=g.viewer)
    if not card.is_wish:
        raise Missing
    return card


@plan.post("/plan/wishes/<int:step_id>")
@open_to(Role.CLIENT)
def reword_wish(step_id: int) -> ResponseReturnValue:
    """Say a wish in other words, or put it under another topic."""
    form, op, card = WishForm.read(), read_op(clock.now()), _wish(step_id)
    if not form.validate():
        return show("plan/wish", status=422, card=card, form=form)
    worded = service.Wish(form.own_words.data or "", form.topic.data)
    try:
        with transaction():
            row = rows.get_row(step_id, seen_by=g.viewer)
            service.reword(row, worded, base_version=form.base_version.data or 1, op=op)
    except Refused as why:
        form.refuse(why)
        form.base_version.data = card.version
        return show("plan/wish", status=422, card=card, form=form)
    return done(url_for("plan.wishes"), "plan/_wishes.html", said=t(N_("Saved.")), **_wishes())


@plan.post("/plan/wishes/<int:step_id>/remove")
@open_to(Role.CLIENT)
def remove_wish(step_id: int) -> ResponseReturnValue:
    """Take a wish away; the answer offers to bring a private one back."""
    op, card = read_op(clock.now()), _wish(step_id)
    try:
        with transaction():
            service.take_away(rows.get_row(step_id, seen_by=g.viewer), op=op)
    except Refused as why:
        return show("plan/wishes", status=422, **_wishes(refusal=why.words))
    gone = card if card.is_private else None
    said = t(N_("The wish was taken away."))
    here = url_for("plan.wishes")
    return done(here, "plan/_wishes.html", said=said, **_wishes(gone=gone))
