"""Referrals at the desk: prepare one, follow it click by click, note what came of it."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload.consents_spoken import own_language, told
from app.caseload.models import Client
from app.caseload.queries import get_client
from app.consultations import referrals, referrals_words
from app.consultations.referrals_models import NEXT, Referral
from app.consultations.referrals_queries import get_referral, referrals_of
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import small
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.desk.blueprint import desk
from app.desk.forms_referrals import ReferralForm, ResultForm
from app.desk.referrals import names_of, offers_near
from app.offers.queries import get_public


@desk.get("/clients/<int:client_id>/referrals", endpoint="referrals")
@open_to(Role.MANAGER, log=Log.RECORD)
def all_referrals(client_id: int) -> ResponseReturnValue:
    """Which offices help her or were asked to, and how far each is."""
    client = get_client(client_id, seen_by=g.viewer)
    record_seen(client.id)
    return show("desk/referrals", **_seen(client))


def _seen(client: Client, form: ResultForm | None = None) -> dict[str, Any]:
    return {
        "client": client,
        "referrals": referrals_of(client.id, seen_by=g.viewer),
        "words": referrals_words,
        "following": NEXT,
        "form": form or ResultForm(),
    }


@desk.get("/offers/<uuid:offer_id>/refer")
@open_to(Role.MANAGER)
def refer(offer_id: uuid.UUID) -> ResponseReturnValue:
    """Whom to tell of this offer; ?client= leads to the form with the offer filled in."""
    record = get_public(offer_id)
    client_id = request.args.get("client", type=small)
    if client_id is None:
        return show("desk/refer", record=record, clients=names_of(seen_by=g.viewer))
    client = get_client(client_id, seen_by=g.viewer)
    offer, topic = str(record.offer.id), record.offer.topic
    to = url_for("desk.new_referral", client_id=client.id, offer=offer, topic=topic)
    return redirect(to, 303)


@desk.get("/clients/<int:client_id>/referrals/new")
@open_to(Role.MANAGER, log=Log.RECORD)
def new_referral(client_id: int) -> ResponseReturnValue:
    """Show the empty form, with the language that is hers; ?offer= and ?topic= are chosen."""
    client = get_client(client_id, seen_by=g.viewer)
    record_seen(client.id)
    chosen = {name: request.args.get(name, "") for name in ("offer", "topic")}
    form = ReferralForm(data={"language": own_language(client), **chosen})
    form.let_choose(offers_near(client, chosen=chosen["offer"]))
    return show("desk/new_referral", client=client, form=form)


@desk.post("/clients/<int:client_id>/referrals/new")
@open_to(Role.MANAGER)
def prepare_referral(client_id: int) -> ResponseReturnValue:
    """Write it down; of a handover she is asked, or what she said is written down."""
    client = get_client(client_id, seen_by=g.viewer)
    form = ReferralForm.read()
    form.let_choose(offers_near(client, chosen=form.offer.data or ""))
    if not form.validate():
        return show("desk/new_referral", status=422, client=client, form=form)
    word = told(client, language=form.language.data, how=form.how.data)
    try:
        with transaction():
            referrals.prepare(client, form.filled(), is_asked=form.is_asked, word=word)
    except Refused as why:
        form.refuse(why)
        return show("desk/new_referral", status=422, client=client, form=form)
    return done(url_for("desk.referrals", client_id=client.id), said=gettext("Saved."))


@desk.post(
    "/clients/<int:client_id>/referrals/<int:referral_id>/"
    '<any("sent", "accepted", "declined", "no_answer", "started", "finished", "dropped"):to>'
)
@open_to(Role.MANAGER)
def go_on(client_id: int, referral_id: int, to: str) -> ResponseReturnValue:
    """One click: what happened."""
    return _changed(
        client_id,
        referral_id,
        lambda found: referrals.go(found, to, by=g.viewer, now=clock.now()),
    )


@desk.post("/clients/<int:client_id>/referrals/<int:referral_id>/ask")
@open_to(Role.MANAGER)
def ask_again(client_id: int, referral_id: int) -> ResponseReturnValue:
    """Ask her once more on her phone: her yes was missing, or holds no longer."""
    client = get_client(client_id, seen_by=g.viewer)
    return _changed(
        client_id, referral_id, lambda found: referrals.ask_again(found, word=told(client))
    )


@desk.post("/clients/<int:client_id>/referrals/<int:referral_id>/result")
@open_to(Role.MANAGER)
def note_result(client_id: int, referral_id: int) -> ResponseReturnValue:
    """Write down what came of it."""
    form = ResultForm.read()
    words = form.result.data or ""
    return _changed(
        client_id,
        referral_id,
        lambda found: referrals.note_result(found, words, by=g.viewer, now=clock.now()),
        form,
    )


def _changed(
    client_id: int,
    referral_id: int,
    change: Callable[[Referral], None],
    form: ResultForm | None = None,
) -> ResponseReturnValue:
    """Do one change of one referral, or show the page again with why not."""
    client = get_client(client_id, seen_by=g.viewer)
    found = get_referral(referral_id, client_id=client.id, seen_by=g.viewer)
    form = form or ResultForm()
    if not form.validate():
        return show("desk/referrals", status=422, **_seen(client, form), wrong=found.id)
    try:
        with transaction():
            change(found)
    except Refused as why:
        form.refuse(why)
        return show("desk/referrals", status=422, **_seen(client, form), wrong=found.id)
    to = url_for("desk.referrals", client_id=client.id)
    return done(to, "desk/_referrals.html", said=gettext("Saved."), **_seen(client))
