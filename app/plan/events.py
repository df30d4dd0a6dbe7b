"""Facts about plans and steps."""

from dataclasses import dataclass

from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class StepFact(DomainEvent):
    """What all facts about one step have; only its kinds are published."""

    step_id: int


@dataclass(frozen=True, kw_only=True)
class StepAdded(StepFact):
    """A manager put a step into a client's plan."""


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
