"""Accounts of staff, as those see them who look after them: list, invite, roles, close."""

from typing import TypeVar

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext, t
from app.people import accounts, staff
from app.people.blueprint import staff as accounts_of_staff
from app.people.reach import KEEPERS, roles_kept_by
from app.people.roles import ROLE_WORDS
from app.people.staff_forms import InviteForm, LastDayForm, RoleForm

SomeForm = TypeVar("SomeForm", bound=RoleForm)


@accounts_of_staff.get("/carrier")
@open_to(Role.CARRIER_ADMIN, Role.DPO)
def carrier() -> ResponseReturnValue:
    """The carrier's staff: who acts in which role from when to when, with how many devices."""
    return show("people/staff", accounts=accounts.accounts_of(g.viewer), today=clock.today())


def _role_form(kind: type[SomeForm]) -> SomeForm:
    """The form with the roles that this viewer may give."""
    form = kind.read(valid_from=clock.today())
    form.role.choices = [(role.value, t(ROLE_WORDS[role])) for role in roles_kept_by(g.viewer)]
    return form


@accounts_of_staff.get("/staff/invite")
@open_to(Role.CARRIER_ADMIN, Role.TEAM_LEAD, fresh=True)
def invite_form() -> ResponseReturnValue:
    """Show the empty form."""
    return show("people/invite", form=_role_form(InviteForm))


@accounts_of_staff.post("/staff/invite")
@open_to(Role.CARRIER_ADMIN, Role.TEAM_LEAD, fresh=True)
def invite() -> ResponseReturnValue:
    """Make the account, then go on to its first device."""
    form = _role_form(InviteForm)
    if not form.validate():
        return show("people/invite", status=422, form=form)
    with transaction():
        person_id = staff.invite(
            form.filled(form.full_name.data or ""), by=g.viewer, now=clock.now()
        )
    return done(url_for("staff.phone", person_id=person_id), said=gettext("The account was made."))


@accounts_of_staff.get("/staff/<int:person_id>")
@open_to(*KEEPERS)
def account(person_id: int) -> ResponseReturnValue:
    """One account: roles with their days, devices, and what can be done."""
    found = accounts.get_account(person_id, seen_by=g.viewer)
    return show("people/account", account=found, today=clock.today())


@accounts_of_staff.get("/staff/<int:person_id>/roles/new")
@open_to(Role.CARRIER_ADMIN, fresh=True)
def role_form(person_id: int) -> ResponseReturnValue:
    """Show the form for one more role."""
    found = accounts.get_account(person_id, seen_by=g.viewer)
    return show("people/role", account=found, form=_role_form(RoleForm))


@accounts_of_staff.post("/staff/<int:person_id>/roles/new")
@open_to(Role.CARRIER_ADMIN, fresh=True)
def give_role(person_id: int) -> ResponseReturnValue:
    """Give somebody one more role."""
    found, form = accounts.get_account(person_id, seen_by=g.viewer), _role_form(RoleForm)
    if not form.validate():
        return show("people/role", status=422, account=found, form=form)
    try:
        with transaction():
            staff.give_role(found, form.filled(found.name), by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return show("people/role", status=422, account=found, form=form)
    return done(url_for("staff.account", person_id=person_id), said=gettext("The role was given."))


@accounts_of_staff.get("/staff/<int:person_id>/roles/<int:grant_id>/end")
@open_to(*KEEPERS, fresh=True)
def end_form(person_id: int, grant_id: int) -> ResponseReturnValue:
    """Ask for the last day of a role."""
    found, held = accounts.get_role(grant_id, of=person_id, seen_by=g.viewer)
    form = LastDayForm.read(last_on=clock.today())
    return show("people/end_role", account=found, held=held, form=form)


@accounts_of_staff.post("/staff/<int:person_id>/roles/<int:grant_id>/end")
@open_to(*KEEPERS, fresh=True)
def end_role(person_id: int, grant_id: int) -> ResponseReturnValue:
    """Give a role its last day."""
    found, held = accounts.get_role(grant_id, of=person_id, seen_by=g.viewer)
    form = LastDayForm.read()
    if not form.validate():
        return show("people/end_role", status=422, account=found, held=held, form=form)
    try:
        with transaction():
            staff.end_role(grant_id, of=person_id, last_on=form.day, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return show("people/end_role", status=422, account=found, held=held, form=form)
    return done(
        url_for("staff.account", person_id=person_id), said=gettext("The last day was set.")
    )


@accounts_of_staff.post("/staff/<int:person_id>/close")
@open_to(*KEEPERS)
def close(person_id: int) -> ResponseReturnValue:
    """Close the account at once. No fresh passkey is asked for: stopping must be quick."""
    found = accounts.get_account(person_id, seen_by=g.viewer)
    try:
        with transaction():
            staff.close(person_id, by=g.viewer, now=clock.now())
    except Refused as why:
        return show(
            "people/account", status=422, account=found, today=clock.today(), refused=why.words
        )
    return done(
        url_for("staff.account", person_id=person_id), said=gettext("The account is closed.")
    )


@accounts_of_staff.get("/staff/<int:person_id>/open")
@open_to(*KEEPERS, fresh=True)
def open_form(person_id: int) -> ResponseReturnValue:
    """Ask before a closed account works again."""
    found = accounts.get_account(person_id, seen_by=g.viewer)
    return show("people/open_account", account=found)


@accounts_of_staff.post("/staff/<int:person_id>/open")
@open_to(*KEEPERS, fresh=True)
def reopen(person_id: int) -> ResponseReturnValue:
    """Let a closed account work again."""
    with transaction():
        staff.reopen(person_id, by=g.viewer, now=clock.now())
    return done(
        url_for("staff.account", person_id=person_id), said=gettext("The account is open again.")
    )
