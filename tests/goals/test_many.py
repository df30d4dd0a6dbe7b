"""perf_10 to perf_14: what a push costs, many pushes, many rows, many writers. In the gate what
hardly depends on the machine: counts, plans and ratios with a wide margin."""

import os
import random
from pathlib import Path

import pytest
from flask import Flask

from app.notices.push import CONNECTIONS
from tests.bench import claiming, sealing, wire, writers
from tests.cast import Member
from tests.goals import crashes
from tests.goals.crashes import Phones
from tests.notices.scene import client_of, subscribe
from tests.push_stubs.device import Device

FULL = os.environ.get("FULL_GOALS") == "1"
SHARED = 5_000 if FULL else 200


@pytest.mark.alone
@pytest.mark.sqlite_only
@pytest.mark.perf_10
def test_a_push_costs_little_more_than_its_cryptography(app: Flask) -> None:
    assert sealing.measured(app) <= 3


@pytest.mark.sqlite_only
@pytest.mark.perf_11
def test_a_thousand_pushes_share_connections_and_signatures(app: Flask) -> None:
    with wire.sink(answers_after=0.01) as to:
        wire.send(app, to, 1_000)
        found = to.counts()
        assert found["messages"] == 1_000
        assert found["connections"] <= CONNECTIONS
        assert found["signatures"] == 1
    with wire.sink(answers_after=0) as to:
        wire.send(app, to, 20, origins=2)
        assert to.counts()["signatures"] == 2


@pytest.mark.sqlite_only
@pytest.mark.perf_11
def test_a_sender_that_connects_and_signs_anew_each_time_is_seen(app: Flask) -> None:
    """webpush() as it comes: the sink counts what ours saves."""
    with wire.sink(answers_after=0) as to:
        wire.naive(app, to, 3)
        found = to.counts()
    assert found["connections"] == found["messages"] == found["signatures"] == 3


@pytest.mark.alone
@pytest.mark.perf_12
def test_claiming_does_not_grow_with_the_ledger(selam: Member) -> None:
    carrier_id = client_of(selam).carrier_id
    assert claiming.growth(selam, few=10_000, many=100_000) <= 3
    plan = claiming.plan(carrier_id)
    assert "reminder_wake" in plan, plan
    assert "TEMP B-TREE" not in plan, plan
    assert "Seq Scan" not in plan, plan


@pytest.mark.perf_12
@pytest.mark.postgresql_only
@pytest.mark.timeout(900)
def test_four_workers_share_what_is_due_and_send_nothing_twice(
    app: Flask, selam: Member, tmp_path: Path
) -> None:
    rng, device = random.Random(4), Device("a")  # noqa: S311  # because: it keeps no secret
    with Phones(device, rng) as phones, crashes.nursery(app, phones, tmp_path / "log", rng) as born:
        subscribe(selam, phones, device)
        crashes.add_due(selam, range(SHARED))
        for _ in range(4):
            born.bear("worker none 60")
        crashes.wait_for(lambda: len(phones.tags) == SHARED, 600)
        assert crashes.settled(selam), (tmp_path / "log").read_text()
    assert set(phones.tags.values()) == {1}


@pytest.mark.sqlite_only
@pytest.mark.perf_13
def test_four_threads_lose_and_refuse_nothing(app: Flask) -> None:
    times = writers.TIMES if FULL else 50
    found = writers.count(app, writers.as_we_do, times=times)
    assert found == writers.Count(value=times * writers.THREADS, errors=0)


@pytest.mark.sqlite_only
@pytest.mark.perf_13
def test_the_control_fails(app: Flask) -> None:
    assert writers.count(app, writers.deferred, times=20).errors > 0


@pytest.mark.sqlite_only
@pytest.mark.perf_14
def test_sixteen_processes_write_without_an_error(tmp_path: Path) -> None:
    found = writers.crowd(f"sqlite:///{tmp_path}/many.db", 5.0 if FULL else 0.5)
    assert found["errors"] == 0
    assert found["writes"] >= writers.PROCESSES * 2
