"""perf_13, perf_14: many write into one SQLite file at the same time, and nobody is turned away.

`python -m tests.bench.writers ADDRESS SECONDS` is the second one: sixteen processes.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.db import WRITE, db, prepare, transaction
from app.notices.models import WorkerBeat
from tests.bench.lines import Measured

THREADS, TIMES = 4, 200
PROCESSES, PAUSE, SECONDS = 16, 0.02, 6.0
MADE = "CREATE TABLE IF NOT EXISTS counter (id INTEGER PRIMARY KEY, value INTEGER NOT NULL)"


# ---- four threads, one number ----


@dataclass(kw_only=True)
class Count:
    """What came of many read-modify-writes of one number."""

    value: int
    errors: int


def count(app: Flask, add_one: Callable[[], None], *, times: int = TIMES) -> Count:
    """Let four threads add one to the same number, again and again."""
    errors: list[str] = []
    begin = threading.Barrier(THREADS)
    with transaction() as session:
        session.merge(WorkerBeat(name="counter", at=clock.now(), overdue=0))

    def work() -> None:
        with app.app_context():
            begin.wait()
            for _ in range(times):
                try:
                    add_one()
                except sa.exc.OperationalError as error:
                    db.session.rollback()
                    errors.append(str(error.orig))
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return Count(value=db.session.scalars(_NUMBER).one(), errors=len(errors))


_NUMBER = sa.select(WorkerBeat.overdue).where(WorkerBeat.name == "counter")


def _read_and_write() -> None:
    value = db.session.scalars(_NUMBER).one()
    written = sa.update(WorkerBeat).where(WorkerBeat.name == "counter").values(overdue=value + 1)
    db.session.execute(written.execution_options(synchronize_session=False))


def as_we_do() -> None:
    """In a transaction of the house, which begins IMMEDIATE."""
    with transaction():
        _read_and_write()


def deferred() -> None:
    """The control: a transaction that begins as SQLite does by itself, and must fail."""
    _read_and_write()
    db.session.commit()


def lost_or_refused(app: Flask) -> Measured:
    """Writes that failed or were lost; the control must have such."""
    ours, control = count(app, as_we_do), count(app, deferred)
    wrong = ours.errors + THREADS * TIMES - ours.value
    told = {"counted": ours.value, "control_errors": control.errors}
    return Measured(value=wrong, told=told, holds=control.errors > 0)


# ---- sixteen processes ----


def crowd(address: str, seconds: float) -> dict[str, float]:
    """Let sixteen processes write for so long; errors, the slow end, and how fair it was."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.writers", address, str(seconds)],
        capture_output=True,
        check=True,
        text=True,
    )
    return dict(json.loads(done.stdout))


def slow_end(app: Flask) -> Measured:
    """The slowest hundredth of all writes, in milliseconds."""
    found = crowd(app.config["SETTINGS"].database_url, SECONDS)
    holds = found["errors"] == 0 and found["fair"] >= 0.8
    told = {name: found[name] for name in ("errors", "fair", "writes")}
    return Measured(value=found["p99_ms"], told=told, holds=holds)


def _write_for(engine: sa.Engine, number: int, seconds: float) -> dict[str, object]:
    """One process: read a row and write it, pause, again."""
    prepare(engine)
    WRITE.set(True)
    until, took, errors = time.monotonic() + seconds, [], 0
    while time.monotonic() < until:
        began = time.perf_counter()
        try:
            with engine.begin() as connection:
                read = sa.text("SELECT value FROM counter WHERE id = :id")  # because: no model
                value = connection.scalar(read, {"id": number})
                changed = {"id": number, "value": (value or 0) + 1}
                connection.execute(sa.text("REPLACE INTO counter VALUES (:id, :value)"), changed)
        except sa.exc.OperationalError:
            errors += 1
        took.append(time.perf_counter() - began)
        time.sleep(PAUSE)
    return {"took": took, "errors": errors}


def _all(address: str, seconds: float) -> dict[str, float]:
    """Fork the sixteen, and gather what they found."""
    first = sa.create_engine(address)
    prepare(first)
    with first.begin() as connection:
        connection.exec_driver_sql(MADE)
    first.dispose()
    ends = [_forked(address, number, seconds) for number in range(PROCESSES)]
    found = [json.loads(end.read()) for end in ends]
    took = sorted(one for each in found for one in each["took"])
    counts = [len(each["took"]) for each in found]
    return {
        "errors": sum(each["errors"] for each in found),
        "writes": len(took),
        "p99_ms": took[len(took) * 99 // 100] * 1000,
        "fair": min(counts) / max(counts),
    }


def _forked(address: str, number: int, seconds: float) -> TextIO:
    ours, theirs = os.pipe()
    if os.fork() == 0:
        with os.fdopen(theirs, "w") as told:
            json.dump(_write_for(sa.create_engine(address), number, seconds), told)
        os._exit(0)
    os.close(theirs)
    return os.fdopen(ours)


if __name__ == "__main__":
    print(json.dumps(_all(sys.argv[1], float(sys.argv[2]))))
