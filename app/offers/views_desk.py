"""Looking after the directory: still right, change with preview, check and publish."""

import uuid

from flask import Blueprint, g, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import small
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.offers import care, merging, service, suggestions, worklists
from app.offers.care import CARING, CHECKING
from app.offers.doubles import alike
from app.offers.forms import ChangeForm
from app.offers.models import OfferSuggestion
from app.offers.presenting import differences
from app.offers.records import OfferRecord
from app.offers.suggestions import NothingChanged, Outcome
from app.offers.writing import changed, may_write

bp = Blueprint("offers_desk", __name__)


def work_place() -> str:
    """Where this viewer's list of work is."""
    is_of_circle = g.viewer.role is Role.VOLUNTEER
    return url_for("network.circle") if is_of_circle else url_for("network.network")


@bp.post("/circle/offers/<uuid:offer_id>/assure")
@open_to(*CARING)
def assure(offer_id: uuid.UUID) -> ResponseReturnValue:
    """One tap: everything is still right."""
    record = care.get_cared_for(offer_id, seen_by=g.viewer, to_change=True)
    try:
        with transaction():
            circle = care.circle_name(g.viewer)
            service.assure(record.offer, circle=circle, by=g.viewer, now=clock.now())
    except Refused as why:
        return _row_refused(offer_id, why)
    return _row_done(offer_id, said=gettext("Noted: still right today."))


@bp.post("/circle/offers/<uuid:offer_id>/take-back")
@open_to(*CARING)
def take_back(offer_id: uuid.UUID) -> ResponseReturnValue:
    """Undo today's check."""
    record = care.get_cared_for(offer_id, seen_by=g.viewer, to_change=True)
    try:
        with transaction():
            service.take_back_check(record.offer, by=g.viewer, now=clock.now())
    except Refused as why:
        return _row_refused(offer_id, why)
    return _row_done(offer_id, said=gettext("Taken back. The offer waits for a check again."))


def _row_done(offer_id: uuid.UUID, *, said: str) -> ResponseReturnValue:
    row = worklists.work_row(offer_id, seen_by=g.viewer)
    return done(url_for("network.circle"), "offers/_work_row.html", said=said, row=row)


def _row_refused(offer_id: uuid.UUID, why: Refused) -> ResponseReturnValue:
    row = worklists.work_row(offer_id, seen_by=g.viewer)
    return show("offers/work_row", status=422, row=row, refusal=why.words)


@bp.get("/circle/offers/<uuid:offer_id>/edit")
@open_to(*CARING)
def edit(offer_id: uuid.UUID) -> ResponseReturnValue:
    """Everything about one offer, on one page; a suggestion may be filled in (?suggestion=)."""
    record = care.get_cared_for(offer_id, seen_by=g.viewer)
    proposed = _suggestion_for(record)
    values = {**record.form_values, **(proposed.values if proposed else {})}
    return show("offers/edit", form=ChangeForm.read(**values), record=record)


def _suggestion_for(record: OfferRecord) -> OfferSuggestion | None:
    """The open suggestion that is taken over by hand, for those who may answer it."""
    named = request.args.get("suggestion", type=small)
    if named is None or g.viewer.role not in CHECKING:
        return None
    found = care.get_suggestion(named, seen_by=g.viewer, to_change=request.method == "POST")
    is_open = found.offer_id == record.offer.id and found.decided_at is None
    return found if is_open else None


@bp.post("/circle/offers/<uuid:offer_id>/edit")
@open_to(*CARING)
def change(offer_id: uuid.UUID) -> ResponseReturnValue:
    """Show what would be different, go back to the form, or write it: `step` says which."""
    record = care.get_cared_for(offer_id, seen_by=g.viewer, to_change=True)
    form = ChangeForm.read()
    step = request.form.get("step", "preview")
    if not form.validate() or step == "edit":
        status = 422 if form.has_errors else 200
        return show("offers/edit", status=status, form=form, record=record)
    try:
        return _write(record, form) if step == "save" else _preview(record, form)
    except Refused as why:
        form.refuse(why)
        return show("offers/edit", status=422, form=form, record=record)


def _preview(record: OfferRecord, form: ChangeForm) -> ResponseReturnValue:
    """Before and after, side by side, and what of it goes to check."""
    changes = changed(record, form.values())
    if not changes:
        raise NothingChanged
    own = {k for k, v in changes.items() if may_write(k, record=record, after=v, by=g.viewer)}
    return show(
        "offers/preview",
        form=form,
        record=record,
        saved_now=differences(record.values, {k: v for k, v in changes.items() if k in own}),
        to_check=differences(record.values, {k: v for k, v in changes.items() if k not in own}),
        alike=alike(
            form.values(),
            g.viewer,
            town=record.offer.municipality_ags,
            apart_from=record.offer.id,
        ),
    )


def _write(record: OfferRecord, form: ChangeForm) -> ResponseReturnValue:
    proposed = _suggestion_for(record)
    with transaction():
        outcome = suggestions.change(
            record, form.values(), by=g.viewer, now=clock.now(), is_minor=form.is_minor.data
        )
        if proposed is not None:
            suggestions.settle(proposed, by=g.viewer, now=clock.now())
    return done(work_place(), said=_said(outcome))


def _said(outcome: Outcome) -> str:
    """What became of the change."""
    if not outcome.to_check:
        return str(gettext("Saved."))
    if not outcome.written:
        return str(gettext("Thank you. The change waits for a check."))
    return str(gettext("Saved in part. The rest waits for a check."))


@bp.get("/network/offers/<uuid:offer_id>")
@open_to(*CHECKING)
def check(offer_id: uuid.UUID) -> ResponseReturnValue:
    """One offer with all its values, to be checked and published."""
    record = care.get_cared_for(offer_id, seen_by=g.viewer)
    return _check_page(record)


def _check_page(
    record: OfferRecord, *, refusal: object = "", status: int = 200
) -> ResponseReturnValue:
    row = worklists.work_row(record.offer.id, seen_by=g.viewer)
    values = differences({}, record.values)
    return show(
        "offers/check", status=status, row=row, record=record, values=values, refusal=refusal
    )


@bp.post(
    "/network/offers/<uuid:offer_id>"
    "/<any('to-check', 'publish', 'back', 'suspend', 'archive', 'bring-back'):verb>"
)
@open_to(*CHECKING)
def decide(offer_id: uuid.UUID, verb: str) -> ResponseReturnValue:
    """Bring one offer into another state."""
    record = care.get_cared_for(offer_id, seen_by=g.viewer, to_change=True)
    try:
        with transaction():
            said = _decide(record, verb)
    except Refused as why:
        return _check_page(record, refusal=why.words, status=422)
    row = worklists.work_row(offer_id, seen_by=g.viewer)
    return done(url_for("network.network"), "offers/_check.html", said=said, row=row)


def _decide(record: OfferRecord, verb: str) -> str:
    """Do it and say what happened."""
    offer, by, now = record.offer, g.viewer, clock.now()
    if verb == "publish":
        service.publish(record, circle=care.circle_name(by), by=by, now=now)
        return str(gettext("Published. Everybody can see it now."))
    verbs = {
        "to-check": (service.send_to_check, gettext("It waits for a check now.")),
        "back": (service.send_back, gettext("Sent back. It is a draft again.")),
        "suspend": (service.suspend, gettext("Suspended. Nobody can see it now.")),
        "archive": (service.archive, gettext("Archived.")),
        "bring-back": (merging.bring_back, gettext("Taken back. It is not archived any more.")),
    }
    act, said = verbs[verb]
    act(offer, by=by, now=now)
    return str(said)
