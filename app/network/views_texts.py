"""The texts of the interface, one at a time, for whoever grew up with the language."""

from typing import Any

from flask import current_app, g, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import declared, open_to
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.htmx import done, show
from app.core.i18n import LANGUAGES, gettext
from app.core.standing import Standing, pages_with
from app.core.wordings import Forms
from app.network import checks
from app.network.blueprint import bp
from app.network.forms_texts import CheckForm
from app.offers.care import CARING

Names = dict[str, Any]


@bp.get("/circle/texts")
@open_to(*CARING)
def texts() -> ResponseReturnValue:
    """The next text that nobody judged, or the one that is asked for."""
    spoken = checks.checkable(g.viewer)
    asked = request.args.get("into", "")
    lang = asked if asked in spoken else next(iter(spoken), "")
    return show("network/texts", **_names(lang, key=request.args.get("text", "")))


@bp.post("/circle/texts/<target>")
@open_to(*CARING)
def check_text(target: str) -> ResponseReturnValue:
    """Keep what was said, then on to the next."""
    if target not in LANGUAGES:
        raise Missing
    form = CheckForm.read()
    key = form.said.key
    if not form.validate():
        return show("network/texts", status=422, **_names(target, key=key, form=form))
    try:
        with transaction():
            checks.judge(target, form.said, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return show("network/texts", status=422, **_names(target, key=key, form=form))
    names = _names(target) | {"before": key}
    to = url_for("network.texts", into=target)
    return done(to, "network/_texts.html", said=gettext("It is written down."), **names)


def _names(lang: str, *, key: str = "", form: CheckForm | None = None) -> Names:
    """What the page shows; a refused form is shown as it was sent."""
    spoken = [LANGUAGES[code] for code in checks.checkable(g.viewer)]
    if not lang:
        return {"spoken": spoken, "target": None}
    desk = checks.get_desk(lang, seen_by=g.viewer, key=key)
    return {
        "spoken": spoken,
        "target": LANGUAGES[lang],
        "desk": desk,
        "form": form or CheckForm(data={"suggestion": _better(desk)}),
        "places": _places(desk.one.files) if desk.one else (),
    }


def _better(desk: checks.Desk) -> str:
    """What she suggested before, else the text as it is, to be mended."""
    if desk.one is None:
        return ""
    return (desk.own and desk.own.suggestion) or desk.one.said[0]


def _places(files: Forms) -> list[tuple[Standing, bool]]:
    """The pages a text stands on, and which of them the viewer can open by name alone."""
    return [(page, _opens(page.endpoint)) for page in pages_with(files)]


def _opens(endpoint: str) -> bool:
    view = current_app.view_functions.get(endpoint)
    access = declared(view) if view else None
    if access is None or (access.roles is not None and g.viewer.role not in access.roles):
        return False
    rules = current_app.url_map.iter_rules(endpoint)
    return any("GET" in (rule.methods or ()) and not rule.arguments for rule in rules)
