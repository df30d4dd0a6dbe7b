"""Why a change of a request or a rule is not possible, in words."""

from app.core.errors import Refused
from app.core.i18n import lazy_gettext as _l


class NotOpen(Refused):
    """Somebody has answered it or gone on with it."""

    words = _l("Somebody has gone on with this request. Look again.")


class NotRecognised(Refused):
    """Nobody has made sure who asks."""

    words = _l("First make sure that the request comes from the client.")


class OfficerDecides(Refused):
    """Deletion is decided by the data protection officer alone."""

    words = _l("The data protection officer decides about a deletion.")


class TooShort(Refused):
    """The record must be kept at least as long as its parts."""

    words = _l("The whole record must be kept as long as each of its parts.")
    field = "record_months"


class NoSuchClient(Refused):
    """No client of this carrier has the number."""

    words = _l("No client has this number.")
    field = "client_id"
