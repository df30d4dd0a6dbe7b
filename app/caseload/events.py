"""Facts about clients and who looks after them."""

import uuid
from dataclasses import dataclass
from datetime import date

from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ClientAdded(DomainEvent):
    """A manager opened a case for somebody new."""

    client_id: int
    case_id: int


@dataclass(frozen=True, kw_only=True)
class HouseholdChanged(DomainEvent):
    """Who lives with a client was written down."""

    client_id: int


@dataclass(frozen=True, kw_only=True)
class CaseReassigned(DomainEvent):
    """Another manager helps a client from now on."""

    client_id: int
    case_id: int
    from_manager_id: int
    to_manager_id: int
    handover_id: int


@dataclass(frozen=True, kw_only=True)
class CaseFact(DomainEvent):
    """What all facts about the course of one case have; only its kinds are published."""

    case_id: int


@dataclass(frozen=True, kw_only=True)
class CaseBegun(CaseFact):
    """After the first talk the counselling goes on."""


@dataclass(frozen=True, kw_only=True)
class CaseEndPlanned(CaseFact):
    """Until when it is meant to go on was written down."""


@dataclass(frozen=True, kw_only=True)
class CaseExtended(CaseFact):
    """It goes on longer than planned, for a reason."""


@dataclass(frozen=True, kw_only=True)
class CaseClosing(CaseFact):
    """Both sides begin to bring it to an end."""


@dataclass(frozen=True, kw_only=True)
class CaseClosed(CaseFact):
    """It has ended; nobody of the staff reads this record any more."""


@dataclass(frozen=True, kw_only=True)
class CaseClosingUndone(CaseFact):
    """It was closed by mistake, a few days ago: it goes on."""


@dataclass(frozen=True, kw_only=True)
class CaseReopened(CaseFact):
    """The client is back and wants her record to be used again: a new case."""


@dataclass(frozen=True, kw_only=True)
class SubstitutionMade(DomainEvent):
    """One manager stands in for another, from a day to a day."""

    substitution_id: int
    of_id: int
    by_id: int
    valid_from: date
    valid_to: date


@dataclass(frozen=True, kw_only=True)
class SubstitutionEnded(DomainEvent):
    """It ended earlier than agreed."""

    substitution_id: int


@dataclass(frozen=True, kw_only=True)
class ConsentFact(DomainEvent):
    """What all facts about one consent have; only its kinds are published."""

    consent_id: int
    purpose: str
    thread: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ConsentOffered(ConsentFact):
    """A client was asked for her yes."""


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(ConsentFact):
    """A client said yes."""


@dataclass(frozen=True, kw_only=True)
class ConsentRefused(ConsentFact):
    """A client said no; nothing follows for her."""


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(ConsentFact):
    """A client took her yes back: what rested on it ends now."""


@dataclass(frozen=True, kw_only=True)
class ConsentLapsed(ConsentFact):
    """A yes gave way to a newer one, or its time was over."""


@dataclass(frozen=True, kw_only=True)
class TieFact(DomainEvent):
    """What all facts about a client and her volunteer have; only its kinds are published."""

    tie_id: int


@dataclass(frozen=True, kw_only=True)
class TieProposed(TieFact):
    """A manager proposed a volunteer to a client."""


@dataclass(frozen=True, kw_only=True)
class TieGranted(TieFact):
    """The client wants this volunteer's help, or wants it for another year."""


@dataclass(frozen=True, kw_only=True)
class TiePaused(TieFact):
    """The volunteer sees nothing for now."""


@dataclass(frozen=True, kw_only=True)
class TieResumed(TieFact):
    """The volunteer sees again what was chosen."""


@dataclass(frozen=True, kw_only=True)
class TieEnded(TieFact):
    """The volunteer sees nothing of this client any more."""


@dataclass(frozen=True, kw_only=True)
class ShareFact(TieFact):
    """What was shared or no longer is: an appointment or a step."""

    kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class ShareGiven(ShareFact):
    """The client lets her volunteer see one appointment or step."""


@dataclass(frozen=True, kw_only=True)
class ShareTaken(ShareFact):
    """The client no longer lets her volunteer see it."""


@dataclass(frozen=True, kw_only=True)
class TitleFact(DomainEvent):
    """What all facts about one residence title have; only its kinds are published."""

    title_id: int


@dataclass(frozen=True, kw_only=True)
class TitleNoted(TitleFact):
    """Until when a client's title is valid was written down."""


@dataclass(frozen=True, kw_only=True)
class TitleEnded(TitleFact):
    """The title counts no longer."""


@dataclass(frozen=True, kw_only=True)
class EntitlementFact(DomainEvent):
    """What all facts about one course entitlement have; only its kinds are published."""

    entitlement_id: int


@dataclass(frozen=True, kw_only=True)
class EntitlementNoted(EntitlementFact):
    """Until when a client can begin a course was written down."""


@dataclass(frozen=True, kw_only=True)
class CourseBegun(EntitlementFact):
    """She goes to the course: the entitlement cannot lapse any more."""


@dataclass(frozen=True, kw_only=True)
class EntitlementEnded(EntitlementFact):
    """The entitlement counts no longer."""


@dataclass(frozen=True, kw_only=True)
class ContactCardChanged(DomainEvent):
    """A manager wrote anew what her clients see of her."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class SituationFact(DomainEvent):
    """What all facts about one entry of a client's situation have; only its kinds are published."""

    kind: str
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class SituationChanged(SituationFact):
    """Something about how a client lives was written down, by her or by her manager."""


@dataclass(frozen=True, kw_only=True)
class SituationEnded(SituationFact):
    """It counts no longer."""


@dataclass(frozen=True, kw_only=True)
class SituationTakenUp(SituationFact):
    """The manager read what the client reported."""


@dataclass(frozen=True, kw_only=True)
class SituationTakenBack(SituationFact):
    """It was a mistake."""


@dataclass(frozen=True, kw_only=True)
class TextTranslated(DomainEvent):
    """A text of hers was written, changed or marked in another language."""

    client_id: int
    text_id: int


# Facts that are written down, and nothing else follows.
TRAIL_ONLY: tuple[type[DomainEvent], ...] = (
    HouseholdChanged,
    CaseBegun,
    CaseEndPlanned,
    CaseExtended,
    CaseClosing,
    SubstitutionMade,
    SubstitutionEnded,
    ConsentOffered,
    TieProposed,
    TieGranted,
    TiePaused,
    TieResumed,
    TieEnded,
    ShareGiven,
    ShareTaken,
    ContactCardChanged,
    SituationChanged,
    TextTranslated,
    SituationEnded,
    SituationTakenUp,
    SituationTakenBack,
)
