"""Signing in by passkey or PIN, and signing out. There is no password and no name to type."""

from collections.abc import Sequence

from flask import (
    Response,
    current_app,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import Role, Viewer, open_to_all
from app.core.db import transaction
from app.core.htmx import show
from app.core.i18n import gettext, speaking
from app.core.refusals import refused
from app.core.wayback import read_way_back
from app.people import bindings, devices, passkeys, pins, signin, tries
from app.people.blueprint import people
from app.people.models import Passkey
from app.people.passkeys import Unproven
from app.people.phones import kind_of
from app.people.proving import proven
from app.people.queries import language_of
from app.people.sessions import set_cookie
from app.people.starts import start_endpoint
from app.people.tokens import keep, known_here


@people.get("/signin", endpoint="signin")
@open_to_all()
def signin_page() -> ResponseReturnValue:
    """Ask for a passkey; with `again` only for the proof that it is still the same person."""
    return bindings.tie(make_response(_page()))


def _again() -> Viewer | None:
    """Who shows the passkey once more; None for an ordinary sign-in."""
    viewer: Viewer | None = g.viewer
    return viewer if request.args.get("again") == "1" else None


def _page(*, is_refused: bool = False, is_pin_wrong: bool = False) -> ResponseReturnValue:
    known = known_here()
    if is_refused or is_pin_wrong:
        refused()
    return show(
        "people/signin",
        status=422 if is_refused or is_pin_wrong else 200,
        is_again=_again() is not None,
        is_refused=is_refused,
        is_pin_wrong=is_pin_wrong,
        has_pin=bool(known.pins),
        has_own_key=bool(known.keys),
        is_demo=current_app.config["SETTINGS"].demo,
        action=_action(),
    )


def _action() -> str:
    """This page's address with the two arguments it knows."""
    return url_for("people.signin", again=request.args.get("again"), back=request.args.get("back"))


@people.post("/signin/options")
@open_to_all()
def signin_options() -> ResponseReturnValue:
    """Give the browser a challenge to sign, good once, for this browser alone."""
    browser = bindings.find_browser()
    if browser is None:
        return jsonify(), 422
    tries.count_asking()
    with transaction():
        challenge = passkeys.new_challenge("signin", browser=browser, now=clock.now())
    known = () if request.args.get("any") == "1" else _known(_again())
    return jsonify(passkeys.options_to_show(challenge=challenge, known=known))


def _known(again: Viewer | None) -> Sequence[Passkey]:
    """The passkeys to ask for by name: her own, or the protected ones of this browser."""
    if again is not None:
        return devices.passkeys_of(again.person_id or 0)
    return devices.bound_here(known_here().keys)


@people.post("/signin")
@open_to_all()
def sign_in() -> ResponseReturnValue:
    """Let in who shows a passkey; everybody else gets one and the same answer."""
    browser, viewer = bindings.find_browser(), _again()
    if not request.form.get("credential"):  # pressed before the script was there
        return redirect(_action(), 303)
    if viewer is not None:
        tries.count_again(viewer.person_id)
    tries.count_signin(browser)
    try:
        token, role = _let_in(browser or b"", viewer)
    except Unproven:
        tries.count_failed(browser)
        return _page(is_refused=True)
    back = read_way_back(request.args.get("back", "")) if viewer is not None else None
    return _welcome(token, role, back)


def _let_in(browser: bytes, again: Viewer | None) -> tuple[str, Role]:
    """Check the passkey and begin a session; raise Unproven."""
    answer, now = passkeys.read_shown(request.form.get("credential", "")), clock.now()
    with transaction():
        challenge = passkeys.take_challenge(answer, "signin", browser=browser, now=now)
    device = kind_of(request.user_agent.string)
    try:
        with transaction():
            passkey = signin.prove(answer, challenge=challenge, now=now, known=_known(again))
            if again is not None:
                return signin.show_again(passkey, device=device, now=now, before=again)
            return signin.sign_in(passkey, device=device, now=now, before=g.viewer)
    except signin.CountWentBack as copied:
        with transaction():
            signin.report_count(copied.passkey, now=now)
        raise


def _welcome(token: str, role: Role, back: str | None) -> Response:
    """Send the person to her first page with a new session cookie."""
    answer = make_response(redirect(back or url_for(start_endpoint(role), lang=None), 303))
    set_cookie(answer, token, role)
    known = known_here()
    return keep(answer, known) if known.keys or known.pins else answer  # good for longer again


@people.post("/signin/pin")
@open_to_all()
def sign_in_by_pin() -> ResponseReturnValue:
    """Let in who types the PIN that goes with this browser; every failure looks the same."""
    browser = bindings.find_browser()
    tries.count_signin(browser)
    try:
        token = _let_in_by_pin(request.form.get("pin", ""))
    except Unproven:
        tries.count_failed(browser)
        return _page(is_pin_wrong=True)
    return _welcome(token, Role.CLIENT, None)


def _let_in_by_pin(typed: str) -> str:
    """Count the try, then look, then begin a session; raise Unproven."""
    right, claims = proven(typed)
    now = clock.now()
    with transaction():
        found = pins.settle(right, claims, now=now)
        if found is None:
            raise Unproven
        token = signin.sign_in_by_pin(
            found, device=kind_of(request.user_agent.string), now=now, before=g.viewer
        )
        language = language_of(found.person_id)
    if right.wrong_before:
        _warn(language)
    return token


def _warn(language: str) -> None:
    """Tell her on her first page, in her language: this request is still nobody's."""
    with speaking(language):
        flash(gettext("A wrong PIN was typed before. Was it not you? Tell your contact person."))
