"""Why a version of the plan, or one of its goals, cannot be changed in this way."""

from app.core.errors import Refused
from app.core.i18n import lazy_gettext as _l


class ChangedMeanwhile(Refused):
    """Somebody else changed the draft since this page was opened; what was typed is kept."""

    words = _l("Somebody changed this plan in the meantime. Look at it again, then save.")


class NotThisVersion(Refused):
    """What she read is no longer what she would agree to."""

    words = _l("The plan has changed in the meantime. Read it again. Nothing was agreed.")


class NoDraft(Refused):
    """There is nothing that could be changed: no draft, or it is proposed already."""

    words = _l("There is no draft that can be changed.")


class NothingProposed(Refused):
    """No version waits for an answer."""

    words = _l("No plan waits for an answer.")


class NothingInIt(Refused):
    """A plan without a goal is none."""

    words = _l("This plan has no goal yet.")


class WhyIsMissing(Refused):
    """What is taken off the plan is taken off for a reason that the client reads."""

    words = _l("Write why it is no longer needed. The client reads it.")


class GoalStays(Refused):
    """The goal's state does not allow this."""

    words = _l("This goal cannot be changed in this way.")


class NotRight(Refused):
    """Something typed is missing or wrong; it stands beside its field."""

    words = _l("Something is missing or not right.")


class NothingAgreed(Refused):
    """Only a plan that both sides agreed to is looked at again."""

    words = _l("There is no agreed plan yet.")
