"""What a staff member's screen shows while somebody's device is let in.

Whoever may do it (a client's manager, an administration that invites staff) has thin views of
their own around a CeremonyPage; `people/_phone.html` asks their `way(verb, **arguments)` for the
addresses.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from app.core.access import Role, Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.paper import drawn_code
from app.people import enrolment
from app.people.devices import Device, devices_of, had_devices
from app.people.models import Enrolment, RoleGrant
from app.people.queries import find_grant, find_of_issuer, get_person

_REMEMBERED = timedelta(minutes=30)  # how long the end of a ceremony is shown


@dataclass(frozen=True, kw_only=True)
class Screen:
    """The ceremony's state, the person's devices and what a new code could be for."""

    call_name: str
    is_protected: bool  # new passkeys stay on one device
    state: str  # "" before the first code
    mark: str
    held: Enrolment | None
    made: Device | None  # what waits to be confirmed
    is_running: bool
    may_use_pin: bool
    devices: list[Device]
    purposes: tuple[str, ...]


def screen_of(person_id: int, *, seen_by: Viewer, now: datetime) -> Screen:
    """Put together what the staff member sees now."""
    held = find_of_issuer(person_id, issued_by=seen_by)
    if held is not None and held.ended_at and held.ended_at < now - _REMEMBERED:
        held = None
    if held is not None and held.expires_at < now - _REMEMBERED:
        held = None
    devices, person = devices_of(person_id), get_person(person_id)
    return Screen(
        call_name=person.call_name,
        is_protected=person.is_protected,
        state=held.state_at(now) if held else "",
        mark=held.mark_at(now) if held else "",
        held=held,
        made=enrolment.made_in(held) if held and held.has_made else None,
        is_running=held is not None and held.ended_at is None and held.expires_at > now,
        may_use_pin=held is not None and _is_client(held),
        devices=devices,
        purposes=_purposes(person_id, has_devices=bool(devices)),
    )


def _is_client(held: Enrolment) -> bool:
    return db.session.get_one(RoleGrant, held.role_grant_id).role == Role.CLIENT


def _purposes(person_id: int, *, has_devices: bool) -> tuple[str, ...]:
    """One more device or instead of a lost one; the first time there is nothing to choose."""
    if has_devices:
        return ("second_device", "recover")
    return ("recover",) if had_devices(person_id) else ("enrol",)


def _may_be_for(purpose: str, person_id: int, *, by: Viewer) -> bool:
    if purpose == "kiosk" or by.person_id == person_id:
        return True
    return purpose in _purposes(person_id, has_devices=bool(devices_of(person_id)))


def issue(
    person_id: int,
    role: Role,
    *,
    purpose: str,
    by: Viewer,
    now: datetime,
    client_id: int | None = None,
    needs_second: bool = False,
) -> str:
    """Begin a ceremony that lets a person in, in one role; return the secret of its code.

    Only for what the screen offers: "the first device" must not hide that one is added.
    """
    grant = find_grant(person_id, role)
    if grant is None or not _may_be_for(purpose, person_id, by=by):
        raise Missing
    _held, secret = enrolment.issue(
        grant,
        purpose=purpose,
        by=by,
        now=now,
        client_id=client_id,
        needs_second=needs_second and purpose == "recover",
    )
    return secret


def drawn(public_url: str, secret: str) -> Markup:
    """Draw the code. The secret stands in the fragment: no server and no log ever sees it."""
    return drawn_code(f"{public_url}/enter#{secret}", border=4)
