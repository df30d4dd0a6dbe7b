"""The translators' desk: what waits in one's languages; an offer side by side with its texts."""

import uuid
from typing import Any

from flask import Blueprint, g, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload.text_words import STATUS
from app.core import clock
from app.core.access import open_to
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.htmx import done, show
from app.core.i18n import LANGUAGES, gettext
from app.offers import claims, translating
from app.offers.care import CARING, get_cared_for
from app.offers.forms import page_of
from app.offers.forms_translations import TranslateForm
from app.offers.records import OfferRecord
from app.offers.translators import get_todos, is_target, languages_of
from app.offers.writing import TRANSLATED

bp = Blueprint("offers_translations", __name__)


@bp.get("/circle/translations")
@open_to(*CARING)
def todo() -> ResponseReturnValue:
    """What waits in one language, what is outdated first."""
    spoken = languages_of(g.viewer)
    asked = request.args.get("into", "")
    target = asked if asked in spoken else next(iter(spoken), "")
    page = page_of(request.args)
    return show(
        "offers/translations",
        spoken=[LANGUAGES[code] for code in spoken],
        target=LANGUAGES[target] if target else None,
        todos=get_todos(target, seen_by=g.viewer, page=page) if target else None,
        statuses=STATUS,
    )


@bp.get("/circle/offers/<uuid:offer_id>/translations/<target>")
@open_to(*CARING)
def texts(offer_id: uuid.UUID, target: str) -> ResponseReturnValue:
    """The German texts and beside them those in one language."""
    return _sheet(_record(offer_id, target), target)


def _record(offer_id: uuid.UUID, target: str, *, to_change: bool = False) -> OfferRecord:
    if not is_target(target):
        raise Missing
    return get_cared_for(offer_id, seen_by=g.viewer, to_change=to_change)


def _sheet(
    record: OfferRecord, target: str, sent: TranslateForm | None = None, *, status: int = 200
) -> ResponseReturnValue:
    return show("offers/translation", status=status, **_names(record, target, sent))


def _names(record: OfferRecord, target: str, sent: TranslateForm | None = None) -> dict[str, Any]:
    """What the page shows; a refused form is shown as it was sent."""
    held = claims.find_claim(record.offer.id, target)
    is_mine = held is not None and held.person_id == g.viewer.person_id
    rows = {row.field: row for row in record.translations if row.lang == target}
    return {
        "record": record,
        "offer": record.offer,
        "target": LANGUAGES[target],
        "fields": TRANSLATED,
        "rows": rows,
        "form": sent or TranslateForm.of(record, target),
        "claim": held if is_mine else None,
        "is_taken": held is not None and not is_mine,
        "may_write": target in languages_of(g.viewer),
        "is_my_check": any(row.checked_by_id == g.viewer.person_id for row in rows.values()),
        "statuses": STATUS,
    }


@bp.post("/circle/offers/<uuid:offer_id>/translations/<target>")
@open_to(*CARING)
def write(offer_id: uuid.UUID, target: str) -> ResponseReturnValue:
    """Keep what was typed, or show it again with what is wrong."""
    form, record = TranslateForm.read(), _record(offer_id, target, to_change=True)
    if not form.validate():
        return _sheet(record, target, form, status=422)
    try:
        with transaction():
            translating.translate(record, target, form.typed, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return _sheet(_record(offer_id, target), target, form, status=422)
    return _kept(offer_id, target, said=gettext("It is written down."))


@bp.post(
    "/circle/offers/<uuid:offer_id>/translations/<target>/<any('claim', 'release', 'uncheck'):verb>"
)
@open_to(*CARING)
def act(offer_id: uuid.UUID, target: str, verb: str) -> ResponseReturnValue:
    """Say that one is on it, leave it to others, or take one's check back."""
    record = _record(offer_id, target, to_change=True)
    try:
        with transaction():
            said = _act(record, target, verb)
    except Refused as why:
        form = TranslateForm.of(record, target)
        form.refuse(why)
        return _sheet(record, target, form, status=422)
    return _kept(offer_id, target, said=said)


def _act(record: OfferRecord, target: str, verb: str) -> str:
    told: dict[str, Any] = {"by": g.viewer, "now": clock.now()}
    if verb == "claim":
        claims.claim(record.offer.id, target, **told)
        return gettext("Others see that you are on it.")
    if verb == "release":
        claims.release(record.offer.id, target, **told)
        return gettext("Others can take it now.")
    translating.take_back_check(record, target, **told)
    return gettext("It is not checked any more.")


def _kept(offer_id: uuid.UUID, target: str, *, said: str) -> ResponseReturnValue:
    here = url_for("offers_translations.texts", offer_id=offer_id, target=target)
    names = _names(_record(offer_id, target), target)
    return done(here, "offers/_translation.html", said=said, **names)
