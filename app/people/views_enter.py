"""The phone's side of the ceremony: /enter, whose code's secret stands in the fragment."""

from flask import Response, g, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import open_to_all
from app.core.db import transaction
from app.core.htmx import show, wants_fragment
from app.core.i18n import chosen, find_language, speaking
from app.core.refusals import refused
from app.people import bindings, devices, enrolment, making, passkeys, pins, queries, signin, tries
from app.people.blueprint import people
from app.people.forms import EASY, ChoosePinForm
from app.people.models import DeviceToken, Enrolment
from app.people.passkeys import Unproven
from app.people.phones import kind_of
from app.people.sessions import set_cookie
from app.people.starts import first_endpoint
from app.people.tokens import Known, keep, known_here

_REASONS = ("unknown", "elsewhere", "expired", "cookies")


@people.get("/enter")
@open_to_all()
def enter() -> ResponseReturnValue:
    """Show this browser where its ceremony stands; the script posts a code's secret."""
    browser = bindings.find_browser()
    found = queries.find_of_browser(browser) if browser else None
    return bindings.tie(make_response(_page(found, why=request.args.get("why"))))


@people.get("/enter/state")
@open_to_all(polls=True)
def enter_state() -> ResponseReturnValue:
    """Answer the waiting phone: nothing while nothing changed, else what to show now."""
    browser = bindings.find_browser()
    found = queries.find_of_browser(browser) if browser else None
    if not wants_fragment():
        return redirect(url_for("people.enter"), 303)
    if found is not None and request.args.get("seen") == found.mark_at(clock.now()):
        return Response(status=204)
    return _page(found)


