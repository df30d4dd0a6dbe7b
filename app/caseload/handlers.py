"""What the caseload does when something happened to people."""

from app.caseload.models import ManagerProfile
from app.caseload.queries import find_profile
from app.core.access import Role
from app.core.db import db
from app.core.tenancy import carrier_opened
from app.people.events import RoleGranted, StaffInvited


def start_profile(event: StaffInvited | RoleGranted) -> None:
    """Give a new manager the card her clients see: name and telephone, the rest she adds."""
    if event.role != Role.MANAGER or event.carrier_id is None:
        return
    with carrier_opened(event.carrier_id):
        if find_profile(event.person_id) is not None:  # she was a manager here before
            return
        db.session.add(
            ManagerProfile(
                person_id=event.person_id,
                full_name=event.full_name,
                languages=["de"],
                office_phone=event.office_phone or "",
                room="",
                open_hours=[],
            )
        )
        db.session.flush()
