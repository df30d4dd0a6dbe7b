"""The manager's side of the ceremony, and the client's devices."""

from functools import partial
from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.caseload import queries
from app.caseload.blueprint import caseload_desk
from app.caseload.expected import is_expected
from app.caseload.models import Client
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.i18n import gettext
from app.people import ceremony, enrolment, making
from app.people.ceremony_page import CeremonyPage
from app.people.forms import PurposeForm


def _page(client: Client) -> CeremonyPage:
    """The screen whoever lets somebody in sees, with the addresses of these views."""
    return CeremonyPage(
        person_id=client.person_id,
        template="caseload/phone",
        fragment="people/_phone.html",
        phone=_way(client.id, "phone"),
        names={"client": client, "way": partial(_way, client.id)},
    )


def _way(client_id: int, verb: str, **more: Any) -> str:
    """Where a verb of the ceremony leads for this client."""
    return url_for(f"caseload_desk.{verb}", client_id=client_id, **more)


def _page_of(client_id: int) -> CeremonyPage:
    return _page(queries.get_client(client_id, seen_by=g.viewer))


@caseload_desk.get("/<int:client_id>/phone")
@open_to(Role.MANAGER, log=Log.RECORD)
def phone(client_id: int) -> ResponseReturnValue:
    """Show the client's devices and where a ceremony stands."""
    client = queries.get_client(client_id, seen_by=g.viewer)
    record_seen(client.id)
    return _page(client).shown()


@caseload_desk.get("/<int:client_id>/phone/state")
@open_to(Role.MANAGER, polls=True)
def phone_state(client_id: int) -> ResponseReturnValue:
    """Answer the waiting screen."""
    return _page_of(client_id).polled()


@caseload_desk.post("/<int:client_id>/phone")
@open_to(Role.MANAGER, fresh=True)
def issue_code(client_id: int) -> ResponseReturnValue:
    """Show a new code."""
    client = queries.get_client(client_id, seen_by=g.viewer)
    form = PurposeForm.read()
    if not form.validate():
        return _page(client).shown(status=422)
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
    return _page(client).with_code(secret)


@caseload_desk.post("/<int:client_id>/phone/match")
@open_to(Role.MANAGER)
def match_number(client_id: int) -> ResponseReturnValue:
    """The manager taps the number she sees on the phone."""
    return _page_of(client_id).match()


@caseload_desk.post("/<int:client_id>/phone/without-passkey")
@open_to(Role.MANAGER)
def without_passkey(client_id: int) -> ResponseReturnValue:
    """The phone has no passkey: it goes on with a PIN."""
    return _page_of(client_id).step(making.go_without_passkey)


@caseload_desk.post("/<int:client_id>/phone/confirm")
@open_to(Role.MANAGER)
def confirm_phone(client_id: int) -> ResponseReturnValue:
    """The manager saw that it is the right phone."""
    return _page_of(client_id).step(enrolment.confirm)


@caseload_desk.post("/<int:client_id>/phone/cancel")
@open_to(Role.MANAGER)
def cancel_phone(client_id: int) -> ResponseReturnValue:
    """The manager stops the ceremony."""
    return _page_of(client_id).step(enrolment.cancel)


@caseload_desk.post("/<int:client_id>/lock")
@open_to(Role.MANAGER)
def lock_phones(client_id: int) -> ResponseReturnValue:
    """The phone is lost: end everything at once. No proof is asked: this can only be safe."""
    client = queries.get_client(client_id, seen_by=g.viewer)
    with transaction():
        enrolment.lock_out(client.person_id, by=g.viewer, now=clock.now(), client_id=client.id)
    return _page(client).changed(gettext("All devices are locked."))
