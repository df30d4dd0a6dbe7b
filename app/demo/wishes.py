"""What clients wish of their appointments, and how some went: what a desk finds in the morning."""

import random
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.appointments import moves, outcomes, requests
from app.appointments.meeting import Meeting, When
from app.appointments.models import COMING, Appointment, Participation
from app.appointments.wishes import Wish, first_fit
from app.caseload.models import Client
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.demo.people import JANA, DemoClient

PATIENCE = timedelta(days=4)  # what is over for longer has been noted, here and there


def add_wishes(
    client: Client,
    who: DemoClient,
    *,
    desk: Viewer,
    herself: Viewer,
    room: tuple[str, str],
    now: datetime,
) -> None:
    """Let Oksana ask for another time, Rojin for a talk, some for an appointment; note outcomes."""
    # A luck of its own: the rest of the town stays as it is.
    luck = random.Random(f"{who.given_name} {who.family_name}")  # noqa: S311  # because: invented
    is_jana = who.manager is JANA
    if is_jana and who.given_name == "Oksana":
        _ask_to_move(client, by=herself, now=now - timedelta(hours=6))
    elif is_jana and who.given_name == "Rojin":
        _ask(client, Wish(days=("TU", "TH"), parts=("morning",)), True, by=herself, now=now)
    elif luck.random() < 0.08:
        wish = Wish(parts=("afternoon",), topic=luck.choice(("housing", "work", "language")))
        _ask(client, wish, False, by=herself, now=now - timedelta(hours=4))
    elif luck.random() < 0.1:
        wish = Wish(days=("MO", "WE"), topic="residence_status")
        asked = _ask(client, wish, False, by=herself, now=now - timedelta(days=2))
        _propose(asked, room, by=desk, now=now - timedelta(hours=2))
    _note_outcomes(client, luck, by=desk, now=now)


def _ask(
    client: Client, wish: Wish, is_sensitive: bool, *, by: Viewer, now: datetime
) -> Appointment:
    return requests.ask(
        client, kind="counselling", wish=wish, is_sensitive=is_sensitive, by=by, now=now
    )


def _propose(asked: Appointment, room: tuple[str, str], *, by: Viewer, now: datetime) -> None:
    place, address = room
    starts = first_fit(("MO", "WE"), (), since=clock.today() + timedelta(days=2))
    meeting = Meeting(
        kind="counselling",
        when=When(starts_local=starts, minutes=45),
        place=place,
        address=address,
        papers=("title", "letter"),
    )
    requests.propose(asked, what=meeting, by=by, now=now)


def _parts(client: Client) -> list[tuple[Appointment, Participation]]:
    """Her appointments that stand, the first one first."""
    rows = db.session.execute(
        sa.select(Appointment, Participation)
        .join(Participation, Participation.appointment_id == Appointment.id)
        .where(Participation.client_id == client.id, Appointment.state.in_(COMING))
        .order_by(Appointment.starts_at)
    )
    return [(row.Appointment, row.Participation) for row in rows]


def _ask_to_move(client: Client, *, by: Viewer, now: datetime) -> None:
    for appointment, _part in _parts(client):
        wish = Wish(days=("FR",), parts=("morning", "afternoon"))
        moves.ask(appointment, wish=wish, version=appointment.version, by=by, now=now)


def _note_outcomes(client: Client, luck: random.Random, *, by: Viewer, now: datetime) -> None:
    """Half of what is long over has been noted; the rest waits."""
    for appointment, part in _parts(client):
        if appointment.ends_at < now - PATIENCE and luck.random() < 0.5:
            noted_at = appointment.ends_at + timedelta(hours=1)
            outcome = luck.choice(("attended", "attended", "attended_late", "missed"))
            outcomes.record(appointment, part, outcome=outcome, by=by, now=noted_at)
