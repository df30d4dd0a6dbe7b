"""The administration writes what its carrier says in imprint and privacy notice."""

from flask import Blueprint, g, request, url_for
from flask.typing import ResponseReturnValue

from app.carriers import texts, texts_queries
from app.carriers.forms import OriginalForm, TranslationForm
from app.carriers.texts_queries import FREE, ORIGINAL, PARTS
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.htmx import done, show
from app.core.i18n import LANGUAGES, gettext

bp = Blueprint("carriers", __name__, url_prefix="/carrier/texts")


@bp.get("")
@open_to(Role.CARRIER_ADMIN)
def all_texts() -> ResponseReturnValue:
    """Which languages there are, and what is missing."""
    return show(
        "carriers/texts",
        said=texts_queries.own_said(g.viewer, ORIGINAL),
        written=texts_queries.languages_of(g.viewer),
    )


def _form(language: str) -> TranslationForm:
    """The form of a language, with what is said now."""
    kind = OriginalForm if language == ORIGINAL else TranslationForm
    if request.method == "POST":
        return kind.read()
    said = texts_queries.own_said(g.viewer, language)
    newest = texts_queries.languages_of(g.viewer).get(language, 0)
    now_said = said.parts if language == ORIGINAL else said.translated
    return kind.read(base_no=newest, **now_said)


def _shown(language: str, form: TranslationForm, *, status: int = 200) -> ResponseReturnValue:
    if language not in LANGUAGES:
        raise Missing
    return show(
        "carriers/text",
        status=status,
        form=form,
        written_in=LANGUAGES[language],
        said=texts_queries.own_said(g.viewer, language),
        versions=texts_queries.versions_of(g.viewer, language),
    )


@bp.get("/<code>")
@open_to(Role.CARRIER_ADMIN)
def text(code: str) -> ResponseReturnValue:
    """The text in one language, and its earlier versions."""
    return _shown(code, _form(code))


@bp.post("/<code>")
@open_to(Role.CARRIER_ADMIN)
def write(code: str) -> ResponseReturnValue:
    """Add a version."""
    form = _form(code)
    if code not in LANGUAGES or not form.validate():
        return _shown(code, form, status=422)
    try:
        with transaction():
            texts.write(
                form.parts,
                language=code,
                base_no=form.base_no.data or 0,
                by=g.viewer,
                now=clock.now(),
            )
    except Refused as why:
        form.refuse(why)
        return _shown(code, form, status=422)
    return done(url_for("carriers.all_texts"), said=gettext("The text is published."))


@bp.get("/<code>/<int:no>")
@open_to(Role.CARRIER_ADMIN)
def version(code: str, no: int) -> ResponseReturnValue:
    """One earlier version, to read before it is brought back."""
    return show(
        "carriers/version",
        version=texts_queries.get_version(g.viewer, code, no),
        written_in=LANGUAGES[code],
        is_newest=texts_queries.languages_of(g.viewer)[code] == no,
        parts=PARTS if code == ORIGINAL else FREE,
    )


@bp.post("/<code>/<int:no>/restore")
@open_to(Role.CARRIER_ADMIN)
def restore(code: str, no: int) -> ResponseReturnValue:
    """Bring an earlier version back."""
    with transaction():
        texts.restore(no, language=code, by=g.viewer, now=clock.now())
    return done(url_for("carriers.text", code=code), said=gettext("The earlier text is back."))
