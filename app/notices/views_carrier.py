"""The administration decides when its carrier reminds."""

from datetime import time

from flask import Blueprint, g, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.notices import choosing, wishes
from app.notices.forms import RuleForm
from app.notices.ledger import KIND_WORDS, name_of
from app.notices.models import KINDS
from app.notices.offsets import OFFERED

notices_carrier = Blueprint("notices_carrier", __name__, url_prefix="/carrier/reminders")

ONE = '/<any("appointment", "step", "title", "entitlement", "offer"):kind>'


def _form(kind: str) -> RuleForm:
    """The form of one kind of thing, with what counts now."""
    rhythm = wishes.rules()[kind]
    form = RuleForm.read(offsets=list(rhythm.offsets), at=rhythm.at)
    offered = dict.fromkeys((*OFFERED[kind], *rhythm.offsets))
    return form.offering((one, name_of(one, kind)) for one in offered)


@notices_carrier.get("")
@open_to(Role.CARRIER_ADMIN)
def rules() -> ResponseReturnValue:
    """Show when this carrier reminds of what."""
    found = wishes.rules()
    ordered = {kind: found[kind] for kind in KINDS}
    return show("notices/rules", rules=ordered, name_of=name_of, kind_words=KIND_WORDS)


@notices_carrier.get(ONE)
@open_to(Role.CARRIER_ADMIN)
def rule(kind: str) -> ResponseReturnValue:
    """Ask when to remind of one kind of thing."""
    return _shown(kind, _form(kind))


def _shown(kind: str, form: RuleForm, *, status: int = 200) -> ResponseReturnValue:
    return show("notices/rule", status=status, kind=kind, form=form, kind_words=KIND_WORDS)


@notices_carrier.post(ONE)
@open_to(Role.CARRIER_ADMIN)
def set_rule(kind: str) -> ResponseReturnValue:
    """Remind at these times from now on; what is planned already follows."""
    form = _form(kind)
    if not form.validate():
        return _shown(kind, form, status=422)
    offsets, at = form.offsets.data or [], form.at.data or time(0)
    try:
        with transaction():
            choosing.set_rule(kind, offsets, at, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return _shown(kind, form, status=422)
    return done(url_for("notices_carrier.rules"), said=gettext("Your choice is kept."))
