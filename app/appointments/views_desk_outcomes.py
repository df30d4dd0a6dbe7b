"""How did it go? One list, one tap each, or one for a whole day."""

from datetime import datetime

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.appointments import outcomes, queries, waiting
from app.appointments.blueprints import appointments_desk
from app.appointments.forms_desk import OutcomeForm, PartsForm
from app.appointments.models import Appointment, Participation
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show, wants_fragment
from app.core.i18n import gettext


@appointments_desk.get("/outcomes")
@open_to(Role.MANAGER)
def outcomes_list() -> ResponseReturnValue:
    """Show what is over and not noted, by day, and what was noted just now."""
    return show("appointments/outcomes", days=waiting.outcomes_of(seen_by=g.viewer))


@appointments_desk.post("/outcomes/<int:participation_id>")
@open_to(Role.MANAGER)
def record(participation_id: int) -> ResponseReturnValue:
    """Note how it went for one client."""
    noted = OutcomeForm.read().noted
    try:
        with transaction():
            found = queries.get_noted(participation_id, seen_by=g.viewer)
            outcomes.record(*found, **noted, by=g.viewer, now=clock.now())
    except Refused as why:
        return _row(participation_id, refused=why.words)
    return _row(participation_id)


@appointments_desk.post("/outcomes/<int:participation_id>/take-back")
@open_to(Role.MANAGER)
def take_back(participation_id: int) -> ResponseReturnValue:
    """Undo a slip of the finger."""
    try:
        with transaction():
            found = queries.get_noted(participation_id, seen_by=g.viewer)
            outcomes.take_back(*found, by=g.viewer, now=clock.now())
    except Refused as why:
        return _row(participation_id, refused=why.words)
    return _row(participation_id)


def _row(participation_id: int, *, refused: object = "") -> ResponseReturnValue:
    """The row as it is now; without htmx the list, which says why when it was refused."""
    part = waiting.get_waiting(participation_id, seen_by=g.viewer)
    if refused and wants_fragment():
        return show("appointments/outcome", status=422, part=part, refused=refused)
    if refused:
        days = waiting.outcomes_of(seen_by=g.viewer)
        return show("appointments/outcomes", status=422, days=days, refused=refused)
    here = url_for("appointments_desk.outcomes_list")
    return done(here, "appointments/_outcome.html", said=gettext("Saved."), part=part)


@appointments_desk.post("/outcomes/held")
@open_to(Role.MANAGER)
def all_held() -> ResponseReturnValue:
    """Note of everybody who stood on the list of one day that they came."""
    return _each("attended")


@appointments_desk.post("/outcomes/take-back")
@open_to(Role.MANAGER)
def take_all_back() -> ResponseReturnValue:
    """Undo what was noted of a day."""
    return _each(None)


def _each(outcome: str | None) -> ResponseReturnValue:
    """The same for several, as one change; what somebody else settled meanwhile stays so."""
    now, left = clock.now(), 0
    with transaction() as session:
        for participation_id in sorted(set(PartsForm.read().parts.data or ())):
            found = queries.get_noted(participation_id, seen_by=g.viewer)
            try:
                with session.begin_nested():  # what is refused late leaves nothing
                    _note(*found, outcome, now)
            except Refused:
                left += 1
    said = gettext("Saved.") if not left else gettext("Not all could be noted: look at the list.")
    here = url_for("appointments_desk.outcomes_list")
    days = waiting.outcomes_of(seen_by=g.viewer)
    return done(here, "appointments/_outcomes.html", said=said, days=days)


def _note(
    appointment: Appointment, part: Participation, outcome: str | None, now: datetime
) -> None:
    if outcome is None:
        outcomes.take_back(appointment, part, by=g.viewer, now=now)
    elif part.outcome is None:  # what is noted already was noted by somebody who knows more
        outcomes.record(appointment, part, outcome=outcome, by=g.viewer, now=now)
