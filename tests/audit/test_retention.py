"""What is due, what the night does, what stops it, and what served its time."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.appointments.models import Appointment, BringItem, Participation
from app.audit import holds, night, requests, sweeping
from app.audit.models import AccessLog, ErasureTombstone, RetentionRun, TrailEntry
from app.audit.retention import due
from app.audit.rules import DEFAULTS, rules, set_rules
from app.caseload.models import Case, Client, Household
from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.core.kinds import ENTITIES
from app.core.limits import RateBucket, count_try
from app.core.tenancy import carrier_opened
from app.people.models import Challenge, Person, RoleGrant, Session
from app.plan.models import Goal, Step
from tests import build
from tests.audit.conftest import inside, of
from tests.cast import Member


def end_case(member: Member, *, months_ago: int, days: int = 2) -> None:
    """The case ended so long ago."""
    ended = clock.today() - timedelta(days=months_ago * 31 + days)
    with inside(member):
        change = sa.update(Case).where(Case.client_id == of(member).id)
        db.session.execute(change.values(ended_on=ended))


def run(member: Member) -> night.Done:
    """What the night does in this member's carrier."""
    with carrier_opened(of(member).carrier_id):
        return night.run(clock.now())


def decide(member: Member, months: int = 6, **actions: str) -> None:
    """Every kind of data is kept so long, then deleted, unless said otherwise."""
    wanted: dict[str, Any] = {f"{entity}_months": months for entity in ENTITIES}
    wanted |= {f"{entity}_action": actions.get(entity, "delete") for entity in ENTITIES}
    with inside(member):
        set_rules(wanted, by=member.viewer, now=clock.now())


def count(model: type, member: Member) -> int:
    """How many rows of a table this member's carrier has."""
    with inside(member):
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_what_nobody_decided_is_our_proposal(selam: Member) -> None:
    with inside(selam):
        found = rules()
    assert {e: (r.months, r.action) for e, r in found.items()} == DEFAULTS
    assert all(rule.is_default for rule in found.values())


def test_an_open_case_is_never_due(selam: Member) -> None:
    decide(selam, months=0)
    with inside(selam):
        assert due(date(2100, 1, 1)) == []


def test_each_kind_of_data_has_its_own_time(selam: Member, jana: Member) -> None:
    with inside(selam):
        build.appointment(of(selam), jana.person)
        build.step(of(selam))
    end_case(selam, months_ago=13)
    with inside(selam):
        waiting = due(clock.today())
    assert {one.entity for one in waiting} == {"reminders", "appointments"}
    done = run(selam)
    assert (done.parts, done.records, done.held) == (2, 0, 0)
    assert count(BringItem, selam) == 0
    with inside(selam):
        kept = db.session.scalars(sa.select(Appointment)).one()
        assert (kept.place, kept.address, kept.note) == ("", "", None)
        assert db.session.scalar(sa.select(sa.func.count(Participation.id))) == 1
        assert db.session.scalar(sa.select(Step.template_key)) == "course_reg"
        assert due(clock.today()) == []  # done is done


def test_a_new_case_after_it_makes_it_due_again(selam: Member, jana: Member) -> None:
    end_case(selam, months_ago=13)
    run(selam)
    with inside(selam):
        db.session.add(
            Case(
                client_id=of(selam).id,
                manager_id=jana.person.id,
                started_on=clock.today() - timedelta(days=200),
                ended_on=clock.today(),
            )
        )
        assert due(clock.today()) == []
    clock.shift(timedelta(days=400))
    with inside(selam):
        assert {one.entity for one in due(clock.today())} == {"reminders", "appointments"}


def test_the_whole_record_goes_and_others_stay(selam: Member, ahmad: Member) -> None:
    with inside(selam):
        shared = Household(label="WG")
        db.session.add(shared)
        db.session.flush()
        for member in (selam, ahmad):
            db.session.get_one(Client, of(member).id).household_id = shared.id
    decide(selam)
    end_case(selam, months_ago=7)
    uid, person_id = of(selam).uid, selam.person.id
    assert run(selam).records == 1
    with inside(ahmad):
        assert db.session.scalars(sa.select(Client.id)).all() == [of(ahmad).id]
        assert db.session.scalar(sa.select(Household.label)) == "WG"
        assert db.session.scalars(sa.select(ErasureTombstone.client_uid)).all() == [uid]
        facts = db.session.scalars(
            sa.select(TrailEntry.facts).where(TrailEntry.what == "ClientErased")
        ).all()
    assert facts == [{"client_uid": str(uid)}]
    assert db.session.get(Person, person_id, populate_existing=True) is None


def test_anonymous_is_a_count_without_a_name(selam: Member, jana: Member) -> None:
    with inside(selam):
        build.step(of(selam), None, own_words="Etwas Eigenes")
        build.goal(of(selam), own_words="Ein Wunsch")
        before = db.session.scalar(sa.select(sa.func.count(Case.id)))
    decide(selam, record="anonymise")
    end_case(selam, months_ago=7)
    assert run(selam).records == 1
    with inside(jana):
        kept = db.session.scalars(sa.select(Client)).one()
        assert (kept.given_name, kept.family_name, kept.birth_year) == ("", "", None)
        assert db.session.get_one(Person, kept.person_id, populate_existing=True).call_name == ""
        assert db.session.scalar(sa.select(sa.func.count(Case.id))) == before
        assert db.session.scalar(sa.select(Step.own_words)) is None
        assert db.session.scalar(sa.select(Goal.own_words)) is None
        assert db.session.scalars(sa.select(AccessLog)).all() == []
        assert due(clock.today()) == []
    grants = sa.select(RoleGrant).where(RoleGrant.person_id == kept.person_id)
    assert db.session.scalars(grants).all() == []  # nobody signs in as her any more


