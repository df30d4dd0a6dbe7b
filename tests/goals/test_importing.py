"""perf_19: ten thousand offers out of one file in a minute, telling on the way how far it is.

In the gate fewer rows, and the time of this process alone, since others use the machine, too.
"""

import os
import time
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
    first, told = _taken(a_file())
    assert first.created == db.session.scalar(sa.select(sa.func.count(Offer.id))) == ROWS
    assert told == [*range(CHUNK, ROWS, CHUNK), ROWS]
    assert _taken(a_file())[0].unchanged == ROWS
    changed = a_file(barrier_free=True, appointment_url="https://termin.example.org")
    assert _taken(changed)[0].updated == ROWS


def _taken(data: bytes) -> tuple[Tally, list[int]]:
    """Read and take in, in time."""
    clock_of = time.perf_counter if FULL else time.process_time
    told: list[int] = []
    began = clock_of()
    with transaction():
        tally, rejected = take_at_once(
            integreat.read(data),
            ags=build.TOWN,
            format_="integreat",
            by=SYSTEM,
            now=clock.now(),
            told=told.append,
        )
    assert clock_of() - began < SECONDS
    assert rejected == []
    return tally, told
