"""The style page: every component in each of its states, German beside Arabic; in demos only."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.caseload import consents_words
from app.core.access import open_to_all
from app.core.errors import Missing
from app.core.i18n import LANGUAGES, Language, speaking
from app.core.words import TOPICS
from app.demo import colours, samples, samples_desk, samples_offers
from app.desk.words import READING, language_name

bp = Blueprint("style", __name__)

CHAPTERS = ("small", "forms", "appointments", "plan", "people", "offers", "desk", "offer_work")
SHOWN = {
    "samples": samples,
    "desk": samples_desk,
    "offered": samples_offers,
    "consents_words": consents_words,
    "reads": READING,
    "language_name": language_name,
}
SIDES = (LANGUAGES["de"], LANGUAGES["ar"])
_NAMES = re.compile(r' (id|for|aria-labelledby|aria-describedby)="([^"]+)"')
_AIMS = re.compile(r' (href|data-hx-target)="#')


@dataclass(frozen=True, kw_only=True)
class Specimen:
    """A component in one state and one language."""

    component: str
    state: str
    html: Markup


@bp.get("/style")
@open_to_all()
def style() -> ResponseReturnValue:
    """Everything there is to see; without DEMO=1 there is nothing here."""
    settings: Any = current_app.config["SETTINGS"]
    if not settings.demo:
        raise Missing
    sides = [specimens(language) for language in SIDES]
    with speaking("en"):
        return render_template(
            "style/style.html",
            sides=SIDES,
            pairs=list(zip(*sides, strict=True)),
            schemes=colours.schemes(),
            contrast=colours.contrast,
            topic_keys=list(TOPICS),
        )


def specimens(language: Language) -> list[Specimen]:
    """All of them in one language; ids are told apart, since each stands on the page twice."""
    found: list[Specimen] = []

    def show(component: str, state: str = "", *, caller: Callable[[], str]) -> str:
        html = apart(caller(), f"{language.code}-{len(found)}-")
        found.append(Specimen(component=component, state=state, html=html))
        return ""

    with speaking(language.code):
        for chapter in CHAPTERS:
            render_template(f"style/{chapter}.html", show=show, **SHOWN)
    return found


def apart(html: str, prefix: str) -> Markup:
    """The same with another beginning of every id, and of what refers to one."""

    def renamed(found: re.Match[str]) -> str:
        return f' {found[1]}="{" ".join(prefix + name for name in found[2].split())}"'

    aimed = _AIMS.sub(rf' \1="#{prefix}', _NAMES.sub(renamed, html))
    return Markup(aimed)  # noqa: S704  # because: drawn by our own templates, escaped there
