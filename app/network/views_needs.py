"""Needs: anybody tells what is missing; a coordinator sees how often, never by whom."""

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import Role, open_to, open_to_all
from app.core.db import transaction
from app.core.errors import Missing
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.core.limits import address, count_try
from app.network import counting, needs
from app.network.blueprint import bp
from app.network.forms_needs import NeedForm
from app.offers.views import HOUR, SUGGESTIONS, may_suggest


@bp.get("/network/needs/new")
@open_to_all()
def need() -> ResponseReturnValue:
    """The form alone, for whoever did not come from a search."""
    if not may_suggest(g.viewer):
        raise Missing
    return show("offers/need", need_form=NeedForm.begun())


@bp.post("/network/needs")
@open_to_all()
def tell_need() -> ResponseReturnValue:
    """Keep that an offer is missing. Only the address is counted, as a hash, for an hour."""
    if not may_suggest(g.viewer):
        raise Missing
    form = NeedForm.read().in_towns()
    if not form.validate():
        return show("offers/need", status=422, need_form=form)
    count_try("tell a need", who=address(), limit=SUGGESTIONS, seconds=HOUR)
    with transaction():
        needs.tell(form.topic.data, form.municipality.data, form.text.data or "", now=clock.now())
    said = gettext("Thank you. It is counted. Nobody knows that it was you.")
    return done(url_for("offers.offers"), "offers/_need_told.html", said=said)


@bp.get("/network/missing")
@open_to(Role.COORDINATOR)
def missing() -> ResponseReturnValue:
    """What is missing in one's places, by topic."""
    return show("network/missing", counted=counting.count_needs(g.viewer))


@bp.post("/network/missing/<int:need_id>/remove-words")
@open_to(Role.COORDINATOR)
def remove_need_words(need_id: int) -> ResponseReturnValue:
    """Take away what somebody wrote, since it names a person."""
    with transaction():
        needs.remove_words(need_id, by=g.viewer, now=clock.now())
    counted = counting.count_needs(g.viewer)
    said = gettext("The words are deleted. The need still counts.")
    return done(url_for("network.missing"), "network/_missing.html", said=said, counted=counted)
