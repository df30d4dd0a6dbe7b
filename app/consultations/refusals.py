"""Why a consultation or a note is refused, in words for staff."""

from app.core.errors import Refused
from app.core.i18n import lazy_gettext as _l


class NotYet(Refused):
    """What has not been is not counted."""

    words = _l("Choose today or a day before.")
    field = "on"


class LongAgo(Refused):
    """Reports of a year ago are closed."""

    words = _l("Choose a day of the last 12 months.")
    field = "on"


class NoTopic(Refused):
    """A talk is about something."""

    words = _l("Choose at least one topic.")
    field = "topics"


class TooLateToUndo(Refused):
    """A slip is taken back on its day; later it may have been counted."""

    words = _l("This can no longer be taken back.")


class TooLateToChange(Refused):
    """A note older than a day stays as it is."""

    words = _l("A note can be changed for one day. Write a new note instead.")
    field = "body"


class SomebodyElse(Refused):
    """The tablet kept a record of another manager."""

    words = _l("Somebody else wrote this record. It is sent when she signs in here.")
