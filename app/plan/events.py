"""Facts about plans and steps."""

from dataclasses import dataclass

from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class StepFact(DomainEvent):
    """What all facts about one step have; only its kinds are published."""

    step_id: int


@dataclass(frozen=True, kw_only=True)
class StepAdded(StepFact):
    """A manager put a step into a client's plan, or the client a wish of her own."""


@dataclass(frozen=True, kw_only=True)
class StepStarted(StepFact):
    """The client began."""


@dataclass(frozen=True, kw_only=True)
class StepDone(StepFact):
    """A step was ticked."""


@dataclass(frozen=True, kw_only=True)
class StepReopened(StepFact):
    """A tick was taken back."""


@dataclass(frozen=True, kw_only=True)
class StepHelpAsked(StepFact):
    """The client cannot go on alone."""


@dataclass(frozen=True, kw_only=True)
class StepHelpSettled(StepFact):
    """The manager took the request for help up, or the client took it back."""


@dataclass(frozen=True, kw_only=True)
class StepDocumentTicked(StepFact):
    """The client has a paper (or not)."""


@dataclass(frozen=True, kw_only=True)
class StepChanged(StepFact):
    """A manager changed date, support or owner of a step, or said that it is not needed."""


@dataclass(frozen=True, kw_only=True)
class StepTakenOn(StepFact):
    """A suggested step was agreed to."""


@dataclass(frozen=True, kw_only=True)
class StepDeclined(StepFact):
    """The client does not want a suggested step; nothing follows from it."""


@dataclass(frozen=True, kw_only=True)
class StepRemoved(StepFact):
    """The client took a private wish away; nobody else had ever seen it."""


@dataclass(frozen=True, kw_only=True)
class StepWaits(StepFact):
    """Nothing can be done until somebody else answers, or that is over."""


@dataclass(frozen=True, kw_only=True)
class StepConfirmed(StepFact):
    """A manager confirmed that a duty is done."""


@dataclass(frozen=True, kw_only=True)
class GoalFact(DomainEvent):
    """What all facts about one goal have; only its kinds are published."""

    goal_id: int


@dataclass(frozen=True, kw_only=True)
class GoalDeclined(GoalFact):
    """The client does not want this goal; nothing follows from it."""


@dataclass(frozen=True, kw_only=True)
class GoalChanged(GoalFact):
    """An agreed goal was reached, paused, or goes on."""


@dataclass(frozen=True, kw_only=True)
class PlanFact(DomainEvent):
    """What all facts about one version of a plan have; only its kinds are published."""

    version_id: int


@dataclass(frozen=True, kw_only=True)
class PlanDrafted(PlanFact):
    """A manager began a new version, or changed its draft."""


@dataclass(frozen=True, kw_only=True)
class PlanProposed(PlanFact):
    """The manager agrees to a version and asks the client."""


@dataclass(frozen=True, kw_only=True)
class PlanTakenBack(PlanFact):
    """A proposed version is a draft again: something in it is wanted otherwise."""


@dataclass(frozen=True, kw_only=True)
class PlanAgreed(PlanFact):
    """Both sides agreed to a version; it takes the place of the one before."""


@dataclass(frozen=True, kw_only=True)
class PlanReviewed(PlanFact):
    """Both sides looked at the plan again."""
