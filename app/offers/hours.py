"""Opening hours as people write them, one line each, and back again.

`Mo, Mi 14:00-16:00`, `Di-Fr 9-12 Uhr`, `jeden 2. Dienstag 18:00-20:00`,
`am 1. und 15. im Monat 9:00-12:00`,
`alle 2 Wochen Mo 14:00-16:00 ab 07.09.2026 bis 18.12.2026`. One field on one page: a volunteer
reads it like the note on the door.
"""

import re
from collections.abc import Iterable
from datetime import date, time

from app.core.errors import Refused
from app.core.i18n import lazy_gettext as _l
from app.offers.models import WEEKDAYS
from app.offers.schedules import Rule

_SHORT = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_NAMES = {
    name: index
    for index, names in enumerate(
        (
            "mo montag montags mon monday mondays",
            "di dienstag dienstags tue tuesday tuesdays",
            "mi mittwoch mittwochs wed wednesday wednesdays",
            "do donnerstag donnerstags thu thursday thursdays",
            "fr freitag freitags fri friday fridays",
            "sa samstag samstags sonnabend sat saturday saturdays",
            "so sonntag sonntags sun sunday sundays",
        )
    )
    for name in names.split()
}
_MOST_LINES = 14
_DASH = re.compile(r"\s*[–—−-]\s*")
_TIMES = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*uhr)?-(\d{1,2})(?:[:.](\d{2}))?(?:\s*uhr)?")
_BOUND = re.compile(r"\b(ab|bis)\s+(\d{1,2})\.(\d{1,2})\.(\d{4})")
_NTH = re.compile(r"^jeden\s+(?:(\d)\.|(letzten))\s+")
_MONTH_DAYS = re.compile(r"^am\s+(\d[\d.,\s]*(?:und\s+\d+\.?\s*)?)(?:im|des|jeden)\s+monats?\s*$")
_WEEKS = re.compile(r"^alle\s+(\d)\s+wochen\s+")


class UnreadableHours(Refused):
    """A line of opening hours that we cannot read."""

    words = _l("Write one line for each time, like this: Mo, Mi 14:00–16:00")
    field = "hours"


def read_hours(text: str) -> list[Rule]:
    """Turn lines into rules; raise UnreadableHours at the first that is not understood."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > _MOST_LINES:
        raise UnreadableHours
    return [rule for line in lines for rule in _read_line(line)]


def _read_line(line: str) -> list[Rule]:
    rest = _DASH.sub("-", line.casefold().strip(" .;"))
    bounds = {word: _day(d, m, y) for word, d, m, y in _BOUND.findall(rest)}
    rest = _BOUND.sub("", rest)
    spans = _TIMES.findall(rest)
    rest = _TIMES.sub("", rest)
    month_days = _read_month_days(rest)
    days, interval, nth = ([], 1, 0) if month_days else _read_days(rest)
    if not spans or (interval > 1 and "ab" not in bounds):
        raise UnreadableHours
    return [
        Rule(
            byday=",".join(f"{nth or ''}{WEEKDAYS[day]}" for day in days),
            bymonthday=month_days,
            freq="MONTHLY" if nth or month_days else "WEEKLY",
            interval=interval,
            opens_at=_time(span[0], span[1]),
            closes_at=_later(_time(span[2], span[3]), than=_time(span[0], span[1])),
            valid_from=bounds.get("ab"),
            valid_to=bounds.get("bis"),
        )
        for span in spans
    ]


def _read_month_days(text: str) -> str:
    """Days of each month as a rule has them; empty when the line names none."""
    found = _MONTH_DAYS.match(text)
    days = sorted({int(day) for day in re.findall(r"\d+", found[1])}) if found else []
    if days and not 1 <= days[0] <= days[-1] <= 31:
        raise UnreadableHours
    return ",".join(map(str, days))


def _read_days(text: str) -> tuple[list[int], int, int]:
    """Weekdays, every how many weeks, which one in the month (0: each)."""
    interval = nth = 0
    if found := _WEEKS.match(text):
        interval, text = int(found[1]), text[found.end() :]
    elif found := _NTH.match(text):
        nth, text = int(found[1] or -1), text[found.end() :]
    if not 0 <= interval <= 4 or nth > 4 or (nth == 0 and "jeden" in text):
        raise UnreadableHours
    days: list[int] = []
    for part in re.split(r"[,+&/]|\bund\b|\band\b|\s+", text.replace("uhr", "").replace(":", " ")):
        if part:
            days += _span_of_days(part)
    if not days:
        raise UnreadableHours
    return sorted(set(days)), max(interval, 1), nth


def _span_of_days(part: str) -> list[int]:
    """`mo` is one day, `mo-fr` are five."""
    ends = [_NAMES.get(name.strip(" .")) for name in part.split("-")]
    if None in ends or len(ends) > 2:
        raise UnreadableHours
    first, last = ends[0], ends[-1]
    if first is None or last is None or last < first:
        raise UnreadableHours
    return list(range(first, last + 1))


def _time(hour: str, minute: str) -> time:
    try:
        return time(int(hour), int(minute or 0))
    except ValueError as error:
        raise UnreadableHours from error


def _later(end: time, *, than: time) -> time:
    if end <= than:
        raise UnreadableHours
    return end


def _day(day: str, month: str, year: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise UnreadableHours from error


def write_hours(rules: Iterable[Rule]) -> str:
    """Write rules as lines that read_hours() understands; equal rules give equal text."""
    return "\n".join(_write(rule) for rule in sorted(rules, key=_order))


def _order(rule: Rule) -> tuple[object, ...]:
    first = rule.days[0][1] if rule.days else len(_SHORT)
    return (first, rule.opens_at, rule.byday, rule.bymonthday, rule.valid_from or date.min)


def _write(rule: Rule) -> str:
    parts = []
    nth = rule.days[0][0] if rule.days else 0
    if rule.month_days:
        parts.append(f"am {', '.join(f'{day}.' for day in rule.month_days)} im Monat")
    if nth:
        parts.append("jeden letzten" if nth < 0 else f"jeden {nth}.")
    if rule.interval > 1:
        parts.append(f"alle {rule.interval} Wochen")
    if rule.days:
        parts.append(", ".join(_SHORT[day] for _nth, day in rule.days))
    parts.append(f"{rule.opens_at:%H:%M}–{rule.closes_at:%H:%M}")
    if rule.valid_from:
        parts.append(f"ab {rule.valid_from:%d.%m.%Y}")
    if rule.valid_to:
        parts.append(f"bis {rule.valid_to:%d.%m.%Y}")
    return " ".join(parts)
