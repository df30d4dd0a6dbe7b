"""A client's choices about reminders, and what phones tell back."""

import re

from flask import Blueprint, Response, current_app, g, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload.queries import get_self
from app.core import clock
from app.core.access import Role, open_to, open_to_all
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext, isolate_plain
from app.core.tenancy import carrier_opened
from app.notices import service, texts
from app.notices.forms import EndpointForm, LevelForm, SubscriptionForm
from app.people.phones import kind_of

notices = Blueprint("notices", __name__, url_prefix="/push")

_ACK = re.compile(r"([1-9]\d{0,8})-[\w-]{20,40}", re.ASCII)  # carrier, random
NOTED = 204


@notices.get("")
@open_to(Role.CLIENT)
def choices() -> ResponseReturnValue:
    """Ask about reminders on this phone, and how much they may say."""
    return _show_choices(LevelForm.read(level=str(get_self(g.viewer).push_level)))


def _show_choices(form: LevelForm, *, status: int = 200) -> ResponseReturnValue:
    """The page, or the fragment with the levels alone."""
    name = "notices/level" if form.has_errors and _is_partial() else "notices/choices"
    return show(name, status=status, form=form, examples=_examples())


def _is_partial() -> bool:
    return request.headers.get("HX-Request-Type") == "partial"


def _examples() -> list[tuple[int, str]]:
    """What a reminder of tomorrow would say at each level."""
    return list(enumerate(texts.examples(isolate_plain(gettext("Town hall, room 12")))))


@notices.post("/level")
@open_to(Role.CLIENT)
def choose_level() -> ResponseReturnValue:
    """Keep how much a reminder may say."""
    form = LevelForm.read()
    if not form.validate():
        return _show_choices(form, status=422)
    with transaction():
        client = get_self(g.viewer)
        service.choose_level(client, int(form.level.data or 0), by=g.viewer, now=clock.now())
    return done(
        url_for("notices.choices"),
        "notices/_level.html",
        said=gettext("Your choice is kept."),
        form=form,
        examples=_examples(),
    )


@notices.post("/subscription")
@open_to(Role.CLIENT, keeps=True, polls=True)
def store_subscription() -> ResponseReturnValue:
    """Keep where this browser can be sent reminders; asked again at every start of the app."""
    form = SubscriptionForm.read()
    if not form.validate():
        return _refused(gettext("This browser uses a push service that we do not know."))
    try:
        with transaction():
            service.add_device(
                get_self(g.viewer),
                form.target,
                device=kind_of(request.user_agent.string),
                also=current_app.config["SETTINGS"].push_hosts,
                by=g.viewer,
                now=clock.now(),
                old=form.old.data or "",
                by_itself=form.by_itself.data,
            )
    except Refused as why:
        return _refused(str(why.words))
    return Response(status=NOTED)


@notices.post("/subscription/remove")
@open_to(Role.CLIENT)
def remove_subscription() -> ResponseReturnValue:
    """Send nothing to this browser any more."""
    form = EndpointForm.read()
    if not form.validate():
        return _refused(gettext("This browser uses a push service that we do not know."))
    with transaction():
        service.remove_device(
            get_self(g.viewer), form.endpoint.data or "", by=g.viewer, now=clock.now()
        )
    return Response(status=NOTED)


def _refused(words: str) -> Response:
    """For our own script, which shows words of its own."""
    return Response(words, status=422, mimetype="text/plain")


@notices.post("/shown")
@open_to_all(polls=True)
def shown() -> ResponseReturnValue:
    """A phone showed a message. A token we never gave out gets the same answer."""
    return _note(service.note_shown)


@notices.post("/opened")
@open_to_all(polls=True)
def opened() -> ResponseReturnValue:
    """Somebody tapped a message."""
    return _note(service.note_opened)


def _note(note: service.Note) -> Response:
    """The token names its carrier, so no session is needed to find its row."""
    ack = request.form.get("ack", "")
    if known := _ACK.fullmatch(ack):
        with carrier_opened(int(known[1])), transaction():
            note(ack, now=clock.now())
    return Response(status=NOTED)
