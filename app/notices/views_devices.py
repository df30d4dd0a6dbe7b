"""What phones tell: where they can be sent reminders, and that one was shown or opened."""

import re

from flask import Response, current_app, g, request
from flask.typing import ResponseReturnValue

from app.caseload.queries import get_self
from app.core import clock
from app.core.access import Role, open_to, open_to_all
from app.core.db import transaction
from app.core.errors import Refused
from app.core.i18n import gettext
from app.core.tenancy import carrier_opened
from app.notices import service
from app.notices.blueprint import notices
from app.notices.forms import EndpointForm, SubscriptionForm
from app.people.phones import kind_of

_ACK = re.compile(r"([1-9]\d{0,8})-[\w-]{20,40}", re.ASCII)  # carrier, random
NOTED = 204


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
