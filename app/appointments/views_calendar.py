"""Appointments in other calendars: one as a file, or all of them by a link that can be ended."""

from datetime import timedelta

from flask import Response, current_app, g, request, url_for
from flask.typing import ResponseReturnValue

from app.appointments import feeds, queries
from app.appointments.blueprints import appointments, calendar
from app.appointments.calendar import Entry, written
from app.core import clock, limits
from app.core.access import Role, open_to, open_to_all
from app.core.db import transaction
from app.core.errors import Missing
from app.core.htmx import done, show
from app.core.i18n import gettext, speaking
from app.core.tenancy import carrier_opened

HOUR = int(timedelta(hours=1).total_seconds())
READINGS = 60  # of one link in an hour; calendars ask a few times a day
GUESSES = 60  # at links that are not good, from one address
LINKS = 10  # that somebody makes in an hour


@appointments.get("/<int:appointment_id>/calendar.ics")
@open_to(Role.CLIENT, keeps=True)
def download(appointment_id: int) -> ResponseReturnValue:
    """Hand one appointment to the calendar of this phone."""
    (card,) = queries.get_cards(appointment_id, seen_by=g.viewer)
    if not card.version:
        raise Missing  # only asked for: there is no time yet
    answer = _file([feeds.entry_of(card)])
    answer.headers["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return answer


@calendar.get("/calendar/<token>.ics")
@open_to_all(polls=True)
def feed(token: str) -> ResponseReturnValue:
    """Answer a calendar that holds a good link; any other link leads nowhere.

    The one secret in an address: calendars can send nothing else. It opens times alone.
    """
    now = clock.now()
    found = feeds.find_reader(token, now=now) if feeds.is_token(token) else None
    if found is None:
        limits.count_try("calendar guess", who=limits.address(), limit=GUESSES, seconds=HOUR)
        raise Missing
    feed_id, reader = found
    limits.count_try("calendar", who=str(feed_id), limit=READINGS, seconds=HOUR)
    with carrier_opened(reader.carrier_id or 0), speaking(reader.language):
        answer = _file(feeds.entries_of(reader, now=now))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag(weak=True)
    return answer.make_conditional(request)


@calendar.get("/me/calendar")
@open_to(Role.CLIENT, Role.MANAGER, keeps=True)
def link() -> ResponseReturnValue:
    """Say whether there is a link, and what it shows."""
    return show("appointments/calendar", since=feeds.own_since(g.viewer))


@calendar.post("/me/calendar")
@open_to(Role.CLIENT, Role.MANAGER, keeps=True)
def make() -> ResponseReturnValue:
    """Make a link. Only this answer can show it: afterwards nobody knows it here."""
    limits.count_try("calendar link", who=str(g.viewer.person_id), limit=LINKS, seconds=HOUR)
    with transaction():
        token = feeds.make(by=g.viewer, now=clock.now())
    address = current_app.config["PUBLIC_URL"] + url_for("calendar.feed", token=token)
    return show("appointments/calendar", since=feeds.own_since(g.viewer), address=address)


@calendar.post("/me/calendar/end")
@open_to(Role.CLIENT, Role.MANAGER, keeps=True)
def end() -> ResponseReturnValue:
    """End the link; the next time a calendar asks it finds nothing."""
    with transaction():
        feeds.end(by=g.viewer, now=clock.now())
    return done(
        url_for("calendar.link"),
        "appointments/_calendar.html",
        said=gettext("This link has ended."),
        since=None,
    )


def _file(entries: list[Entry]) -> Response:
    return Response(written(entries), mimetype="text/calendar")
