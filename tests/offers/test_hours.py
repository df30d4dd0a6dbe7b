"""Hours as people write them, there and back."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.offers.hours import UnreadableHours, read_hours, write_hours
from app.offers.models import WEEKDAYS
from app.offers.schedules import Rule

READ = [
    ("Mo, Mi 14:00-16:00", "Mo, Mi 14:00–16:00"),
    ("Montag und Mittwoch: 14 – 16 Uhr", "Mo, Mi 14:00–16:00"),
    ("Mo–Fr 9.30-12 Uhr", "Mo, Di, Mi, Do, Fr 09:30–12:00"),
    ("Di 9-12 und 14-16", "Di 09:00–12:00\nDi 14:00–16:00"),
    ("jeden 2. Dienstag 18:00–20:00", "jeden 2. Di 18:00–20:00"),
    ("Jeden letzten Fr 9-10", "jeden letzten Fr 09:00–10:00"),
    (
        "alle 2 Wochen Mo 14-16 ab 7.9.2026 bis 18.12.2026",
        "alle 2 Wochen Mo 14:00–16:00 ab 07.09.2026 bis 18.12.2026",
    ),
    ("am 1. und 15. im Monat 9-12", "am 1., 15. im Monat 09:00–12:00"),
    ("Saturdays 10:00-12:00", "Sa 10:00–12:00"),
    ("", ""),
]
UNREADABLE = [
    "nach Vereinbarung", "Mo", "9-12", "Mo 12-9", "Mo 25-26", "Mo 9-9", "Fr-Mo 9-10",
    "alle 2 Wochen Mo 9-10", "Mo 9-10 ab 31.2.2026", "Mo 9-10 vielleicht", "jeden 7. Mo 9-10",
    "am 32. im Monat 9-10", "jeden Mo Mo-", "\n".join(["Mo 9-10"] * 15), "Mo 9:99-10",
    "Mo-Di-Mi 9-10",
]  # fmt: skip


@pytest.mark.parametrize(("typed", "written"), READ)
def test_what_people_write_is_read(typed: str, written: str) -> None:
    assert write_hours(read_hours(typed)) == written


@pytest.mark.parametrize("typed", UNREADABLE)
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableHours):
        read_hours(typed)


rules = st.builds(
    lambda days, nth, hour, length, ends: Rule(
        byday=",".join(f"{nth or ''}{day}" for day in WEEKDAYS if day in days),
        freq="MONTHLY" if nth else "WEEKLY",
        opens_at=time(hour),
        closes_at=time(hour + length),
        valid_to=date(2027, 1, 31) if ends else None,
    ),
    st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    st.sampled_from([0, 0, 1, 2, 3, 4, -1]),
    st.integers(0, 20),
    st.integers(1, 3),
    st.booleans(),
)


@given(st.lists(rules, max_size=6))
def test_written_and_read_again_is_the_same(made: list[Rule]) -> None:
    assert sorted(map(repr, read_hours(write_hours(made)))) == sorted(map(repr, made))
