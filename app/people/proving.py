"""A PIN typed in this browser: whose it is, each try counted before anything is looked at."""

from datetime import datetime

from app.core.db import transaction
from app.core.errors import Refused
from app.core.i18n import lazy_gettext as _l
from app.people import bindings, pins, tries
from app.people.models import DeviceToken
from app.people.passkeys import Unproven
from app.people.tokens import known_here


class WrongPin(Refused):
    """Every failure looks the same."""

    words = _l(
        "This PIN does not open anything here. After 5 wrong tries only your contact person"
        " can help."
    )
    field = "pin"


def proven(typed: str) -> tuple[pins.Claim, list[pins.Claim]]:
    """The claim that this PIN makes good, and all that were tried; raise Unproven.

    The try is stored even when nothing follows from it.
    """
    pin = pins.read_digits(typed)
    known = known_here()
    with transaction():
        claims = pins.claim(known.pins) if pin else []
    right = pins.find_right(claims, pin or "")
    if right is None:
        raise Unproven
    return right, claims


def prove_presence(typed: str, *, person_id: int | None, now: datetime) -> None:
    """Let somebody who came in by PIN show that it is still the same person; raise WrongPin."""
    browser = bindings.find_browser()
    tries.count_signin(browser)
    try:
        right, claims = proven(typed)
        with transaction():
            found: DeviceToken | None = pins.settle(right, claims, now=now)
        if found is None or found.person_id != person_id:
            raise Unproven
    except Unproven:
        tries.count_failed(browser)
        raise WrongPin from None
