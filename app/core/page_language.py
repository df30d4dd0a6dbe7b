"""Flask-Babel mounted with our choice and our fallbacks, and what layouts know of languages."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

import flask_babel
from babel.support import NullTranslations
from flask import Flask, has_request_context
from markupsafe import Markup

from app.core import clock
from app.core.direct import asked_for, direct_g, direct_request
from app.core.i18n import (
    LANGUAGES,
    TRANSLATIONS,
    comma,
    current_language,
    find_language,
    for_people,
    format_date,
    format_day,
    format_month,
    format_time,
    german,
    isolated,
    listed,
    nearness,
    preferred,
    shown,
    strings_of,
    t,
)
from app.core.writing import marked, written

# Filters that write in the reader's language; a page knows which one that is (folding.py).
SPOKEN_FILTERS: dict[str, Callable[..., str]] = {
    "for_people": for_people,
    "in_full": format_date,
    "as_day": format_day,
    "as_month": format_month,
    "listed": listed,
}


class _Chain(flask_babel.Domain):  # type: ignore[misc]  # flask_babel has no types
    """Flask-Babel's domain, reading our catalogues with their fallbacks."""

    def get_translations(self) -> NullTranslations:
        locale = flask_babel.get_locale()
        return NullTranslations() if locale is None else strings_of(locale)


def init_app(app: Flask) -> None:
    """Mount Flask-Babel with our choice, our fallbacks and our template words."""
    babel = flask_babel.Babel()
    babel.init_app(
        app,
        default_locale="de",
        default_timezone=clock.ZONE,
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=lambda: shown().babel,
    )
    babel.domain_instance = _Chain()
    app.jinja_env.globals.update(
        t=t, german=german, languages=LANGUAGES, nearness=nearness, comma=comma
    )
    app.jinja_env.filters.update(
        SPOKEN_FILTERS,
        as_time=format_time,
        dotted=_dotted,
        ltr=isolated,
        name=lambda text: isolated(text, "auto"),
    )
    app.context_processor(_language_of_page)
    app.url_defaults(_carry_language)


def _dotted(words: Iterable[str]) -> Markup:
    """Several facts in one line; those that say nothing leave no dot."""
    # because: each word is escaped
    return marked(" · ".join([written(word) for word in words if word]))


def _language_of_page() -> dict[str, Any]:
    """What layouts need: the chosen language, the one the page is written in, and one tap to
    the German original and back."""
    wanted = current_language()
    names: dict[str, Any] = {"language": wanted, "page_language": shown(wanted)}
    if not has_request_context():
        return names
    own, asked = preferred(), direct_request()
    here, rest = asked.path, ""
    if asked.query_string:
        rest = urlencode([(key, value) for key, value in asked.args.items() if key != "lang"])
    names["own_language"] = own
    names["showing_original"] = wanted.code == "de" and own.code != "de"
    names["own_url"] = f"{here}?{rest}" if rest else here
    names["original_url"] = f"{here}?{rest}&lang=de" if rest else f"{here}?lang=de"
    return names


def carries_language() -> bool:
    """Without an account the language travels in the address: no cookie is needed."""
    return direct_g().get("viewer") is None and has_request_context()


def _carry_language(endpoint: str, values: dict[str, Any]) -> None:
    """Add the language that was asked for to an address."""
    if not carries_language():
        return
    if named := find_language(asked_for("lang")):
        values.setdefault("lang", named.code)
