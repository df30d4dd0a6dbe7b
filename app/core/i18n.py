"""The one table of languages; choice, direction, fallback and dates. Wraps Flask-Babel."""

import functools
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import flask_babel
from babel import Locale, dates
from babel.support import NullTranslations, Translations
from flask import g
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from app.core import clock
from app.core.direct import asked_for, direct_g, direct_request
from app.core.isolating import isolate_plain as isolate_plain
from app.core.isolating import isolated as isolated
from app.core.loading import load

lazy_gettext = flask_babel.lazy_gettext

TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"


@dataclass(frozen=True, kw_only=True)
class Language:
    """One language of the interface; `code` is BCP 47 and the html lang."""

    code: str
    babel: str
    autonym: str
    dates: str = ""  # the CLDR locale that writes its dates, when it is another one
    is_ready: bool = False  # False: pages fall back, visibly, to simple German
    aliases: tuple[str, ...] = ()

    @functools.cached_property
    def locale(self) -> Locale:
        """The CLDR locale that writes its dates."""
        return Locale.parse(self.dates or self.babel)

    @functools.cached_property
    def dir(self) -> str:
        """Direction of its script: ltr or rtl."""
        return str(self.locale.text_direction)

    @functools.cached_property
    def comma(self) -> str:
        """What stands between the words of a list: each script has its own."""
        return "፣ " if self.code == "ti" else "، " if self.dir == "rtl" else ", "


# The order of the menu. A new language: a row here and a folder under translations/.
LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language(code="de", babel="de", autonym="Deutsch", is_ready=True),
        Language(code="de-simple", babel="de@simple", autonym="Deutsch – einfach", is_ready=True),
        Language(code="en", babel="en", autonym="English", is_ready=True),
        Language(code="uk", babel="uk", autonym="Українська", is_ready=True),
        Language(code="ru", babel="ru", autonym="Русский", is_ready=True),
        # Most of its readers come from Syria and Iraq: تشرين الثاني, not نوفمبر.
        Language(code="ar", babel="ar", autonym="العربية", dates="ar_SY", is_ready=True),
        Language(code="fa", babel="fa", autonym="فارسی", is_ready=True, aliases=("pes",)),
        Language(code="fa-AF", babel="fa_AF", autonym="دری", is_ready=True, aliases=("prs",)),
        Language(code="ps", babel="ps", autonym="پښتو", is_ready=True),
        Language(code="ti", babel="ti", autonym="ትግርኛ", is_ready=True),
        Language(code="tr", babel="tr", autonym="Türkçe", is_ready=True),
        Language(code="kmr", babel="ku", autonym="Kurmancî", is_ready=True, aliases=("ku",)),
        Language(code="so", babel="so", autonym="Soomaali", is_ready=True),
        Language(code="fr", babel="fr", autonym="Français", is_ready=True),
    )
}
DEFAULT = LANGUAGES["de"]
SIMPLE = LANGUAGES["de-simple"]

_BY_ALIAS = {
    alias.lower(): language
    for language in LANGUAGES.values()
    for alias in (language.code, *language.aliases)
}
_BY_BABEL = {str(Locale.parse(one.babel)): one for one in LANGUAGES.values()}


def find_language(tag: str | None) -> Language | None:
    """Return the language a tag of any spelling means (ar-SY, fa_AF, prs, KU), or None."""
    parts = (tag or "").strip().lower().replace("_", "-").split("-")
    while parts and parts[0]:
        if found := _BY_ALIAS.get("-".join(parts)):
            return found
        parts.pop()
    return None


_CHOSEN = "schrittweise.language"  # key in the request's environment


def chosen() -> Language:
    """The language of this page: ?lang= when it is there, else the reader's own.

    A page asks hundreds of times: it is found once for each reader of a request.
    """
    return _chosen_by(direct_g().get("viewer"))


def _chosen_by(reader: object) -> Language:
    environ = direct_request().environ
    known: tuple[object, Language] | None = environ.get(_CHOSEN)
    if known is None or known[0] is not reader:
        asked = find_language(asked_for("lang") or _lang_of_open_page(environ))
        known = environ[_CHOSEN] = (reader, asked or preferred())
    return known[1]


def _lang_of_open_page(environ: Mapping[str, Any]) -> str | None:
    """A fragment speaks as the page it goes into: htmx names that page's address."""
    address: str = environ.get("HTTP_HX_CURRENT_URL", "")
    _, _, query = address.partition("?")
    return parse_qs(query.partition("#")[0]).get("lang", [None])[0] if query else None


def preferred() -> Language:
    """The reader's own language: of the account, else of the browser, else German."""
    viewer = direct_g().get("viewer")
    if viewer is not None:
        return find_language(viewer.language) or DEFAULT
    return _wanted(direct_request().environ.get("HTTP_ACCEPT_LANGUAGE", ""))


@functools.lru_cache(1024)
def _wanted(accepted: str) -> Language:
    """The first language of a browser that we have; browsers send few different headers."""
    for tag, _quality in parse_accept_header(accepted, LanguageAccept):
        if wanted := find_language(tag):
            return wanted
    return DEFAULT


def shown(language: Language | None = None) -> Language:
    """The language a page is really written in: simple German while the chosen one is not ready,
    or its catalogue cannot be read."""
    wanted = language or current_language()
    return wanted if wanted.is_ready and is_readable(wanted.code) else SIMPLE


