"""One client at the desk: her plan in German, and beside it the very screen she sees."""

import secrets
from typing import Any

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.appointments.queries import coming
from app.audit.queries import AT_ONCE, readings_of_client
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.crypto import keyed_fingerprint
from app.core.errors import Missing
from app.core.forms import small
from app.core.htmx import show, wants_fragment
from app.core.i18n import DEFAULT, Language, shown, speaking
from app.desk import words
from app.desk.blueprint import desk
from app.desk.fates import by_appointment
from app.desk.record import Glance, Record, get_glance, get_record, the_one
from app.home.queries import get_screen
from app.notices.ledger_queries import ledger_of
from app.plan.queries import StepCard, goals_of


@desk.get("/clients/<int:client_id>")
@open_to(Role.MANAGER, log=Log.RECORD)
def client(client_id: int) -> ResponseReturnValue:
    """The linked view: plan and reminders in German, beside them her screen."""
    record = get_record(client_id, seen_by=g.viewer)
    record_seen(client_id)
    column = _column(record)
    steps = [card for goal in column["goals"] for card in goal.steps]
    return show("desk/client", **column, **_mirror(record, steps))


@desk.get("/clients/<int:client_id>/appointments")
@open_to(Role.MANAGER, log=Log.APPOINTMENT)
def client_appointments(client_id: int) -> ResponseReturnValue:
    """What lies ahead for one client, and what became of each reminder."""
    record = get_record(client_id, seen_by=g.viewer)
    record_seen(client_id)
    cards = coming(the_one(client_id), seen_by=g.viewer, also_asked=True, folded=True)
    fates = by_appointment(ledger_of(client_id, seen_by=g.viewer))
    return show("desk/client_appointments", coming=cards, fates=fates, **_mirror(record))


@desk.get("/clients/<int:client_id>/readings")
@open_to(Role.MANAGER, log=Log.RECORD)
def client_readings(client_id: int) -> ResponseReturnValue:
    """Who has seen this record: the same rows that the client reads."""
    record = get_record(client_id, seen_by=g.viewer)
    record_seen(client_id)
    before = request.args.get("before", type=small)
    readings = readings_of_client(client_id, seen_by=g.viewer, before=before)
    older = readings[-1].id if len(readings) == AT_ONCE else None
    return show("desk/client_readings", readings=readings, older=older, **_mirror(record))


@desk.get("/clients/<int:client_id>/mirror")
@open_to(Role.MANAGER, polls=True)
def mirror(client_id: int) -> ResponseReturnValue:
    """Her screen alone: an open page asks for it every ten seconds while it is in front."""
    if (answer := _short_answer(get_glance(client_id, seen_by=g.viewer))) is not None:
        return answer
    record = get_record(client_id, seen_by=g.viewer)
    return render_template("desk/_mirror.html", **_mirror(record))


@desk.get("/clients/<int:client_id>/column")
@open_to(Role.MANAGER, polls=True)
def column(client_id: int) -> ResponseReturnValue:
    """The German side alone: asked for when her screen has changed."""
    if (answer := _short_answer(get_glance(client_id, seen_by=g.viewer))) is not None:
        return answer
    record = get_record(client_id, seen_by=g.viewer)
    return render_template("desk/_client.html", **_column(record), **_head(record))


def _short_answer(record: Glance) -> ResponseReturnValue | None:
    """Answer a poll without the screen: 204 when nothing changed.

    Whoever does not come from an open page (its reading is in the log) is sent there first.
    """
    if not wants_fragment():
        page = url_for("desk.client", client_id=record.client_id, mirror=request.args.get("mirror"))
        return redirect(page, 303)
    shown_ticket = request.headers.get("X-Ticket", "").encode()  # bytes: it may hold any letter
    if not secrets.compare_digest(shown_ticket, _ticket(record.client_id).encode()):
        raise Missing
    if request.headers.get("X-Version") == record.version(_spoken(record).code, now=clock.now()):
        return Response(status=204)
    return None


def _ticket(client_id: int) -> str:
    """What only an opened page of this client in this session can show."""
    return keyed_fingerprint(f"{g.viewer.session_id} {client_id}", "linked view")


def _spoken(record: Glance) -> Language:
    """The language of the drawn phone: hers, or German when the manager asks for it."""
    return DEFAULT if request.args.get("mirror") == DEFAULT.code else record.language


def _head(record: Record) -> dict[str, Any]:
    """What every part of the linked view needs."""
    spoken = _spoken(record)
    headers = {
        "X-Ticket": _ticket(record.client_id),
        "X-Version": record.version(spoken.code, now=clock.now()),
    }
    return {
        "record": record,
        "reads": words.READING[record.reading],
        "language_name": words.language_name,
        "spoken": spoken,
        "poll": headers,
        "rail": record.rail,
    }


def _column(record: Record) -> dict[str, Any]:
    """The German side: the plan, and what became of each reminder."""
    return {
        "goals": goals_of(record.client_id, seen_by=g.viewer),
        "client_name": record.given_name,
        "fates": by_appointment(ledger_of(record.client_id, seen_by=g.viewer)),
    }


def _mirror(record: Record, steps: list[StepCard] | None = None) -> dict[str, Any]:
    """Her screen, drawn in her language from the very fragments her phone gets."""
    with speaking(_spoken(record).code) as spoken:
        screen = get_screen(record.client_id, seen_by=g.viewer, steps=steps)
        drawn = render_template(
            "desk/mirror_screen.html", screen=screen, prefix="mirror-", is_mirror=True
        )
        written = shown(spoken)
    # because: the text is our own template's, escaped when it was rendered
    return {**_head(record), "drawn": Markup(drawn), "written": written}  # noqa: S704
