"""What belongs to a client: her data, who can see it, what is wrong, and a copy of everything."""

from typing import Any

from flask import Blueprint, Response, g, json, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.audit import contests, export, requests, resting, sight
from app.audit.contests import Contested
from app.audit.forms import AskForm, WrongForm
from app.audit.requests import About
from app.audit.requests_queries import requests_for
from app.audit.service import note_export
from app.audit.words import GROUNDS, KINDS, STATES
from app.caseload.queries import get_self
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.forms import small
from app.core.htmx import done, show
from app.core.i18n import gettext

my_data = Blueprint("my_data", __name__, url_prefix="/me")
_WORDS: dict[str, Any] = {"kind_words": KINDS, "state_words": STATES, "ground_words": GROUNDS}


@my_data.get("/who-sees-what")
@open_to(Role.CLIENT)
def who_sees_what() -> ResponseReturnValue:
    """Say for each kind of data who sees it, why, on which ground, how long."""
    return render_template(
        "audit/who_sees_what.html", sights=sight.sights(), readers=sight.readers_today(g.viewer)
    )


@my_data.get("/my-data")
@open_to(Role.CLIENT)
def mine() -> ResponseReturnValue:
    """Show what is written down about her, and what became of her requests."""
    return _show_mine(AskForm())


def _show_mine(form: AskForm, *, status: int = 200) -> ResponseReturnValue:
    parts = contests.own_data(get_self(g.viewer))
    asked = requests_for(g.viewer)
    return show("audit/my_data", status=status, parts=parts, requests=asked, form=form, **_WORDS)


@my_data.post("/my-data")
@open_to(Role.CLIENT)
def ask() -> ResponseReturnValue:
    """Use one of her rights; asked twice it is one request."""
    form = AskForm.read()
    if not form.validate():
        return _show_mine(form, status=422)
    with transaction():
        requests.ask(form.kind.data or "", by=g.viewer, now=clock.now())
    return done(
        url_for("my_data.mine"),
        "audit/_requests.html",
        said=gettext("Your request has arrived."),
        requests=requests_for(g.viewer),
        **_WORDS,
    )


@my_data.post("/my-data/use-again")
@open_to(Role.CLIENT)
def use_again() -> ResponseReturnValue:
    """She wants her data used again: one tap, no reason."""
    with transaction():
        resting.lift_own(by=g.viewer, now=clock.now())
    return done(
        url_for("my_data.mine"),
        "audit/_requests.html",
        said=gettext("Saved."),
        requests=requests_for(g.viewer),
        **_WORDS,
    )


@my_data.get("/wrong")
@open_to(Role.CLIENT)
def wrong() -> ResponseReturnValue:
    """Ask what is right instead; she need not say."""
    return show("audit/wrong", contested=_contested(), form=WrongForm())


def _contested() -> Contested:
    """What the address names: ?about=client.given_name&row=7, or ?about=step&row=7."""
    table, _, column = request.args.get("about", "").partition(".")
    row_id = request.args.get("row", type=small) or 0
    about = About(table=table, row_id=row_id, column=column or None)
    return contests.get_contested(get_self(g.viewer), about)


@my_data.post("/wrong")
@open_to(Role.CLIENT)
def say_wrong() -> ResponseReturnValue:
    """Hand it to her manager, who must answer within a month."""
    contested, form = _contested(), WrongForm.read()
    if not form.validate():
        return show("audit/wrong", status=422, contested=contested, form=form)
    with transaction():
        words = form.own_words.data
        requests.ask(
            "rectify", about=contested.about, own_words=words, by=g.viewer, now=clock.now()
        )
    said = gettext("Your contact person gets this and answers you.")
    return done(url_for("my_data.mine", _anchor="requests"), said=said)


@my_data.get("/export")
@open_to(Role.CLIENT, fresh=True)
def copy() -> ResponseReturnValue:
    """Show everything that is stored about her, in her language, to read and to print."""
    parts = export.collect(get_self(g.viewer))
    note_export(by=g.viewer, now=clock.now())
    return render_template("audit/export.html", parts=parts)


@my_data.get("/export/data")
@open_to(Role.CLIENT, fresh=True)
def copy_as_data() -> ResponseReturnValue:
    """The same as a file that other programs read."""
    data = export.as_data(export.collect(get_self(g.viewer)))
    note_export(by=g.viewer, now=clock.now())
    return Response(
        json.dumps({"made_at": clock.now().isoformat(timespec="seconds"), "tables": data}),
        mimetype="application/json",
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )
