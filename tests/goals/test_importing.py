"""perf_19: ten thousand offers out of one file in a minute, telling on the way how far it is.

In the gate fewer rows, and the time of this process alone, since others use the machine, too.
"""

import os
import time
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db, transaction
from app.exchange import integreat
from app.exchange.counting import Tally
from app.exchange.intake import take_at_once
from app.exchange.looking import CHUNK
from app.offers.models import Offer
from tests import build
from tests.exchange.answers import answer, day, place

FULL = os.environ.get("FULL_GOALS") == "1"
ROWS = 10_000 if FULL else 600
SECONDS = 60 * ROWS / 10_000
PATIENCE = 20  # seconds that who writes waits for another one on SQLite (core/db)
WEEK = [*[day(("09:00", "12:00"))] * 5, day(), day()]
TEXT = "Wir reden Deutsch, trinken Tee und helfen bei Briefen vom Amt. " * 8


def a_file(**more: Any) -> bytes:
    """A list of places, each with address, times, a number and a longer text."""
    contacts = [{"area_of_responsibility": "Büro", "phone_number": "07151 000123"}]
    common: dict[str, Any] = {
        "contacts": contacts,
        "opening_hours": WEEK,
        "content": f"<p>{TEXT}</p>",
        **more,
    }
    return answer(*(place(f"ort-{n}", title=f"Treff {n}", **common) for n in range(ROWS)))


@pytest.mark.perf_19
def test_a_large_list_comes_in_and_says_how_far_it_is(app: Flask) -> None:
    with transaction():
        build.municipality()
    told: list[int] = []
    first = _taken(a_file(), told.append)
    assert first.created == db.session.scalar(sa.select(sa.func.count(Offer.id))) == ROWS
    assert told == [*range(CHUNK, ROWS, CHUNK), ROWS]
    assert _taken(a_file()).unchanged == ROWS
    changed = a_file(barrier_free=True, appointment_url="https://termin.example.org")
    assert _taken(changed).updated == ROWS


@pytest.mark.perf_19
@pytest.mark.sqlite_only
def test_meanwhile_others_wait_and_are_not_refused(app: Flask) -> None:
    """SQLite has one writer, and a list is one change."""
    with transaction():
        build.municipality()
    waited: list[float] = []

    def write() -> None:
        began = time.monotonic()
        with app.app_context(), transaction():
            build.municipality("08119067", "Schorndorf")
        waited.append(time.monotonic() - began)

    other = Thread(target=write)
    _taken(a_file(), told=lambda done: other.start() if done == CHUNK else None)
    other.join()
    assert len(waited) == 1, "it was not refused"
    assert 0.01 < waited[0] < PATIENCE


def _taken(data: bytes, told: Callable[[int], None] = lambda _done: None) -> Tally:
    """Read and take in, in time."""
    clock_of = time.perf_counter if FULL else time.process_time
    began = clock_of()
    with transaction():
        tally, rejected = take_at_once(
            integreat.read(data),
            ags=build.TOWN,
            format_="integreat",
            by=SYSTEM,
            now=clock.now(),
            told=told,
        )
    assert clock_of() - began < SECONDS
    assert rejected == []
    return tally
