"""The desk proposes a time: for what was asked for, and after a missed appointment."""

from datetime import datetime, timedelta

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.appointments import outcomes, queries, requests
from app.appointments.blueprints import appointments_desk
from app.appointments.cards import AppointmentCard
from app.appointments.forms_desk import MeetingForm, TimeAndPlace
from app.appointments.views_desk_new import usual_place
from app.appointments.wishes import first_fit
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext

NEXT_WEEK = timedelta(days=7)


@appointments_desk.get("/appointments/<int:appointment_id>/propose")
@open_to(Role.MANAGER, log=Log.APPOINTMENT)
def propose(appointment_id: int) -> ResponseReturnValue:
    """Show what was asked for, and a form that begins with the first time that would suit."""
    (card,) = queries.get_cards(appointment_id, seen_by=g.viewer)
    record_seen(card.client_id)
    form = MeetingForm.read(
        **usual_place(),
        kind=card.kind,
        starts_local=_first_fit(card),
        is_sensitive=card.is_sensitive,
        interpreter_kind=card.interpreter_kind or "",
        interpreter_language=card.interpreter_language or "",
    )
    return show("appointments/propose", card=card, form=form)


def _first_fit(card: AppointmentCard) -> datetime:
    """The first time from tomorrow on that she wished for."""
    tomorrow = clock.today() + timedelta(days=1)
    if card.wish is None:
        return first_fit((), (), since=tomorrow)
    since = max(tomorrow, card.wish.wished_local.date())
    return first_fit(card.wish.days, card.wish.parts, since=since)


@appointments_desk.post("/appointments/<int:appointment_id>/propose", endpoint="send_proposal")
@open_to(Role.MANAGER)
def send_proposal(appointment_id: int) -> ResponseReturnValue:
    """Propose a time to the client who asked."""
    appointment = queries.get_appointment(appointment_id, seen_by=g.viewer)
    form = MeetingForm.read()
    if not form.validate():
        return _propose_again(appointment_id, form)
    try:
        with transaction():
            requests.propose(appointment, what=form.meeting, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return _propose_again(appointment_id, form)
    return done(url_for("appointments_desk.appointments"), said=_proposed())


def _propose_again(appointment_id: int, form: MeetingForm) -> ResponseReturnValue:
    (card,) = queries.get_cards(appointment_id, seen_by=g.viewer)
    return show("appointments/propose", status=422, card=card, form=form)


def _proposed() -> str:
    return gettext("The time was suggested. The client is told.")


@appointments_desk.get("/appointments/<int:appointment_id>/offer-again")
@open_to(Role.MANAGER, log=Log.APPOINTMENT)
def offer_again(appointment_id: int) -> ResponseReturnValue:
    """Show a form that begins with the same hour and place, a week later."""
    cards = queries.get_cards(appointment_id, seen_by=g.viewer)
    record_seen(*(card.client_id for card in cards))
    first = cards[0]
    day = first_fit((), (), since=clock.today() + NEXT_WEEK).date()
    form = TimeAndPlace.read(
        starts_local=datetime.combine(day, first.starts_local.time()),
        minutes=first.minutes,
        place=first.place,
        address=first.address,
        link=first.link,
    )
    return show("appointments/offer_again", cards=cards, form=form)


@appointments_desk.post("/appointments/<int:appointment_id>/offer-again", endpoint="send_offer")
@open_to(Role.MANAGER)
def send_offer(appointment_id: int) -> ResponseReturnValue:
    """Propose another time after a missed appointment."""
    appointment = queries.get_appointment(appointment_id, seen_by=g.viewer)
    form, cards = TimeAndPlace.read(), queries.get_cards(appointment_id, seen_by=g.viewer)
    if not form.validate():
        return show("appointments/offer_again", status=422, cards=cards, form=form)
    try:
        with transaction():
            what = outcomes.again(cards[0], when=form.when, **form.where)
            outcomes.offer_again(appointment, what=what, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return show("appointments/offer_again", status=422, cards=cards, form=form)
    return done(url_for("appointments_desk.appointments"), said=_proposed())
