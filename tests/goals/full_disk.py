"""A desk at work on a full disk: what was asked, what is there in part, what still opens."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from app.appointments.models import Appointment, Participation
from app.audit.models import AccessLog
from app.caseload.models import Case, Client
from app.core import clock
from app.core.db import db
from app.core.sealed import ClientKey
from app.core.tenancy import carrier_opened
from app.notices.models import Reminder
from app.people.models import Person, RoleGrant
from app.plan.models import Plan
from tests import build

PLACE = "Rathaus, Zimmer 24"


class Desk:
    """A manager at work: she opens cases and makes appointments."""

    def __init__(self, browser: FlaskClient, phone: FlaskClient, client: Client) -> None:
        self.browser, self.phone = browser, phone
        self.carrier_id, self.client_id = client.carrier_id, client.id
        self.turn = self.minutes = 0

    def open_case(self) -> int:
        """Write down somebody new; the status of the answer."""
        self.turn += 1
        return self._sent(
            "/desk/clients/new",
            given_name="Amina",
            family_name=f"Osman{self.turn}",
            language="so",
            reading="some",
            municipality_ags=build.TOWN,
            birth_year="1995",
            phone="0151 23456789",
        )

    def make_appointment(self) -> int:
        """Make an appointment with somebody; the status of the answer."""
        self.turn += 1
        starts = clock.local(clock.now() + timedelta(days=5)).replace(hour=10, minute=0, second=0)
        starts += timedelta(minutes=self.turn)
        return self._sent(
            f"/desk/clients/{self.client_id}/appointments/new",
            kind="counselling",
            starts_local=starts.isoformat(timespec="minutes"),
            which_hour="",
            minutes="45",
            place=PLACE,
            address="Marktplatz 1, 71332 Waiblingen",
            note="Bis bald!",
        )

    def _sent(self, to: str, /, **fields: str) -> int:
        answer = self.browser.post(to, data=fields)
        assert "Traceback" not in answer.text
        db.session.rollback()
        return answer.status_code

    def reads(self) -> bool:
        """Lists and the client's own pages open, some minutes later; a record leaves a trace or
        is not opened."""
        self.minutes += 6  # then it would be written down that somebody is here
        clock.shift(timedelta(minutes=self.minutes))
        pages = [self.browser.get(one) for one in ("/desk/clients", "/healthz")]
        pages += [self.phone.get(one) for one in ("/home", "/plan", "/appointments")]
        db.session.rollback()
        return [page.status_code for page in pages] == [200] * 5

    def opens_a_record(self) -> bool:
        """True when somebody's record can be opened."""
        return self.browser.get(f"/desk/clients/{self.client_id}").status_code == 200

    def halves(self) -> list[str]:
        """Cases and appointments that are there in part."""
        db.session.rollback()
        with carrier_opened(self.carrier_id):
            return [*half_cases(), *half_appointments()]


def half_cases() -> Iterator[str]:
    """A case is a person with a role, a record, a key, a case, a plan and a line in the trail."""
    own = sa.select(Client.id).where(Client.given_name == "Amina")
    clients = set(db.session.scalars(own))
    parts: dict[str, sa.Select[int]] = {
        "key": sa.select(ClientKey.client_id),
        "case": sa.select(Case.client_id),
        "plan": sa.select(Plan.client_id),
        "trail": sa.select(AccessLog.client_id).where(AccessLog.what == "ClientAdded"),
    }
    for name, statement in parts.items():
        found = [one for one in db.session.scalars(statement) if one in clients]
        if sorted(found) != sorted(clients):
            yield f"{name}: {len(found)} for {len(clients)} clients"
    people = sa.select(sa.func.count()).where(Person.call_name == "Amina")
    roles = sa.select(sa.func.count(RoleGrant.id)).join(Person, Person.id == RoleGrant.person_id)
    for statement in (people, roles.where(Person.call_name == "Amina")):
        if (count := db.session.scalar(statement)) != len(clients):
            yield f"{count} people or roles for {len(clients)} clients"


def half_appointments() -> Iterator[str]:
    """An appointment is a row, who takes part, reminders and a line in the trail."""
    made = set(db.session.scalars(sa.select(Appointment.id).where(Appointment.place == PLACE)))
    taking_part = set(db.session.scalars(sa.select(Participation.appointment_id)))
    reminded = set(
        db.session.scalars(sa.select(Reminder.subject_id).where(Reminder.subject == "appointment"))
    )
    trail = sa.select(sa.func.count()).where(AccessLog.what == "AppointmentMade")
    lines = db.session.scalar(trail)
    if not made == taking_part == reminded or lines != len(made):
        yield f"{len(made)} appointments, {len(taking_part)}, {len(reminded)}, {lines}"


class Disk:
    """A disk on which the n-th change of the database fails, and all after it."""

    def __init__(self, point: int) -> None:
        self.point = point
        self.tried: list[str] = []
        self._unsaved = False
        self._failure: type[Exception] = db.engine.dialect.loaded_dbapi.OperationalError

    def _note(self, what: str) -> None:
        self.tried.append(what)
        if len(self.tried) > self.point:
            raise self._failure("disk full")

    def execute(self, _cursor: Any, statement: str, *_rest: Any) -> None:
        """A statement is about to run."""
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            self._note(statement)
            self._unsaved = True

    def commit(self, _connection: sa.Connection) -> None:
        """A commit of changes needs room, too."""
        if self._unsaved:
            self._unsaved = False
            try:
                self._note("COMMIT")
            except self._failure as error:
                raise sa.exc.OperationalError("COMMIT", {}, error) from error

    def undo(self, _connection: sa.Connection) -> None:
        """Nothing is left to be committed."""
        self._unsaved = False


@contextmanager
def full_at(point: int) -> Iterator[list[str]]:
    """Let the n-th change of the database fail and all after it; yields what was tried."""
    disk = Disk(point)
    hooks: dict[str, Any] = {
        "do_execute": disk.execute,
        "do_executemany": disk.execute,
        "commit": disk.commit,
        "rollback": disk.undo,
    }
    for name, hook in hooks.items():
        sa.event.listen(db.engine, name, hook)
    try:
        yield disk.tried
    finally:
        for name, hook in hooks.items():
            sa.event.remove(db.engine, name, hook)
