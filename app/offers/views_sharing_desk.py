"""Across borders: who checks the offers of a place shows them in the directories of others."""

import uuid
from typing import Any

import wtforms
from flask import Blueprint, g, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import Form, SelectField
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.core.i18n import lazy_gettext as _l
from app.offers import care, sharing
from app.offers.care import CHECKING
from app.offers.models import Offer
from app.offers.sharing import Place

bp = Blueprint("offers_sharing", __name__)


class ShareForm(Form):
    """In which other directory."""

    area = SelectField(_l("Where else?"), choices=[])

    def among(self, places: list[Place]) -> "ShareForm":
        """The same form with these places to choose from, districts first."""
        self.area.choices = {
            str(gettext("Whole districts")): [(p.ags, p.name) for p in places if p.is_district],
            str(gettext("Towns")): [(p.ags, p.name) for p in places if not p.is_district],
        }
        return self


@bp.get("/network/offers/<uuid:offer_id>/sharing")
@open_to(*CHECKING)
def shared(offer_id: uuid.UUID) -> ResponseReturnValue:
    """Where an offer is shown besides its own place."""
    return _page(care.get_cared_for(offer_id, seen_by=g.viewer).offer)


def _page(
    offer: Offer, sent: wtforms.Form | None = None, *, status: int = 200
) -> ResponseReturnValue:
    return show("offers/sharing", status=status, **_names(offer, sent))


def _names(offer: Offer, sent: wtforms.Form | None = None) -> dict[str, Any]:
    """What page and fragment show; a refused form is shown as it was sent."""
    places, there = sharing.places(), sharing.shown_elsewhere(offer.id)
    declined = sharing.declined_by(offer.id)
    own = next(place.name for place in places if place.ags == offer.municipality_ags)
    form = sent or ShareForm().among([p for p in places if p.ags not in there])
    return {
        "offer": offer,
        "own": own,
        "there": [p for p in places if p.ags in there - declined],
        "declined": [p for p in places if p.ags in declined],
        "form": form,
    }


@bp.post("/network/offers/<uuid:offer_id>/sharing")
@open_to(*CHECKING)
def share(offer_id: uuid.UUID) -> ResponseReturnValue:
    """Show it there, too."""
    offer = care.get_cared_for(offer_id, seen_by=g.viewer, to_change=True).offer
    form = ShareForm.read().among(sharing.places())
    if not form.validate():
        return _page(offer, form, status=422)
    try:
        with transaction():
            sharing.share(offer, form.area.data, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return _page(offer, form, status=422)
    return _done(offer, said=gettext("It is shown there now."))


@bp.post("/network/offers/<uuid:offer_id>/sharing/end")
@open_to(*CHECKING)
def unshare(offer_id: uuid.UUID) -> ResponseReturnValue:
    """Show it there no longer."""
    offer = care.get_cared_for(offer_id, seen_by=g.viewer, to_change=True).offer
    form = ShareForm.read().among(sharing.places())
    if not form.validate():
        return _page(offer, form, status=422)
    with transaction():
        sharing.unshare(offer, form.area.data, by=g.viewer, now=clock.now())
    return _done(offer, said=gettext("It is not shown there any more."))


def _done(offer: Offer, *, said: str) -> ResponseReturnValue:
    here = url_for("offers_sharing.shared", offer_id=offer.id)
    return done(here, "offers/_sharing.html", said=said, **_names(offer))
