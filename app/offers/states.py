"""Which state an offer may go to from which, and what must stand in it before it is public.

`stale` is no state of its own: published, and not checked for 90 days.
"""

from app.core.errors import Refused
from app.core.i18n import lazy_gettext as _l
from app.offers.models import Offer
from app.offers.records import OfferRecord

MOVES: dict[str, frozenset[str]] = {
    "suggested": frozenset({"draft"}),
    # because: what its list withdrew before it was ever public has no other end
    "draft": frozenset({"in_check", "archived"}),
    # because: a check that finds an offer unfit needs a way back that is not final
    "in_check": frozenset({"published", "draft", "archived"}),
    "published": frozenset({"suspended", "expired"}),
    "suspended": frozenset({"in_check", "archived"}),
    # because: it runs again, under its address and with its history
    "expired": frozenset({"in_check", "archived"}),
    "archived": frozenset(),
}


class WrongState(Refused):
    """Somebody else was quicker, or the page is old."""

    words = _l("This offer is in another state now. Load the page again.")


class Incomplete(Refused):
    """Something is missing that every public offer has."""

    def __init__(self, words: object) -> None:
        super().__init__()
        self.words = words


def go(offer: Offer, to: str) -> str:
    """Bring an offer into another state and return the one before; refuse what is no way."""
    before = offer.state
    if to not in MOVES[before]:
        raise WrongState
    offer.state = to
    return before


def demand_complete(record: OfferRecord) -> None:
    """Refuse an offer that lacks a place, a time, a way to register or a language."""
    offer = record.offer
    if not record.locations and not offer.url:
        raise Incomplete(_l("Missing: an address or a website."))
    if not record.schedules:
        raise Incomplete(_l("Missing: times."))
    if not record.phones and not offer.application_process:
        raise Incomplete(_l("Missing: a phone number or how to register."))
    if not record.languages:
        raise Incomplete(_l("Missing: the languages in which it is given."))
