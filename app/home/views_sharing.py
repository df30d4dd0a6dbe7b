"""The client's page of sharing: with whom, what, and until when."""

from collections.abc import Callable, Mapping

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.caseload import ties
from app.caseload.consents_forms import ShareForm
from app.caseload.consents_spoken import spoken
from app.caseload.ties_queries import get_tie, get_tie_card, own_ties
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.htmx import done, show
from app.core.i18n import N_, t
from app.home import sharing
from app.home.blueprint import home

# What she says about one volunteer, and the sentence she reads afterwards.
_GIVES: Mapping[str, tuple[Callable[..., None], str]] = {
    "grant": (ties.grant, N_("You said yes. Now choose what to share.")),
    "resume": (ties.resume, N_("Sharing goes on.")),
    "renew": (ties.renew, N_("Sharing goes on for a year.")),
}
_TAKES: Mapping[str, tuple[Callable[..., None], str]] = {
    "pause": (ties.pause, N_("Sharing is paused.")),
    "end": (ties.end, N_("Sharing has ended.")),
}


@home.get("/me/sharing", endpoint="sharing")
@open_to(Role.CLIENT)
def all_sharing() -> ResponseReturnValue:
    """With whom she shares something; nobody but she decides that."""
    return render_template("home/sharing.html", ties=own_ties(g.viewer))


@home.get("/me/sharing/<int:tie_id>")
@open_to(Role.CLIENT)
def sharing_with(tie_id: int) -> ResponseReturnValue:
    """One volunteer: say yes or no, choose each appointment and each step."""
    return _show(tie_id)


def _show(tie_id: int, *, status: int = 200, refusal: object = None) -> ResponseReturnValue:
    screen = sharing.get_sharing(tie_id, seen_by=g.viewer)
    return show("home/sharing_with", status=status, screen=screen, refusal=refusal)


@home.post("/me/sharing/<int:tie_id>")
@open_to(Role.CLIENT, fresh=True)
def share(tie_id: int) -> ResponseReturnValue:
    """Show one appointment or step, until a day; another day replaces the first."""
    form = ShareForm.read()
    if not form.validate():
        why = next((str(f.errors[0]) for f in form if f.errors), None)
        return _show(tie_id, status=422, refusal=why)
    kind, thing_id, until = form.kind.data, form.thing.data or 0, form.until.data
    return _changed(
        tie_id,
        lambda: sharing.share(tie_id, kind, thing_id, until=until, word=spoken()),
        N_("It is shared now."),
    )


@home.post('/me/sharing/<int:tie_id>/<any("grant", "resume", "renew"):verb>')
@open_to(Role.CLIENT, fresh=True)
def allow_sharing(tie_id: int, verb: str) -> ResponseReturnValue:
    """Let the volunteer help, again, or for another year."""
    change, said = _GIVES[verb]
    return _changed(tie_id, lambda: change(get_tie(tie_id, seen_by=g.viewer), word=spoken()), said)


@home.get('/me/sharing/<int:tie_id>/<any("grant", "resume", "renew"):verb>')
@open_to(Role.CLIENT)
def back_to_sharing(tie_id: int, verb: str) -> ResponseReturnValue:
    """Where she comes back to after showing her passkey: one more tap says it."""
    here = get_tie_card(tie_id, seen_by=g.viewer).id
    return redirect(url_for("home.sharing_with", tie_id=here), 303)


@home.post('/me/sharing/<int:tie_id>/<any("pause", "end"):verb>')
@open_to(Role.CLIENT)
def stop_sharing(tie_id: int, verb: str) -> ResponseReturnValue:
    """Pause or end: at once, always, without a reason."""
    change, said = _TAKES[verb]
    return _changed(tie_id, lambda: change(get_tie(tie_id, seen_by=g.viewer), word=spoken()), said)


@home.post('/me/sharing/<int:tie_id>/hide/<any("appointment", "step"):kind>/<int:thing_id>')
@open_to(Role.CLIENT)
def hide(tie_id: int, kind: str, thing_id: int) -> ResponseReturnValue:
    """Show this one thing no longer."""
    return _changed(
        tie_id,
        lambda: ties.take_back(get_tie(tie_id, seen_by=g.viewer), kind, thing_id, word=spoken()),
        N_("It is no longer shared."),
    )


def _changed(tie_id: int, change: Callable[[], None], said: str) -> ResponseReturnValue:
    """Do it and show the volunteer's page; after the end there is none any more."""
    try:
        with transaction():
            change()
    except Refused as why:
        return _show(tie_id, status=422, refusal=why.words)
    try:
        screen = sharing.get_sharing(tie_id, seen_by=g.viewer)
    except Missing:
        return done(url_for("home.sharing"), said=t(said))
    here = url_for("home.sharing_with", tie_id=tie_id)
    return done(here, "home/_sharing_with.html", said=t(said), screen=screen)
