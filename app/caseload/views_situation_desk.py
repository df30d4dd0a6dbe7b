"""A client's situation at the desk: today and before, new entries, corrections, what she said."""

from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.carriers.hints import checks_of
from app.caseload import histories, queries, situation
from app.caseload import situation_words as words
from app.caseload.blueprint import caseload_desk
from app.caseload.forms_situation import FORMS, EntryForm
from app.caseload.history_kinds import EVERY, KINDS, part_of
from app.caseload.models import Client
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext

VERBS = {"end": histories.end, "take-back": histories.take_back, "take-up": histories.take_up}


@caseload_desk.get("/<int:client_id>/situation", endpoint="situation")
@open_to(Role.MANAGER, log=Log.RECORD)
def all_of_it(client_id: int) -> ResponseReturnValue:
    """How she lives today and lived before; each history with its short form."""
    client = queries.get_client(client_id, seen_by=g.viewer)
    record_seen(client.id)
    return show("caseload/situation", **_names(client))


def _names(client: Client, sent: EntryForm | None = None) -> dict[str, Any]:
    """What page and fragment need; a refused form is shown as it was sent."""
    forms = {key: form.empty() for key, form in FORMS.items()}
    return {
        "client": client,
        "chapters": situation.situation_of(client.id, seen_by=g.viewer),
        "forms": forms | ({} if sent is None else {sent.key: sent}),
        "reporters": words.REPORTERS_AT_DESK,
        "hint_of": situation.hint_of,
        "checks": checks_of(words.LEGAL.values()),
    }


@caseload_desk.post(f"/<int:client_id>/situation/{part_of(FORMS)}")
@open_to(Role.MANAGER)
def write_down(client_id: int, part: str) -> ResponseReturnValue:
    """Write down what holds from a day on; it ends what held before."""
    client = queries.get_client(client_id, seen_by=g.viewer)
    form = FORMS[part].read()
    if not form.validate():
        return show("caseload/situation", status=422, **_names(client, form))
    try:
        with transaction():
            entry = form.entry(client.id, reported_by=form.reported_by.data)
            histories.enter(entry, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return show("caseload/situation", status=422, **_names(client, form))
    return _done(client)


@caseload_desk.post(
    f'/<int:client_id>/situation/{EVERY}/<int:entry_id>/<any("end", "take-back", "take-up"):verb>'
)
@open_to(Role.MANAGER)
def change_entry(client_id: int, part: str, entry_id: int, verb: str) -> ResponseReturnValue:
    """It holds no longer, was a mistake, or was reported by her and is now read."""
    client = queries.get_client(client_id, seen_by=g.viewer)
    table = KINDS[part].table
    with transaction():
        entry = histories.get_entry(table, entry_id, client_id=client.id, seen_by=g.viewer)
        VERBS[verb](entry, by=g.viewer, now=clock.now())
    return _done(client)


def _done(client: Client) -> ResponseReturnValue:
    to = url_for("caseload_desk.situation", client_id=client.id)
    return done(to, "caseload/_situation.html", said=gettext("Saved."), **_names(client))
