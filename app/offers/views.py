"""The public directory: look, suggest, report; and a client's own list."""

import uuid
from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload.queries import get_self
from app.caseload.taps import is_new_tap
from app.core import clock
from app.core.access import Role, Viewer, open_to, open_to_all
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.htmx import done, show
from app.core.i18n import current_language, gettext
from app.core.limits import address as caller
from app.core.limits import count_try
from app.core.paper import drawn_code
from app.offers import care, queries, service, suggestions
from app.offers.doubles import alike, not_seen
from app.offers.finding import Search
from app.offers.fitting import Fit, find_seeker, fitting
from app.offers.forms import (
    ReportForm,
    SuggestForm,
    arguments_of,
    page_of,
    read_wish,
)
from app.offers.jsonld import data_block
from app.offers.likeness import Alike
from app.offers.merging import successor
from app.offers.records import OfferRecord
from app.offers.schedules import holiday_on
from app.offers.stamp import unless_unchanged
from app.offers.towns import all_towns
from app.offers.towns import towns as towns_of
from app.offers.wish import KILOMETRES, Wish
from app.offers.writing import changed

bp = Blueprint("offers", __name__)

HOUR = 3600  # seconds
SUGGESTIONS, REPORTS = 10, 20  # an hour: a shelter's Wi-Fi is one address for many people
SILENT = (Role.CARRIER_ADMIN, Role.DPO)  # roles that neither suggest nor report


def fitting_offers(
    topic: str, *, pinned: uuid.UUID | None = None, client_id: int | None = None
) -> list[Fit]:
    """A template word: the few offers that fit a client's step; two statements."""
    seeker = find_seeker(g.viewer, client_id)
    return fitting(topic, seeker, pinned=pinned) if seeker else []


def address_of(wish: Wish, page: int = 1) -> str:
    """Where a wish is answered."""
    return url_for("offers.offers", **arguments_of(wish, page=page))  # type: ignore[arg-type]


@bp.get("/offers")
@open_to_all()
@unless_unchanged
def offers() -> ResponseReturnValue:
    """The list: search, filter, open now."""
    viewer: Viewer | None = g.viewer
    towns = towns_of(viewer)
    area = (viewer.area_ags if viewer else None) or ""
    wish = read_wish(request.args, towns, area=area)
    search = Search(wish, reader=current_language().code, towns=towns)
    return show(
        "offers/offers",
        wish=wish,
        found=search.find(page_of(request.args)),
        towns=towns,
        address_of=address_of,
        kilometres=KILOMETRES,
        holiday=holiday_on(clock.today()),
        may_suggest=may_suggest(viewer),
    )


@bp.get("/offers/<uuid:offer_id>")
@open_to_all()
@unless_unchanged
def offer(offer_id: uuid.UUID) -> ResponseReturnValue:
    """One offer, its address first; an entry that was put into another one leads there."""
    try:
        record = queries.get_public(offer_id)
    except Missing:
        return _led_on(offer_id)
    return _offer_page(record, ReportForm.read())


def _led_on(offer_id: uuid.UUID) -> ResponseReturnValue:
    """For good, but no browser remembers it: for a day it can be undone."""
    now_in = successor(offer_id)
    if now_in is None:
        raise Missing
    answer = redirect(url_for("offers.offer", offer_id=now_in), 301)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _offer_page(record: OfferRecord, form: ReportForm, *, status: int = 200) -> ResponseReturnValue:
    own = f"{current_app.config['PUBLIC_URL']}/offers/{record.offer.id}"
    may_care = care.looks_after(record.offer.id, g.viewer)
    return show("offers/offer", status=status, may_care=may_care, **_words(record, form), own=own)


def _words(record: OfferRecord, form: ReportForm) -> dict[str, Any]:
    """What page and fragments of one offer share."""
    offer_id = record.offer.id
    return {
        "record": record,
        "offer": record.offer,
        "form": form,
        "may_report": may_suggest(g.viewer),
        "is_saved": queries.is_saved(offer_id, seen_by=g.viewer),
        "data_block": lambda own: data_block(record, own),
        "drawn_code": drawn_code,
    }


def may_suggest(viewer: Viewer | None) -> bool:
    """Everybody may, signed in or not, but two roles that have nothing to do with offers."""
    return viewer is None or viewer.role not in SILENT


def _limit(action: str, tries: int) -> None:
    """Count this try of a person, or of the address of a guest."""
    viewer: Viewer | None = g.viewer
    who = f"person {viewer.person_id}" if viewer else caller()
    count_try(action, who=who, limit=tries, seconds=HOUR)


