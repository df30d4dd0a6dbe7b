"""The person's own devices: what is new, lock, remove, protect, and add one by oneself.

Adding is the same ceremony as at the desk: the device in hand shows the code and the numbers.
"""

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import PEOPLE, Role, open_to
from app.core.db import transaction
from app.core.errors import Missing
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.people import ceremony, devices, enrolment, making
from app.people.blueprint import people
from app.people.ceremony_page import CeremonyPage
from app.people.devices import Device
from app.people.models import DeviceToken, Passkey
from app.people.sessions import find_device
from app.people.views_leaving import left


def added_lately() -> list[Device]:
    """The devices of the person in front that came in the last 30 days; layouts show them."""
    return devices.added_lately(g.viewer, now=clock.now()) if g.get("viewer") else []


@people.post("/me/devices/passkeys/<int:passkey_id>/lock")
@open_to(*PEOPLE)
def lock_passkey(passkey_id: int) -> ResponseReturnValue:
    """A new passkey that is not theirs: lock it at once, without any proof."""
    return _lock(Passkey, passkey_id, only_new=True)


@people.post("/me/devices/pins/<int:pin_id>/lock")
@open_to(*PEOPLE)
def lock_pin(pin_id: int) -> ResponseReturnValue:
    """The same for a device with a PIN."""
    return _lock(DeviceToken, pin_id, only_new=True)


@people.post("/me/devices/passkeys/<int:passkey_id>/remove")
@open_to(*PEOPLE, fresh=True)
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """Take a passkey away; the last one only when it was said so twice."""
    return _lock(Passkey, passkey_id)


@people.post("/me/devices/pins/<int:pin_id>/remove")
@open_to(*PEOPLE, fresh=True)
def remove_pin(pin_id: int) -> ResponseReturnValue:
    """The same for a device with a PIN."""
    return _lock(DeviceToken, pin_id)


def _lock(kind: type[Device], device_id: int, *, only_new: bool = False) -> ResponseReturnValue:
    """End a device; who took away the one in their hand is signed out."""
    now = clock.now()
    device = devices.get_own(kind, device_id, of=g.viewer)
    if only_new and not devices.is_new(device, now=now):
        raise Missing
    if len(devices.devices_of(g.viewer.person_id)) == 1 and request.form.get("sure") != "1":
        return show("people/last_device", status=422, device=device)
    is_own = find_device(g.viewer.session_id) == device
    with transaction():
        devices.lock(devices.get_own(kind, device_id, of=g.viewer), by=g.viewer, now=now)
    said = gettext("The device is locked. It cannot sign in any more.")
    return left() if is_own else done(url_for("home.me"), said=said)


@people.post("/me/devices/protection")
@open_to(*PEOPLE, fresh=True)
def protect_own() -> ResponseReturnValue:
    """Let one's next passkeys stay on one device, or no longer."""
    is_on = request.form.get("is_on") == "1"
    with transaction():
        devices.protect(g.viewer.person_id, is_on=is_on, by=g.viewer, now=clock.now())
    return done(url_for("home.devices"), said=gettext("Your choice is kept."))


def _page() -> CeremonyPage:
    return CeremonyPage(
        person_id=g.viewer.person_id,
        template="people/own_device",
        fragment="people/_own_device.html",
        phone=url_for("people.own_phone"),
    )


@people.get("/me/devices/new")
@open_to(*PEOPLE, passkey=True)
def own_phone() -> ResponseReturnValue:
    """Show where adding a device by oneself stands."""
    return _page().shown()


@people.get("/me/devices/new/state")
@open_to(*PEOPLE, passkey=True, polls=True)
def own_state() -> ResponseReturnValue:
    """Answer the waiting screen."""
    return _page().polled()


@people.post("/me/devices/new")
@open_to(*PEOPLE, fresh=True)
def own_code() -> ResponseReturnValue:
    """Show a code for another device."""
    now = clock.now()
    with transaction():
        secret = ceremony.issue(
            g.viewer.person_id, Role(g.viewer.role), purpose="second_device", by=g.viewer, now=now
        )
    return _page().with_code(secret)


@people.post("/me/devices/new/match")
@open_to(*PEOPLE, passkey=True)
def own_match() -> ResponseReturnValue:
    """Tap the number that the other device shows."""
    return _page().match()


@people.post("/me/devices/new/without-passkey")
@open_to(Role.CLIENT, passkey=True)
def own_without_passkey() -> ResponseReturnValue:
    """The other device has no passkey: it goes on with a PIN."""
    return _page().step(making.go_without_passkey)


@people.post("/me/devices/new/confirm")
@open_to(*PEOPLE, passkey=True)
def own_confirm() -> ResponseReturnValue:
    """It is the right device."""
    return _page().step(enrolment.confirm)


@people.post("/me/devices/new/cancel")
@open_to(*PEOPLE, passkey=True)
def own_cancel() -> ResponseReturnValue:
    """Stop."""
    return _page().step(enrolment.cancel)
