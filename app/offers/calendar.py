"""The dates of an offer as other calendars read them: one event for each of its times.

A time that comes again is one event with a rule that ends after a year: until then somebody has
checked the offer anew. On public holidays it is left out, as everywhere.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from app.core import clock
from app.offers.cards import rule_of
from app.offers.models import Offer, Schedule
from app.offers.records import OfferRecord
from app.offers.schedules import Rule, Slot, closed_on, slots

_THERE = ZoneInfo(clock.ZONE)
_DAY, _A_YEAR = timedelta(days=1), timedelta(days=365)


def written(record: OfferRecord, *, today: date, address: str) -> bytes | None:
    """The file with all its times from today on; None when there is none ahead."""
    events = [_event(record, schedule, today, address) for schedule in record.schedules]
    found = [event for event in events if event is not None]
    if not found:
        return None
    made = Calendar()
    made.add("prodid", "-//Schrittweise//Schrittweise//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for event in found:
        made.add_component(event)
    made.add_missing_timezones(today - _DAY, _last_day(record.offer, None, today) + _DAY)
    return bytes(made.to_ical())


def _event(record: OfferRecord, schedule: Schedule, today: date, address: str) -> Event | None:
    """One time of the offer, from the next day on which it is."""
    offer, rule = record.offer, rule_of(schedule)
    last = _last_day(offer, rule.valid_to, today)
    ahead = slots([rule], first=today, last=last)
    if not ahead:
        return None
    made = Event()
    made.add("uid", str(schedule.id))
    # The same at each fetch, so that nothing looks new while nothing has changed.
    made.add("dtstamp", offer.last_modified)
    made.add("sequence", offer.version)
    made.add("summary", record.words("name").shown.text)
    made.add("url", address)
    if record.locations:
        place = record.locations[0]
        made.add("location", f"{place.address_1}, {place.postal_code} {place.city}")
    _add_times(made, rule, ahead, last)
    return made


def _add_times(made: Event, rule: Rule, ahead: list[Slot], last: date) -> None:
    first = ahead[0]
    made.add("dtstart", first.starts.replace(tzinfo=_THERE))
    made.add("dtend", first.ends.replace(tzinfo=_THERE))
    if len(ahead) == 1:
        return
    made.add("rrule", _again(rule, last))
    holidays = closed_on(rule, first=first.starts.date(), last=last)
    if holidays:
        made.add("exdate", [datetime.combine(day, rule.opens_at, _THERE) for day in holidays])


def _again(rule: Rule, last: date) -> dict[str, Any]:
    """The rule as RFC 5545 has it; its end is the end of the last day in Berlin."""
    until = datetime.combine(last, time(23, 59, 59), _THERE).astimezone(UTC)
    again: dict[str, Any] = {"freq": rule.freq, "interval": rule.interval, "until": until}
    if rule.byday:
        again["byday"] = [day.strip() for day in rule.byday.split(",")]
    if rule.bymonthday:
        again["bymonthday"] = list(rule.month_days)
    return again


def _last_day(offer: Offer, ends: date | None, today: date) -> date:
    """When its rule ends, when the offer ends, or a year from now."""
    return min(day for day in (ends, offer.valid_to, today + _A_YEAR) if day is not None)
