"""HSDS schedules: RRULEs in columns, hours with an offset where ours are Berlin wall time."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from dateutil import rrule

from app.core import clock
from app.core.forms import YEARS
from app.exchange.entries import Times
from app.exchange.hsds_values import text_of
from app.exchange.reading import UNREADABLE, WRONG_TIMES, NotTaken
from app.offers.models import WEEKDAYS
from app.offers.schedules import Rule
from app.offers.words import NTH

WINTER = date(2026, 1, 1)  # whose offset counts where no day is named
_MOST = 1000  # dates of a series that is counted
_CLOCK = re.compile(r"(\d\d):(\d\d)(?::\d\d)?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?")
_DAY = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)")
_OURS = {timedelta(hours=1), timedelta(hours=2)}  # Berlin writes its own offset


def written(one: Times) -> dict[str, Any]:
    """One rule as an HSDS schedule, without its ids."""
    rule = one.rule
    first, last = rule.valid_from, rule.valid_to
    offset = _offset(first)
    is_single = first is not None and first == last
    told = {
        "valid_from": first and first.isoformat(),
        "valid_to": last and last.isoformat(),
        "dtstart": first and first.isoformat(),
        "timezone": offset // timedelta(hours=1),
        "until": None if is_single else last and last.isoformat(),
        "count": 1 if is_single else None,
        "freq": rule.freq,
        "interval": rule.interval,
        "byday": rule.byday,
        "bymonthday": rule.bymonthday,
        "opens_at": rule.opens_at.replace(tzinfo=timezone(offset)).isoformat("minutes"),
        "closes_at": rule.closes_at.replace(tzinfo=timezone(offset)).isoformat("minutes"),
        "attending_type": one.attending_type,
        "notes": one.notes,
    }
    return {name: value for name, value in told.items() if value not in (None, "")}


def _offset(day: date | None) -> timedelta:
    """How far Berlin is from UTC on a day; without a day, in winter."""
    noon = datetime.combine(day or WINTER, time(12))
    return noon - clock.instant(noon).replace(tzinfo=None)


def read(row: Mapping[str, Any]) -> tuple[list[Times], list[str]]:
    """The rules of one HSDS schedule, and what of it could not be taken over."""
    lost = [name for name in ("byweekno", "byyearday") if row.get(name)]
    if not row.get("opens_at") or not row.get("closes_at"):
        return [], [*lost, "opens_at"]
    start, first = _day(row, "dtstart"), _day(row, "valid_from")
    anchor = max((day for day in (start, first) if day), default=None)
    opens, closes = _hours(row, start or first)
    last = min((d for d in (_day(row, "valid_to"), _day(row, "until")) if d), default=None)
    if closes <= opens or (anchor and last and last < anchor):
        raise NotTaken(WRONG_TIMES)
    groups = list(_days(row, start or first))
    if len(groups) > 1 and row.get("count"):
        raise NotTaken(UNREADABLE, "count")
    return [
        Times(
            rule=_bounded(days, row, start=start, anchor=anchor, last=last, hours=(opens, closes)),
            attending_type=text_of(row, "attending_type"),
            notes="\n".join(filter(None, (text_of(row, "description"), text_of(row, "notes")))),
        )
        for days in groups
    ], lost


def _hours(row: Mapping[str, Any], day: date | None) -> tuple[time, time]:
    """Wall times; who closes at midnight closes a minute before."""
    is_midnight = str(row["closes_at"]).strip()[:5] in ("24:00", "00:00")
    closes = time(23, 59) if is_midnight else _wall(row["closes_at"], day)
    return _wall(row["opens_at"], day), closes


def _day(row: Mapping[str, Any], name: str) -> date | None:
    """A calendar day of our years."""
    text = row.get(name)
    if not text:
        return None
    try:
        day = date.fromisoformat(str(text)[:10])
    except ValueError as error:
        raise NotTaken(UNREADABLE, name) from error
    if day.year not in YEARS:
        raise NotTaken(WRONG_TIMES, name)
    return day


def _wall(text: object, day: date | None) -> time:
    """Wall time in Berlin: Berlin's own offsets and none say it already, others are converted."""
    found = _CLOCK.fullmatch(str(text).strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise NotTaken(WRONG_TIMES, str(text)[:20])
    wall = time(int(found[1]), int(found[2]))
    if found[3] is None:
        return wall
    away = _away(found[3])
    if away in _OURS:
        return wall
    moment = datetime.combine(day or WINTER, wall, tzinfo=timezone(away))
    return clock.local(moment.astimezone(UTC)).time()


def _away(zone: str) -> timedelta:
    """How far a zone is from UTC."""
    try:
        return time.fromisoformat(f"00:00{zone.replace('Z', '+00:00')}").utcoffset() or timedelta()
    except ValueError as error:
        raise NotTaken(WRONG_TIMES, zone) from error


def _days(row: Mapping[str, Any], start: date | None) -> Iterator[dict[str, Any]]:
    """Frequency and days as our rules have them: one for each which-one-in-the-month."""
    freq = str(row.get("freq") or "WEEKLY").upper()
    if freq not in ("DAILY", "WEEKLY", "MONTHLY"):
        raise NotTaken(UNREADABLE, "freq")
    named = [_DAY.fullmatch(part.strip()) for part in str(row.get("byday") or "").split(",")]
    days = [(int(one[1] or 0), one[2]) for one in named if one]
    month_days = str(row.get("bymonthday") or "") if freq == "MONTHLY" else ""
    if (row.get("byday") and not all(named)) or (days and month_days):
        raise NotTaken(UNREADABLE, "byday")
    if month_days or (freq == "MONTHLY" and not days):
        yield {"freq": freq, "byday": "", "bymonthday": _month_days(month_days, start)}
        return
    if freq == "DAILY":
        days = days or [(0, day) for day in WEEKDAYS]
    if not days and start is not None:
        days = [(0, WEEKDAYS[start.weekday()])]
    if not days or any(nth not in (0, *NTH) or (nth and freq != "MONTHLY") for nth, _day in days):
        raise NotTaken(UNREADABLE, "byday")
    for nth in dict.fromkeys(nth for nth, _day in days):
        own = (f"{nth or ''}{day}" for day in WEEKDAYS if (nth, day) in days)
        yield {"freq": "MONTHLY" if nth else "WEEKLY", "byday": ",".join(own), "bymonthday": ""}


def _month_days(text: str, start: date | None) -> str:
    """Days of the month in order; where none is named, the day on which it starts."""
    try:
        days = (
            sorted({int(day) for day in text.split(",")}) if text else [start.day if start else 0]
        )
    except ValueError as error:
        raise NotTaken(UNREADABLE, "bymonthday") from error
    if not 1 <= days[0] <= days[-1] <= 31:
        raise NotTaken(UNREADABLE, "bymonthday")
    return ",".join(map(str, days))


def _bounded(
    days: dict[str, Any],
    row: Mapping[str, Any],
    *,
    start: date | None,
    anchor: date | None,
    last: date | None,
    hours: tuple[time, time],
) -> Rule:
    """The rule between its first and its last day."""
    interval = _number(row, "interval") or 1
    is_every = interval == 1 or (days["freq"] == "WEEKLY" and interval <= 4 and anchor is not None)
    if not is_every:
        raise NotTaken(UNREADABLE, "interval")
    rule = Rule(**days, interval=interval, opens_at=hours[0], closes_at=hours[1], valid_from=anchor)
    if interval > 1 and start is not None and anchor != start:
        rule = _in_step(rule, start)
    count = _number(row, "count")
    if count and start is not None:
        ends = _counted(rule, start, count)
        last = min((day for day in (last, ends) if day), default=None)
    return Rule(**{**vars(rule), "valid_to": last})


def _number(row: Mapping[str, Any], name: str) -> int:
    """A whole number from 1; 0 where there is none."""
    value = row.get(name)
    if value in (None, ""):
        return 0
    if isinstance(value, bool) or not str(value).isdecimal() or not 1 <= int(value) <= 10**6:
        raise NotTaken(UNREADABLE, name)
    return int(value)


def _dates(rule: Rule, start: date, count: int | None = None) -> rrule.rrule:
    listed = [rrule.weekday(day, nth or None) for nth, day in rule.days]
    return rrule.rrule(
        rrule.MONTHLY if rule.freq == "MONTHLY" else rrule.WEEKLY,
        dtstart=datetime.combine(start, time.min),
        interval=rule.interval,
        byweekday=listed or None,
        bymonthday=rule.month_days or None,
        count=count,
    )


def _in_step(rule: Rule, start: date) -> Rule:
    """A rule of every second week that counts from before it is valid: from its first own date."""
    began = datetime.combine(rule.valid_from or start, time.min)
    found = _dates(rule, start).after(began, inc=True)
    return Rule(**{**vars(rule), "valid_from": found.date() if found else rule.valid_from})


def _counted(rule: Rule, start: date, count: int) -> date | None:
    """The last of so many dates; who counts further than a life counts for ever."""
    if count > _MOST:
        return None
    dates = list(_dates(rule, start, count))
    return dates[-1].date() if dates else start
