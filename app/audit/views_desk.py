"""A manager answers what her clients ask about their data; the team lead reads the list."""

from typing import Any

from flask import Blueprint, g, render_template, url_for
from flask.typing import ResponseReturnValue

from app.audit import answering, requests
from app.audit.forms_desk import AnswerForm
from app.audit.requests_queries import get_card, requests_for
from app.audit.retention import coming_for
from app.audit.words import ENTITIES, GROUNDS, KINDS, LAW, STATES
from app.caseload.queries import towns_of
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext

requests_desk = Blueprint("requests_desk", __name__, url_prefix="/desk/data-requests")
WORDS: dict[str, Any] = {
    "kind_words": KINDS,
    "state_words": STATES,
    "ground_words": GROUNDS,
    "law": LAW,
}


@requests_desk.get("", endpoint="requests")
@open_to(Role.MANAGER, Role.TEAM_LEAD)
def all_requests() -> ResponseReturnValue:
    """What clients ask, with the day by which they must have an answer."""
    mine = g.viewer.role is Role.MANAGER
    coming = coming_for(seen_by=g.viewer) if mine else []
    asked = requests_for(g.viewer)
    return render_template(
        "audit/requests.html", requests=asked, coming=coming, entities=ENTITIES, **WORDS
    )


def _screen(request_id: int, form: AnswerForm, **more: Any) -> dict[str, Any]:
    """What the page of one request shows: what is asked, and what stands there now."""
    card = get_card(request_id, seen_by=g.viewer)
    towns = [(town.ags, town.name) for town in towns_of(g.viewer)]
    asked = answering.asked(card, seen_by=g.viewer, towns=towns)
    return {"card": card, "asked": asked, "form": form, "at": "requests_desk", **WORDS, **more}


@requests_desk.get("/<int:request_id>")
@open_to(Role.MANAGER, log=Log.RECORD)
def request(request_id: int) -> ResponseReturnValue:
    """One request, with what the client calls wrong."""
    screen = _screen(request_id, AnswerForm.read())
    record_seen(screen["card"].client_id)
    return show("audit/request", **screen)


@requests_desk.post("/<int:request_id>/recognise")
@open_to(Role.MANAGER)
def recognise(request_id: int) -> ResponseReturnValue:
    """The manager knows that the request comes from the client."""
    try:
        with transaction():
            requests.recognise(request_id, by=g.viewer, now=clock.now())
    except Refused as why:
        form = AnswerForm.read()
        form.refuse(why)
        return show("audit/request", status=422, **_screen(request_id, form))
    return _done(request_id, gettext("Saved."))


@requests_desk.post("/<int:request_id>/answer")
@open_to(Role.MANAGER)
def answer(request_id: int) -> ResponseReturnValue:
    """Answer; what can be put right at once is put right in the same change."""
    form = AnswerForm.read()
    screen = _screen(request_id, form)
    correction = screen["asked"].correction if not form.ground.data else None
    if not form.validate() or (correction is not None and not correction.validate()):
        return show("audit/request", status=422, **screen)
    try:
        with transaction():
            answering.answer(screen["card"], form, correction, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return show("audit/request", status=422, **screen)
    return _done(request_id, gettext("The client reads your answer."))


def _done(request_id: int, said: str) -> ResponseReturnValue:
    to = url_for("requests_desk.request", request_id=request_id)
    return done(to, "audit/_request.html", said=said, **_screen(request_id, AnswerForm.read()))
