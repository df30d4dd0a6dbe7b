"""Appointments at the desk: the caseload's coming ones, and what waits for an answer."""

from itertools import groupby

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.appointments import (
    queries,
    service,
    views_desk_change,
    views_desk_groups,
    views_desk_hours,
    views_desk_new,
    views_desk_outcomes,
    views_desk_propose,
    waiting,
)
from app.appointments.blueprints import appointments_desk
from app.caseload.queries import clients_of
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.htmx import done, show, wants_fragment
from app.core.i18n import gettext

__all__ = ["appointments_desk"]

# Importing them puts them on the blueprint.
VIEWS = (
    views_desk_change,
    views_desk_groups,
    views_desk_hours,
    views_desk_new,
    views_desk_outcomes,
    views_desk_propose,
)

AT_ONCE = 200  # cards on the list of all


@appointments_desk.get("/appointments")
@open_to(Role.MANAGER)
def appointments() -> ResponseReturnValue:
    """Show the caseload's coming appointments by day, and what needs somebody."""
    today, mine = clock.today(), clients_of(g.viewer)
    since = clock.begin_of(today)
    cards = queries.coming(mine, seen_by=g.viewer, limit=AT_ONCE, since=since)
    meetings = [list(parts) for _id, parts in groupby(cards, lambda card: card.id)]
    days = {
        day: list(found)
        for day, found in groupby(meetings, lambda parts: parts[0].starts_local.date())
    }
    return show(
        "appointments/desk",
        today=today,
        days={today: days.pop(today, []), **days},
        waiting=waiting.waiting_of(seen_by=g.viewer),
        is_cut=len(cards) == AT_ONCE,
    )


@appointments_desk.post("/replies/<int:participation_id>/taken-up")
@open_to(Role.MANAGER)
def take_up(participation_id: int) -> ResponseReturnValue:
    """Note that the desk deals with a client's answer."""
    part = queries.get_participation(participation_id, seen_by=g.viewer)
    answer = request.form.get("reply", "")
    with transaction():
        service.take_up_reply(part, answer, by=g.viewer, now=clock.now())
    answered = waiting.get_reply(participation_id, seen_by=g.viewer)
    here, fragment = url_for("appointments_desk.appointments"), "appointments/_waiting_reply.html"
    if answered.handled_at is None:  # she answers something else by now: that is what is to be read
        return (
            (render_template(fragment, waiting=answered), 422)
            if wants_fragment()
            else redirect(here, 303)
        )
    said = gettext("You took this answer up.")
    return done(here, fragment, said=said, waiting=answered)
