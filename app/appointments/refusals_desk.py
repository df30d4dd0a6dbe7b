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


class NotAGroup(Refused):
    """Only a group meeting has people who come and go."""

    words = _l("This appointment is for one client alone.")


class GroupIsFull(Refused):
    """More than this is an event, not a meeting."""

    words = _l("At most 30 people can be in one group.")


class TooManyAtOnce(Refused):
    """Every person and date is a row with reminders of its own."""

    words = _l("These are too many dates for so many people. Choose fewer dates.")


class NoDateLeft(Refused):
    """A series needs a date."""

    words = _l("Choose at least one date.")
    field = "dates"


class NotARhythm(Refused):
    """How often it repeats, and until when, must be said."""

    words = _l("Say how many dates there are, or until which day: at most 52.")
    field = "count"


class ClosesTooEarly(Refused):
    """Open hours have a length."""

    words = _l("This is not after the beginning.")
    field = "closes"


class EndsTooEarly(ClosesTooEarly):
    """A season has days."""

    field = "valid_to"


class LastBeforeFirst(ClosesTooEarly):
    """So do days on which it is closed."""

    field = "last_on"


class DaysAreOver(Refused):
    """Nobody can be told any more that it was closed."""

    words = _l("This day is in the past. Choose a later one.")
    field = "last_on"


class HoursEnough(Refused):
    """A week has few open hours."""

    words = _l("There can be at most 14 of them.")
