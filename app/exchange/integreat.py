"""Integreat API v3: places and events as offers, other languages as their translations.

Pages, widgets, news and the imprint are no offers. The key of an offer is region, kind and the
path of its German text, without the date that the path of a single date ends with.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote

from app.core import phones
from app.core.forms import tidy
from app.core.i18n import DEFAULT, find_language
from app.core.i18n import lazy_gettext as _l
from app.exchange.entries import Entry, Line, Place, Provider, Rejected, Times, Wording
from app.exchange.hsds_places import is_point
from app.exchange.integreat_times import Impossible, rules_of_event, rules_of_week
from app.exchange.integreat_words import BY_APPOINTMENT, CLOSED, NO_SUBJECT, SUBJECTS
from app.exchange.plain import plain_text
from app.exchange.reading import (
    BROKEN,
    LONGEST_KEY,
    NO_GERMAN,
    NO_ID,
    NO_NAME,
    SAME_ID,
    TOO_LONG,
    WRONG_TIMES,
    NotTaken,
    Reading,
    Unreadable,
    gathered,
    read_json,
)
from app.offers.models import LONGEST

Row = Mapping[str, Any]
_KINDS = ("locations", "events")
_POINT = ("latitude", "longitude")


def read(data: bytes, language: str | None = None) -> Reading:
    """Read one answer; refuse what holds no places or events, or another language than asked."""
    rows = read_json(data)
    if not isinstance(rows, list) or not rows:
        raise _no_offers()
    region, code, kind = _whence(rows)
    spoken = find_language(code)
    if kind not in _KINDS or spoken is None:
        raise _no_offers()
    if language and find_language(language) != spoken:
        raise Unreadable(_l("This file is in another language than you said."))
    answer = _Answer(beginning=f"{region}/{code}/{kind}/", code=code, language=spoken.code)
    return gathered(answer.results(rows), name=f"{region}/{kind}", language=spoken.code)


def _no_offers() -> Unreadable:
    return Unreadable(_l("This file holds no offers. Take the places or the events."))


def _whence(rows: list[Any]) -> tuple[str, str, str]:
    """Region, language and kind, as the first path that can be read names them."""
    for row in rows:
        parts = _path(row).split("/")
        if len(parts) == 4 and len(parts[0]) <= LONGEST_KEY:
            return parts[0], parts[1], parts[2]
    raise _no_offers()


def _path(row: Any) -> str:
    """The path of a row without the date of a single one; empty when it has none."""
    path = row.get("path") if isinstance(row, dict) else None
    return unquote(path).strip("/").partition("$")[0] if isinstance(path, str) else ""


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """One list of the API: one kind, one region, one language."""

    beginning: str  # of the paths in it
    code: str  # of the language as the source writes it
    language: str  # as we do

    def results(self, rows: Sequence[Any]) -> Iterator[Entry | Rejected]:
        """An entry or a refusal for each place and for each series of dates."""
        series: dict[str, list[Row]] = {}
        for position, row in enumerate(rows, 1):
            path = _path(row)
            if not path.startswith(self.beginning):
                reason = BROKEN if path or not isinstance(row, dict) else NO_ID
                yield Rejected(position=position, source_id=path, reason=reason)
            elif path not in series:
                series[path] = [{**row, "position": position}]
            elif "$" in row["path"]:
                series[path].append(row)
            else:
                yield Rejected(position=position, source_id=path, reason=SAME_ID)
        yield from (self._result(dates) for dates in series.values())

    def _result(self, dates: Sequence[Row]) -> Entry | Rejected:
        row = dates[0]
        key = self._key(row)
        try:
            return self._entry(dates, key)
        except NotTaken as why:
            return why.at(row["position"], key)
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
            # because: anything may stand where a value of the API belongs
            return NotTaken(BROKEN).at(row["position"], key)

    def _key(self, row: Row) -> str:
        """Region, kind and slug of the German text: the same in all languages."""
        languages = row.get("available_languages")
        german = languages.get(DEFAULT.code) if isinstance(languages, dict) else None
        parts = (_path(german) or _path(row)).split("/")
        return "/".join((parts[0], *parts[2:]))

    def _entry(self, dates: Sequence[Row], key: str) -> Entry:
        row = dates[0]
        is_translated = row["id"] is not None or "$" in row["path"]
        name, description = _text(row["title"]), _text(row["content"])
        if self.language != DEFAULT.code:
            said = {"name": name, "description": description} if is_translated else {}
            words = tuple(
                Wording(lang=self.language, field=field, text=text, origin="provider")
                for field, text in said.items()
                if text
            )
            return Entry(position=row["position"], source_id=key, name="", translations=words)
        if not is_translated:
            raise NotTaken(NO_GERMAN)
        if not name:
            raise NotTaken(NO_NAME)
        return _offer(dates, key, name=name, description=description)


def _text(markup: str | None) -> str:
    text = plain_text(markup or "")
    if len(text) > LONGEST:
        raise NotTaken(TOO_LONG)
    return text


def _offer(dates: Sequence[Row], key: str, *, name: str, description: str) -> Entry:
    """The German text with everything that is said about the offer."""
    row = dates[0]
    contacts = row.get("contacts") or ()
    topic, kind = SUBJECTS.get(str((row.get("category") or {}).get("icon")), NO_SUBJECT)
    places, warnings = _places(row.get("location"))
    times = _times(dates)
    return Entry(
        position=row["position"],
        source_id=key,
        name=name,
        description=description,
        topic=topic,
        kind=kind,
        url=_web(row.get("meeting_url"), *(contact.get("website") for contact in contacts)),
        application_process=_how_to_register(row, contacts),
        is_step_free=row.get("barrier_free"),
        alert=CLOSED if row.get("temporarily_closed") else "",
        valid_to=_last_day(times) if "event" in row else None,
        organization=_provider(row.get("organization")),
        places=places,
        times=times,
        phones=_lines(contacts),
        warnings=warnings,
    )


def _places(place: Row | None) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """Its place; 1.0 / 1.0 is what an editor leaves when there is no point."""
    if not place or not place.get("address"):
        return (), ()
    latitude, longitude = place.get("latitude"), place.get("longitude")
    is_real = (
        isinstance(latitude, float)
        and isinstance(longitude, float)
        and is_point(latitude, longitude)
    )
    made = Place(
        name=tidy(place.get("name")) or "",
        address_1=tidy(place["address"]) or "",
        postal_code=tidy(place.get("postcode")) or "",
        city=tidy(place.get("town")) or "",
        latitude=latitude if is_real else None,
        longitude=longitude if is_real else None,
    )
    return (made,), (() if is_real else _POINT)


def _times(dates: Sequence[Row]) -> tuple[Times, ...]:
    """When it takes place; hours that nobody entered are unknown, not closed."""
    row = dates[0]
    try:
        if "event" in row:
            rules = rules_of_event(dates, row.get("recurrence_rule"))
        else:
            rules = rules_of_week(row["opening_hours"]) if row.get("opening_hours") else []
    except Impossible as why:
        raise NotTaken(WRONG_TIMES) from why
    return tuple(Times(rule=rule) for rule in rules)


def _last_day(times: Sequence[Times]) -> date | None:
    """The day after which nothing of it takes place; None for what never ends."""
    last = [one.rule.valid_to for one in times]
    return None if not last or None in last else max(day for day in last if day)


def _how_to_register(row: Row, contacts: Sequence[Row]) -> str:
    """Where one asks for an appointment."""
    links = (row.get("appointment_url"), *(one.get("appointment_url") for one in contacts))
    week = row.get("opening_hours") or ()
    only = any(day.get("appointmentOnly") for day in week)
    return "\n".join(part for part in (BY_APPOINTMENT if only else "", _web(*links)) if part)


def _web(*addresses: str | None) -> str:
    """The first that is an address on the web."""
    return next(
        (a for a in addresses if a and a.startswith(("https://", "http://")) and a.split() == [a]),
        "",
    )


def _provider(organization: Row | None) -> Provider | None:
    if not organization or not organization.get("name"):
        return None
    return Provider(
        source_id=str(organization.get("id") or organization["name"]),
        name=tidy(organization["name"]) or "",
        website=_web(organization.get("website")),
    )


def _lines(contacts: Sequence[Row]) -> tuple[Line, ...]:
    """Office numbers and what they are for. Names, mailboxes and mobile numbers are people's."""
    found = (
        (phones.find_number(one.get("phone_number") or ""), one.get("area_of_responsibility"))
        for one in contacts
    )
    return tuple(
        Line(number=number, description=tidy(area) or "") for number, area in found if number
    )
