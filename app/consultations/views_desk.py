"""Talks at the desk: write one down in seconds, with a client or with whoever walked in."""

from typing import Any

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload.models import Client
from app.caseload.queries import get_client
from app.consultations import notes_queries, queries, service
from app.consultations.blueprints import consultations_desk
from app.consultations.forms import NoteForm, TalkForm, WalkInForm, WithWhom
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import small
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.core.sendings import get_op_id


@consultations_desk.get("/consultations")
@open_to(Role.MANAGER)
def talks() -> ResponseReturnValue:
    """Write down a talk with whoever came in; what she wrote down today; what waits for a name."""
    return show("consultations/talks", **_own_talks(WalkInForm.read(**_usual())))


def _usual() -> dict[str, Any]:
    """What is filled in before she taps: the way of the last talk."""
    form = queries.last_form(seen_by=g.viewer)
    return {} if form is None else {"way": form}


def _own_talks(form: WalkInForm) -> dict[str, Any]:
    return {
        "form": form,
        "clients": queries.choosable(seen_by=g.viewer),
        "today": queries.own_today(seen_by=g.viewer),
        "awaiting": queries.awaiting(seen_by=g.viewer),
    }


@consultations_desk.post("/consultations")
@open_to(Role.MANAGER)
def record() -> ResponseReturnValue:
    """Write down a talk: with a client of hers, or with somebody who has no case here."""
    form = WalkInForm.read()
    client = _chosen(form.client_id.data)
    if not _is_recorded(form, client):
        return show("consultations/talks", status=422, **_own_talks(form))
    said = gettext("The talk is written down.")
    names = _own_talks(WalkInForm(data=_usual()))
    return done(
        url_for("consultations_desk.talks"), "consultations/_talks.html", said=said, **names
    )


def _chosen(client_id: int | None) -> Client | None:
    """The client that was chosen; None for somebody without a case."""
    return None if client_id is None else get_client(client_id, seen_by=g.viewer)


def _is_recorded(form: TalkForm, client: Client | None) -> bool:
    """Keep the talk; False when the form must be shown again with what is wrong."""
    if not form.validate():
        return False
    try:
        with transaction():
            now, op_id = clock.now(), get_op_id()
            service.record(form.talk, client, op_id=op_id, by=g.viewer, now=now)
    except Refused as why:
        form.refuse(why)
    return not form.has_errors


@consultations_desk.post("/consultations/<int:talk_id>/undo")
@open_to(Role.MANAGER)
def undo(talk_id: int) -> ResponseReturnValue:
    """Take a talk back on its day."""
    talk = queries.get_own(talk_id, seen_by=g.viewer)
    here = _back_to(talk.client_id)
    try:
        with transaction():
            service.undo(talk, by=g.viewer, now=clock.now())
    except Refused as why:
        return done(here, said=str(why.words))
    return done(here, said=gettext("The talk is taken back."))


def _back_to(client_id: int | None) -> str:
    """The page that asked: the client's, or the one of all talks."""
    if client_id is None or request.form.get("here") == "talks":
        return url_for("consultations_desk.talks")
    return url_for("consultations_desk.consultations", client_id=client_id)


@consultations_desk.post("/consultations/<int:talk_id>/client")
@open_to(Role.MANAGER)
def match(talk_id: int) -> ResponseReturnValue:
    """Say with whom a talk without net was."""
    talk = queries.get_own(talk_id, seen_by=g.viewer)
    client = _chosen(WithWhom.read().client_id.data)
    with transaction():
        service.match(talk, client, by=g.viewer, now=clock.now())
    return done(url_for("consultations_desk.talks"), said=gettext("The talk is written down."))


@consultations_desk.get("/clients/<int:client_id>/consultations")
@open_to(Role.MANAGER, log=Log.RECORD)
def consultations(client_id: int) -> ResponseReturnValue:
    """Her talks, what was written for her to read, and a new talk on top."""
    client = get_client(client_id, seen_by=g.viewer)
    record_seen(client.id)
    return show("consultations/client", **client_talks(client))


def client_talks(client: Client, **forms: Any) -> dict[str, Any]:
    """What the page of a client's talks shows."""
    ids = queries.only(client.id)
    found = queries.talks_of(ids, seen_by=g.viewer, before=request.args.get("before", type=small))
    usual = _usual()
    if found:
        usual["interpreter_kind"] = found[0].interpreter_kind
    return {
        "client": client,
        "talks": found,
        "older": found[-1].id if len(found) == queries.AT_ONCE else None,
        "notes": notes_queries.shared_notes_of(ids, seen_by=g.viewer),
        "form": TalkForm(data=usual),
        "note_form": NoteForm(),
        **forms,
    }


@consultations_desk.post("/clients/<int:client_id>/consultations")
@open_to(Role.MANAGER)
def record_with(client_id: int) -> ResponseReturnValue:
    """Write down a talk with the client whose page is open."""
    client = get_client(client_id, seen_by=g.viewer)
    form = TalkForm.read()
    if not _is_recorded(form, client):
        return show("consultations/client", status=422, **client_talks(client, form=form))
    here = url_for("consultations_desk.consultations", client_id=client.id)
    said = gettext("The talk is written down.")
    return done(here, "consultations/_client.html", said=said, **client_talks(client))
