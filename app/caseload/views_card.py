"""A manager's own card: what her clients see of her, written by herself, looked at before."""

from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.caseload import card
from app.caseload.card import Card, card_of
from app.caseload.forms_card import CardForm
from app.caseload.models import ManagerProfile
from app.caseload.queries import find_profile
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Missing
from app.core.htmx import done, show
from app.core.i18n import gettext, speaking

my_card = Blueprint("my_card", __name__, url_prefix="/desk/me")


@my_card.get("", endpoint="card")
@open_to(Role.MANAGER)
def look() -> ResponseReturnValue:
    """The card as it stands, with the form that changes it."""
    profile = _own()
    as_it_is = card_of(profile)
    return show("caseload/card", **_names(profile, CardForm.of(as_it_is), as_it_is))


def _own() -> ManagerProfile:
    profile = find_profile(g.viewer.person_id)
    if profile is None:
        raise Missing
    return profile


def _names(profile: ManagerProfile, form: CardForm, shown: Card) -> dict[str, Any]:
    """The form, and the card drawn in the chosen language."""
    with speaking(form.language.data or "de") as spoken:
        contact = shown.seen_as(profile.full_name)
        drawn = render_template("caseload/card_drawn.html", contact=contact)
    # because: the text is our own template's, escaped when it was rendered
    return {"form": form, "drawn": Markup(drawn), "spoken": spoken}  # noqa: S704


@my_card.post("")
@open_to(Role.MANAGER)
def change() -> ResponseReturnValue:
    """Keep it, or only look how it would be."""
    profile, form = _own(), CardForm.read()
    if not form.validate():
        return show("caseload/card", status=422, **_names(profile, form, card_of(profile)))
    if "preview" in request.form:
        return show("caseload/card", **_names(profile, form, form.card()))
    with transaction():
        card.change_card(profile, form.card(), by=g.viewer, now=clock.now())
    names = _names(profile, CardForm.of(form.card()), form.card())
    said = gettext("Saved. Your clients see it at once.")
    return done(url_for("my_card.card"), "caseload/_card.html", said=said, **names)
