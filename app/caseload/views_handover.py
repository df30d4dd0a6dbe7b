"""A manager gives one of her cases to a colleague; the colleague finds the note here."""

from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.caseload import handing_over
from app.caseload.blueprint import caseload_desk
from app.caseload.forms_handover import HandoverForm
from app.caseload.handover_words import ANSWERS
from app.caseload.models import Client
from app.caseload.queries import get_client
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext


@caseload_desk.get("/<int:client_id>/handover")
@open_to(Role.MANAGER, log=Log.RECORD)
def handover(client_id: int) -> ResponseReturnValue:
    """The note that came with the case, and the form to give it on."""
    client = get_client(client_id, seen_by=g.viewer)
    record_seen(client.id)
    return show("caseload/handover", **_names(client, HandoverForm.read()))


def _names(client: Client, form: HandoverForm) -> dict[str, Any]:
    form.to_id.choices = handing_over.colleagues_of(g.viewer)
    return {
        "client": client,
        "received": handing_over.find_received(client.id, seen_by=g.viewer),
        "is_own": handing_over.is_own(client.id, seen_by=g.viewer),
        "answers": ANSWERS,
        "form": form,
    }


@caseload_desk.post("/<int:client_id>/handover")
@open_to(Role.MANAGER, fresh=True)
def give_case(client_id: int) -> ResponseReturnValue:
    """Give it to a colleague; from the next request on it is hers."""
    client = get_client(client_id, seen_by=g.viewer)
    case = handing_over.get_own_case(client_id, seen_by=g.viewer)
    form = HandoverForm.read()
    names = _names(client, form)
    if not form.validate():
        return show("caseload/handover", status=422, **names)
    try:
        with transaction():
            handing_over.give(case, form.filled(), by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return show("caseload/handover", status=422, **names)
    return done(url_for("desk.clients"), said=gettext("Somebody else helps this client now."))
