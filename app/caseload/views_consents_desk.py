"""The manager's side: what a client allowed, asking her, writing down what she said; volunteers."""

from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.caseload import consents, consents_words, ties
from app.caseload.blueprint import caseload_desk
from app.caseload.consents_forms_desk import ASK, AskForm, VolunteerForm
from app.caseload.consents_queries import consents_of, get_in_force, get_last
from app.caseload.consents_spoken import own_language, told
from app.caseload.models import Client
from app.caseload.purposes import RELEASE, TRANSFER
from app.caseload.queries import get_client
from app.caseload.ties_queries import get_tie, ties_of, volunteers_for
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.htmx import done, show
from app.core.i18n import gettext


@caseload_desk.get("/<int:client_id>/consents")
@open_to(Role.MANAGER, log=Log.RECORD)
def consents_page(client_id: int) -> ResponseReturnValue:
    """What she allowed and who helps her: the same rows that she reads."""
    client = get_client(client_id, seen_by=g.viewer)
    record_seen(client.id)
    return show("caseload/desk_consents", **_seen(client, _empty(client)))


def _empty(client: Client) -> AskForm:
    """The form, with the language that is hers."""
    return AskForm(data={"language": own_language(client)})


def _seen(client: Client, form: AskForm) -> dict[str, Any]:
    volunteers = VolunteerForm()
    volunteers.volunteer_id.choices = volunteers_for(client)
    return {
        "client": client,
        "cards": consents_of(client.id, seen_by=g.viewer),
        "ties": ties_of(client.id, seen_by=g.viewer),
        "words": consents_words,
        "form": form,
        "volunteers": volunteers,
    }


@caseload_desk.post("/<int:client_id>/consents")
@open_to(Role.MANAGER)
def record_consent(client_id: int) -> ResponseReturnValue:
    """Ask her on her phone, or write down what she said: spoken, with an interpreter, signed."""
    client = get_client(client_id, seen_by=g.viewer)
    form = AskForm.read()
    if not form.validate():
        return show("caseload/desk_consents", status=422, **_seen(client, form))
    verb = consents.offer if form.how.data == ASK else consents.record
    word = told(client, language=form.language.data, how=form.how.data)
    return _changed(
        client,
        lambda: verb(client.id, form.purpose.data, terms=form.terms, word=word),
        gettext("She is asked on her phone.") if verb is consents.offer else gettext("Saved."),
        form,
    )


def _changed(
    client: Client, change: Any, said: str, form: AskForm | None = None
) -> ResponseReturnValue:
    try:
        with transaction():
            change()
    except Refused as why:
        form = form or _empty(client)
        form.refuse(why)
        return show("caseload/desk_consents", status=422, **_seen(client, form))
    to = url_for("caseload_desk.consents_page", client_id=client.id)
    seen = _seen(client, _empty(client))
    return done(to, "caseload/_desk_consents.html", said=said, **seen)


@caseload_desk.post("/<int:client_id>/consents/<int:consent_id>/withdraw")
@open_to(Role.MANAGER)
def withdraw_consent(client_id: int, consent_id: int) -> ResponseReturnValue:
    """She told her manager that she takes it back: without a phone that works too."""
    client = get_client(client_id, seen_by=g.viewer)

    def withdraw() -> None:
        row = get_last(consent_id, seen_by=g.viewer)
        if row.client_id != client.id:
            raise Missing
        consents.withdraw(row, word=told(client))

    return _changed(client, withdraw, gettext("Taken back."))


@caseload_desk.get("/<int:client_id>/consents/<int:consent_id>/paper")
@open_to(Role.MANAGER, log=Log.RECORD)
def consent_paper(client_id: int, consent_id: int) -> ResponseReturnValue:
    """The paper for the other office; only while her yes holds."""
    client = get_client(client_id, seen_by=g.viewer)
    card = get_in_force(consent_id, RELEASE, TRANSFER, of=client.id, seen_by=g.viewer)
    record_seen(client.id)
    return show("caseload/consent_paper", client=client, card=card, words=consents_words)


@caseload_desk.post("/<int:client_id>/ties")
@open_to(Role.MANAGER)
def propose_volunteer(client_id: int) -> ResponseReturnValue:
    """Propose a volunteer, together with the client; she alone says yes, on her own phone."""
    client = get_client(client_id, seen_by=g.viewer)
    form = VolunteerForm.read()
    form.volunteer_id.choices = volunteers_for(client)
    if not form.validate():
        return show("caseload/desk_consents", status=422, **_seen(client, _empty(client)))
    return _changed(
        client,
        lambda: ties.propose(client, form.volunteer_id.data, word=told(client)),
        gettext("She is asked on her phone."),
    )


@caseload_desk.post("/<int:client_id>/ties/<int:tie_id>/end")
@open_to(Role.MANAGER)
def end_tie(client_id: int, tie_id: int) -> ResponseReturnValue:
    """End a volunteer's help: it can only be safe, so nobody has to be asked."""
    client = get_client(client_id, seen_by=g.viewer)

    def end() -> None:
        tie = get_tie(tie_id, seen_by=g.viewer)
        if tie.client_id != client.id:
            raise Missing
        ties.end(tie, word=told(client))

    return _changed(client, end, gettext("The help has ended."))
