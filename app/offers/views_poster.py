"""A poster of this week's offers: a public page to print, and the same as a file."""

from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.core import pdf
from app.core.access import open_to_all
from app.core.i18n import DEFAULT, SIMPLE, current_language, find_language
from app.core.limits import address as caller
from app.core.words import TOPICS
from app.offers.poster import LANGUAGES_AT_MOST, Choice, make_poster
from app.offers.towns import Town, towns

bp = Blueprint("poster", __name__)


def read_choice(arguments: MultiDict[str, str], known: list[Town]) -> Choice | None:
    """What an address asks for; odd values are left out. None while there is no town."""
    town = next((one for one in known if one.ags == arguments.get("town")), None)
    town = town or next((one for one in known if one.is_home), None)
    if town is None:
        return None
    topic = arguments.get("topic", "")
    return Choice(
        town=town,
        topic=topic if topic in TOPICS else "",
        languages=_languages(arguments.getlist("in")),
    )


def _languages(tags: list[str]) -> tuple[str, ...]:
    """Those that were chosen, as many as fit; else German and the reader's own."""
    asked = (find_language(tag) for tag in tags)
    codes = [one.code for one in asked if one is not None]
    codes = codes or [DEFAULT.code, current_language().code]
    usual = (code for code in codes if code != SIMPLE.code)
    return tuple(dict.fromkeys(usual))[:LANGUAGES_AT_MOST]


@bp.get("/offers/poster")
@open_to_all()
def poster() -> ResponseReturnValue:
    """Choose place, topic and languages; print."""
    return render_template("offers/poster.html", **_names())


@bp.get("/offers/poster.pdf")
@open_to_all()
def poster_pdf() -> ResponseReturnValue:
    """The same as a file; where none can be made, the page that is printed from the browser."""
    names = _names()
    if names["poster"] is None or not pdf.is_possible():
        return redirect(url_for("poster.poster", **request.args.to_dict(flat=False)), 303)  # type: ignore[arg-type]
    return pdf.answer(
        render_template("offers/poster_pdf.html", **names), name="poster", who=caller()
    )


def _names() -> dict[str, Any]:
    known = towns(g.viewer)
    choice, public_url = read_choice(request.args, known), current_app.config["PUBLIC_URL"]
    return {
        "towns": known,
        "choice": choice,
        "poster": make_poster(choice, public_url=public_url) if choice else None,
        "chosen": request.args.to_dict(flat=False),
        "most": LANGUAGES_AT_MOST,
        "is_too_many": len(set(request.args.getlist("in"))) > LANGUAGES_AT_MOST,
        "has_file": pdf.is_possible(),
    }
