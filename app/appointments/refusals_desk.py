"""Why a change at the desk is refused, where only staff read it."""

from app.core.errors import Refused
from app.core.i18n import lazy_gettext as _l


class NotOverYet(Refused):
    """Nobody knows how it went before it began."""

    words = _l("This appointment has not begun yet.")


class NotAnOutcome(Refused):
    """Not one of the outcomes."""

    words = _l("Choose one of the answers.")
    field = "outcome"


class TooLateToTakeBack(Refused):
    """What was noted a while ago, or what something followed from, stays."""

    words = _l("This can no longer be taken back.")


class NoSuchWish(Refused):
    """Somebody else answered it, or she keeps the old time."""

    words = _l("This wish has been answered in the meantime.")


class AwaitsNobody(Refused):
    """Only a missed appointment is offered again, and only once."""

    words = _l("This appointment cannot be offered again.")
