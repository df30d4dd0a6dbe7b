"""Values of an offer in words: days, a link to the map, the table of before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from app.core import phones
from app.core.i18n import LANGUAGES, format_date, format_day, gettext, listed, shown, t
from app.core.isolating import isolate_plain
from app.core.words import TOPICS
from app.offers.cards import OfferCard
from app.offers.models import Location
from app.offers.towns import Town
from app.offers.words import FIELDS, FOR_WHOM, KINDS, NTH

CHOSEN = ("topic", "kind", "languages", "for_whom", "min_level")  # never typed
_A_MONDAY = date(2024, 1, 1)


def nth_day(nth: int, weekday: int) -> str:
    """A weekday in the reader's language; in a month, which one."""
    day = format_date(_A_MONDAY.replace(day=1 + weekday), "EEEE")
    return t(NTH[nth], day=day) if nth else day


def day_in_words(day: date) -> str:
    """Weekday, day and month, with the comma of the script: Dienstag, 24. November."""
    comma = "، " if shown().dir == "rtl" else ", "
    return f"{format_date(day, 'EEEE')}{comma}{format_day(day)}"


def map_link(place: Location) -> str:
    """An address that opens the phone's own map; without a known point it searches there."""
    point = f"{place.latitude},{place.longitude}" if place.latitude is not None else "0,0"
    return f"geo:{point}?q={quote(f'{place.address_1}, {place.postal_code} {place.city}')}"


def away_from(card: OfferCard, area: str, towns: Iterable[Town]) -> str:
    """Where an offer is that others show in the place somebody looks at; empty when it is there."""
    if not area or card.municipality_ags.startswith(area):
        return ""
    return next((town.name for town in towns if town.ags == card.municipality_ags), "")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One line of the table."""

    word: str
    before: str
    after: str
    is_own_words: bool  # German, as somebody typed it


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> list[Difference]:
    """What is different, in the order of the form."""
    return [
        Difference(
            word=t(FIELDS[name].word),
            before=in_words(name, before.get(name, "")),
            after=in_words(name, after[name]),
            is_own_words=is_own_words(name, after[name]),
        )
        for name in FIELDS
        if name in after and after[name] != before.get(name, "")
    ]


def is_own_words(name: str, value: object) -> bool:
    """True of German as somebody typed it; all else is said in the reader's words."""
    return name not in CHOSEN and not isinstance(value, bool)


def in_words(name: str, value: object) -> str:
    """One value as people read it."""
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, list):
        return _listed(value)
    text = str(value)
    if name == "topic" and text in TOPICS:
        return t(TOPICS[text].word)
    if name == "kind" and text in KINDS:
        return t(KINDS[text])
    if name == "phone" and text:
        return str(phones.in_words(text).striptags())
    return text


def _listed(words: Iterable[object]) -> str:
    """Languages by their own name, groups of people in the reader's words."""
    known = (str(word) for word in words)
    return listed(
        t(FOR_WHOM[word]) if word in FOR_WHOM else isolate_plain(LANGUAGES[word].autonym)
        for word in known
        if word in FOR_WHOM or word in LANGUAGES
    )
