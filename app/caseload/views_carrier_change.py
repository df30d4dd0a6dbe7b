"""Another carrier would help her from a day on: she reads what that means, and says yes or no."""

from typing import Any

from flask import Blueprint, g, url_for
from flask.typing import ResponseReturnValue

from app.caseload import carrier_changes, takeovers
from app.caseload.carrier_changes import terms_of
from app.caseload.carrier_forms import PinForm
from app.caseload.consents_spoken import spoken
from app.caseload.purposes import PURPOSES, TRANSFER
from app.core import clock
from app.core.access import Entry, Role, open_to
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.people.proving import prove_presence

my_carrier = Blueprint("my_carrier", __name__, url_prefix="/me/carrier-change")


@my_carrier.get("")
@open_to(Role.CLIENT)
def question() -> ResponseReturnValue:
    """What moves, to whom, from when, what happens without her yes; her answer until the day."""
    return show("caseload/carrier_change", **_names())


def _names(**more: Any) -> dict[str, Any]:
    change = carrier_changes.find_for(g.viewer)
    return {
        "change": change,
        "carrier": terms_of(change).recipient if change else None,
        "held": carrier_changes.find_hold(change) if change else None,
        "came": None if change else takeovers.find_own(g.viewer),
        "purpose": PURPOSES[TRANSFER],
        "entry": g.viewer.entry.value,
        **more,
    }


@my_carrier.post("")
@open_to(Role.CLIENT, fresh=True)
def say_yes() -> ResponseReturnValue:
    """She wants it; the touch of her passkey shows that it is herself."""
    return _answered(is_yes=True)


@my_carrier.post("/pin")
@open_to(Role.CLIENT)
def say_yes_by_pin() -> ResponseReturnValue:
    """The same by PIN, typed for this yes alone."""
    if g.viewer.entry is not Entry.PIN:
        raise Missing
    try:
        typed = PinForm.read().pin.data or ""
        prove_presence(typed, person_id=g.viewer.person_id, now=clock.now())
    except Refused as why:
        return show("caseload/carrier_change", status=422, **_names(refusal=why.words))
    return _answered(is_yes=True)


@my_carrier.post("/no")
@open_to(Role.CLIENT)
def say_no() -> ResponseReturnValue:
    """She does not want it, or no longer: at once, without a reason."""
    return _answered(is_yes=False)


def _answered(*, is_yes: bool) -> ResponseReturnValue:
    try:
        with transaction():
            change = carrier_changes.get_for(g.viewer)
            carrier_changes.answer(change, is_yes=is_yes, word=spoken())
    except Refused as why:
        return show("caseload/carrier_change", status=422, **_names(refusal=why.words))
    thanks = gettext("Thank you. You can take this back at any time.")
    said = thanks if is_yes else gettext("You said no.")
    return done(
        url_for("my_carrier.question"), "caseload/_carrier_change.html", said=said, **_names()
    )
