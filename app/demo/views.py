"""The way into the demo town: /demo/<token> signs one invented person in."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, g, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import Role, open_to_all
from app.core.db import transaction
from app.core.errors import Missing
from app.demo import entries
from app.people.sessions import revoke, set_cookie, start_session
from app.people.starts import start_endpoint

bp = Blueprint("demo", __name__)

# A demo manager shows the ceremony all day without a passkey of her own.
FRESH = timedelta(hours=12)


@bp.get("/demo/<token>")
@open_to_all()
def enter(token: str) -> ResponseReturnValue:
    """Sign the owner of this link in; without DEMO=1 there is nothing here."""
    settings: Any = current_app.config["SETTINGS"]
    if not settings.demo:
        raise Missing
    grant = entries.get_grant(token)
    with transaction():
        if g.viewer is not None and g.viewer.session_id is not None:
            revoke(g.viewer.session_id, now=clock.now())
        session = start_session(grant, device="Demo", now=clock.now(), fresh_for=FRESH)
    role = Role(grant.role)
    answer = current_app.make_response(redirect(url_for(start_endpoint(role), lang=None), 303))
    answer.headers["Cache-Control"] = "no-store"  # it carries a session cookie
    set_cookie(answer, session, role)
    return answer