def current_language() -> Language:
    """The language of this request, or of the block that `speaking()` opened."""
    kept = vars(direct_g())
    forced: Language | None = kept.get("spoken")
    return _chosen_by(kept.get("viewer")) if forced is None else forced


@contextmanager
def speaking(code: str) -> Iterator[Language]:
    """Render a block in another person's language: the linked view, a push text."""
    language = find_language(code) or DEFAULT
    before = g.get("spoken")
    g.spoken = language
    try:
        with flask_babel.force_locale(shown(language).babel):
            yield language
    finally:
        g.spoken = before


def _own(code: str) -> NullTranslations:
    return load(TRANSLATIONS, LANGUAGES[code].babel, isolates=LANGUAGES[code].dir == "rtl")


@functools.cache
def is_readable(code: str) -> bool:
    """True when a language's own catalogue was found and read; English needs none."""
    return code == "en" or isinstance(_own(code), Translations)


@functools.cache
def catalogue(code: str) -> NullTranslations:
    """The strings of a language with its fallbacks: itself, simple German, German.

    English is the language of the msgids and falls back to nothing.
    """
    found = _own(code)
    if code == "en" or not isinstance(found, Translations):
        return found if code in ("en", "de") else catalogue("de")
    if code == "de-simple":
        found.add_fallback(catalogue("de"))
    elif code != "de":
        found.add_fallback(catalogue("de-simple"))
    return found


def strings_of(locale: Locale) -> NullTranslations:
    """The strings for a locale that Flask-Babel chose."""
    return catalogue(_BY_BABEL[str(locale)].code)


def comma(code: str | None = None) -> str:
    """What stands between the words of a list in the reader's script, or in this language's."""
    return shown().comma if code is None else LANGUAGES[code].comma


def listed(words: Iterable[str], *, code: str | None = None) -> str:
    """Words one after the other, as the reader's script lists them; empty ones left out."""
    return comma(code).join(filter(None, words))


def gettext(msgid: str, **values: object) -> str:
    """A text in the reader's language, filled with these values."""
    text = str(catalogue(shown().code).gettext(msgid))
    return text % values if values else text


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The form of a text that goes with this number in the reader's language."""
    return str(catalogue(shown().code).ngettext(one, many, num)) % {"num": num, **values}


def t(msgid: str, **values: object) -> str:
    """Translate a text that came as data (step templates), fill it, leave escaping to Jinja.

    Never use _() for this: flask_babel marks its result as safe.
    """
    return gettext(msgid, **values) if msgid else ""


def german(msgid: str, **values: object) -> str:
    """The German original of a text, whatever language is being read."""
    text = str(catalogue("de").gettext(msgid)) if msgid else ""
    return text % values if values else text


def N_(msgid: str) -> str:
    """Mark a text for translation where it stands as data."""
    return msgid


@functools.lru_cache(4096)
def _format_date(day: date, pattern: str, code: str) -> str:
    if (code, pattern) == ("ti", "long"):  # CLDR's own has the month first, its full form the day
        pattern = "d MMMM y"
    return str(dates.format_date(day, pattern, LANGUAGES[code].locale))


def format_date(day: date | datetime, pattern: str = "full", *, code: str | None = None) -> str:
    """Write a date in full in the reader's language; weekday, day, month, year.

    Of an instant, the day it is in Berlin: half past midnight is the new day.
    """
    wall = clock.local(day) if isinstance(day, datetime) and day.tzinfo else day
    plain = wall.date() if isinstance(wall, datetime) else wall
    return _format_date(plain, pattern, code or shown().code)


def format_day(day: date | datetime, *, code: str | None = None) -> str:
    """Write day and month in words: 24. November; of another year with the year."""
    code = code or shown().code
    if _is_other_year(day):
        return format_date(day, "long", code=code)
    return format_date(day, "d. MMMM" if code.startswith("de") else "d MMMM", code=code)


def format_month(day: date | datetime, *, code: str | None = None) -> str:
    """Write the month in words: November; of another year with the year."""
    return format_date(day, "LLLL y" if _is_other_year(day) else "LLLL", code=code)


def _is_other_year(day: date | datetime) -> bool:
    """True when the day, as it is in Berlin, is not in this year."""
    wall = clock.local(day) if isinstance(day, datetime) and day.tzinfo else day
    return wall.year != clock.today().year


def format_time(moment: datetime) -> str:
    """Write a wall time as HH:MM in every language: 14:00 cannot be misread."""
    wall = clock.local(moment) if moment.tzinfo else moment
    return f"{wall.hour:02}:{wall.minute:02}"  # strftime would take five times as long


def for_people(moment: datetime, *, code: str | None = None) -> str:
    """Write date and time in full: Dienstag, 24. November 2026, 14:00."""
    wall = clock.local(moment) if moment.tzinfo else moment
    code = code or shown().code
    return f"{format_date(wall, code=code)}{comma(code)}{format_time(wall)}"


def nearness(day: date) -> str:
    """Say in words how near a day is: today, tomorrow, in 3 days; empty when it is past."""
    days = (day - clock.today()) // timedelta(days=1)
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    return ngettext("in %(num)d day", "in %(num)d days", days) if days > 1 else ""
