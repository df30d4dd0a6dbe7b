"""The data protection officer's pages: requests and the trail, by number, without case content."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.audit import requests, resting
from app.audit.answering import Asked
from app.audit.forms_desk import AnswerForm, DayForm, LiftForm
from app.audit.officer import AT_ONCE, controller, entries_of, processing_record
from app.audit.requests_queries import get_card, requests_for
from app.audit.rules import rules
from app.audit.views_desk import WORDS
from app.audit.words import ENTITIES, ROLES, said_at_desk
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import small
from app.core.htmx import done, show
from app.core.i18n import gettext

data_protection = Blueprint("data_protection", __name__, url_prefix="/data-protection")


@data_protection.get("", endpoint="requests")
@open_to(Role.DPO)
def all_requests() -> ResponseReturnValue:
    """What clients of the carrier ask, with the day by which they must have an answer."""
    return render_template("audit/requests.html", requests=requests_for(g.viewer), **WORDS)


def _screen(request_id: int, form: AnswerForm, lift: LiftForm | None = None) -> dict[str, Any]:
    return {
        "card": get_card(request_id, seen_by=g.viewer),
        "asked": Asked(),
        "form": form,
        "lift": lift or LiftForm(),
        "at": "data_protection",
        **WORDS,
    }


@data_protection.get("/requests/<int:request_id>", endpoint="request")
@open_to(Role.DPO)
def one_request(request_id: int) -> ResponseReturnValue:
    """One request: its kind, its state, what comes next."""
    return show("audit/request", **_screen(request_id, AnswerForm.read()))


@data_protection.post("/requests/<int:request_id>/recognise")
@open_to(Role.DPO)
def recognise(request_id: int) -> ResponseReturnValue:
    """The officer knows that the request comes from the client."""
    return _go_on(request_id, requests.recognise)


@data_protection.post("/requests/<int:request_id>/start")
@open_to(Role.DPO)
def start(request_id: int) -> ResponseReturnValue:
    """The officer works on it."""
    return _go_on(request_id, requests.start)


def _go_on(request_id: int, step: Callable[..., object]) -> ResponseReturnValue:
    """Move a request one state on."""
    try:
        with transaction():
            step(request_id, by=g.viewer, now=clock.now())
    except Refused as why:
        form = AnswerForm.read()
        form.refuse(why)
        return show("audit/request", status=422, **_screen(request_id, form))
    return _done(request_id, gettext("Saved."))


@data_protection.post("/requests/<int:request_id>/answer")
@open_to(Role.DPO, fresh=True)
def answer(request_id: int) -> ResponseReturnValue:
    """Answer; a granted deletion waits some days, so that it can be stopped."""
    form = AnswerForm.read()
    screen = _screen(request_id, form)
    if not form.validate():
        return show("audit/request", status=422, **screen)
    try:
        with transaction():
            requests.answer(
                request_id,
                ground=form.ground.data,
                words=form.words.data,
                by=g.viewer,
                now=clock.now(),
            )
    except Refused as why:
        form.refuse(why)
        return show("audit/request", status=422, **screen)
    return _done(request_id, gettext("The client reads your answer."))


@data_protection.post("/requests/<int:request_id>/lift")
@open_to(Role.DPO, fresh=True)
def lift(request_id: int) -> ResponseReturnValue:
    """The record is worked with again, for a reason that the client reads."""
    form = LiftForm.read()
    if not form.validate():
        return show("audit/request", status=422, **_screen(request_id, AnswerForm(), lift=form))
    try:
        with transaction():
            resting.lift(request_id, reason=form.reason.data or "", by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return show("audit/request", status=422, **_screen(request_id, AnswerForm(), lift=form))
    return _done(request_id, gettext("The client reads your reason."))


def _done(request_id: int, said: str) -> ResponseReturnValue:
    to = url_for("data_protection.request", request_id=request_id)
    return done(to, "audit/_request.html", said=said, **_screen(request_id, AnswerForm.read()))


@data_protection.get("/access-log")
@open_to(Role.DPO)
def access_log() -> ResponseReturnValue:
    """Who opened or changed what on a day; clients are numbers."""
    form = DayForm(request.args)
    day = (form.day.data if form.validate() else None) or clock.today()
    entries = entries_of(day, before=request.args.get("before", type=small))
    older = entries[-1].id if len(entries) == AT_ONCE else None
    return render_template(
        "audit/access_log.html",
        day=day,
        entries=entries,
        older=older,
        roles=ROLES,
        said_of=said_at_desk,
    )


@data_protection.get("/processing-record")
@open_to(Role.DPO)
def processing() -> ResponseReturnValue:
    """The record of processing, to read and to print."""
    return render_template(
        "audit/processing_record.html",
        record=processing_record(),
        carrier=controller(g.viewer),
        rules=rules(),
        entities=ENTITIES,
    )
