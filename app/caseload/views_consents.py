"""The client's ledger: what she allowed, what waits for her answer, what needs no permission."""

from typing import Any

from flask import Blueprint, g, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload import consents, consents_words
from app.caseload.consents_forms import NumberForm
from app.caseload.consents_phone import give_number
from app.caseload.consents_queries import ConsentCard, get_card, get_last, own_consents
from app.caseload.consents_spoken import spoken
from app.caseload.purposes import SHARING
from app.caseload.queries import get_self
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.htmx import done, show
from app.core.i18n import gettext

my_consents = Blueprint("my_consents", __name__, url_prefix="/me/consents")


@my_consents.get("")
@open_to(Role.CLIENT)
def ledger() -> ResponseReturnValue:
    """Everything she was asked, what she said and when; one tap takes a yes back."""
    return show("caseload/consents", **_ledger(NumberForm()))


def _ledger(form: NumberForm) -> dict[str, Any]:
    cards = own_consents(g.viewer)
    return {
        "asked": [card for card in cards if card.is_asked],
        "given": [card for card in cards if card.is_given],
        "over": [card for card in cards if not card.is_asked and not card.is_given],
        "allowed": {card.purpose.key for card in cards if card.is_given},
        "words": consents_words,
        "form": form,
    }


@my_consents.post("")
@open_to(Role.CLIENT, fresh=True)
def allow_calls() -> ResponseReturnValue:
    """Give a telephone number, and with it the permission to be called."""
    form = NumberForm.read()
    if not form.validate():
        return show("caseload/consents", status=422, **_ledger(form))
    with transaction():
        give_number(get_self(g.viewer), form.number, word=spoken())
    return _told(gettext("Your office may call you."))


@my_consents.get("/<int:consent_id>")
@open_to(Role.CLIENT)
def question(consent_id: int) -> ResponseReturnValue:
    """One question in full: what for, who gets what, and the two answers."""
    return _show_question(_card(consent_id))


def _show_question(card: ConsentCard, **more: Any) -> ResponseReturnValue:
    return show("caseload/consent", card=card, words=consents_words, **more)


def _card(consent_id: int) -> ConsentCard:
    """Her consent; a volunteer's help has pages of its own, where she also chooses."""
    card = get_card(consent_id, seen_by=g.viewer)
    if card.purpose.key == SHARING:
        raise Missing
    return card


@my_consents.post("/<int:consent_id>")
@open_to(Role.CLIENT, fresh=True)
def say_yes(consent_id: int) -> ResponseReturnValue:
    """Allow it; the touch of her passkey shows that it is herself."""
    card = _card(consent_id)
    try:
        with transaction():
            row = get_last(card.id, seen_by=g.viewer)
            consents.answer(row, is_yes=True, word=spoken())
    except Refused as why:
        return _show_question(card, status=422, refusal=why.words)
    return _told(gettext("Thank you. You can take this back at any time."))


@my_consents.post('/<int:consent_id>/<any("refuse", "withdraw"):verb>')
@open_to(Role.CLIENT)
def say_no(consent_id: int, verb: str) -> ResponseReturnValue:
    """Refuse, or take a yes back: always possible, at once, without a reason."""
    with transaction():
        row = get_last(consent_id, seen_by=g.viewer)
        consents.withdraw(row, word=spoken())
    is_refused = verb == "refuse"
    return _told(gettext("You said no.") if is_refused else gettext("You took it back."))


def _told(said: str) -> ResponseReturnValue:
    """Where she came from decides: the ledger alone is renewed, other pages lead to it."""
    here = url_for("my_consents.ledger")
    if request.form.get("here") != "ledger":
        return done(here, said=said)
    return done(here, "caseload/_consents.html", said=said, **_ledger(NumberForm()))
