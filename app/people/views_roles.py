"""Changing the role one acts in."""

from flask import Response, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import PEOPLE, Entry, Role, open_to
from app.core.db import transaction
from app.core.errors import Missing
from app.core.forms import small
from app.core.htmx import wants_fragment
from app.people import roles
from app.people.blueprint import people
from app.people.sessions import set_cookie
from app.people.starts import start_endpoint


def my_roles() -> list[roles.OwnRole]:
    """What layouts ask: the roles of the person in front; nothing for somebody with one."""
    viewer = g.get("viewer")
    if viewer is None or not viewer.has_more_roles or viewer.entry is not Entry.PASSKEY:
        return []
    asked, found = g.get("own_roles", (None, []))
    own: list[roles.OwnRole] = found if asked is viewer else roles.roles_of(viewer)
    g.own_roles = viewer, own
    return own


@people.post("/me/role")
@open_to(*PEOPLE, passkey=True)
def switch_role() -> ResponseReturnValue:
    """Begin a session in the chosen role; what is not granted today is not there."""
    grant_id = request.form.get("grant_id", type=small)
    if grant_id is None:
        raise Missing
    with transaction():
        token, role = roles.switch(grant_id, by=g.viewer, now=clock.now())
    return _moved(token, role)


def _moved(token: str, role: Role) -> Response:
    """Send her to the first page of the role, with the new cookie."""
    to = url_for(start_endpoint(role))
    if wants_fragment():
        answer = Response(status=204, headers={"HX-Redirect": to})
    else:
        answer = make_response(redirect(to, 303))
    set_cookie(answer, token, role)
    return answer
