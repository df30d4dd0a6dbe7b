"""goal_24: a full disk leaves no half-written case and reads go on; a backup made in the middle of
the work comes back whole and quickly."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.appointments.models import Appointment, Participation
from app.audit.models import AccessLog
from app.caseload import service
from app.caseload.models import Case, Client
from app.core import clock
from app.core.db import db
from app.core.sealed import ClientKey
from app.core.tenancy import carrier_opened
from app.notices.models import Reminder
from app.people.models import Person, RoleGrant
from app.plan.models import Plan, PlanVersion
from tests import build
from tests.cast import Member
from tests.goals import keeping
from tests.goals.full_disk import at_most, full_at
from tests.safekeeping import scene

pytestmark = pytest.mark.goal_24
FULL = os.environ.get("FULL_GOALS") == "1"
PAGES = range(0, 50) if FULL else range(0, 50, 12)
STEP = 1 if FULL else 3  # every statement, or every third
CROWD = 20_000 if FULL else 150
RTO = timedelta(minutes=15)
RPO = timedelta(minutes=5)
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


@pytest.fixture
def desk(
    app: Flask,
    jana: Member,
    selam: Member,
    signed_in: Callable[[Member], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    """Jana at her desk; failures are answered as in real use."""
    assert selam.client is not None
    monkeypatch.setattr(app, "testing", False)
    return Desk(signed_in(jana), signed_in(selam), selam.client)


def half_cases() -> Iterator[str]:
    """A case is a person with a role, a record, a key, a case, a plan and a line in the trail."""
    own = sa.select(Client.id).where(Client.given_name == "Amina")
    clients = set(db.session.scalars(own))
    plans = sa.select(Plan.client_id).join(PlanVersion, PlanVersion.plan_id == Plan.id)
    parts: dict[str, sa.Select[int]] = {
        "key": sa.select(ClientKey.client_id),
        "case": sa.select(Case.client_id),
        "plan": plans,
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


# ---- a disk that is really full ----


@pytest.mark.sqlite_only
@pytest.mark.timeout(1800)
def test_a_full_disk_leaves_no_half_case_and_reads_go_on(desk: Desk) -> None:
    for pages in PAGES:
        with at_most(pages):
            statuses = [desk.open_case()]
            while statuses[-1] == 303:
                statuses += [desk.make_appointment(), desk.open_case()]
            assert set(statuses) <= {303, 500}
            assert desk.halves() == []
            assert desk.reads()
        assert desk.open_case() == 303, "there is room again"
        assert desk.opens_a_record()
    assert desk.halves() == []


# ---- a disk that is full at each statement and at the commit ----


def points(desk: Desk, act: Callable[[], int]) -> tuple[int, list[str]]:
    """Fail at one point after the other till the change passes; how many, and what was half."""
    halves: list[str] = []
    for tried, point in enumerate(range(0, 1_000, STEP)):
        with full_at(point) as log:
            status, is_over = act(), len(log) <= point
            halves += desk.halves()
            assert desk.reads()
            assert is_over or not desk.opens_a_record(), "nobody reads without a trace"
        assert status == (303 if is_over else 500)
        if is_over:
            return tried, halves
    raise AssertionError("it never ends")


@pytest.mark.timeout(1800)
def test_a_disk_that_is_full_at_any_statement_leaves_no_half_case(desk: Desk) -> None:
    found = [points(desk, act) for act in (desk.open_case, desk.make_appointment)]
    assert [halves for _tried, halves in found] == [[], []]
    assert sum(tried for tried, _halves in found) >= (20 if FULL else 6)


def test_a_planted_change_in_two_transactions_is_caught(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = service._record

    def hasty(*arguments: Any, **more: Any) -> Client:
        db.session.commit()
        db.session.begin()
        return record(*arguments, **more)

    monkeypatch.setattr(service, "_record", hasty)
    _tried, halves = points(desk, desk.open_case)
    assert halves


# ---- the restore drill ----


def counts(carrier_id: int) -> dict[str, int]:
    """Rows of what a restore must bring back."""
    with carrier_opened(carrier_id):
        return {
            model.__tablename__: db.session.scalar(sa.select(sa.func.count()).select_from(model))
            or 0
            for model in (Client, ClientKey, Case, Person, RoleGrant)
        }


@pytest.mark.timeout(1800)
def test_the_restore_drill(
    app: Flask,
    jana: Member,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """A backup in the middle of the work; the database is lost; the backup comes back."""
    assert jana.grant.carrier_id is not None
    carrier_id, told = jana.grant.carrier_id, dict[str, Any]()
    with scene.key_file_of(app):
        ids = keeping.crowd(jana, CROWD)
        before, file = counts(carrier_id), tmp_path / "drill.backup"
        db.session.remove()
        with keeping.busy(app, carrier_id, told):
            began = time.monotonic()
            assert scene.run(app, "backup", str(file)).exit_code == 0
            backup_took = time.monotonic() - began
        assert told["wrong"] == 0, told
        began = time.monotonic()
        done = scene.run(app, "restore", str(file), "--replace", "--yes")
        restore_took = time.monotonic() - began
        assert done.exit_code == 0, done.output
        assert counts(carrier_id) == before
        with carrier_opened(carrier_id):
            for client in db.session.scalars(sa.select(Client).where(Client.id.in_(ids[:500]))):
                assert keeping.is_number_of(client.id, client.phone)
    record_property("goal_24", {"backup": backup_took, "restore": restore_took, "clients": CROWD})
    assert timedelta(seconds=restore_took) <= RTO
    assert timedelta(seconds=backup_took) <= RPO, "else a timer of five minutes overtakes itself"


def test_what_was_committed_before_a_backup_is_in_it(
    app: Flask, jana: Member, tmp_path: Path
) -> None:
    """What can be lost is what came after the last backup, and nothing else."""
    file = tmp_path / "last.backup"
    with scene.key_file_of(app):
        (mine,) = keeping.crowd(jana, 1)
        carrier_id = jana.grant.carrier_id or 0
        scene.run(app, "backup", str(file))
        (lost,) = keeping.crowd(jana, 1)
        assert scene.run(app, "restore", str(file), "--replace", "--yes").exit_code == 0
        with carrier_opened(carrier_id):
            assert db.session.get_one(Client, mine).phone == keeping.number(mine)
            assert db.session.get(Client, lost) is None
