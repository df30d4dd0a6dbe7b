"""Ways out: sign out, leave at once, and let the phone forget everything."""

from flask import Response, g, make_response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import PEOPLE, Role, open_to, open_to_all
from app.core.db import transaction
from app.core.htmx import show, wants_fragment
from app.people import devices, signin
from app.people.blueprint import people
from app.people.models import DeviceToken
from app.people.sessions import drop_cookie, find_device

# What anybody may have been reading: the page says nothing about this one.
NEUTRAL = "https://www.dwd.de/"


@people.post("/signout")
@open_to(*PEOPLE)
def signout() -> ResponseReturnValue:
    """End this session; the page that follows clears this person's things off the phone."""
    _end_session()
    return left()


def left() -> Response:
    """The answer to somebody whose session has ended: the cookie goes, the page cleans up."""
    session["forget"] = str(g.viewer.public_id)
    to = url_for("people.signed_out", lang=g.viewer.language)
    answer = make_response(redirect(to, 303))
    if wants_fragment():
        answer = Response(status=204, headers={"HX-Redirect": to})
    drop_cookie(answer)
    if g.viewer.is_at_kiosk:
        answer.headers["Clear-Site-Data"] = '"cache"'  # somebody else sits there next
    return answer


@people.get("/signed-out")
@open_to_all()
def signed_out() -> ResponseReturnValue:
    """Say that it is done, and tell the page's script whose stores to delete."""
    return show("people/signed_out", person_key=session.pop("forget", ""))


@people.post("/exit")
@open_to_all()
def leave_at_once() -> ResponseReturnValue:
    """Sign out without a word; the script goes to a neutral site, without it offers show.

    A form may not lead to another site (content policy), so the neutral one is the script's.
    """
    answer = make_response(redirect(url_for("offers.offers"), 303))
    if g.viewer is not None:
        _end_session()
        drop_cookie(answer)
    return answer


@people.get("/me/forget-phone")
@open_to(Role.CLIENT)
def forgetting() -> ResponseReturnValue:
    """Say what goes with it, before it goes."""
    return render_template("people/forget_phone.html", has_pin=_has_pin_here())


@people.post("/me/forget-phone")
@open_to(Role.CLIENT)
def forget_phone() -> ResponseReturnValue:
    """Sign out and wipe whatever this browser keeps of anybody.

    The answer is the page itself: a browser clears what came before the answer it shows.
    """
    pin = find_device(g.viewer.session_id)
    if isinstance(pin, DeviceToken):  # its cookie is going to be wiped
        with transaction():
            devices.lock(pin, by=g.viewer, now=clock.now())
    _end_session()
    answer = make_response(render_template("people/phone_forgot.html"))
    answer.headers["Clear-Site-Data"] = '"cookies", "storage"'
    drop_cookie(answer)  # for browsers that do not know the header
    return answer


def _end_session() -> None:
    with transaction():
        signin.sign_out(g.viewer, now=clock.now())


def _has_pin_here() -> bool:
    return isinstance(find_device(g.viewer.session_id), DeviceToken)
