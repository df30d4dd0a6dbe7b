"""A client's appointments: list, one of them, answers, what to bring."""

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.appointments import (
    history,
    hours_queries,
    own,
    queries,
    service,
    views_calendar,
    views_wishes,
)
from app.appointments.blueprints import appointments, calendar
from app.appointments.forms import ReplyForm, TickForm
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, refused, show
from app.core.i18n import gettext
from app.core.sendings import find_op_id

__all__ = ["appointments", "calendar"]

VIEWS = (views_calendar, views_wishes)  # importing them puts them on the blueprints

COMING_AT_ONCE = 20


@appointments.get("", endpoint="appointments")
@open_to(Role.CLIENT)
def coming_and_past() -> ResponseReturnValue:
    """Show what lies ahead, and shortly what was."""
    ahead = own.own_coming(g.viewer, limit=COMING_AT_ONCE, also_asked=True, folded=True)
    return show(
        "appointments/appointments",
        asked=[card for card in ahead if card.is_asked],
        coming=[card for card in ahead if not card.is_asked],
        past=own.own_past(g.viewer),
        open_hours=hours_queries.of_my_contact(seen_by=g.viewer),
    )


@appointments.get("/<int:appointment_id>")
@open_to(Role.CLIENT)
def appointment(appointment_id: int) -> ResponseReturnValue:
    """Show one appointment with all there is to know."""
    (card,) = queries.get_cards(appointment_id, seen_by=g.viewer)
    is_offered = card.state == "offered_again"
    following = history.find_next(appointment_id, seen_by=g.viewer) if is_offered else None
    dates = queries.dates_of(card, seen_by=g.viewer)
    return show("appointments/appointment", card=card, following=following, dates=dates)


@appointments.post("/<int:appointment_id>/reply")
@open_to(Role.CLIENT)
def reply(appointment_id: int) -> ResponseReturnValue:
    """Take a client's answer; the card says what happened."""
    asked = queries.get_appointment(appointment_id, seen_by=g.viewer)
    form = ReplyForm.read()
    try:
        with transaction():
            service.reply(asked, **form.given, op_id=find_op_id(), by=g.viewer, now=clock.now())
    except Refused as why:
        return _refused(appointment_id, why, form.is_page.data)
    return done(
        url_for("appointments.appointment", appointment_id=appointment_id),
        "appointments/_appointment.html",
        said=gettext("Your answer was sent."),
        card=queries.get_cards(appointment_id, seen_by=g.viewer)[0],
        is_page=form.is_page.data,
    )


def _refused(appointment_id: int, why: Refused, is_page: bool) -> ResponseReturnValue:
    """Show the appointment as it is now, and why the answer did not count."""
    (card,) = queries.get_cards(appointment_id, seen_by=g.viewer)
    return refused("appointments/appointment", why, card=card, refused=why.words, is_page=is_page)


@appointments.post("/<int:appointment_id>/bring/<int:item_id>")
@open_to(Role.CLIENT)
def tick(appointment_id: int, item_id: int) -> ResponseReturnValue:
    """Note that a thing to bring lies ready, or not."""
    item = queries.get_bring_item(item_id, of=appointment_id, seen_by=g.viewer)
    have_it, op_id = TickForm.read().have_it.data, find_op_id()
    with transaction():
        service.tick_bring(item, have_it=have_it, op_id=op_id, by=g.viewer, now=clock.now())
    return done(
        url_for("appointments.appointment", appointment_id=appointment_id),
        "appointments/_bring_item.html",
        said=gettext("Saved."),
        item=item,
        appointment_id=appointment_id,
    )
