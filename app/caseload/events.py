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
class CaseReassigned(DomainEvent):
    """Another manager helps a client from now on."""

    client_id: int
    case_id: int
    from_manager_id: int
    to_manager_id: int


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
