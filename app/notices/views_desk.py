"""The desk's side: whom to call, and reminding by hand."""

from flask import Blueprint, Response, g, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Missing
from app.core.forms import small
from app.core.htmx import done, show
from app.core.i18n import gettext, ngettext
from app.notices import queries, rounds, service
from app.notices.forms import CallForm
from app.notices.rounds_queries import get_round

notices_desk = Blueprint("notices_desk", __name__, url_prefix="/desk")

MOST = 500  # clients reminded at once


@notices_desk.get("/calls")
@open_to(Role.MANAGER)
def calls() -> ResponseReturnValue:
    """Show whom no reminder reached, the nearest appointment first."""
    return show("notices/calls", calls=queries.calls_of(g.viewer), form=CallForm())


@notices_desk.post("/calls/<int:entry_id>")
@open_to(Role.MANAGER)
def record_call(entry_id: int) -> ResponseReturnValue:
    """Note what came of a call."""
    entry = queries.get_call(entry_id, seen_by=g.viewer)
    form = CallForm.read()
    if not form.validate():
        return show("notices/calls", status=422, calls=queries.calls_of(g.viewer), form=form)
    with transaction():
        service.record_call(entry, form.outcome.data or "", by=g.viewer, now=clock.now())
    return _calls_again(gettext("The call is noted."))


@notices_desk.post("/calls/<int:entry_id>/undo")
@open_to(Role.MANAGER)
def reopen_call(entry_id: int) -> ResponseReturnValue:
    """Take back what was noted about a call."""
    entry = queries.get_call(entry_id, seen_by=g.viewer)
    with transaction():
        service.reopen_call(entry, by=g.viewer, now=clock.now())
    return _calls_again(gettext("The call is open again."))


def _calls_again(said: str) -> ResponseReturnValue:
    return done(
        url_for("notices_desk.calls"),
        "notices/_calls.html",
        said=said,
        calls=queries.calls_of(g.viewer),
        form=CallForm(),
    )


@notices_desk.post("/remind")
@open_to(Role.MANAGER)
def remind() -> ResponseReturnValue:
    """First say how many a reminder reaches and who must be called; after the yes, send."""
    clients = queries.upcoming_of(_chosen(), seen_by=g.viewer)
    if not clients:
        return show(
            "notices/remind", status=422, clients=clients, refusal=rounds.NobodyChosen.words
        )
    if request.form.get("confirm") != "yes":
        return show("notices/remind", clients=clients, refusal=None)
    with transaction():
        round_id = rounds.remind(clients, by=g.viewer, now=clock.now())
    one = clients[0].client_id if len(clients) == 1 else None
    on_the_way = url_for("notices_desk.reminded", round_id=round_id)
    to = url_for("desk.client", client_id=one) if one else on_the_way
    return done(to, said=_sent(clients))


@notices_desk.get("/reminded/<int:round_id>")
@open_to(Role.MANAGER, polls=True)
def reminded(round_id: int) -> ResponseReturnValue:
    """Show how far a round has come; a poll that finds nothing new gets no page."""
    found = get_round(round_id, seen_by=g.viewer)
    if request.headers.get("X-Version") == found.version:
        return Response(status=204)
    return show("notices/reminded", round=found, is_running=found.is_running(clock.now()))


def _chosen() -> list[int]:
    """The ticked clients; an id that is no number is as absent as a foreign one."""
    ticked = request.form.getlist("client_ids[]")
    if len(ticked) > MOST:
        raise Missing
    try:
        return sorted({small(one) for one in ticked})
    except ValueError as error:
        raise Missing from error


def _sent(clients: list[queries.Upcoming]) -> str:
    """How many are on their way, and how many calls wait."""
    by_phone = sum(client.has_device for client in clients)
    to_call = len(clients) - by_phone
    said = []
    if by_phone:
        said.append(
            ngettext(
                "%(num)d reminder is on its way.", "%(num)d reminders are on their way.", by_phone
            )
        )
    if to_call:
        said.append(
            ngettext(
                "%(num)d call is on the call list.", "%(num)d calls are on the call list.", to_call
            )
        )
    return " ".join(said)
