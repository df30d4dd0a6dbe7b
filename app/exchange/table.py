"""The columns of our tables, with German headings, and how a cell is read and written.

One list for all: the template, what comes in, what goes out.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from app.core import phones
from app.core.forms import YEARS, tidy
from app.core.i18n import LANGUAGES, find_language, german
from app.core.words import TOPICS
from app.exchange.entries import Entry, Line, Price, Provider, Spoken, Times
from app.exchange.plain import bare
from app.exchange.reading import TOO_LONG, UNREADABLE, NotTaken
from app.offers.forms import web_address
from app.offers.hours import UnreadableHours, read_hours
from app.offers.models import LEVELS, LONGEST
from app.offers.schedules import Rule
from app.offers.words import FOR_WHOM, KINDS

_TRUE = frozenset({"ja", "x", "1", "wahr", "true", "yes", "j"})
_FALSE = frozenset({"nein", "0", "falsch", "false", "no", "n", "-"})
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})$")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?$")


def read_text(cell: str) -> str:
    """Words, with the lines somebody made."""
    if len(cell) > LONGEST:
        raise NotTaken(TOO_LONG)
    return bare(tidy(cell.replace("\r\n", "\n")) or "")


def read_truth(cell: str) -> bool | None:
    """Yes or no, in German or English; nothing is neither."""
    word = cell.strip().casefold()
    if word and word not in _TRUE | _FALSE:
        raise NotTaken(UNREADABLE)
    return word in _TRUE if word else None


def read_day(cell: str) -> date | None:
    """A day as German Excel writes it, or as the standard does."""
    text = cell.strip()
    found = _GERMAN_DAY.match(text)
    day: date | None
    try:
        if found:
            day = date(int(found[3]), int(found[2]), int(found[1]))
        else:
            day = datetime.fromisoformat(text).date() if text else None
    except ValueError as error:
        raise NotTaken(UNREADABLE) from error
    if day is not None and day.year not in YEARS:
        raise NotTaken(UNREADABLE)
    return day


def read_number(cell: str) -> float | None:
    """A number with decimal comma or point."""
    text = cell.strip()
    if text and not _NUMBER.match(text):
        raise NotTaken(UNREADABLE)
    return float(text.replace(",", ".")) if text else None


def read_phone(cell: str) -> str:
    """A telephone number; Excel may have taken its first zero."""
    number = phones.find_number(cell) if cell.strip() else ""
    if number is None:
        raise NotTaken(UNREADABLE)
    return number


def read_web(cell: str) -> str:
    """An address on the web, with or without https."""
    text = cell.strip()
    found = web_address(text) if text else ""
    if found is None:
        raise NotTaken(UNREADABLE)
    return found


def read_times(cell: str) -> list[Rule]:
    """Times as our forms read them, one line or one part between bars for each."""
    try:
        return read_hours(cell.replace("|", "\n"))
    except UnreadableHours as error:
        raise NotTaken(UNREADABLE) from error


def read_languages(cell: str) -> list[str]:
    """Languages by German name, own name or code."""
    return [_language(part) for part in re.split(r"[,;/\n]", cell) if part.strip()]


def _language(text: str) -> str:
    word = text.strip().casefold()
    found = _language_names().get(word) or find_language(word)
    if found is None:
        raise NotTaken(UNREADABLE)
    return found if isinstance(found, str) else found.code


@cache
def _language_names() -> dict[str, str]:
    names = LANGUAGES["de"].locale.languages
    named = {one.autonym.casefold(): code for code, one in LANGUAGES.items()}
    spoken = {names[code].casefold(): code for code in LANGUAGES if code in names}
    return {**named, **spoken, "dari": "fa-AF", "kurdisch": "kmr", "kurmandschi": "kmr"}


def one_of(words: Mapping[str, str]) -> Callable[[str], str]:
    """Reads one of these by key or German word."""

    def read(cell: str) -> str:
        text = cell.strip().casefold()
        by_word = {german(word).casefold(): key for key, word in words.items()}
        if text and text not in words and text not in by_word:
            raise NotTaken(UNREADABLE)
        return by_word.get(text, text)

    return read


def several_of(words: Mapping[str, str]) -> Callable[[str], list[str]]:
    """Reads any number of these."""
    read = one_of(words)
    return lambda cell: [read(part) for part in cell.split(",") if part.strip()]


def read_level(cell: str) -> str:
    """A level of German."""
    text = cell.strip().upper()
    if text and text not in LEVELS:
        raise NotTaken(UNREADABLE)
    return text


def read_age(cell: str) -> int | None:
    """Years."""
    number = read_number(cell)
    if number is not None and not (0 <= number <= 120 and number == int(number)):
        raise NotTaken(UNREADABLE)
    return None if number is None else int(number)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its heading, and how its cells are read."""

    heading: str
    read: Callable[[str], Any] = read_text
    example: str = ""  # in the template