def _page(
    found: Enrolment | None,
    *,
    why: str | None = None,
    form: ChoosePinForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The page or fragment of this step, in the language of the person it lets in."""
    now, named = clock.now(), find_language(request.args.get("lang"))
    if why in _REASONS or found is None:
        return show("people/enter", step=why if why in _REASONS else "begin", ceremony=None)
    person = queries.get_person(found.person_id)
    step = found.state_at(now)
    if step == "active" and now >= found.expires_at:
        step = "done"
    if step == "fallback" and found.ended_at is None:
        step = "pin"
    with speaking(named.code if named else person.ui_language):
        return show(
            "people/enter",
            status=status,
            step=step,
            ceremony=found,
            made=enrolment.made_in(found) if found.has_made else None,
            seen=found.mark_at(now),
            form=form or ChoosePinForm(),
        )


@people.post("/enter")
@open_to_all()
def open_code() -> ResponseReturnValue:
    """Bind a code to the first browser that brings its secret."""
    tries.count_opening()
    browser = bindings.find_browser()
    if browser is None:
        return redirect(url_for("people.enter", why="cookies"), 303)
    with transaction():
        found, verdict = enrolment.open_with(
            request.form.get("secret", ""), browser=browser, now=clock.now()
        )
    if verdict == "ours":
        return redirect(url_for("people.enter"), 303)
    refused()
    language = chosen().code if found is None else queries.get_person(found.person_id).ui_language
    return redirect(url_for("people.enter", why=verdict, lang=language), 303)


@people.post("/enter/options")
@open_to_all()
def enter_options() -> ResponseReturnValue:
    """Give the phone what it needs to make a passkey, once the numbers matched."""
    browser, now = bindings.find_browser(), clock.now()
    with transaction():
        ceremony = enrolment.get_of_browser(browser, now=now)
        options = making.begin_making(ceremony, browser=browser or b"", now=now)
    return (jsonify(options), 200) if options else (jsonify(), 409)


@people.post("/enter/passkey")
@open_to_all()
def enter_passkey() -> ResponseReturnValue:
    """Keep the passkey the phone made; a useless answer counts as a failure."""
    browser, now = bindings.find_browser(), clock.now()
    if not request.form.get("credential"):  # pressed before the script was there
        return redirect(url_for("people.enter"), 303)
    try:
        _keep_passkey(browser)
    except Unproven:
        with transaction():
            making.count_failure(enrolment.get_of_browser(browser, now=now), now=now)
    return redirect(url_for("people.enter"), 303)


def _keep_passkey(browser: bytes | None) -> None:
    """Check and register; the challenge is gone whatever comes of it."""
    now = clock.now()
    with transaction():
        ceremony = enrolment.get_of_browser(browser, now=now)
        answer = passkeys.read_new(request.form.get("credential", ""))
        challenge = passkeys.take_challenge(
            answer, "enrol", browser=browser or b"", now=now, enrolment_id=ceremony.id
        )
    made = passkeys.verify_new(answer, challenge=challenge)
    with transaction():
        ceremony = enrolment.get_of_browser(browser, now=now)
        making.register(ceremony, made, device=kind_of(request.user_agent.string), now=now)


@people.post("/enter/failed")
@open_to_all()
def enter_failed() -> ResponseReturnValue:
    """The phone could not make a passkey (no lock, refused, too slow): count it."""
    now = clock.now()
    with transaction():
        ceremony = enrolment.get_of_browser(bindings.find_browser(), now=now)
        making.count_failure(ceremony, now=now)
    return jsonify(is_over=ceremony.state != "matched")


@people.post("/enter/start")
@open_to_all()
def enter_start() -> ResponseReturnValue:
    """The staff member confirmed: begin the phone's first session."""
    now = clock.now()
    with transaction():
        ceremony = enrolment.get_of_browser(bindings.find_browser(), now=now)
        token, role, entry = signin.enter(
            ceremony, device=kind_of(request.user_agent.string), now=now, before=g.viewer
        )
        known = _known_from_now_on(ceremony)
        first = queries.is_first_device(ceremony)
    to = url_for(first_endpoint(role, is_first_visit=first), lang=None)
    answer = (
        Response(status=204, headers={"HX-Redirect": to})
        if wants_fragment()
        else make_response(redirect(to, 303))
    )
    set_cookie(answer, token, role, entry)
    return bindings.untie(answer if known is None else keep(answer, known))


def _known_from_now_on(ceremony: Enrolment) -> Known | None:
    """This browser's tokens with the one it gets now; None when it gets none."""
    if ceremony.purpose == "kiosk":
        return None
    made, now, known = enrolment.made_in(ceremony), clock.now(), known_here()
    token = bindings.token_for(ceremony.id)
    if isinstance(made, DeviceToken):
        older = devices.usable_here(known.pins, besides=made, now=now)
        return Known(pins=(token, *(one for one in older if one != token)), keys=known.keys)
    if not made.is_bound:
        return None
    devices.bind(made, token, now=now)
    return Known(pins=known.pins, keys=(token, *(one for one in known.keys if one != token)))


@people.post("/enter/pin")
@open_to_all()
def enter_pin() -> ResponseReturnValue:
    """Keep the PIN that the person chose on this phone; nobody else ever sees it."""
    browser, now = bindings.find_browser(), clock.now()
    with transaction():
        ceremony = enrolment.get_of_browser(browser, now=now)
    if ceremony.state != "fallback":  # sent twice, or too late
        return redirect(url_for("people.enter"), 303)
    tries.count_pin_chosen(ceremony.id)
    form = ChoosePinForm.read()
    if not form.validate() or not _keep_pin(ceremony.id, form):
        return _page(ceremony, form=form, status=422)
    return redirect(url_for("people.enter"), 303)


def _keep_pin(ceremony_id: int, form: ChoosePinForm) -> bool:
    """Keep it, unless it is somebody else's in this browser: that one would be opened by it."""
    if pins.is_taken(form.digits, known_here().pins):
        form.pin.errors = [EASY]
        return False
    now = clock.now()
    with transaction():
        making.choose_pin(
            enrolment.get_of_browser(bindings.find_browser(), now=now),
            form.digits,
            token=bindings.token_for(ceremony_id),
            device=kind_of(request.user_agent.string),
            now=now,
        )
    return True


@people.post("/enter/no-passkey")
@open_to_all()
def enter_without_passkey() -> ResponseReturnValue:
    """This browser does not know passkeys at all: go on with a PIN."""
    now = clock.now()
    with transaction():
        ceremony = enrolment.get_of_browser(bindings.find_browser(), now=now)
        making.go_without_passkey(ceremony, by=enrolment.phone_of(ceremony), now=now)
    return redirect(url_for("people.enter"), 303)