@bp.post("/offers/<uuid:offer_id>/issues")
@open_to_all()
def report(offer_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody says that something is wrong."""
    if not may_suggest(g.viewer):
        raise Missing
    record = queries.get_public(offer_id)
    form = ReportForm.read()
    if not form.validate():
        return _offer_page(record, form, status=422)
    _limit("report an offer", REPORTS)
    with transaction():
        record = queries.get_public(offer_id, to_change=True)
        service.report(record.offer, form.kind.data, by=g.viewer, now=clock.now())
    said = gettext("Thank you. Somebody will check it.")
    is_public = record.offer.state == "published"
    to = url_for("offers.offer", offer_id=offer_id) if is_public else url_for("offers.offers")
    return done(to, "offers/_reported.html" if is_public else None, said=said)


@bp.get("/offers/suggest")
@open_to_all()
def suggest() -> ResponseReturnValue:
    """The form for a new offer, or for what is different in one (?offer=)."""
    if not may_suggest(g.viewer):
        raise Missing
    record = _suggested_for()
    form = SuggestForm.read_in(all_towns(), **_typed_before(record))
    return show("offers/suggest", form=form, record=record)


@bp.post("/offers/suggest")
@open_to_all()
def send_suggestion() -> ResponseReturnValue:
    """Keep a suggestion for those who check; never straight public."""
    if not may_suggest(g.viewer):
        raise Missing
    record = _suggested_for()
    form = SuggestForm.read_in(all_towns())
    try:
        if not form.validate():
            return show("offers/suggest", status=422, form=form, record=record)
        if found := _perhaps_there(form, record):
            return show("offers/suggest", status=422, form=form, record=record, alike=found)
        _limit("suggest an offer", SUGGESTIONS)
        _keep(form, record)
    except Refused as why:
        form.refuse(why)
        return show("offers/suggest", status=422, form=form, record=record)
    said = gettext("Thank you. Somebody will look at it before it becomes public.")
    return done(url_for("offers.offers"), said=said)


def _perhaps_there(form: SuggestForm, record: OfferRecord | None) -> list[Alike]:
    """What is perhaps the same offer as a new one, until it stood on the screen."""
    if record is not None:
        return []
    found = alike(form.values(), g.viewer, town=form.town.data)
    return found if not_seen(found, request.form.getlist("seen")) else []


def _keep(form: SuggestForm, record: OfferRecord | None) -> None:
    values = form.values()
    with transaction():
        suggestions.suggest(
            changed(record, values) if record else {k: v for k, v in values.items() if v},
            offer=record.offer if record else None,
            town=record.offer.municipality_ags if record else form.town.data,
            note=form.note.data or "",
            by=g.viewer,
            now=clock.now(),
        )


def _suggested_for() -> OfferRecord | None:
    """The public offer that a correction is about; None for a new one."""
    named = request.args.get("offer")
    if not named:
        return None
    try:
        return queries.get_public(uuid.UUID(named))
    except ValueError as error:
        raise Missing from error


def _typed_before(record: OfferRecord | None) -> dict[str, object]:
    """A correction starts with what stands there now, a new offer in one's own town."""
    if record is not None:
        return {**record.form_values, "town": record.offer.municipality_ags}
    viewer: Viewer | None = g.viewer
    return {"town": viewer.area_ags} if viewer and viewer.area_ags else {}


@bp.get("/offers/saved")
@open_to(Role.CLIENT)
def saved() -> ResponseReturnValue:
    """Everything on the client's own list."""
    return render_template("offers/saved.html", offers=queries.saved_by(g.viewer))


@bp.post("/offers/<uuid:offer_id>/save")
@open_to(Role.CLIENT)
def save(offer_id: uuid.UUID) -> ResponseReturnValue:
    """Put an offer on the client's own list."""
    return _keep_bookmark(offer_id, is_saved=True, said=gettext("Saved. You find it on Today."))


@bp.post("/offers/<uuid:offer_id>/unsave")
@open_to(Role.CLIENT)
def unsave(offer_id: uuid.UUID) -> ResponseReturnValue:
    """Take it off again."""
    return _keep_bookmark(offer_id, is_saved=False, said=gettext("No longer saved."))


def _keep_bookmark(offer_id: uuid.UUID, *, is_saved: bool, said: str) -> ResponseReturnValue:
    found, now = queries.get_public(offer_id).offer, clock.now()
    verb = service.save if is_saved else service.unsave
    with transaction():
        if is_new_tap(now):
            verb(found, client_id=get_self(g.viewer).id, by=g.viewer, now=now)
    to = url_for("offers.offer", offer_id=offer_id)
    return done(to, "offers/_save.html", said=said, offer=found, is_saved=is_saved)
