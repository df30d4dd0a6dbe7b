"""When somebody is in the office: rows of a weekday and two times, read as lines of days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Any

from app.core.i18n import format_date

Row = dict[str, Any]  # {"day": 0, "opens": "09:00", "closes": "16:00"}, Monday is 0
Span = tuple[int, str, str]  # the same, as it can be compared
_A_WEEK = tuple(date(2024, 1, day) for day in range(1, 8))


def day_name(day: int) -> str:
    """A weekday in the reader's language."""
    return format_date(_A_WEEK[day], "EEEE")


@dataclass(frozen=True, kw_only=True)
class Line:
    """From one weekday to another, the same times on each."""

    first: int
    last: int
    opens: str  # HH:MM
    closes: str

    @property
    def days(self) -> str:
        """Monday–Thursday, in the reader's language."""
        names = [day_name(day) for day in dict.fromkeys((self.first, self.last))]
        return "–".join(names)

    @property
    def times(self) -> str:
        """Numbers, which read left to right in any script."""
        return f"{self.opens}–{self.closes}"

    @property
    def is_right(self) -> bool:
        """Days and times in their order."""
        is_day = 0 <= self.first <= self.last <= 6  # because: days of a week
        return (
            is_day and _is_time(self.opens) and _is_time(self.closes) and self.opens < self.closes
        )


def _is_time(text: str) -> bool:
    try:
        return f"{time.fromisoformat(text):%H:%M}" == text
    except ValueError:
        return False


def rows_of(lines: Iterable[Line]) -> list[Row]:
    """One row for each weekday and time, in the order of the week."""
    spans = {
        (day, line.opens, line.closes) for line in lines for day in range(line.first, line.last + 1)
    }
    return [{"day": day, "opens": opens, "closes": closes} for day, opens, closes in sorted(spans)]


def overlaps(rows: list[Row]) -> bool:
    """Two rows of the same day share some time."""
    return any(
        one["day"] == other["day"] and other["opens"] < one["closes"]
        for one, other in pairwise(rows)
    )


def lines_of(rows: list[Row]) -> list[Line]:
    """Neighbouring days of the same times in one line."""
    return list(_lines_of(tuple([(row["day"], row["opens"], row["closes"]) for row in rows])))


@lru_cache(256)  # they stand on each page of a client, and hardly ever change
def _lines_of(spans: tuple[Span, ...]) -> tuple[Line, ...]:
    return tuple(
        Line(first=days[0], last=days[-1], opens=opens, closes=closes)
        for times, days in _runs(spans)
        for opens, closes in times
    )


def _runs(spans: Iterable[Span]) -> Iterator[tuple[tuple[tuple[str, str], ...], list[int]]]:
    """Times, and the days in a row that have them."""
    by_day: dict[int, tuple[tuple[str, str], ...]] = dict.fromkeys(range(7), ())
    for day, opens, closes in spans:
        by_day[day] = (*by_day[day], (opens, closes))
    for times, days in groupby(by_day, key=by_day.__getitem__):
        yield times, list(days)
