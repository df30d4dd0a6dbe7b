"""This week's offers of a place on one sheet for a wall, in up to three languages."""

import itertools
import math
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

import sqlalchemy as sa
from markupsafe import Markup

from app.core import clock
from app.core.db import db
from app.core.i18n import DEFAULT, LANGUAGES, N_, format_date, format_day, shown, t
from app.core.paper import Text, drawn_code, said_in
from app.core.translating import direction_of, readable
from app.core.words import TOPICS
from app.offers.cards import OfferCard, card_rows, gathered, with_rules
from app.offers.conditions import wanted
from app.offers.models import Offer, Phone
from app.offers.schedules import slots
from app.offers.towns import Town
from app.offers.wish import Wish

LANGUAGES_AT_MOST = 3
ENTRIES_AT_MOST = 8  # what is read from a wall
LINES_AT_MOST = 39  # what fits between heading and codes of a sheet of A4
LETTERS_A_LINE = 84  # of all columns together
_LOOKED_AT = 200  # offers of one week, before the soonest of them are chosen
_DAYS = 7
# Translators: heading of a poster for a wall.
HEADING = N_("Offers this week")
SCAN = N_("All offers in your language:")
FREE = N_("Free of charge")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What is on a poster."""

    town: Town
    topic: str  # empty: all
    languages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Head:
    """The top of a poster in one language, with the code that leads on."""

    autonym: Text
    title: Text
    about: tuple[str, ...]  # town, topic, from day to day: each runs its own way
    scan: Text
    code: Markup


@dataclass(frozen=True, kw_only=True)
class When:
    """Days in one language, and a time that reads left to right everywhere."""

    days: str
    times: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """One offer in one language; its name perhaps only in German."""

    name: Text
    lang: str
    dir: str
    whens: tuple[When, ...]
    free: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One offer in all languages of the poster; where it is and its number are said once."""

    said: tuple[Said, ...]
    topic: str
    address: str
    phones: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Poster:
    """One sheet."""

    heads: Sequence[Head]
    entries: Sequence[Entry]
    is_cut: bool  # there are more than fit


def make_poster(choice: Choice, *, public_url: str) -> Poster:
    """What takes place within seven days, the soonest first; two statements."""
    first = clock.today()
    last = first + timedelta(days=_DAYS - 1)
    cards = [card for card in _cards(choice) if slots(card.rules, first=first, last=last)]
    cards.sort(key=lambda card: (slots(card.rules, first=first, last=last)[0], card.names["de"]))
    numbers = _numbers(card.id for card in cards[:ENTRIES_AT_MOST])
    entries = [
        Entry(
            said=tuple(_said(card, code, first, last) for code in choice.languages),
            topic=card.topic,
            address=", ".join(filter(None, (card.place, card.address))),
            phones=numbers.get(card.id, ()),
        )
        for card in cards[:ENTRIES_AT_MOST]
    ]
    shown = _fit(entries)
    return Poster(
        heads=[_head(code, choice, first, last, public_url) for code in choice.languages],
        entries=shown,
        is_cut=len(cards) > len(shown),
    )


def _fit(entries: list[Entry]) -> list[Entry]:
    """As many as leave room for the codes below them."""
    so_far = itertools.accumulate(_lines(entry) for entry in entries)
    return [entry for entry, lines in zip(entries, so_far, strict=True) if lines <= LINES_AT_MOST]


def _lines(entry: Entry) -> int:
    """How many lines an entry takes, about: its longest column, and its address."""
    wide = LETTERS_A_LINE // len(entry.said)
    return 1 + max(sum(math.ceil(len(text) / wide) for text in _texts(one)) for one in entry.said)


def _texts(said: Said) -> list[str]:
    """What begins a line; the price stands behind the last time."""
    whens = [f"{when.days} {when.times}" for when in said.whens]
    return [said.name.words, *whens[:-1], f"{whens[-1]} · {said.free}"]


def _cards(choice: Choice) -> list[OfferCard]:
    wish = Wish(town=choice.town.ags, topic=choice.topic, when="week")
    found = wanted(wish, (), reader=DEFAULT.code).order_by(Offer.assured_date.desc())
    few = found.limit(_LOOKED_AT).subquery()
    cards = with_rules(card_rows()).join(few, few.c.id == Offer.id)
    return gathered(db.session.execute(cards))


def _numbers(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    found: dict[uuid.UUID, list[str]] = {}
    rows = db.session.execute(
        sa.select(Phone.offer_id, Phone.number)
        .where(Phone.offer_id.in_(list(ids)))
        .order_by(Phone.id)
    )
    for offer_id, number in rows:
        found.setdefault(offer_id, []).append(number)
    return found


def _head(code: str, choice: Choice, first: date, last: date, public_url: str) -> Head:
    asked = {"town": choice.town.ags, "topic": choice.topic, "lang": code}
    address = f"{public_url}/offers?" + urlencode({k: v for k, v in asked.items() if v})
    return Head(
        autonym=Text(LANGUAGES[code].autonym, code, direction_of(code)),
        title=said_in(code, lambda: t(HEADING)),
        about=_about(choice, code, first, last),
        scan=said_in(code, lambda: t(SCAN)),
        code=drawn_code(address),
    )


def _about(choice: Choice, code: str, first: date, last: date) -> tuple[str, ...]:
    days = said_in(code, lambda: f"{format_day(first)} – {format_day(last)}")
    topic = said_in(code, lambda: t(TOPICS[choice.topic].word) if choice.topic else "")
    return tuple(filter(None, (choice.town.name, topic.words, days.words)))


def _said(card: OfferCard, code: str, first: date, last: date) -> Said:
    held = next((lang for lang in readable(code) if lang in card.names), DEFAULT.code)
    free = said_in(code, lambda: t(FREE))
    return Said(
        name=Text(card.names[held], held, direction_of(held)),
        lang=free.lang,
        dir=free.dir,
        whens=_whens(card, code, first, last),
        free=free.words if card.is_free else "",
    )


def _whens(card: OfferCard, code: str, first: date, last: date) -> tuple[When, ...]:
    """Each time with its days: Dienstag, Donnerstag 14:00-16:00."""
    days: dict[str, list[date]] = {}
    for slot in slots(card.rules, first=first, last=last):
        times = f"{slot.starts:%H:%M}–{slot.ends:%H:%M}"
        days.setdefault(times, []).append(slot.starts.date())
    return tuple(When(days=_listed(those, code), times=times) for times, those in days.items())


def _listed(days: list[date], code: str) -> str:
    """Weekdays in a language, with the comma of its script; many are short, in a row from - to."""
    pattern = "EEEE" if len(days) < 3 else "EEE"  # two long names fit in a line

    def say() -> str:
        comma = "، " if shown().dir == "rtl" else ", "
        rows = [row if len(row) < 3 else [row[0], row[-1]] for row in _rows(days)]
        marks = ["–" if len(row) > 2 else comma for row in _rows(days)]
        said = [[format_date(day, pattern) for day in row] for row in rows]
        return comma.join(mark.join(row) for mark, row in zip(marks, said, strict=True))

    return said_in(code, say).words


def _rows(days: list[date]) -> list[list[date]]:
    """Days that follow each other stand together."""
    rows: list[list[date]] = []
    for day in days:
        if rows and day - rows[-1][-1] == timedelta(days=1):
            rows[-1].append(day)
        else:
            rows.append([day])
    return rows
