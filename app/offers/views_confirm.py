"""The provider's page: without account, by a code that works once."""

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import open_to_all
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.htmx import show
from app.core.limits import address as caller
from app.core.limits import count_try
from app.core.refusals import refused
from app.offers import confirming, queries
from app.offers.care_models import OfferConfirmation
from app.offers.confirming import NotThisCode
from app.offers.forms import ChangeForm, CodeForm
from app.offers.presenting import differences
from app.offers.records import OfferRecord
from app.offers.suggestions import NothingChanged
from app.offers.writing import changed

bp = Blueprint("confirm", __name__)

TRIES, HOUR = 60, 3600  # one answer takes four


@bp.get("/confirm")
@open_to_all()
def begin() -> ResponseReturnValue:
    """The field for the code; a script fills it from the link and goes on."""
    return show("offers/confirm", form=CodeForm.read())


@bp.post("/confirm")
@open_to_all()
def go_on() -> ResponseReturnValue:
    """Open with the code, say that all is right, or write what is different: `step` says which."""
    count_try("answer as a provider", who=caller(), limit=TRIES, seconds=HOUR)
    form = CodeForm.read()
    try:
        question, record = _opened(form)
    except Refused as why:
        refused()
        form.refuse(why)
        return show("offers/confirm", status=422, form=form)
    step = request.form.get("step", "open")
    if step == "right":
        return _right(form)
    if step in ("form", "edit", "preview", "save"):
        return _other(form, question, record, step)
    return _shown(form, question, record)


def _shown(form: CodeForm, question: OfferConfirmation, record: OfferRecord) -> ResponseReturnValue:
    values, code = differences({}, record.values), form.code.data
    page = "offers/confirm_offer"
    return show(page, code=code, question=question, record=record, values=values)


def _opened(form: CodeForm, *, to_change: bool = False) -> tuple[OfferConfirmation, OfferRecord]:
    """The question and its offer, while both are open; the offer is held first, as elsewhere."""
    question = confirming.get_open(form.code.data or "", now=clock.now())
    try:
        record = queries.get_public(question.offer_id, to_change=to_change)
    except Missing as hidden:  # ended or suspended since
        raise NotThisCode from hidden
    if to_change:
        question = confirming.get_open(form.code.data or "", now=clock.now(), to_change=True)
    return question, record


def _right(form: CodeForm) -> ResponseReturnValue:
    try:
        with transaction():
            question, record = _opened(form, to_change=True)
            confirming.answer_right(question, record, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return show("offers/confirm", status=422, form=form)
    return show("offers/confirmed", record=record, is_right=True)


def _other(
    code: CodeForm, question: OfferConfirmation, record: OfferRecord, step: str
) -> ResponseReturnValue:
    """The form, what would be different, or the end: it goes to those who check."""
    form = ChangeForm(data=record.form_values) if step == "form" else ChangeForm.read()
    told: dict[str, Any] = {"code": code.code.data, "question": question}
    told |= {"record": record, "form": form}
    if step in ("form", "edit") or not form.validate():
        return show("offers/confirm_other", status=422 if form.has_errors else 200, **told)
    try:
        if step == "save":
            return _sent(code, form)
        changes = _changes(record, form)
    except Refused as why:
        form.refuse(why)
        return show("offers/confirm_other", status=422, **told)
    return show("offers/confirm_preview", differences=differences(record.values, changes), **told)


def _changes(record: OfferRecord, form: ChangeForm) -> dict[str, object]:
    changes = changed(record, form.values())
    if not changes:
        raise NothingChanged
    return changes


def _sent(code: CodeForm, form: ChangeForm) -> ResponseReturnValue:
    with transaction():
        question, record = _opened(code, to_change=True)
        confirming.answer_other(question, record, form.values(), now=clock.now())
    return show("offers/confirmed", record=record, is_right=False)
