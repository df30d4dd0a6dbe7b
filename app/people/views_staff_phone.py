"""Letting a device of staff or a volunteer in: the same ceremony in person as a client's."""

from dataclasses import replace
from functools import partial
from typing import Any

from flask import Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import open_to
from app.core.db import transaction
from app.core.errors import Missing
from app.core.htmx import done, show, wants_fragment
from app.core.i18n import gettext
from app.people import accounts, ceremony, enrolment, staff
from app.people.accounts import Account
from app.people.blueprint import staff as accounts_of_staff
from app.people.forms import NumberForm, PurposeForm
from app.people.reach import KEEPERS

_SCREEN = "people/_phone.html"


@accounts_of_staff.get("/staff/<int:person_id>/phone")
@open_to(*KEEPERS)
def phone(person_id: int) -> ResponseReturnValue:
    """Show the account's devices and where a ceremony stands."""
    return _shown(accounts.get_account(person_id, seen_by=g.viewer))


def _shown(account: Account, *, qr: str = "", status: int = 200) -> ResponseReturnValue:
    """The page, or the ceremony alone; `qr` exists only in the answer that issued the code."""
    return show("people/account_phone", fragment=_SCREEN, status=status, **_seen(account), qr=qr)


def _seen(account: Account) -> dict[str, Any]:
    """What the screen is drawn from; without a code to show when roles elsewhere forbid it."""
    screen = ceremony.screen_of(account.person_id, seen_by=g.viewer, now=clock.now())
    if not account.may_get_devices:
        screen = replace(screen, purposes=())
    return {"account": account, "screen": screen, "way": partial(_way, account.person_id)}


def _way(person_id: int, verb: str, **more: Any) -> str:
    """Where a verb of the ceremony leads for this account."""
    return url_for(f"staff.{verb}", person_id=person_id, **more)


@accounts_of_staff.get("/staff/<int:person_id>/phone/state")
@open_to(*KEEPERS, polls=True)
def phone_state(person_id: int) -> ResponseReturnValue:
    """Answer the waiting screen: nothing while nothing changed, so that the code stays."""
    account = accounts.get_account(person_id, seen_by=g.viewer)
    if not wants_fragment():
        return redirect(_way(person_id, "phone"), 303)
    seen = _seen(account)
    if request.args.get("seen") == seen["screen"].mark:
        return Response(status=204)
    return show("people/account_phone", fragment=_SCREEN, **seen, qr="")


@accounts_of_staff.post("/staff/<int:person_id>/phone")
@open_to(*KEEPERS, fresh=True)
def issue_code(person_id: int) -> ResponseReturnValue:
    """Show a new code. Its secret is kept nowhere, so this answer alone can draw it."""
    account = accounts.get_account(person_id, seen_by=g.viewer)
    form = PurposeForm.read()
    if not form.validate():
        return _shown(account, status=422)
    with transaction():
        secret = staff.issue_code(
            person_id, purpose=form.purpose.data, by=g.viewer, now=clock.now()
        )
    return _shown(account, qr=ceremony.drawn(current_app.config["PUBLIC_URL"], secret))


@accounts_of_staff.post("/staff/<int:person_id>/phone/match")
@open_to(*KEEPERS)
def match_number(person_id: int) -> ResponseReturnValue:
    """The number that the phone shows was tapped."""
    form = NumberForm.read()
    account = accounts.get_account(person_id, seen_by=g.viewer)
    if not form.validate():
        return _shown(account, status=422)
    return _step(account, enrolment.match, number=form.number.data)


@accounts_of_staff.post("/staff/<int:person_id>/phone/confirm")
@open_to(*KEEPERS)
def confirm_phone(person_id: int) -> ResponseReturnValue:
    """It was seen to be the right phone; the account may have got roles elsewhere meanwhile."""
    account = accounts.get_account(person_id, seen_by=g.viewer)
    if not account.may_get_devices:
        raise Missing
    return _step(account, enrolment.confirm)


@accounts_of_staff.post("/staff/<int:person_id>/phone/cancel")
@open_to(*KEEPERS)
def cancel_phone(person_id: int) -> ResponseReturnValue:
    """The ceremony is stopped."""
    return _step(accounts.get_account(person_id, seen_by=g.viewer), enrolment.cancel)


def _step(account: Account, verb: Any, **more: Any) -> ResponseReturnValue:
    """Do one verb of the ceremony and show where it stands now."""
    now = clock.now()
    with transaction():
        held = enrolment.get_of_issuer(account.person_id, issued_by=g.viewer, now=now)
        verb(held, by=g.viewer, now=now, **more)
    if wants_fragment():
        return _shown(account)
    return redirect(_way(account.person_id, "phone"), 303)


@accounts_of_staff.post("/staff/<int:person_id>/lock")
@open_to(*KEEPERS)
def lock_phones(person_id: int) -> ResponseReturnValue:
    """A device is lost: end everything at once. No proof is asked: this can only be safe."""
    account = accounts.get_account(person_id, seen_by=g.viewer)
    with transaction():
        enrolment.lock_out(person_id, by=g.viewer, now=clock.now())
    return done(
        _way(person_id, "phone"),
        _SCREEN,
        said=gettext("All devices are locked."),
        **_seen(account),
        qr="",
    )
