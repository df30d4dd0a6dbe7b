"""A client's own page about how she lives: she reads it, reports changes, says what is wrong."""

from typing import Any

from flask import Blueprint, g, url_for
from flask.typing import ResponseReturnValue

from app.caseload import histories, situation
from app.caseload import situation_words as words
from app.caseload.forms_situation import FORMS, EntryForm
from app.caseload.history_kinds import HERS, KINDS, Kind
from app.caseload.queries import get_self
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext

my_situation = Blueprint("my_situation", __name__, url_prefix="/me/situation")


@my_situation.get("", endpoint="situation")
@open_to(Role.CLIENT)
def all_of_it() -> ResponseReturnValue:
    """Where she lives, what on, her German, what she can do, her papers; each with who said so."""
    return show("caseload/my_situation", **_names())


def _names() -> dict[str, Any]:
    chapters = situation.situation_of(seen_by=g.viewer)
    return {
        "chapters": chapters,
        "reporters": words.REPORTERS,
        "ends_soon": situation.ends_soon,
    }


@my_situation.get(f"/{HERS}", endpoint="part")
@open_to(Role.CLIENT)
def ask(part: str) -> ResponseReturnValue:
    """One short form: what is different now."""
    kind = KINDS[part]
    return show("caseload/my_part", kind=kind, form=FORMS[part].empty())


@my_situation.post(f"/{HERS}")
@open_to(Role.CLIENT)
def report(part: str) -> ResponseReturnValue:
    """She says it; it holds at once, and her manager sees that it is new."""
    kind, form = KINDS[part], FORMS[part].read(reported_by="client")
    del form.reported_by
    if not form.validate():
        return _refused(kind, form)
    try:
        with transaction():
            entry = form.entry(get_self(g.viewer).id, reported_by="client")
            histories.enter(entry, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return _refused(kind, form)
    said = gettext("Saved. Your contact person sees it.")
    return done(url_for("my_situation.situation"), said=said)


def _refused(kind: Kind, form: EntryForm) -> ResponseReturnValue:
    return show("caseload/my_part", status=422, kind=kind, form=form)


@my_situation.post(f"/{HERS}/<int:entry_id>/take-back")
@open_to(Role.CLIENT)
def take_back(part: str, entry_id: int) -> ResponseReturnValue:
    """What she reported was a mistake."""
    kind, client = KINDS[part], get_self(g.viewer)
    with transaction():
        entry = histories.get_entry(kind.table, entry_id, client_id=client.id, seen_by=g.viewer)
        histories.take_back(entry, by=g.viewer, now=clock.now())
    to = url_for("my_situation.situation")
    return done(to, "caseload/_my_situation.html", said=gettext("You took it back."), **_names())
