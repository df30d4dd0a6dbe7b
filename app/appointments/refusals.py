"""Why a change to an appointment is refused: words for the reader, beside the field."""

from app.core.errors import Refused
from app.core.i18n import lazy_gettext as _l


class InThePast(Refused):
    """Nobody can come to a time that is over."""

    words = _l("This time is in the past. Choose a later one.")
    field = "starts_local"


class SkippedHour(Refused):
    """In spring the clocks jump over this time."""

    words = _l("This time does not exist: in this night the clocks go forward. Choose another one.")
    field = "starts_local"


class HourTwice(Refused):
    """In autumn this hour comes two times: which one is meant must be said."""

    words = _l("In this night this hour comes twice. Say which one you mean.")
    field = "which_hour"


class NeedsPlace(Refused):
    """A visit happens somewhere."""

    words = _l("A home visit needs a place. Take the link out.")
    field = "link"


class TooShortOrLong(Refused):
    """Not a length that a meeting has."""

    words = _l("Write a number of minutes from 5 to 480.")
    field = "minutes"


class NotTheirStep(Refused):
    """The step is not in this client's plan."""

    words = _l("This step is not in the plan.")


class NobodyInvited(Refused):
    """An appointment needs at least one client."""

    words = _l("Choose who comes.")


class HasBegun(Refused):
    """What has begun is neither moved nor cancelled nor answered."""

    words = _l("This appointment has already begun.")


class IsCancelled(Refused):
    """A cancelled appointment stays cancelled."""

    words = _l("This appointment is cancelled.")


class HasMoved(Refused):
    """The answer was meant for another time."""

    words = _l("This appointment has a new time. Look at it and answer again.")


class ChangedMeanwhile(Refused):
    """Somebody else of the desk was quicker."""

    words = _l("This appointment was changed in the meantime. Look at it again.")


class NoSuchAnswer(Refused):
    """Not one of the four answers."""

    words = _l("Choose one of the answers.")


class NobodyToAsk(Refused):
    """Without a contact person a wish would reach nobody."""

    words = _l("At the moment nobody is named here. Ask at the place where you got this app.")


class AskedEnough(Refused):
    """A few open wishes are enough: more would not be answered sooner."""

    words = _l("You have asked already. Wait for the answer, or call.")


class TooFarAway(Refused):
    """Nobody plans so far ahead."""

    words = _l("This day is too far away. Choose an earlier one.")
    field = "not_before"


class DayIsOver(Refused):
    """Nobody can wish for yesterday."""

    words = _l("This time is in the past. Choose a later one.")
    field = "not_before"


class OthersComeToo(Refused):
    """The time of a group is not one client's to change."""

    words = _l("Other people come too. Tell us that you cannot come.")
