"""The manager's side of the ceremony, and the client's devices."""

from functools import partial
from typing import Any

from flask import Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload import queries
from app.caseload.blueprint import caseload_desk
from app.caseload.expected import is_expected
from app.caseload.models import Client
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.htmx import done, show, wants_fragment
from app.core.i18n import gettext
from app.people import ceremony, enrolment, making
from app.people.forms import NumberForm, PurposeForm

_SCREEN = "people/_phone.html"  # whoever lets somebody in sees this same screen


@caseload_desk.get("/<int:client_id>/phone")
@open_to(Role.MANAGER, log=Log.RECORD)
def phone(client_id: int) -> ResponseReturnValue:
    """Show the client's devices and where a ceremony stands."""
    client = queries.get_client(client_id, seen_by=g.viewer)
    record_seen(client.id)
    return _shown(client)


def _shown(client: Client, *, qr: str = "", status: int = 200) -> ResponseReturnValue:
    """The page, or the ceremony alone; `qr` exists only in the answer that issued the code."""
    return show("caseload/phone", fragment=_SCREEN, status=status, **_seen(client), qr=qr)


def _seen(client: Client) -> dict[str, Any]:
    """What the screen is drawn from, with the addresses of these views."""
    return {
        "client": client,
        "screen": ceremony.screen_of(client.person_id, seen_by=g.viewer, now=clock.now()),
        "way": partial(_way, client.id),
    }


def _way(client_id: int, verb: str, **more: Any) -> str:
    """Where a verb of the ceremony leads for this client."""
    return url_for(f"caseload_desk.{verb}", client_id=client_id, **more)


@caseload_desk.get("/<int:client_id>/phone/state")
@open_to(Role.MANAGER, polls=True)
def phone_state(client_id: int) -> ResponseReturnValue:
    """Answer the waiting screen: nothing while nothing changed, so that the code stays."""
    client = queries.get_client(client_id, seen_by=g.viewer)
    if not wants_fragment():
        return redirect(_way(client.id, "phone"), 303)
    seen = _seen(client)
    if request.args.get("seen") == seen["screen"].mark:
        return Response(status=204)
    return show("caseload/phone", fragment=_SCREEN, **seen, qr="")


@caseload_desk.post("/<int:client_id>/phone")
@open_to(Role.MANAGER, fresh=True)
def issue_code(client_id: int) -> ResponseReturnValue:
    """Show a new code. Its secret is kept nowhere, so this answer alone can draw it."""
    client = queries.get_client(client_id, seen_by=g.viewer)
    form = PurposeForm.read()
    if not form.validate():
        return _shown(client, status=422)
    with transaction():
        secret = ceremony.issue(
            client.person_id,
            Role.CLIENT,
            purpose=form.purpose.data,
            by=g.viewer,
            now=clock.now(),
            client_id=client.id,
            needs_second=not is_expected(client.id, now=clock.now()),
        )
    return _shown(client, qr=ceremony.drawn(current_app.config["PUBLIC_URL"], secret))


@caseload_desk.post("/<int:client_id>/phone/match")
@open_to(Role.MANAGER)
def match_number(client_id: int) -> ResponseReturnValue:
    """The manager taps the number she sees on the phone."""
    form = NumberForm.read()
    client = queries.get_client(client_id, seen_by=g.viewer)
    if not form.validate():
        return _shown(client, status=422)
    return _step(client, enrolment.match, number=form.number.data)


@caseload_desk.post("/<int:client_id>/phone/without-passkey")
@open_to(Role.MANAGER)
def without_passkey(client_id: int) -> ResponseReturnValue:
    """The phone has no passkey: it goes on with a PIN."""
    return _step(queries.get_client(client_id, seen_by=g.viewer), making.go_without_passkey)


@caseload_desk.post("/<int:client_id>/phone/confirm")
@open_to(Role.MANAGER)
def confirm_phone(client_id: int) -> ResponseReturnValue:
    """The manager saw that it is the right phone."""
    client = queries.get_client(client_id, seen_by=g.viewer)
    return _step(client, enrolment.confirm)


@caseload_desk.post("/<int:client_id>/phone/cancel")
@open_to(Role.MANAGER)
def cancel_phone(client_id: int) -> ResponseReturnValue:
    """The manager stops the ceremony."""
    return _step(queries.get_client(client_id, seen_by=g.viewer), enrolment.cancel)


def _step(client: Client, verb: Any, **more: Any) -> ResponseReturnValue:
    """Do one verb of the ceremony and show where it stands now."""
    now = clock.now()
    with transaction():
        held = enrolment.get_of_issuer(client.person_id, issued_by=g.viewer, now=now)
        verb(held, by=g.viewer, now=now, **more)
    if wants_fragment():
        return _shown(client)
    return redirect(_way(client.id, "phone"), 303)


@caseload_desk.post("/<int:client_id>/lock")
@open_to(Role.MANAGER)
def lock_phones(client_id: int) -> ResponseReturnValue:
    """The phone is lost: end everything at once. No proof is asked: this can only be safe."""
    client = queries.get_client(client_id, seen_by=g.viewer)
    with transaction():
        enrolment.lock_out(client.person_id, by=g.viewer, now=clock.now(), client_id=client.id)
    return done(
        _way(client.id, "phone"),
        _SCREEN,
        said=gettext("All devices are locked."),
        **_seen(client),
        qr="",
    )
