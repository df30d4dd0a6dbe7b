"""Looking at what people proposed, and answering it."""

from collections.abc import Callable

from flask import Blueprint, g, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.offers import care, suggestions, worklists
from app.offers.care import CARING, CHECKING
from app.offers.doubles import alike
from app.offers.models import OfferSuggestion
from app.offers.presenting import differences
from app.offers.records import OfferRecord

bp = Blueprint("suggestions", __name__)


@bp.get("/network/suggestions/<int:suggestion_id>")
@open_to(*CARING)
def suggestion(suggestion_id: int) -> ResponseReturnValue:
    """Before and after, side by side."""
    return _page(care.get_suggestion(suggestion_id, seen_by=g.viewer))


def _page(row: OfferSuggestion, *, refusal: object = "", status: int = 200) -> ResponseReturnValue:
    record = _record(row)
    before = record.values if record else {}
    return show(
        "offers/suggestion",
        status=status,
        row=row,
        record=record,
        differences=differences(before, row.values),
        alike=alike(row.values, g.viewer, town=row.municipality_ags, apart_from=row.offer_id),
        is_from_provider=worklists.is_from_provider(row.id),
        may_answer=g.viewer.role in CHECKING,
        refusal=refusal,
    )


def _record(row: OfferSuggestion, *, to_change: bool = False) -> OfferRecord | None:
    if row.offer_id is None:
        return None
    return care.get_cared_for(row.offer_id, seen_by=g.viewer, to_change=to_change)


@bp.post("/network/suggestions/<int:suggestion_id>/accept")
@open_to(*CHECKING)
def accept(suggestion_id: int) -> ResponseReturnValue:
    """Take it over; a new offer is a draft then, to be completed and published."""
    row = care.get_suggestion(suggestion_id, seen_by=g.viewer)
    try:
        with transaction():
            record = _record(row, to_change=True)  # the offer first, as whoever changes it does
            row = care.get_suggestion(suggestion_id, seen_by=g.viewer, to_change=True)
            offer = suggestions.accept(row, record, by=g.viewer, now=clock.now())
    except Refused as why:
        return _page(row, refusal=why.words, status=422)
    said = gettext("Taken over.")
    if offer.state == "draft":
        return done(url_for("offers_desk.check", offer_id=offer.id), said=said)
    return done(url_for("network.network"), said=said)


@bp.post("/network/suggestions/<int:suggestion_id>/decline")
@open_to(*CHECKING)
def decline(suggestion_id: int) -> ResponseReturnValue:
    """Do not take it over; this can be undone."""
    return _changed(suggestion_id, suggestions.decline, gettext("Not taken over."))


def _changed(suggestion_id: int, verb: Callable[..., None], said: str) -> ResponseReturnValue:
    """Do it, or show the suggestion again with why not."""
    row = care.get_suggestion(suggestion_id, seen_by=g.viewer, to_change=True)
    try:
        with transaction():
            verb(row, by=g.viewer, now=clock.now())
    except Refused as why:
        return _page(row, refusal=why.words, status=422)
    return done(url_for("suggestions.suggestion", suggestion_id=suggestion_id), said=said)


@bp.post("/network/suggestions/<int:suggestion_id>/reopen")
@open_to(*CHECKING)
def reopen(suggestion_id: int) -> ResponseReturnValue:
    """Undo a decline."""
    said = gettext("The suggestion waits for an answer again.")
    return _changed(suggestion_id, suggestions.reopen, said)
