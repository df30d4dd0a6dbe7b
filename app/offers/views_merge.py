"""Two entries of one offer: likely doubles, side by side, put together or kept apart."""

import uuid

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.offers import care, merging, pairs
from app.offers.presenting import in_words, is_own_words
from app.offers.records import OfferRecord
from app.offers.views_desk import bp


@bp.get("/network/doubles")
@open_to(Role.COORDINATOR)
def doubles() -> ResponseReturnValue:
    """Pairs in the area that are perhaps one offer."""
    return show("offers/doubles", pairs=pairs.likely_doubles(g.viewer))


@bp.get("/network/offers/<uuid:offer_id>/merge/<uuid:other_id>")
@open_to(Role.COORDINATOR)
def merge(offer_id: uuid.UUID, other_id: uuid.UUID) -> ResponseReturnValue:
    """Side by side: the first address stays, the other leads to it."""
    return _page(*_both(offer_id, other_id))


def _both(
    offer_id: uuid.UUID, other_id: uuid.UUID, *, to_change: bool = False
) -> tuple[OfferRecord, OfferRecord]:
    """Both offers; held in one order, so that two who merge at once do not block each other."""
    found = {
        one: care.get_cared_for(one, seen_by=g.viewer, to_change=to_change)
        for one in sorted((offer_id, other_id), key=str)
    }
    return found[offer_id], found[other_id]


def _page(
    kept: OfferRecord, gone: OfferRecord, *, refusal: object = "", status: int = 200
) -> ResponseReturnValue:
    ours, theirs = kept.values, gone.values
    different = [
        (
            name,
            [_told(held, ours), _told(held, theirs)],
            not any(ours[one] for one in held),
            is_own_words(held[0], ours[held[0]]),
        )
        for name, held in merging.parts()
        if any(ours[one] != theirs[one] for one in held)
    ]
    return show(
        "offers/merge",
        status=status,
        kept=kept,
        gone=gone,
        different=different,
        refusal=refusal,
    )


def _told(held: tuple[str, ...], values: dict[str, object]) -> str:
    """One part in words; a yes or no alone is said, an empty value is not."""
    texts = [in_words(name, values[name]) for name in held if values[name] != "" or len(held) == 1]
    return "\n".join(text for text in texts if text)


@bp.post("/network/offers/<uuid:offer_id>/merge/<uuid:other_id>")
@open_to(Role.COORDINATOR)
def put_together(offer_id: uuid.UUID, other_id: uuid.UUID) -> ResponseReturnValue:
    """Take what was chosen from the other one; it is archived, and that can be undone for a day."""
    chosen = {name for name, _held in merging.parts() if request.form.get(name) == "other"}
    try:
        with transaction():
            kept, gone = _both(offer_id, other_id, to_change=True)
            merging.merge(kept, gone, chosen, by=g.viewer, now=clock.now())
    except Refused as why:
        return _page(*_both(offer_id, other_id), refusal=why.words, status=422)
    said = gettext("Put together. You can undo it for a day.")
    return done(url_for("offers_desk.check", offer_id=other_id), said=said)


@bp.post("/network/offers/<uuid:offer_id>/apart/<uuid:other_id>")
@open_to(Role.COORDINATOR)
def keep_apart(offer_id: uuid.UUID, other_id: uuid.UUID) -> ResponseReturnValue:
    """They are two offers: the pair leaves the list."""
    _both(offer_id, other_id)
    with transaction():
        merging.keep_apart(offer_id, other_id)
    return done(url_for("offers_desk.doubles"), said=gettext("Noted: these are two offers."))
