"""A client asks for an appointment or another time, cancels hers, or comes to none of a series."""

from datetime import datetime

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.appointments import moves, queries, requests, series, series_replies, service
from app.appointments.blueprints import appointments
from app.appointments.forms_wishes import AskForm, CancelForm, MoveForm, SeriesReplyForm
from app.appointments.machine import refuse_other_time
from app.appointments.models import Appointment
from app.caseload.queries import get_self
from app.caseload.taps import is_new_tap
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, refused, show
from app.core.i18n import gettext


@appointments.get("/ask")
@open_to(Role.CLIENT)
def ask() -> ResponseReturnValue:
    """Show what can be asked for."""
    return show("appointments/ask", form=AskForm.read())


@appointments.post("/ask", endpoint="send_ask")
@open_to(Role.CLIENT)
def send() -> ResponseReturnValue:
    """Send the wish for an appointment to the desk."""
    form, client, now, to = AskForm.read(), get_self(g.viewer), clock.now(), ""
    if not form.validate():
        return refused("appointments/ask", form.first_refusal, form=form)
    try:
        with transaction():
            if is_new_tap(now):
                to = _page_of(requests.ask(client, **form.asked, by=g.viewer, now=now).id)
    except Refused as why:
        form.refuse(why)
        return refused("appointments/ask", why, form=form)
    to = to or url_for("appointments.appointments")
    return done(to, said=gettext("Your wish was sent."))


@appointments.get("/<int:appointment_id>/another-time")
@open_to(Role.CLIENT)
def another_time(appointment_id: int) -> ResponseReturnValue:
    """Ask when it would suit; the time that stands is named."""
    (card,) = queries.get_cards(appointment_id, seen_by=g.viewer)
    return show("appointments/another_time", card=card, form=MoveForm.read())


@appointments.post("/<int:appointment_id>/another-time", endpoint="send_another_time")
@open_to(Role.CLIENT)
def send_another(appointment_id: int) -> ResponseReturnValue:
    """Send the wish for another time to the desk; the old one stands."""
    appointment = queries.get_appointment(appointment_id, seen_by=g.viewer)
    form, now = MoveForm.read(), clock.now()
    if not form.validate():
        return _ask_when_again(appointment_id, form, form.first_refusal)
    try:
        with transaction():
            if is_new_tap(now):
                version = form.version.data or 0
                moves.ask(appointment, wish=form.wish, version=version, by=g.viewer, now=now)
    except Refused as why:
        form.refuse(why)
        return _ask_when_again(appointment_id, form, why)
    return done(_page_of(appointment_id), said=gettext("Your wish was sent."))


def _ask_when_again(appointment_id: int, form: MoveForm, why: Refused) -> ResponseReturnValue:
    (card,) = queries.get_cards(appointment_id, seen_by=g.viewer)
    return refused("appointments/another_time", why, card=card, form=form)


@appointments.get("/<int:appointment_id>/cancel")
@open_to(Role.CLIENT)
def cancel(appointment_id: int) -> ResponseReturnValue:
    """Ask once more before it is cancelled."""
    return _ask_once_more(appointment_id, CancelForm(), 200)


@appointments.post("/<int:appointment_id>/cancel", endpoint="send_cancel")
@open_to(Role.CLIENT)
def send_cancel(appointment_id: int) -> ResponseReturnValue:
    """Cancel the appointment, or take the wish for one back."""
    appointment = queries.get_appointment(appointment_id, seen_by=g.viewer)
    form, was_asked = CancelForm.read(), appointment.state == "requested"
    try:
        with transaction():
            refuse_other_time(appointment, version=form.version.data or 0)
            cancel_it = series.cancel_all if form.is_all.data else service.cancel
            cancel_it(appointment, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return _ask_once_more(appointment_id, form, 422)
    cancelled, taken_back = gettext("The appointment was cancelled."), gettext("Taken back.")
    said = taken_back if was_asked else cancelled
    return done(url_for("appointments.appointments"), said=said)


def _ask_once_more(appointment_id: int, form: CancelForm, status: int) -> ResponseReturnValue:
    (card,) = queries.get_cards(appointment_id, seen_by=g.viewer)
    return show("appointments/cancel", status=status, card=card, form=form)


@appointments.post("/<int:appointment_id>/reply-to-all")
@open_to(Role.CLIENT)
def reply_to_all(appointment_id: int) -> ResponseReturnValue:
    """She can come to none of the dates of a series that lie ahead; or that was a mistake."""
    asked = queries.get_appointment(appointment_id, seen_by=g.viewer)
    form, now = SeriesReplyForm.read(), clock.now()
    try:
        with transaction():
            if is_new_tap(now):
                _reply_to_all(asked, form, now)
    except Refused as why:
        (card,) = queries.get_cards(appointment_id, seen_by=g.viewer)
        return refused("appointments/appointment", why, card=card, refused=why.words)
    said = gettext("Taken back.") if form.is_undone.data else gettext("Your answer was sent.")
    return done(_page_of(appointment_id), said=said)


def _reply_to_all(asked: Appointment, form: SeriesReplyForm, now: datetime) -> None:
    if form.is_undone.data:
        series_replies.undo(asked, by=g.viewer, now=now)
    else:
        version = form.version.data or 0
        series_replies.decline_all(asked, version=version, by=g.viewer, now=now)


def _page_of(appointment_id: int) -> str:
    return url_for("appointments.appointment", appointment_id=appointment_id)
