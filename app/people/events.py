"""Facts about who was let in, and who no longer is."""

from dataclasses import dataclass
from datetime import date

from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class EnrolmentIssued(DomainEvent):
    """A code was shown that lets one phone in."""

    enrolment_id: int
    person_id: int
    purpose: str


@dataclass(frozen=True, kw_only=True)
class EnrolmentOpenedElsewhere(DomainEvent):
    """A second browser tried a code that another one had opened."""

    enrolment_id: int


@dataclass(frozen=True, kw_only=True)
class EnrolmentEnded(DomainEvent):
    """A ceremony came to nothing: expired, burned, refused, fallback."""

    enrolment_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class PasskeyAdded(DomainEvent):
    """A device was let in."""

    person_id: int
    passkey_id: int
    purpose: str
    is_backed_up: bool


@dataclass(frozen=True, kw_only=True)
class PinAdded(DomainEvent):
    """A device without passkey was let in: its token and a PIN."""

    person_id: int
    device_token_id: int
    purpose: str


@dataclass(frozen=True, kw_only=True)
class DeviceLocked(DomainEvent):
    """One device of a person was taken away; its sessions ended at once."""

    person_id: int
    passkey_id: int | None = None
    device_token_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ProtectionChosen(DomainEvent):
    """From now on new passkeys stay in their own browser, or no longer."""

    person_id: int
    is_protected: bool


@dataclass(frozen=True, kw_only=True)
class KioskOpened(DomainEvent):
    """A quarter of an hour on a computer of the office began for a client."""

    person_id: int
    session_id: int


@dataclass(frozen=True, kw_only=True)
class PhonesLocked(DomainEvent):
    """All sessions and passkeys of a person ended at once; push subscriptions must follow."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class SignedIn(DomainEvent):
    """Somebody showed a passkey or typed their PIN: a new session began."""

    passkey_id: int | None
    session_id: int
    device_token_id: int | None = None
    renews_session_id: int | None = None  # the same person's, in the same browser: it has ended


@dataclass(frozen=True, kw_only=True)
class SignedOut(DomainEvent):
    """Somebody ended their session; its push subscription must follow."""

    session_id: int


@dataclass(frozen=True, kw_only=True)
class RoleSwitched(DomainEvent):
    """Somebody with several roles goes on in another one: a new session began."""

    session_id: int
    renews_session_id: int  # in the same browser: it has ended
    from_grant_id: int
    to_grant_id: int


@dataclass(frozen=True, kw_only=True)
class PasskeyCountWentBack(DomainEvent):
    """A passkey's counter was not higher than last time: perhaps a copy exists."""

    person_id: int
    passkey_id: int


@dataclass(frozen=True, kw_only=True)
class StaffInvited(DomainEvent):
    """An account was made, with its first role."""

    person_id: int
    role: str
    carrier_id: int | None
    full_name: str
    office_phone: str | None  # E.164; what clients of a manager see


@dataclass(frozen=True, kw_only=True)
class RoleGranted(DomainEvent):
    """Somebody with an account got one more role."""

    person_id: int
    role: str
    carrier_id: int | None
    full_name: str
    office_phone: str | None  # E.164; what clients of a manager see


@dataclass(frozen=True, kw_only=True)
class RoleEnded(DomainEvent):
    """A role got its last day."""

    person_id: int
    grant_id: int
    last_on: date


@dataclass(frozen=True, kw_only=True)
class AccountClosed(DomainEvent):
    """Nobody acts in these roles of a person any more; the sessions ended at once."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class AccountOpened(DomainEvent):
    """A closed account works again."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class VolunteerProfileChanged(DomainEvent):
    """What is kept of a volunteer was written anew."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class PersonLanguageChosen(DomainEvent):
    """Somebody chose the language in which they are spoken to from now on."""

    person_id: int
    language: str
