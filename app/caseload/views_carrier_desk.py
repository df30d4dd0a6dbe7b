"""A manager and a change of carrier: ask one client, write down what she said, call it off."""

from collections.abc import Callable
from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.caseload import carrier_changes
from app.caseload.blueprint import caseload_desk
from app.caseload.carrier_changes import terms_of
from app.caseload.carrier_forms import ChangeForm, SaidForm
from app.caseload.consents_spoken import own_language, told
from app.caseload.models import Client
from app.caseload.queries import get_client
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import Form
from app.core.htmx import done, show
from app.core.i18n import gettext


@caseload_desk.get("/<int:client_id>/carrier-change")
@open_to(Role.MANAGER, log=Log.RECORD)
def carrier_change(client_id: int) -> ResponseReturnValue:
    """Whether she is asked, and what she said."""
    client = get_client(client_id, seen_by=g.viewer)
    record_seen(client.id)
    return show("caseload/desk_carrier", **_names(client))


def _names(client: Client, sent: Form | None = None) -> dict[str, Any]:
    change = carrier_changes.find_for(g.viewer, client.id)
    form = sent if isinstance(sent, ChangeForm) else ChangeForm()
    said = SaidForm(data={"language": own_language(client)})
    form.to_carrier_id.choices = carrier_changes.successors_of(g.viewer)
    return {
        "client": client,
        "sent": sent,
        "change": change,
        "carrier": terms_of(change).recipient if change else None,
        "held": carrier_changes.find_hold(change) if change else None,
        "form": form,
        "said_form": sent if isinstance(sent, SaidForm) else said,
    }


@caseload_desk.post("/<int:client_id>/carrier-change")
@open_to(Role.MANAGER, fresh=True)
def propose_carrier(client_id: int) -> ResponseReturnValue:
    """Ask her; she reads it on her phone in her language."""
    form = ChangeForm.read()
    form.to_carrier_id.choices = carrier_changes.successors_of(g.viewer)

    def ask(client: Client) -> None:
        carrier_changes.propose(client, form.proposal, by=g.viewer, now=clock.now())

    return _changed(client_id, form, ask, gettext("She is asked on her phone."))


@caseload_desk.post("/<int:client_id>/carrier-change/answer")
@open_to(Role.MANAGER)
def record_carrier_answer(client_id: int) -> ResponseReturnValue:
    """Write down what she said in the talk: spoken, with an interpreter, signed."""
    form = SaidForm.read()

    def note(client: Client) -> None:
        word = told(client, language=form.language.data, how=form.how.data)
        change = carrier_changes.get_for(g.viewer, client.id)
        carrier_changes.answer(change, is_yes=form.answer.data == "yes", word=word)

    return _changed(client_id, form, note, gettext("Saved."))


@caseload_desk.post("/<int:client_id>/carrier-change/call-off")
@open_to(Role.MANAGER)
def call_off_carrier(client_id: int) -> ResponseReturnValue:
    """The carrier stays the same."""

    def stop(client: Client) -> None:
        change = carrier_changes.get_for(g.viewer, client.id)
        carrier_changes.call_off(change, word=told(client))

    return _changed(client_id, Form(), stop, gettext("Saved."))


def _changed(
    client_id: int, form: Form, change: Callable[[Client], None], said: str
) -> ResponseReturnValue:
    """Do one change, or show the page again with what is wrong."""
    client = get_client(client_id, seen_by=g.viewer)
    if not form.validate():
        return show("caseload/desk_carrier", status=422, **_names(client, form))
    try:
        with transaction():
            change(client)
    except Refused as why:
        form.refuse(why)
        return show("caseload/desk_carrier", status=422, **_names(client, form))
    to = url_for("caseload_desk.carrier_change", client_id=client.id)
    return done(to, "caseload/_desk_carrier.html", said=said, **_names(client))
