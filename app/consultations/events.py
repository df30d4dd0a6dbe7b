"""Facts about consultations and notes: numbers of rows, never what was written."""

from dataclasses import dataclass

from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ConsultationFact(DomainEvent):
    """What all facts about one consultation have; only its kinds are published."""

    consultation_id: int


@dataclass(frozen=True, kw_only=True)
class ConsultationRecorded(ConsultationFact):
    """A talk was written down; without a client it is a walk-in's, or nobody said yet."""

    form: str


@dataclass(frozen=True, kw_only=True)
class ConsultationMatched(ConsultationFact):
    """It was said with whom a talk without net was."""


@dataclass(frozen=True, kw_only=True)
class ConsultationUndone(ConsultationFact):
    """A talk was taken back on its day: it was a slip."""


@dataclass(frozen=True, kw_only=True)
class ConsultationCorrected(ConsultationFact):
    """What was counted of a talk was put right; what stood there before is kept."""


@dataclass(frozen=True, kw_only=True)
class NoteFact(DomainEvent):
    """What all facts about one note have; only its kinds are published."""

    note_id: int


@dataclass(frozen=True, kw_only=True)
class CaseNoteWritten(NoteFact):
    """A manager noted something for herself."""


@dataclass(frozen=True, kw_only=True)
class CaseNoteChanged(NoteFact):
    """Its author changed a note within a day."""


@dataclass(frozen=True, kw_only=True)
class SharedNoteWritten(NoteFact):
    """A manager wrote something for the client to read."""


@dataclass(frozen=True, kw_only=True)
class SharedNoteChanged(NoteFact):
    """Its author changed what the client reads, within a day."""
