"""Which state an offer may go to from which, and what must stand in it before it is public.

`stale` is no state of its own: published, and not checked for 90 days.
"""

from collections.abc import Sequence

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
    """Something is missing that every public offer has; all of it is said at once."""

    def __init__(self, missing: Sequence[object]) -> None:
        super().__init__()
        self.missing = missing

    @property
    def words(self) -> str:  # type: ignore[override]  # because: read when it is shown
        """A sentence for each, in the reader's language."""
        return " ".join(str(one) for one in self.missing)


def go(offer: Offer, to: str) -> str:
    """Bring an offer into another state and return the one before; refuse what is no way."""
    before = offer.state
    if to not in MOVES[before]:
        raise WrongState
    offer.state = to
    return before


def demand_complete(record: OfferRecord) -> None:
    """Refuse an offer that lacks a place, a time, a way to register or a language: all at once."""
    offer = record.offer
    there = (
        (_l("Missing: an address or a website."), record.locations or offer.url),
        (_l("Missing: times."), record.schedules),
        (
            _l("Missing: a phone number or how to register."),
            record.phones or offer.application_process,
        ),
        (_l("Missing: the languages in which it is given."), record.languages),
    )
    if missing := [words for words, found in there if not found]:
        raise Incomplete(missing)
