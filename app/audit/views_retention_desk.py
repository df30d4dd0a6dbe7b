"""How long data are kept: the carrier decides, the officer sees what is due and may hold it."""

from typing import Any

from flask import Blueprint, g, url_for
from flask.typing import ResponseReturnValue

from app.audit import holds, night
from app.audit.forms_desk import HoldForm, RulesForm
from app.audit.refusals import TooShort
from app.audit.retention import due
from app.audit.rules import rules, set_rules
from app.audit.views_protection_desk import data_protection
from app.audit.words import ENTITIES
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext

retention_desk = Blueprint("retention_desk", __name__, url_prefix="/carrier/retention")


@data_protection.get("/retention")
@open_to(Role.DPO)
def retention() -> ResponseReturnValue:
    """What the coming night deletes, what it did before, and what is held."""
    return show("audit/retention", **_screen(HoldForm.read()))


def _screen(form: HoldForm) -> dict[str, Any]:
    return {
        "rules": rules(),
        "due": due(clock.today()),
        "holds": holds.holds(),
        "runs": night.last_runs(),
        "entities": ENTITIES,
        "form": form,
    }


@data_protection.post("/holds")
@open_to(Role.DPO, fresh=True)
def set_hold() -> ResponseReturnValue:
    """Keep everything of a client until a day."""
    form = HoldForm.read()
    if not form.validate():
        return show("audit/retention", status=422, **_screen(form))
    try:
        with transaction():
            holds.set_hold(
                form.client_id.data or 0,
                reason=form.reason.data or "",
                until_on=form.until_on.data or clock.today(),
                by=g.viewer,
                now=clock.now(),
            )
    except Refused as why:
        form.refuse(why)
        return show("audit/retention", status=422, **_screen(form))
    return _held(gettext("Nothing of this client is deleted until then."))


@data_protection.post("/holds/<int:hold_id>/lift")
@open_to(Role.DPO, fresh=True)
def lift_hold(hold_id: int) -> ResponseReturnValue:
    """Take a hold back."""
    with transaction():
        holds.lift(hold_id, by=g.viewer, now=clock.now())
    return _held(gettext("The usual time counts again."))


def _held(said: str) -> ResponseReturnValue:
    to = url_for("data_protection.retention")
    return done(to, "audit/_retention.html", said=said, **_screen(HoldForm()))


@retention_desk.get("", endpoint="rules")
@open_to(Role.CARRIER_ADMIN)
def show_rules() -> ResponseReturnValue:
    """How long each kind of data is kept."""
    return _show(RulesForm.of(rules()))


def _show(form: RulesForm, *, status: int = 200) -> ResponseReturnValue:
    return show("audit/rules", status=status, form=form, rules=rules(), entities=ENTITIES)


@retention_desk.post("")
@open_to(Role.CARRIER_ADMIN, fresh=True)
def save_rules() -> ResponseReturnValue:
    """Decide how long each kind of data is kept."""
    form = RulesForm.of(rules())
    if not form.validate():
        return _show(form, status=422)
    try:
        with transaction():
            set_rules(form.data, by=g.viewer, now=clock.now())
    except TooShort as why:
        form.refuse(why)
        return _show(form, status=422)
    decided, to = rules(), url_for("retention_desk.rules")
    names = {"form": RulesForm.of(decided), "rules": decided, "entities": ENTITIES}
    return done(to, "audit/_rules.html", said=gettext("Saved."), **names)
