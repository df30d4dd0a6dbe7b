"""A client's residence title and course entitlements at the desk."""

from collections.abc import Callable
from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.caseload import histories, queries, titles
from app.caseload.blueprint import caseload_desk
from app.caseload.forms_titles import BegunForm, EntitlementForm, TitleForm
from app.caseload.models import Client, CourseEntitlement, ResidenceTitle
from app.caseload.title_words import COURSES, ISSUERS, REPORTERS_AT_DESK, TITLES
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import Form
from app.core.htmx import done, show
from app.core.i18n import gettext

WORDS = {"titles": TITLES, "courses": COURSES, "issuers": ISSUERS, "reporters": REPORTERS_AT_DESK}


@caseload_desk.get("/<int:client_id>/papers")
@open_to(Role.MANAGER, log=Log.RECORD)
def papers(client_id: int) -> ResponseReturnValue:
    """Show until when her papers are valid, and let more be written down."""
    client = queries.get_client(client_id, seen_by=g.viewer)
    record_seen(client.id)
    return _shown(client)


def _shown(client: Client, *forms: Form, status: int = 200) -> ResponseReturnValue:
    return show("caseload/papers", status=status, **_names(client, *forms))


def _names(client: Client, *forms: Form) -> dict[str, Any]:
    """What page and fragment need; a refused form is shown as it was sent."""
    sent = {type(form): form for form in forms}
    return {
        "client": client,
        "papers": titles.papers_of(client.id, seen_by=g.viewer),
        "title_form": sent.get(TitleForm) or TitleForm(),
        "entitlement_form": sent.get(EntitlementForm) or EntitlementForm(),
        "begun_form": sent.get(BegunForm) or BegunForm(data={"on": clock.today()}),
        "paper_words": WORDS,
    }


@caseload_desk.post("/<int:client_id>/papers/titles")
@open_to(Role.MANAGER)
def note_title(client_id: int) -> ResponseReturnValue:
    """Write down the title she has now."""
    client, form = queries.get_client(client_id, seen_by=g.viewer), TitleForm.read()
    return _changed(
        client,
        form,
        lambda: titles.note_title(
            client,
            form.kind.data,
            form.valid_until.data,
            reported_by=form.reported_by.data,
            by=g.viewer,
            now=clock.now(),
        ),
    )


@caseload_desk.post("/<int:client_id>/papers/entitlements")
@open_to(Role.MANAGER)
def note_entitlement(client_id: int) -> ResponseReturnValue:
    """Write down until when she can begin a course."""
    client, form = queries.get_client(client_id, seen_by=g.viewer), EntitlementForm.read()
    return _changed(
        client,
        form,
        lambda: titles.note_entitlement(client, form.filled(), by=g.viewer, now=clock.now()),
    )


def _changed(client: Client, form: Form, change: Callable[[], None]) -> ResponseReturnValue:
    """Do one change, or show the form again with what is wrong."""
    if not form.validate():
        return _shown(client, form, status=422)
    try:
        with transaction():
            change()
    except Refused as why:
        form.refuse(why)
        return _shown(client, form, status=422)
    to = url_for("caseload_desk.papers", client_id=client.id)
    return done(to, "caseload/_papers.html", said=gettext("It is written down."), **_names(client))


@caseload_desk.post("/<int:client_id>/papers/titles/<int:title_id>/end")
@open_to(Role.MANAGER)
def end_title(client_id: int, title_id: int) -> ResponseReturnValue:
    """The title counts no longer."""
    client = queries.get_client(client_id, seen_by=g.viewer)
    found = titles.get_paper(ResidenceTitle, title_id, client_id=client.id, seen_by=g.viewer)
    return _changed(client, Form(), lambda: histories.end(found, by=g.viewer, now=clock.now()))


@caseload_desk.post("/<int:client_id>/papers/entitlements/<int:entitlement_id>/begun")
@open_to(Role.MANAGER)
def begin_course(client_id: int, entitlement_id: int) -> ResponseReturnValue:
    """She goes to the course."""
    client, form = queries.get_client(client_id, seen_by=g.viewer), BegunForm.read()
    found = _entitlement(client, entitlement_id)
    return _changed(
        client,
        form,
        lambda: titles.begin_course(
            found, form.on.data or clock.today(), by=g.viewer, now=clock.now()
        ),
    )


@caseload_desk.post("/<int:client_id>/papers/entitlements/<int:entitlement_id>/end")
@open_to(Role.MANAGER)
def end_entitlement(client_id: int, entitlement_id: int) -> ResponseReturnValue:
    """The entitlement counts no longer."""
    client = queries.get_client(client_id, seen_by=g.viewer)
    found = _entitlement(client, entitlement_id)
    return _changed(client, Form(), lambda: histories.end(found, by=g.viewer, now=clock.now()))


def _entitlement(client: Client, entitlement_id: int) -> CourseEntitlement:
    return titles.get_paper(
        CourseEntitlement, entitlement_id, client_id=client.id, seen_by=g.viewer
    )
