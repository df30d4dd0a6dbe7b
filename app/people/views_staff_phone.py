"""Letting a device of staff or a volunteer in: the same ceremony in person as a client's."""

from dataclasses import replace
from functools import partial
from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import open_to
from app.core.db import transaction
from app.core.errors import Missing
from app.core.i18n import gettext
from app.people import accounts, enrolment, staff
from app.people.accounts import Account
from app.people.blueprint import staff as accounts_of_staff
from app.people.ceremony import Screen
from app.people.ceremony_page import CeremonyPage
from app.people.forms import PurposeForm
from app.people.reach import KEEPERS


def _page(account: Account) -> CeremonyPage:
    return CeremonyPage(
        person_id=account.person_id,
        template="people/account_phone",
        fragment="people/_phone.html",
        phone=_way(account.person_id, "phone"),
        names={"account": account, "way": partial(_way, account.person_id)},
        narrowed=partial(_narrowed, account),
    )


def _way(person_id: int, verb: str, **more: Any) -> str:
    """Where a verb of the ceremony leads for this account."""
    return url_for(f"staff.{verb}", person_id=person_id, **more)


def _narrowed(account: Account, screen: Screen) -> Screen:
    """Without a code to show when roles elsewhere forbid it."""
    return screen if account.may_get_devices else replace(screen, purposes=())


def _page_of(person_id: int) -> CeremonyPage:
    return _page(accounts.get_account(person_id, seen_by=g.viewer))


@accounts_of_staff.get("/staff/<int:person_id>/phone")
@open_to(*KEEPERS)
def phone(person_id: int) -> ResponseReturnValue:
    """Show the account's devices and where a ceremony stands."""
    return _page_of(person_id).shown()


@accounts_of_staff.get("/staff/<int:person_id>/phone/state")
@open_to(*KEEPERS, polls=True)
def phone_state(person_id: int) -> ResponseReturnValue:
    """Answer the waiting screen."""
    return _page_of(person_id).polled()


@accounts_of_staff.post("/staff/<int:person_id>/phone")
@open_to(*KEEPERS, fresh=True)
def issue_code(person_id: int) -> ResponseReturnValue:
    """Show a new code."""
    account = accounts.get_account(person_id, seen_by=g.viewer)
    form = PurposeForm.read()
    if not form.validate():
        return _page(account).shown(status=422)
    with transaction():
        secret = staff.issue_code(
            person_id, purpose=form.purpose.data, by=g.viewer, now=clock.now()
        )
    return _page(account).with_code(secret)


@accounts_of_staff.post("/staff/<int:person_id>/phone/match")
@open_to(*KEEPERS)
def match_number(person_id: int) -> ResponseReturnValue:
    """The number that the phone shows was tapped."""
    return _page_of(person_id).match()


@accounts_of_staff.post("/staff/<int:person_id>/phone/confirm")
@open_to(*KEEPERS)
def confirm_phone(person_id: int) -> ResponseReturnValue:
    """It was seen to be the right phone; the account may have got roles elsewhere meanwhile."""
    account = accounts.get_account(person_id, seen_by=g.viewer)
    if not account.may_get_devices:
        raise Missing
    return _page(account).step(enrolment.confirm)


@accounts_of_staff.post("/staff/<int:person_id>/phone/cancel")
@open_to(*KEEPERS)
def cancel_phone(person_id: int) -> ResponseReturnValue:
    """The ceremony is stopped."""
    return _page_of(person_id).step(enrolment.cancel)


@accounts_of_staff.post("/staff/<int:person_id>/lock")
@open_to(*KEEPERS)
def lock_phones(person_id: int) -> ResponseReturnValue:
    """A device is lost: end everything at once. No proof is asked: this can only be safe."""
    account = accounts.get_account(person_id, seen_by=g.viewer)
    with transaction():
        enrolment.lock_out(person_id, by=g.viewer, now=clock.now())
    return _page(account).changed(gettext("All devices are locked."))