def test_somebody_with_another_role_keeps_the_account(selam: Member) -> None:
    with transaction():
        db.session.add(
            RoleGrant(
                person_id=selam.person.id,
                role=Role.VOLUNTEER,
                area_ags=build.TOWN,
                valid_from=date(2020, 1, 1),
            )
        )
    decide(selam)
    end_case(selam, months_ago=7)
    person_id = selam.person.id
    assert run(selam).records == 1
    assert db.session.get(Person, person_id, populate_existing=True) is not None
    roles = sa.select(RoleGrant.role).where(RoleGrant.person_id == person_id)
    assert db.session.scalars(roles).all() == [Role.VOLUNTEER]


def test_a_hold_stops_it_until_its_day(selam: Member, jana: Member) -> None:
    decide(selam)
    end_case(selam, months_ago=7)
    with inside(selam):
        until = clock.today() + timedelta(days=10)
        holds.set_hold(
            of(selam).id, reason="Klage", until_on=until, by=jana.viewer, now=clock.now()
        )
    done = run(selam)
    assert (done.parts, done.records, done.held) == (0, 0, 1)
    clock.shift(timedelta(days=11))
    assert run(selam).records == 1


def test_a_granted_deletion_happens_after_its_days(
    selam: Member, jana: Member, officer: Member, asks: Callable[..., int]
) -> None:
    number = asks(selam, "erase")
    with inside(selam):
        requests.answer(number, ground=None, words=None, by=officer.viewer, now=clock.now())
    assert run(selam).records == 0
    clock.shift(timedelta(days=7))
    assert run(selam).records == 1
    assert count(Client, jana) == 0


def at_night(hour: int) -> datetime:
    """This hour of the coming night."""
    return clock.instant(datetime.combine(clock.today() + timedelta(days=1), time(hour)))


def test_the_night_works_once_for_each_carrier(
    selam: Member, yonas: Member, jana: Member, brandt: Member
) -> None:
    for member in (selam, yonas):
        decide(member)
        end_case(member, months_ago=7)
    night.run_due(at_night(12))
    assert count(RetentionRun, jana) == 0
    night.run_due(at_night(3))
    night.run_due(at_night(4))
    for manager in (jana, brandt):
        with inside(manager):
            done = db.session.scalars(sa.select(RetentionRun)).one()
            assert (done.records, done.parts, done.held) == (1, 0, 0)
        assert count(Client, manager) == 0


def test_the_worker_asks_it_to() -> None:
    from app.wiring import CHORES  # noqa: PLC0415  # because: the wiring is what is asked about

    assert night.run_due in CHORES


def test_what_served_its_time_is_swept(app: Flask, selam: Member) -> None:
    selam.token()
    count_try("signin", who="x", limit=9, seconds=60)
    with transaction() as session:
        session.add(
            Challenge(value=b"1", purpose="signin", browser_hash=b"2", expires_at=clock.now())
        )
    carrier_id = of(selam).carrier_id

    def sweep() -> tuple[int, int, int]:
        with carrier_opened(carrier_id), transaction():
            sweeping.sweep(clock.now())
            sweeping.sweep_entries(carrier_id, clock.now())
        with transaction() as session:
            tables = (RateBucket, Challenge, Session)
            first, second, third = (
                session.scalar(sa.select(sa.func.count()).select_from(one)) or 0 for one in tables
            )
        return first, second, third

    clock.shift(timedelta(seconds=-5))
    assert sweep() == (1, 1, 1)
    clock.shift(timedelta(days=3))
    assert sweep() == (0, 0, 1)
    clock.shift(timedelta(days=400))
    assert sweep() == (0, 0, 0)


def test_the_command_says_what_is_due_and_does_it(app: Flask, selam: Member, jana: Member) -> None:
    decide(selam)
    end_case(selam, months_ago=7)
    runner, number = app.test_cli_runner(), of(selam).id
    said = runner.invoke(args=["retention", "run", "--dry-run"]).output
    assert f"client {number}: record, delete" in said
    assert "Selam" not in said
    assert count(Client, jana) == 1
    said = runner.invoke(args=["retention", "run"]).output
    assert "1 records, 0 parts" in said
    assert count(Client, jana) == 0


@pytest.mark.parametrize("clients", [1, 4])
def test_the_dry_run_asks_the_same_questions_for_all(
    selam: Member, ahmad: Member, rojin: Member, oksana: Member, clients: int
) -> None:
    for member in (selam, ahmad, rojin, oksana)[:clients]:
        end_case(member, months_ago=40)
    asked: list[str] = []
    listen = ("before_cursor_execute", lambda _c, _cur, text, *_more: asked.append(text))
    with inside(selam):
        rules()
        sa.event.listen(db.engine, *listen)
        waiting = due(clock.today())
        sa.event.remove(db.engine, *listen)
    assert len(waiting) == clients
    assert len(asked) == 3
