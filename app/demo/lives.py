"""What has happened to a client so far: her plan and her appointments, through the services.

Everything is published as if it had really happened, so reminders and the trail follow.
"""

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import sqlalchemy as sa

from app.appointments import service as appointments
from app.appointments.models import Appointment, BringItem, Participation
from app.appointments.service import Meeting, When
from app.caseload.models import Client
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.demo.free_texts import add_texts
from app.demo.own_steps import add_own_steps
from app.demo.papers import add_papers
from app.demo.people import JANA, DemoClient
from app.demo.plans import add_next_version, agree_plan
from app.demo.situations import add_situation
from app.demo.talks import add_talks
from app.demo.wishes import add_wishes
from app.plan import service as steps
from app.plan.models import Step
from app.plan.service import Op

ROOMS = {
    "08119079": ("Rathaus, Zimmer 12-B", "Marktplatz 1, 71332 Waiblingen"),
    "08119067": ("Rathaus, Zimmer 3.04", "Marktplatz 1, 73614 Schorndorf"),
    "08119020": ("Rathaus, Zimmer 7", "Marktplatz 1, 70734 Fellbach"),
}
# Days from today, hour: where the others' appointments lie.
DAYS = (-6, -1, 0, 0, 1, 1, 2, 3, 4, 6, 8, 12)
ANSWERS = (None, None, None, "yes", "yes", "yes", "no", "later", "call_me")


@dataclass(frozen=True, kw_only=True)
class Actors:
    """Who acts in a client's life."""

    desk: Viewer
    herself: Viewer


def add_life(
    client: Client, who: DemoClient, actors: Actors, *, rng: random.Random, now: datetime
) -> None:
    """Add plan, steps and appointments of one client."""
    plan, made = agree_plan(client, who, desk=actors.desk, rng=rng, now=now)
    for step in made[: len(who.done)]:
        ago = now - timedelta(days=rng.randrange(9, 60))
        steps.finish(step, op=_op(rng, actors.herself, ago))
    _colour(made[len(who.done) :], who, actors, rng, now)
    _add_appointments(client, who, actors, rng, now)
    add_texts(plan, who, desk=actors.desk, herself=actors.herself, now=now)
    add_own_steps(plan, who, desk=actors.desk, herself=actors.herself, now=now)
    add_next_version(plan, who, desk=actors.desk, now=now)
    add_papers(client, who, desk=actors.desk, now=now)
    add_situation(client, who, desk=actors.desk, herself=actors.herself, now=now)
    add_talks(client, who, desk=actors.desk, now=now)
    add_wishes(client, who, desk=actors.desk, herself=actors.herself, room=ROOMS[who.town], now=now)


def _op(rng: random.Random, by: Viewer, at: datetime) -> Op:
    return Op(id=uuid.UUID(int=rng.getrandbits(128), version=4), by=by, now=at)


def _colour(
    open_steps: list[Step],
    who: DemoClient,
    actors: Actors,
    rng: random.Random,
    now: datetime,
) -> None:
    """Give the open steps dates, a wait, a request for help: what a desk sees on a usual day."""
    is_cast = who.manager is JANA and who.given_name == "Selam"
    for place, step in enumerate(open_steps):
        due_on, support_level = None, None
        if place == 0:
            days = 9 if is_cast else rng.choice((-5, 3, 9, 16, 25))
            due_on = clock.today() + timedelta(days=days)
            support_level = "accompanied" if is_cast else "assisted"
        if (step.due_on, step.support_level) != (due_on, support_level):
            op = _op(rng, actors.desk, now)
            steps.change(step, due_on=due_on, support_level=support_level, owner="client", op=op)
        if place == 1 and rng.random() < 0.3:
            steps.wait(step, on="authority", op=_op(rng, actors.desk, now - timedelta(days=35)))
        if place == 0 and not is_cast and rng.random() < 0.12:
            steps.ask_help(step, op=_op(rng, actors.herself, now - timedelta(hours=5)))


def _add_appointments(
    client: Client, who: DemoClient, actors: Actors, rng: random.Random, now: datetime
) -> None:
    """One appointment for most people; the cast has hers where the story needs it."""
    place, address = ROOMS[who.town]
    if who.given_name in ("Selam", "Ahmad", "Oksana") and who.manager is JANA:
        day, hour = {"Selam": (3, 10), "Ahmad": (1, 14), "Oksana": (6, 11)}[who.given_name]
        starts = _working_time(day, time(hour))
    elif rng.random() < 0.7:
        starts = _working_time(rng.choice(DAYS), time(rng.randrange(9, 16), rng.choice((0, 30))))
    else:
        return
    made_at = min(now, clock.instant(starts)) - timedelta(days=12)
    meeting = Meeting(
        kind="counselling",
        when=When(starts_local=starts, minutes=45),
        place=place,
        address=address,
        papers=who.bring,
    )
    appointment = appointments.make([client], what=meeting, by=actors.desk, now=made_at)
    _answer(appointment, who, actors, rng, made_at)


def _answer(
    appointment: Appointment, who: DemoClient, actors: Actors, rng: random.Random, at: datetime
) -> None:
    """Let the client answer and put one paper ready."""
    if who.given_name == "Selam":
        item = db.session.scalars(
            sa.select(BringItem)
            .join(Participation, Participation.id == BringItem.participation_id)
            .where(Participation.appointment_id == appointment.id)
            .order_by(BringItem.sort)
        ).first()
        if item is not None:
            appointments.tick_bring(item, have_it=True, by=actors.herself, now=at)
        return
    answer = rng.choice(ANSWERS)
    if answer is not None:
        appointments.reply(
            appointment,
            answer=answer,
            version=appointment.version,
            by=actors.herself,
            now=at + timedelta(days=1),
        )


def _working_time(days: int, hour: time) -> datetime:
    """A wall time so many days from today, moved on from a weekend to Monday."""
    day = clock.today() + timedelta(days=days)
    if day.weekday() > 4:
        day += timedelta(days=7 - day.weekday())
    return datetime.combine(day, hour)
