"""One appointment at the desk: move it, cancel it, agree to it, answer a wish for another time."""

from collections.abc import Callable
from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.appointments import history, moves, queries, series, service, waiting
from app.appointments.blueprints import appointments_desk
from app.appointments.cards import AppointmentCard
from app.appointments.forms_desk import ChangeForm, DeclineForm, VersionForm
from app.appointments.models import Appointment
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext


@appointments_desk.get("/appointments/<int:appointment_id>/change")
@open_to(Role.MANAGER, log=Log.APPOINTMENT)
def change(appointment_id: int) -> ResponseReturnValue:
    """Show one appointment with all there is to it, and what can be done with it."""
    cards = queries.get_cards(appointment_id, seen_by=g.viewer)
    first = cards[0]
    record_seen(*(card.client_id for card in cards))
    form = ChangeForm.read(
        starts_local=first.starts_local,
        minutes=first.minutes,
        place=first.place,
        address=first.address,
        link=first.link,
    )
    return show("appointments/change", cards=cards, form=form, **_around(cards))


def _around(cards: list[AppointmentCard]) -> dict[str, Any]:
    """How it came to be, how it went, and the other dates of its series."""
    card = next((one for one in cards if not one.is_cancelled), cards[0])
    parts = waiting.parts_of(card.id, seen_by=g.viewer) if card.has_begun else []
    changes = history.changes_of(card.id, seen_by=g.viewer)
    return {"changes": changes, "parts": parts, "dates": queries.dates_of(card, seen_by=g.viewer)}


@appointments_desk.post("/appointments/<int:appointment_id>/change")
@open_to(Role.MANAGER)
def move(appointment_id: int) -> ResponseReturnValue:
    """Give an appointment another time or place."""
    appointment = queries.get_appointment(appointment_id, seen_by=g.viewer)
    form = ChangeForm.read()
    if not form.validate():
        return _form_again(appointment_id, form)
    try:
        with transaction():
            service.demand_unchanged(appointment, version=form.version.data)
            move_it = series.move_all if form.is_all.data else service.move
            move_it(appointment, to=form.when, **form.where, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return _form_again(appointment_id, form)
    said = gettext("The appointment was moved. The reminders follow.")
    return done(url_for("appointments_desk.appointments"), said=said)


@appointments_desk.post("/appointments/<int:appointment_id>/cancel")
@open_to(Role.MANAGER)
def cancel(appointment_id: int) -> ResponseReturnValue:
    """Say that an appointment will not take place, or that a wish is settled without one."""

    def change(appointment: Appointment) -> None:
        form = VersionForm.read()
        service.demand_unchanged(appointment, version=form.version.data)
        cancel_it = series.cancel_all if form.is_all.data else service.cancel
        cancel_it(appointment, by=g.viewer, now=clock.now())

    said = gettext("The appointment was cancelled.")
    return _tapped(appointment_id, change, said, to=url_for("appointments_desk.appointments"))


@appointments_desk.post("/appointments/<int:appointment_id>/confirm")
@open_to(Role.MANAGER)
def confirm(appointment_id: int) -> ResponseReturnValue:
    """Note that the client agreed in another way, such as by telephone."""

    def change(appointment: Appointment) -> None:
        service.demand_unchanged(appointment, version=VersionForm.read().version.data)
        service.confirm(appointment, by=g.viewer, now=clock.now())

    return _tapped(appointment_id, change, gettext("Saved."))


@appointments_desk.post("/appointments/<int:appointment_id>/decline")
@open_to(Role.MANAGER)
def decline(appointment_id: int) -> ResponseReturnValue:
    """Say that there is no other time."""

    def change(appointment: Appointment) -> None:
        wish_id = DeclineForm.read().wish_id.data or 0
        moves.decline(appointment, wish_id=wish_id, by=g.viewer, now=clock.now())

    return _tapped(appointment_id, change, gettext("The old time stays. The client can see it."))


def _tapped(
    appointment_id: int, change: Callable[[Appointment], None], said: str, *, to: str = ""
) -> ResponseReturnValue:
    """Change the appointment as one change; refused, its page says why."""
    appointment = queries.get_appointment(appointment_id, seen_by=g.viewer)
    try:
        with transaction():
            change(appointment)
    except Refused as why:
        form = ChangeForm()
        form.refuse(why)
        return _form_again(appointment_id, form)
    here = url_for("appointments_desk.change", appointment_id=appointment_id)
    return done(to or here, said=said)


def _form_again(appointment_id: int, form: ChangeForm) -> ResponseReturnValue:
    """The same form with what was typed and what is wrong with it."""
    cards = queries.get_cards(appointment_id, seen_by=g.viewer)
    return show("appointments/change", status=422, cards=cards, form=form, **_around(cards))
