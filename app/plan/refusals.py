"""Why a plan cannot be changed in this way: words for people."""

from app.core.errors import Refused
from app.core.i18n import lazy_gettext as _l


class PlanEnded(Refused):
    """Nothing moves in a plan that is over; both sides may go on reading it."""

    words = _l("This plan has ended. It stays as it is.")


class ChangedMeanwhile(Refused):
    """Somebody else saved first: what they wrote would be lost unread."""

    words = _l("Somebody changed this meanwhile. Look at it, then save again.")


class AnotherNow(Refused):
    """What she said was meant for the step as it stood before."""

    words = _l("This step was changed meanwhile. Look at it, then answer again.")
    may_repeat = True


class DayIsPast(Refused):
    """A new day lies ahead; one that has passed meanwhile may stay."""

    words = _l("This day is in the past. Choose a later one.")


class NotAnswered(Refused):
    """A client's wish becomes a step of the plan when the other side agrees."""

    words = _l("Your contact person has not answered yet.")


class NothingChosen(Refused):
    """The form came without its choice."""

    words = _l("Choose one of the answers.")


class GoesInCircle(Refused):
    """Each of the two steps would wait for the other."""

    words = _l("That would go round in a circle: each step would wait for the other.")


class AlreadyDone(Refused):
    """The step is ticked."""

    words = _l("This step is already done.")


class NotDone(Refused):
    """What is not ticked can be neither undone nor confirmed."""

    words = _l("This step is not done yet.")


class NoLongerNeeded(Refused):
    """The step was taken off the plan; that is final."""

    words = _l("This step is no longer needed.")


class Confirmed(Refused):
    """A confirmed duty stays done; that is final."""

    words = _l("This step is done and confirmed. It stays as it is.")


class TooLongAgo(Refused):
    """A client takes her own tick back within seven days; later the manager does."""

    words = _l("This was done more than 7 days ago. Your contact person can change it.")


class NotTakenOn(Refused):
    """A suggested step cannot wait: nobody has agreed to it."""

    words = _l("Nobody has agreed to this step yet.")


class AlreadyWaits(Refused):
    """The step waits for somebody as it is."""

    words = _l("This step is already waiting.")


class NotWaiting(Refused):
    """There is no waiting to end."""

    words = _l("This step is not waiting for anybody.")


class AlreadyTakenOn(Refused):
    """The step is past being suggested."""

    words = _l("This step is already part of the plan.")


class NotADuty(Refused):
    """Only duties are confirmed."""

    words = _l("Only duties are confirmed.")


class NobodyElseSeesIt(Refused):
    """Help for a private step would reveal it."""

    words = _l("Only you can see this step. To get help, talk to your contact person.")


class NothingAsked(Refused):
    """No request for help is open."""

    words = _l("Nobody asked for help with this step.")


class AlreadyInPlan(Refused):
    """The same step of the catalogue is still open."""

    words = _l("This step is already in the plan.")


class GoalAlreadyInPlan(Refused):
    """The same goal stands in the plan."""

    words = _l("This goal is already in the plan.")


class UnknownStep(Refused):
    """The catalogue has no such step."""

    words = _l("There is no such step in the catalogue.")


class NoWords(Refused):
    """A step needs a title."""

    words = _l("Write what there is to do.")
    field = "own_words"
