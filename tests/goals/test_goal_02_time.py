"""goal_02: nobody sees what they saw yesterday when they may no longer see it today."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any, NoReturn

import pytest
import sqlalchemy as sa
from flask import Flask

from app.appointments.queries import get_appointment
from app.caseload import queries, ties_queries
from app.caseload.models import Case, Client, Handover, Substitution
from app.caseload.opening import people_helped
from app.caseload.queries import clients_of, get_client
from app.core import clock
from app.core.access import Viewer
from app.core.db import db, transaction
from app.core.errors import Missing
from app.core.tenancy import carrier_opened, open_carrier
from app.network.people import appointments_for, open_tie, steps_for
from app.people.models import RoleGrant
from app.people.sessions import start_session
from app.plan.queries import goals_of
from app.plan.rows import get_row
from tests.goals.cells import FULL
from tests.goals.days import Days
from tests.goals.office import Carrier, Office, build_office
from tests.undone import undone
from tests.visits import visitor_of

pytestmark = [pytest.mark.goal_02, pytest.mark.sqlite_only]

RUNS, MOVES = (2_000, 60) if FULL else (8, 60)
HTTP_EVERY = 40  # moves


@pytest.fixture
def office(app: Flask) -> Iterator[Office]:
    """Two carriers and the volunteers of their town."""
    yield build_office()
    clock.shift(timedelta(0))


def managers_differ(days: Days, carrier: Carrier) -> Iterator[str]:
    """Each manager reads her clients of today, and nobody else does."""
    with carrier_opened(carrier.id):
        for manager_id, viewer in carrier.managers.items():
            read, may = _read_by(viewer), days.picture.clients_of(manager_id)
            if read != may:
                yield f"manager {manager_id} reads {sorted(read)}, may {sorted(may)}"
        client_id, viewer = days.random.choice([*carrier.clients.items(), (0, carrier.lead)])
        if _read_by(viewer) != {client_id} - {0}:
            yield f"client {client_id} (0: the lead) reads {_read_by(viewer)}"


def _read_by(viewer: Viewer) -> set[int]:
    return set(db.session.scalars(clients_of(viewer)))


def pages_differ(days: Days, carrier: Carrier) -> Iterator[str]:
    """One manager asks for one client of any carrier, in one of the ways there are."""
    manager_id = days.random.choice(list(carrier.managers))
    viewer, there = carrier.managers[manager_id], days.random.choice(days.office.carriers)
    client_id = days.random.choice(list(there.clients))
    may = there is carrier and client_id in days.picture.clients_of(manager_id)
    things = there.things[client_id]
    ways: dict[str, Any] = {
        "record": lambda: get_client(client_id, seen_by=viewer),
        "plan": lambda: goals_of(client_id, seen_by=viewer) or _missing(),
        "step": lambda: get_row(things["step"], seen_by=viewer),
        "appointment": lambda: get_appointment(things["appointment"], seen_by=viewer),
    }
    name = days.random.choice(list(ways))
    with carrier_opened(carrier.id):
        if _finds(ways[name]) is not may:
            yield f"manager {manager_id}: {name} of client {client_id}, may: {may}"


def _missing() -> NoReturn:
    raise Missing


def _finds(ask: Any) -> bool:
    try:
        ask()
    except Missing:
        return False
    return True


def helpers_differ(days: Days) -> Iterator[str]:
    """Each volunteer finds those who want it, and of them what they show."""
    open_carrier(None)
    for helper, viewer in days.office.volunteers.items():
        found = {one.client_id: one for one in people_helped(viewer)}
        may = days.picture.helped_by(helper)
        if set(found) != may:
            yield f"volunteer {helper} finds {sorted(found)}, may {sorted(may)}"
        for client_id in found.keys() & may:
            one = found[client_id]
            pair = client_id, helper
            helped = open_tie(one.uid, viewer)
            shown = {card.id for card in appointments_for(helped)}
            steps = {step.id for step in steps_for(helped)}
            open_carrier(None)
            if shown != days.picture.shared_with(pair, "appointment"):
                yield f"volunteer {helper} sees appointments {shown} of client {client_id}"
            if steps != days.picture.shared_with(pair, "step"):
                yield f"volunteer {helper} sees steps {steps} of client {client_id}"


def answers_differ(app: Flask, days: Days, carrier: Carrier) -> Iterator[str]:
    """The same over HTTP, by somebody who signs in now."""
    manager_id = days.random.choice(list(carrier.managers))
    client_id = days.random.choice(list(carrier.clients))
    with transaction() as session:
        held = sa.select(RoleGrant).where(RoleGrant.person_id == manager_id)
        token = start_session(session.scalars(held).one(), device="Test", now=clock.now())
    browser = visitor_of(app)
    browser.set_cookie(app.config["COOKIE_NAME"], token)
    may = client_id in days.picture.clients_of(manager_id)
    status = browser.get(f"/desk/clients/{client_id}/appointments").status_code
    open_carrier(None)
    if status != (200 if may else 404):
        yield f"manager {manager_id} gets {status} for client {client_id}, may: {may}"


def played(app: Flask, office: Office, seed: int, moves: int = MOVES) -> list[str]:
    """One run; the first difference ends it and tells how it came about."""
    clock.shift(timedelta(0))
    random = Random(seed)  # noqa: S311  # because: a run must be repeatable by its number
    with undone():
        days = Days(office=office, picture=office.picture(), random=random)
        for number in range(moves):
            days.move()
            carrier = random.choice(office.carriers)
            said = [*managers_differ(days, carrier), *pages_differ(days, carrier)]
            if number % 3 == 0 or days.told[-1].startswith(("withdraw", "end", "pause", "hide")):
                said += helpers_differ(days)
            if number % HTTP_EVERY == HTTP_EVERY - 1:
                said += answers_differ(app, days, carrier)
            if said:
                return [f"run {seed}, move {number}", *said, *days.told]
    return []


@pytest.mark.timeout(3600)
def test_nobody_sees_what_was_yesterday(app: Flask, office: Office) -> None:
    for seed in range(RUNS):
        said = played(app, office, seed)
        assert not said, "\n".join(said)


def test_the_moves_really_move(app: Flask, office: Office) -> None:
    """Most moves are made, and each kind of them."""
    with undone():
        random = Random(7)  # noqa: S311  # because: a run must be repeatable by its number
        days = Days(office=office, picture=office.picture(), random=random)
        for _ in range(250):
            days.move()
    made = [line.split()[0] for line in days.told if ":" not in line.split()[0]]
    assert len(made) > 100
    assert len(set(made)) == 13


def first_found(app: Flask, office: Office, runs: int = 40) -> str:
    """What the first run that finds something says."""
    for seed in range(runs):
        if said := played(app, office, seed):
            return said[1]
    return ""


def _with_former_managers(viewer: Viewer) -> Any:
    """What clients_of() would be if who had a case once kept on reading."""
    if viewer.role is Role.CLIENT:  # type: ignore[name-defined]  # noqa: F821
        return sa.select(Client.id).where(Client.person_id == viewer.person_id)
    if viewer.role is not Role.MANAGER:  # type: ignore[name-defined]  # noqa: F821
        return sa.select(Client.id).where(sa.false())
    managers = managers_seen_by(viewer)  # type: ignore[name-defined]  # noqa: F821
    once = sa.select(Handover.case_id).where(Handover.from_id == viewer.person_id)
    return sa.select(Case.client_id).where(
        Case.ended_on.is_(None), sa.or_(Case.manager_id.in_(managers), Case.id.in_(once))
    )


def test_a_planted_manager_who_keeps_on_reading(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "Handover", Handover, raising=False)
    monkeypatch.setattr(clients_of, "__code__", _with_former_managers.__code__)
    assert first_found(app, office).startswith("manager ")


def _from_its_first_day(on: Any) -> Any:
    """What stands_in() would be without an end."""
    return sa.and_(Substitution.ended_at.is_(None), Substitution.valid_from <= on)


def test_a_planted_substitute_without_an_end(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries.stands_in, "__code__", _from_its_first_day.__code__)
    assert first_found(app, office).startswith("manager ")


def _once_granted() -> Any:
    """What is_open() would be if a yes were for ever."""
    return (SupportTie.granted_at.is_not(None),)  # type: ignore[name-defined]  # noqa: F821


def test_a_planted_volunteer_after_the_withdrawal(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ties_queries.is_open, "__code__", _once_granted.__code__)
    assert first_found(app, office).startswith("volunteer ")
