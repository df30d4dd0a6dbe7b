"""A record goes from one carrier to another: each table has a fate, and each row meets it."""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask

from app.appointments.models import Appointment, Participation
from app.audit.rows import rows_of, value_of
from app.caseload.models import Client
from app.core.db import Base, db, transaction
from app.core.personal import Inventory, inventory
from app.core.sealed import FIELDS
from app.core.tenancy import carrier_opened
from app.inventory import PERSONAL
from app.people.models import RoleGrant
from app.plan.content import content_of
from app.plan.models import PlanVersion
from app.team.carrying import carry
from app.team.fates import ACCOUNT, COPIED, KEPT_BACK, MOVES, STAYS, TURNED
from tests import build
from tests.cast import Member
from tests.goals import canaries

IN_A_GROUP = {"participation", "appointment", "bring_item", "move_request", "appointment_change"}


def of(member: Member) -> Client:
    assert member.client is not None
    return member.client


def fates(name: str) -> list[str]:
    """Under which headings a table stands."""
    listed: dict[str, Iterable[str]] = {
        "moves": MOVES,
        "stays": STAYS,
        "copied": COPIED,
        "turned": TURNED,
        "hers": ACCOUNT,
    }
    return [heading for heading, tables in listed.items() if name in set(tables)]


def undecided(names: Iterable[str]) -> list[str]:
    """Tables that are missing from the list, or stand in it twice."""
    return [name for name in names if len(fates(name)) != 1]


def test_every_table_with_a_clients_rows_moves_or_stays_for_a_reason() -> None:
    hers = [table.name for table in Inventory(PERSONAL).reached]
    assert undecided(hers) == [], "say in app/team/fates.py what becomes of it, and why"
    listed = {*MOVES, *STAYS, *COPIED, *TURNED, *ACCOUNT}
    assert listed == set(hers), "no such table"
    assert {name for name, where in MOVES.items() if where is not None} == set(KEPT_BACK)
    for name in ACCOUNT:
        assert "carrier_id" not in Base.metadata.tables[name].c, f"{name} belongs to a carrier"


def test_a_planted_table_without_a_decision_is_caught() -> None:
    assert undecided(["plan", "planted"]) == ["planted"]


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Selam, with something in every table, was carried over; Ahmad was not."""

    here: int  # the old carrier
    there: int
    old_id: int
    new_id: int
    other_id: int
    hers: dict[str, int]  # rows of hers before, and of Ahmad
    others: dict[str, int]
    hashes: list[str]


@pytest.fixture
def moved(app: Flask, selam: Member, ahmad: Member, jana: Member, brandt: Member) -> Moved:
    """Carry her over; both had been in one group."""
    here, there = jana.grant.carrier_id or 0, brandt.grant.carrier_id or 0
    old_id, other_id = of(selam).id, of(ahmad).id
    with carrier_opened(here):
        with transaction():
            canaries.plant(selam, "own")
            canaries.plant(ahmad, "other")
            group = build.appointment(of(selam), jana.person, kind="group", place="Saal")
            db.session.add(Participation(appointment_id=group.id, client_id=other_id))
        hers, others, agreed = counts(old_id), counts(other_id), hashes(old_id)
        with transaction():
            client = db.session.get_one(Client, old_id, populate_existing=True)
            new_id = carry(client, there)
    return Moved(
        here=here, there=there, old_id=old_id, new_id=new_id, other_id=other_id, hers=hers,
        others=others, hashes=agreed,
    )  # fmt: skip


def counts(client_id: int) -> dict[str, int]:
    return {table.name: len(rows_of(table, client_id)) for table in inventory().reached}


def hashes(client_id: int) -> list[str]:
    versions = [
        row
        for row in rows_of(inventory()["plan_version"], client_id)
        if isinstance(row, PlanVersion)
    ]
    return [content_of(version).hash for version in versions]


def test_each_row_meets_its_fate_and_nothing_is_lost(moved: Moved, selam: Member) -> None:
    with carrier_opened(moved.there):
        there, opened = counts(moved.new_id), sealed_words(moved.new_id)
        assert hashes(moved.new_id) == moved.hashes
    with carrier_opened(moved.here):
        here, kept = counts(moved.old_id), sealed_words(moved.old_id)
        assert counts(moved.other_id) == moved.others
        assert db.session.scalar(sa.select(Appointment.id).where(Appointment.place == "Saal"))
    for name in MOVES:
        assert here[name] + there[name] == moved.hers[name], name
        assert there[name], name
        assert not here[name] or name in IN_A_GROUP | set(KEPT_BACK), name
    for name in STAYS:
        assert here[name] == moved.hers[name], name
        assert not there[name] or name in ("client", "client_key"), name
    for name in (*COPIED, *TURNED, *set(ACCOUNT) - {"person"}):
        assert there[name] == moved.hers[name], name
    going = {str(model.__tablename__) for model in FIELDS} - set(STAYS) | {"client"}  # type: ignore[attr-defined]
    assert {name for name, _ in opened} == {name for name in going if there[name]}
    assert {name for name, _ in kept} >= {"case_note", "handover_note"}
    assert all(text and text.startswith("Kanariown") for _, text in opened | kept)
    grant = db.session.get_one(RoleGrant, selam.grant.id, populate_existing=True)
    assert grant.carrier_id == moved.there, "she signs in as before, and comes there"


def sealed_words(client_id: int) -> set[tuple[str, str | None]]:
    """What stands in her sealed fields, opened; empty ones left out."""
    found = set()
    for table in inventory().reached:
        for row in rows_of(table, client_id):
            for field in FIELDS.get(type(row), ()):
                if getattr(row, field.column) is not None:
                    found.add((table.name, value_of(row, table.name, field.column)))
    return found
