"""What clients see of a manager: she changes it herself."""

from dataclasses import dataclass
from datetime import datetime

from app.caseload.events import ContactCardChanged
from app.caseload.models import ManagerProfile
from app.caseload.office_hours import Row
from app.caseload.queries import Contact
from app.core.access import Viewer
from app.core.events import publish


@dataclass(frozen=True, kw_only=True)
class Card:
    """How to reach her, and in which languages."""

    languages: list[str]
    office_phone: str  # E.164
    room: str
    open_hours: list[Row]
    open_hours_note: str  # German

    def seen_as(self, full_name: str) -> Contact:
        """The card as her clients would see it."""
        return Contact(full_name=full_name, **vars(self))


def card_of(profile: ManagerProfile) -> Card:
    """As it stands."""
    return Card(**{name: getattr(profile, name) for name in Card.__dataclass_fields__})


def change_card(profile: ManagerProfile, card: Card, *, by: Viewer, now: datetime) -> None:
    """Write it down; the same again changes nothing."""
    if card_of(profile) == card:
        return
    for name, value in vars(card).items():
        setattr(profile, name, value)
    publish(ContactCardChanged(occurred_at=now, by=by, person_id=profile.person_id))
