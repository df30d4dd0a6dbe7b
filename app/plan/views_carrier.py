"""The administration: after how many months plans are looked at, and which hints are checked.

A carrier answers for what its managers tell, so its administration checks; a coordinator has none.
"""

from typing import Any

from flask import Blueprint, g, url_for
from flask.typing import ResponseReturnValue

from app.carriers import hints as checking
from app.carriers.reviews import review_months, set_review_months
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.plan import hints
from app.plan.catalogue import CATALOGUE
from app.plan.forms_carrier import CheckForm, ReviewForm

plan_carrier = Blueprint("plan_carrier", __name__, url_prefix="/carrier/plan")


@plan_carrier.get("")
@open_to(Role.CARRIER_ADMIN)
def rules() -> ResponseReturnValue:
    """When plans are looked at again, and all legal hints."""
    return _rules(ReviewForm.read(months=review_months()))


def _rules(form: ReviewForm, *, status: int = 200) -> ResponseReturnValue:
    checks = checking.checks_of(hints.all_hints())
    names: dict[str, Any] = {"headings": list(hints.by_heading()), "checks": checks, "form": form}
    return show("plan/carrier", status=status, **names)


@plan_carrier.post("")
@open_to(Role.CARRIER_ADMIN)
def set_review() -> ResponseReturnValue:
    """Look at plans after so many months from now on."""
    form = ReviewForm.read()
    if not form.validate():
        return _rules(form, status=422)
    with transaction():
        set_review_months(form.months.data or 0, by=g.viewer, now=clock.now())
    here = url_for("plan_carrier.rules")
    return done(here, "plan/_review_months.html", said=gettext("Saved."), form=form)


@plan_carrier.get("/hints/<key>")
@open_to(Role.CARRIER_ADMIN)
def hint(key: str) -> ResponseReturnValue:
    """One hint with all its words, to be compared with the law."""
    return _hint(hints.get_hint(key), CheckForm())


def _hint(one: checking.Hint, form: CheckForm, *, status: int = 200) -> ResponseReturnValue:
    return show("plan/hint", status=status, **_names(one, form))


def _names(one: checking.Hint, form: CheckForm) -> dict[str, Any]:
    check = checking.checks_of([one]).get(one.key)
    return {"hint": one, "template": CATALOGUE.get(one.key), "check": check, "form": form}


@plan_carrier.post("/hints/<key>")
@open_to(Role.CARRIER_ADMIN)
def check(key: str) -> ResponseReturnValue:
    """Write down that it was compared with the law text of a day, and is right."""
    one, form = hints.get_hint(key), CheckForm.read()
    if not form.validate():
        return _hint(one, form, status=422)
    try:
        with transaction():
            law_on = form.law_on.data or clock.today()
            checking.check(one, law_on=law_on, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return _hint(one, form, status=422)
    return _done(one)


@plan_carrier.post("/hints/<key>/open")
@open_to(Role.CARRIER_ADMIN)
def uncheck(key: str) -> ResponseReturnValue:
    """It has to be checked again."""
    one = hints.get_hint(key)
    with transaction():
        checking.uncheck(one, by=g.viewer, now=clock.now())
    return _done(one)


def _done(one: checking.Hint) -> ResponseReturnValue:
    here = url_for("plan_carrier.hint", key=one.key)
    return done(here, "plan/_hint.html", said=gettext("Saved."), **_names(one, CheckForm()))
