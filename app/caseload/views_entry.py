"""Around a client's devices: an office computer for a quarter of an hour, protection, a slip."""

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload import queries
from app.caseload.blueprint import caseload_desk
from app.core import clock
from app.core.access import Entry, Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Missing
from app.core.htmx import done
from app.core.i18n import gettext, speaking
from app.people import devices, sessions, signin
from app.people.phones import kind_of
from app.people.queries import find_grant, get_person


@caseload_desk.post("/<int:client_id>/kiosk")
@open_to(Role.MANAGER, fresh=True)
def open_kiosk(client_id: int) -> ResponseReturnValue:
    """Hand this computer to the client for a quarter of an hour; the manager is signed out."""
    client = queries.get_client(client_id, seen_by=g.viewer)
    grant, now = find_grant(client.person_id, Role.CLIENT), clock.now()
    if grant is None:
        raise Missing
    with transaction():
        signin.sign_out(g.viewer, now=now)
        device = kind_of(request.user_agent.string)
        token = signin.open_kiosk(grant, by=g.viewer, device=device, now=now, client_id=client.id)
    answer = make_response(redirect(url_for("home.home"), 303))
    sessions.set_cookie(answer, token, Role.CLIENT, Entry.KIOSK)
    answer.headers["Clear-Site-Data"] = '"cache"'  # pages of the desk are not for the client
    return answer


@caseload_desk.post("/<int:client_id>/protection")
@open_to(Role.MANAGER)
def protect(client_id: int) -> ResponseReturnValue:
    """Let the client's next passkeys stay on one device, or no longer."""
    client = queries.get_client(client_id, seen_by=g.viewer)
    is_on = request.form.get("is_on") == "1"
    with transaction():
        devices.protect(
            client.person_id, is_on=is_on, by=g.viewer, now=clock.now(), client_id=client.id
        )
    to = url_for("caseload_desk.phone", client_id=client.id)
    return done(to, said=gettext("Your choice is kept."))


@caseload_desk.get("/<int:client_id>/slip")
@open_to(Role.MANAGER, log=Log.RECORD)
def slip(client_id: int) -> ResponseReturnValue:
    """A slip of paper in the client's language: what to do when the phone is lost. No secrets."""
    client = queries.get_client(client_id, seen_by=g.viewer)
    record_seen(client.id)
    helper = queries.find_contact(client.id, seen_by=g.viewer)
    with speaking(get_person(client.person_id).ui_language) as spoken:
        return render_template("caseload/slip.html", helper=helper, spoken=spoken)