_TOPIC_WORDS = {key: topic.word for key, topic in TOPICS.items()}

COLUMNS: dict[str, Column] = {
    "source_id": Column(heading="Kennung", example="A-1"),
    "name": Column(heading="Name", example="Sprachcafé im Bürgerhaus"),
    "description": Column(heading="Beschreibung", example="Wir reden Deutsch und trinken Tee."),
    "topic": Column(heading="Thema", read=one_of(_TOPIC_WORDS), example="language"),
    "kind": Column(heading="Art", read=one_of(KINDS), example="cafe"),
    "organization": Column(heading="Anbieter", example="Helferkreis"),
    "place": Column(heading="Haus oder Raum", example="Bürgerhaus"),
    "address_1": Column(heading="Straße und Nummer", example="Lange Straße 45"),
    "postal_code": Column(heading="PLZ", example="71332"),
    "city": Column(heading="Ort", example="Waiblingen"),
    "latitude": Column(heading="Breite", read=read_number, example="48,8302"),
    "longitude": Column(heading="Länge", read=read_number, example="9,3169"),
    "transportation": Column(heading="Anfahrt"),
    "hours": Column(heading="Zeiten", read=read_times, example="Di 14:00-16:00 | Do 9:00-11:00"),
    "phone": Column(heading="Telefon", read=read_phone, example="07151 000123"),
    "url": Column(heading="Website", read=read_web, example="www.example.org"),
    "application_process": Column(heading="Anmeldung", example="Einfach kommen."),
    "is_free": Column(heading="Kostenlos", read=read_truth, example="ja"),
    "fees_description": Column(heading="Kosten"),
    "amount": Column(heading="Preis in Euro", read=read_number, example="0,00"),
    "eligibility_description": Column(heading="Für wen"),
    "for_whom": Column(heading="Nur für", read=several_of(FOR_WHOM)),
    "minimum_age": Column(heading="Alter ab", read=read_age),
    "maximum_age": Column(heading="Alter bis", read=read_age),
    "min_level": Column(heading="Deutschniveau", read=read_level),
    "languages": Column(heading="Sprachen", read=read_languages, example="Deutsch, Arabisch"),
    "has_childcare": Column(heading="Kinderbetreuung", read=read_truth, example="nein"),
    "is_step_free": Column(heading="Stufenlos", read=read_truth, example="ja"),
    "is_full": Column(heading="Keine freien Plätze", read=read_truth, example="nein"),
    "alert": Column(heading="Hinweis"),
    "valid_to": Column(heading="Letzter Tag", read=read_day, example="31.12.2027"),
}

BY_HEADING = {column.heading.casefold(): key for key, column in COLUMNS.items()}


def as_table_tells(entry: Entry) -> Entry:
    """What of an offer a row can say: one place, one number, one price, no notes."""
    places = sorted(entry.places, key=lambda one: (one.address_1, one.name))[:1]
    lines = sorted(entry.phones, key=lambda one: one.number)[:1]
    prices = [one for one in entry.prices if one.amount][:1]
    provider = entry.organization
    return replace(
        entry,
        organization=provider and Provider(source_id=provider.name, name=provider.name),
        places=tuple(replace(one, accessibility=()) for one in places),
        times=tuple(Times(rule=one.rule) for one in entry.times),
        phones=tuple(Line(number=one.number) for one in lines),
        prices=tuple(Price(amount=one.amount) for one in prices),
        languages=tuple(Spoken(code=one.code) for one in entry.languages),
    )
