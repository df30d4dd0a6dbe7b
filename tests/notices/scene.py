"""What reminder tests begin with: a subscribed phone, an appointment made, a worker's round."""

import asyncio
import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TypeVar

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.appointments import service
from app.appointments.models import Appointment
from app.appointments.service import Meeting, When
from app.caseload.models import Client
from app.core import clock
from app.core.db import Base, db, transaction
from app.core.tenancy import carrier_opened
from app.notices.models import CallListEntry, PushSubscription, Reminder
from app.notices.push import Push, open_http
from app.notices.vapid import public_key, signer
from app.notices.worker import Worker
from tests.cast import Member
from tests.push_stubs.device import Device
from tests.push_stubs.service import Service, from_base64url

PUBLIC_URL = "http://localhost"


def client_of(member: Member) -> Client:
    """The client record of a member who is one."""
    assert member.client is not None
    return member.client


def subscribe(member: Member, service: Service, device: Device) -> PushSubscription:
    """Let the service know this device, and store what its browser would have sent us."""
    client = client_of(member)
    service.keys[device.token] = from_base64url(public_key())
    return keep(client, f"{service.origin}/push/{device.token}", device)


def keep(client: Client, endpoint: str, device: Device) -> PushSubscription:
    """Store a subscription as it is, whatever its endpoint."""
    made = PushSubscription(
        client_id=client.id,
        endpoint=endpoint,
        endpoint_hash=hashlib.sha256(endpoint.encode()).hexdigest(),
        p256dh=device.p256dh,
        auth=device.auth,
        device="Test",
        created_at=clock.now(),
    )
    with carrier_opened(client.carrier_id), transaction():
        db.session.add(made)
    return made


def in_days(days: int, at: time = time(10)) -> datetime:
    """A wall time some days ahead."""
    return datetime.combine(clock.today() + timedelta(days=days), at)


def make_appointment(
    *members: Member, starts_local: datetime | None = None, is_sensitive: bool = False
) -> Appointment:
    """Let the clients' manager make an appointment; all followers run."""
    manager = members[0].manager
    assert manager is not None
    what = Meeting(
        kind="counselling",
        when=When(starts_local=starts_local or in_days(5), minutes=45),
        place="Rathaus, Zimmer 12-B",
        address="Marktplatz 1, 71332 Waiblingen",
        is_sensitive=is_sensitive,
    )
    clients = [client_of(member) for member in members]
    with carrier_opened(clients[0].carrier_id), transaction():
        return service.make(clients, what=what, by=manager.viewer, now=clock.now())


def go_to(moment: datetime) -> None:
    """Move the clock to an instant."""
    clock.shift(timedelta(0))
    clock.shift(moment - clock.now())


Row = TypeVar("Row", bound=Base)


def rows(member: Member, table: type[Row]) -> list[Row]:
    """All rows of a table that the member's carrier has, as the database holds them now."""
    with carrier_opened(client_of(member).carrier_id), transaction() as session:
        statement = sa.select(table).execution_options(populate_existing=True)
        return list(session.scalars(statement))


def reminders(member: Member) -> list[Reminder]:
    """The client's reminders, first due first."""
    mine = [row for row in rows(member, Reminder) if row.client_id == client_of(member).id]
    return sorted(mine, key=lambda row: (row.due_at, row.id))


def calls(member: Member, *, all_of_them: bool = False) -> list[CallListEntry]:
    """The client's open entries of the call list."""
    mine = [row for row in rows(member, CallListEntry) if row.client_id == client_of(member).id]
    return [row for row in mine if all_of_them or row.done_at is None]


def work(allowed: Collection[str]) -> Worker:
    """Let a worker send what is due now; return it, for a second time."""

    async def drain() -> Worker:
        sign = signer(current_app.extensions["vapid"], "mailto:team@example.org")
        async with open_http() as http:
            worker = Worker(Push(http, sign, allowed), public_url=PUBLIC_URL, name="test")
            await worker.drain()
            return worker

    return asyncio.run(drain())


MORNING = clock.instant(datetime(2026, 11, 16, 9))


def fates(member: Member) -> dict[str, tuple[str, str | None]]:
    """How each of the client's reminders stands, and why."""
    return {row.offset: (row.state, row.reason) for row in reminders(member)}


def change(member: Member, table: type, **values: object) -> None:
    """Set values in all rows of a table."""
    with carrier_opened(client_of(member).carrier_id), transaction() as session:
        session.execute(sa.update(table).values(values))


def said(device: Device, service: Service) -> list[str]:
    """The sentences that device was pushed, decrypted."""
    mine = [one for one in service.received if one.token == device.token]
    return [device.read(one.body)["body"] for one in mine]


def on(days: int) -> date:
    """A day some days ahead."""
    return clock.today() + timedelta(days=days)


@contextmanager
def at_work(member: Member) -> Iterator[Session]:
    """A change in the carrier of this client."""
    with carrier_opened(client_of(member).carrier_id), transaction() as session:
        yield session


def waiting(member: Member) -> dict[str, datetime]:
    """The wall times of what is still planned."""
    return {r.offset: clock.local(r.due_at) for r in reminders(member) if r.state == "planned"}
