"""A small town whose weeks pass in seconds: appointments, phones of all kinds, a worker."""

import asyncio
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import sqlalchemy as sa

from app.appointments.models import Appointment, AppointmentChange, Participation
from app.audit.models import AccessLog
from app.core import clock
from app.core.access import Role
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.notices.models import (
    IS_WAITING,
    WAITING,
    WAKES_AT,
    CallListEntry,
    Delivery,
    PushSubscription,
    Reminder,
    WorkerBeat,
)
from app.notices.push import Answer, Letter
from app.notices.worker import Worker
from tests import build
from tests.cast import Member
from tests.notices.scene import client_of, go_to, keep, make_appointment, rows
from tests.push_stubs.device import Device

HALF_A_DAY = timedelta(hours=12)
NIGHT = (time(21), time(7))
NEVER = (time(0), time(0))
ANSWERS: dict[str, list[int | None]] = {
    "good": [201],
    "flaky": [201, 500],
    "gone": [410],
    "failing": [500],
    "silent": [None],
    "busy": [429],
    "barred": [403],
    "refused": [413],
}
Key = tuple[int, int, int]  # client, appointment, version


class Air:
    """Instead of push services: answers as each phone's kind does, and keeps what was taken."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.taken: list[tuple[datetime, str]] = []  # when, and by which acknowledgement

    async def send(self, letter: Letter) -> Answer:
        """Answer one push; the phone's kind stands in its address."""
        kind = letter.target.endpoint.split("/")[-2]
        status = self._rng.choice(ANSWERS[kind])
        if status == 201:
            ack = json.loads(letter.body)["notification"]["data"]["ack"]
            self.taken.append((clock.now(), ack))
        return Answer(status=status, retry_after="1800" if kind == "busy" else None)


@dataclass(kw_only=True)
class Town:
    """One manager, her clients, and what the phones got."""

    manager: Member
    rng: random.Random
    clients: dict[int, Member] = field(default_factory=dict)
    phones: dict[int, list[str]] = field(default_factory=dict)  # those each client began with
    made_at: dict[tuple[int, int], datetime] = field(default_factory=dict)  # appointment, version
    slowest: timedelta = timedelta(0)  # till all was sent that an outage had held up
    air: Air = field(init=False)

    def __post_init__(self) -> None:
        self.air = Air(self.rng)

    @property
    def carrier_id(self) -> int:
        """Whose town it is."""
        return self.manager.grant.carrier_id or 0

    @property
    def anybody(self) -> Member:
        """Somebody of the carrier, to look with."""
        return next(iter(self.clients.values()))

    def add_client(self, phones: list[str], *, quiet: tuple[time, time] = NIGHT) -> None:
        """One more client, with phones of these kinds."""
        with carrier_opened(self.carrier_id), transaction():
            person, grant = build.person("A", "de", Role.CLIENT, carrier_id=self.carrier_id)
            client = build.client(person, self.manager.person)
            client.quiet_from, client.quiet_to = quiet
        member = Member(person=person, grant=grant, client=client, manager=self.manager)
        self.clients[client.id] = member
        self.phones[client.id] = phones
        self._give_phones(member)

    def _give_phones(self, member: Member) -> None:
        for kind in self.phones[client_of(member).id]:
            self.add_phone(member, kind)

    def add_phone(self, member: Member, kind: str) -> None:
        """One more phone of this kind; each has a service of its own."""
        number = self.rng.randrange(10**9)
        host = f"https://{kind}{number}.push.services.mozilla.com"
        keep(client_of(member), f"{host}/{kind}/{number}", Device("a"))

    def meet(self, members: list[Member], starts_local: datetime) -> Appointment:
        """An appointment is made; the same one made again is the same, whatever became of it."""
        made = make_appointment(*members, starts_local=starts_local)
        self.made_at.setdefault((made.id, made.version), clock.now())
        return made

    def any_time(self, *, days: int) -> datetime:
        """A quarter of an hour between eight and six, some days ahead."""
        day = clock.today() + timedelta(days=self.rng.randint(1, days))
        return datetime.combine(day, time(8)) + timedelta(minutes=15 * self.rng.randrange(40))

    def drain(self) -> None:
        """A worker starts, sends what is due, and ends."""
        worker = Worker(self.air, public_url="http://localhost", name="test")  # type: ignore[arg-type]
        asyncio.run(worker.drain())

    def next_wake(self) -> datetime | None:
        """When the next reminder wakes."""
        with carrier_opened(self.carrier_id), transaction() as session:
            return session.scalar(sa.select(sa.func.min(WAKES_AT)).where(IS_WAITING))

    def pass_time(self, until: datetime, *, step: timedelta = timedelta(hours=1)) -> None:
        """The worker is there at every wake, but for those that follow within a step."""
        while (wake := self.next_wake()) is not None and wake <= until:
            go_to(max(wake, clock.now()))
            self.drain()
            if (again := self.next_wake()) is not None and again < wake + step:
                go_to(min(wake + step, until))
        go_to(until)
        self.drain()

    def reminders(self) -> list[Reminder]:
        """All rows of the ledger."""
        return rows(self.anybody, Reminder)

    def told(self) -> Iterator[tuple[datetime, Reminder]]:
        """What phones have got, and when."""
        by_ack = {one.ack_token: one.reminder_id for one in rows(self.anybody, Delivery)}
        by_id = {one.id: one for one in self.reminders()}
        for at, ack in self.air.taken:
            yield at, by_id[by_ack[ack]]

    def told_since(self, moment: datetime) -> set[int]:
        """Clients of whom a phone got something since then."""
        return {row.client_id for at, row in self.told() if at > moment}

    def reached(self) -> set[Key]:
        """Who was told of which appointment by phone, or of another one of the same day."""
        covered = {key_of(row) for row in self.reminders() if row.reason == "covered"}
        return {key_of(row) for _, row in self.told()} | covered

    def called(self) -> set[Key]:
        """Who stands, or stood, on the call list."""
        return {key_of(row) for row in rows(self.anybody, CallListEntry)}

    def meetings(self) -> list[tuple[int, Appointment]]:
        """Each client with each appointment that still takes place."""
        with carrier_opened(self.carrier_id), transaction() as session:
            found = (
                sa.select(Participation.client_id, Appointment)
                .join(Appointment, Appointment.id == Participation.appointment_id)
                .where(Appointment.state == "confirmed")
                .execution_options(populate_existing=True)
            )
            return [(row[0], row[1]) for row in session.execute(found)]

    def begin_again(self) -> None:
        """Nothing was ever planned; everybody has the phones she began with."""
        gone = (Delivery, Reminder, CallListEntry, AppointmentChange, Participation, Appointment)
        with carrier_opened(self.carrier_id), transaction() as session:
            for table in (*gone, AccessLog, WorkerBeat, PushSubscription):
                session.execute(sa.delete(table))
            session.expunge_all()
        for member in self.clients.values():
            self._give_phones(member)
        self.air.taken.clear()
        self.made_at.clear()


def key_of(row: Reminder | CallListEntry) -> Key:
    """Which client, which appointment, which version of it."""
    return row.client_id, row.subject_id, row.version


def is_waiting(row: Reminder) -> bool:
    """True for what has not come to its end."""
    return row.state in WAITING


def sleeps(member: Member, moment: datetime) -> bool:
    """True in her quiet hours: ours is another way to reckon than the worker's."""
    begins, ends = client_of(member).quiet_from, client_of(member).quiet_to
    wall = clock.local(moment).time()
    return begins != ends and (wall >= begins or wall < ends)
