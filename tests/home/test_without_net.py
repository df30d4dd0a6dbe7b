"""What a client can send is decided: it waits on her phone, or she reads that it needs a net."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.access import Role, declared
from app.core.assets import STATIC
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.offers.models import Bookmark
from app.plan.models import StepDocument
from tests import build
from tests.cast import Member
from tests.goals.rows import fingerprint
from tests.home.conftest import HTMX, SignIn
from tests.pages import HTML

pytestmark = pytest.mark.sqlite_only

# These forms wait on her phone, and count once however often they are sent.
WAITS = {
    "appointments.reply",
    "appointments.reply_to_all",
    "appointments.send_another_time",
    "appointments.send_ask",
    "appointments.tick",
    "offers.save",
    "offers.unsave",
    "plan.add_wish",
    "plan.change_step",
    "plan.decline",
    "plan.tick_paper",
    "plan.wait",
}
# These need the net. What is not on a page of the pack is not on the phone at all, and the page of
# the phone says so; on a page of the pack, no-net.js puts the words before the form.
NEEDS_NET = {
    "who she is has to be proven": {
        "confirm.go_on",
        "home.allow_sharing",
        "home.ask_to_return",
        "home.end_session",
        "home.share",
        "my_carrier.say_yes",
        "my_carrier.say_yes_by_pin",
        "my_consents.allow_calls",
        "my_consents.say_yes",
        "people.enter_failed",
        "people.enter_options",
        "people.enter_passkey",
        "people.enter_pin",
        "people.enter_start",
        "people.enter_without_passkey",
        "people.lock_passkey",
        "people.lock_pin",
        "people.open_code",
        "people.own_cancel",
        "people.own_code",
        "people.own_confirm",
        "people.own_match",
        "people.own_without_passkey",
        "people.protect_own",
        "people.remove_passkey",
        "people.remove_pin",
        "people.sign_in",
        "people.sign_in_by_pin",
        "people.signin_options",
        "people.switch_role",
        "plan.say_yes",
        "plan.say_yes_by_pin",
    },
    "she leaves: the server must hear of it, at the latest before it shows anything again": {
        "people.forget_phone",
        "people.leave_at_once",
        "people.signout",
    },
    "it ends what others may do or see: it must hold from the moment she reads that it does": {
        "appointments.send_cancel",
        "home.hide",
        "home.stop_sharing",
        "my_carrier.say_no",
        "my_consents.say_no",
        "plan.ask_change",
        "plan.decline_goal",
        "plan.remove_wish",
        "plan.reword_wish",
    },
    "the answer is what she needs": {
        "calendar.end",
        "calendar.make",
        "home.store_language",
        "my_data.ask",
        "my_data.say_wrong",
        "my_data.use_again",
        "my_situation.report",
        "my_situation.take_back",
        "network.tell_need",
        "notices.choose_kind",
        "notices.choose_level",
        "notices.choose_quiet",
        "offers.report",
        "offers.send_suggestion",
        "offers.similar",
    },
    "the phone itself sends it": {
        "notices.opened",
        "notices.remove_subscription",
        "notices.shown",
        "notices.store_subscription",
    },
}


@dataclass(frozen=True)
class Sent:
    """A form as a page of the phone holds it."""

    address: str
    endpoint: str
    is_later: bool
    fields: dict[str, str] = field(hash=False)


def test_everything_she_can_send_is_decided(app: Flask) -> None:
    hers = set()
    for rule in app.url_map.iter_rules():
        access = declared(app.view_functions[rule.endpoint])
        if access and rule.methods and "POST" in rule.methods:
            hers |= (
                {rule.endpoint} if access.roles is None or Role.CLIENT in access.roles else set()
            )
    needs_net = set().union(*NEEDS_NET.values())
    assert not WAITS & needs_net
    assert hers == WAITS | needs_net, "decide: does it wait on her phone, or does it need the net?"


def full(member: Member) -> None:
    """All a client's pages may hold that she can answer."""
    assert member.client is not None
    assert member.manager is not None
    client, jana = member.client, member.manager.person
    row = {"series": uuid.uuid4(), "rhythm": "weekly"}
    with carrier_opened(client.carrier_id), transaction() as session:
        for days in (3, 10):
            starts = datetime.combine(clock.today() + timedelta(days), time(10))
            build.appointment(client, jana, starts_local=starts, **row)
        needs = build.step(client, state="open")
        session.add(StepDocument(step_id=needs.id, doc_type="title", direction="needs"))
        for state in ("open", "suggested"):
            build.step(client, state=state)
        saved, _other = build.offer(), build.offer("Fußball")
        kept = {"offer_id": saved.id, "created_at": clock.now()}
        session.add(Bookmark(client_id=client.id, **kept))


def pages_of(browser: FlaskClient) -> Iterator[str]:
    """All pages that her phone lays by, in one language."""
    browser.post("/language/de")
    for part in ("/offline/pack", "/offline/offers"):
        told = browser.get(part).get_json()
        assert not told["is_more"]
        yield from told["html"].values()


def forms_on(app: Flask, html: str) -> Iterator[Sent]:
    root = html5lib.parse(html)
    for form in root.iter(HTML + "form"):
        action = form.get("action") or ""
        if (form.get("method") or "").lower() != "post" or action == "/exit":  # it leaves at once
            continue
        endpoint, _ = app.url_map.bind("localhost").match(action, method="POST")
        yield Sent(action, endpoint, "data-later" in form.attrib, dict(fields_of(form)))


def fields_of(form: Element) -> Iterator[tuple[str, str]]:
    """What she sends when she types a word and leaves all else as it is."""
    for part in form.iter():
        tag, kind, name = part.tag.removeprefix(HTML), part.get("type"), part.get("name")
        if not name or (kind in ("radio", "checkbox") and "checked" not in part.attrib):
            continue
        if tag == "select":
            yield name, next(one.get("value") or "" for one in part.iter(HTML + "option"))
        elif tag == "textarea" or (tag == "input" and kind == "text"):
            yield name, "Zz"
        elif tag in ("input", "button"):
            yield name, part.get("value") or ""


def test_what_waits_is_on_the_phones_pages_and_counts_once(
    app: Flask, signed_in: SignIn, selam: Member
) -> None:
    full(selam)
    browser = signed_in(selam)
    headers = {**HTMX, "X-Person": str(selam.person.public_id)}
    found: dict[str, list[Sent]] = {}
    forms = {form for html in pages_of(browser) for form in forms_on(app, html)}
    for form in sorted(forms, key=lambda form: form.address):
        assert form.is_later == (form.endpoint in WAITS), form.address
        found.setdefault(form.endpoint, []).append(form)
    assert set(found) >= WAITS

    def send(form: Sent) -> int:
        given: dict[str, Any] = form.fields
        return browser.post(form.address, data=given, headers=headers).status_code

    # A step that is done or waits is declined no more: what changes steps comes last.
    for endpoint in sorted(
        WAITS, key=lambda name: (name in ("plan.change_step", "plan.wait"), name)
    ):
        taken = next((form for form in found[endpoint] if send(form) < 300), None)
        assert taken is not None, endpoint
        before = fingerprint()
        assert send(taken) < 300, endpoint
        assert fingerprint() == before, endpoint


def test_a_refused_form_says_why_to_a_phone_on_which_it_waited(
    signed_in: SignIn, selam: Member
) -> None:
    """Without a word the question on her phone would be empty."""
    full(selam)
    browser = signed_in(selam)
    late = {"op_id": str(uuid.uuid4()), "version": "7", "not_before": "2001-01-01"}
    (series,) = set(re.findall(r"/appointments/(\d+)\"", browser.get("/home").text))
    (step,) = set(re.findall(r"/plan/steps/(\d+)/finish", browser.get("/home").text))
    for address in (
        f"/appointments/{series}/reply-to-all",
        f"/appointments/{series}/another-time",
        "/appointments/ask",
        f"/plan/steps/{step}/decline",
        f"/plan/steps/{step}/wait",
        "/plan/wishes",
    ):
        answer = browser.post(address, data=late, headers=HTMX)
        assert answer.status_code == 422, address
        assert answer.headers["X-Refused"], address


def test_the_words_before_a_form_that_needs_the_net_are_on_every_page_of_hers(
    signed_in: SignIn, selam: Member
) -> None:
    """no-net.js only copies them: words never stand in a script."""
    assert "data-needs-net" in (STATIC / "js/no-net.js").read_text()
    for address in ("/home", "/offers"):
        assert "data-needs-net" in signed_in(selam).get(address).text
    assert "data-without-net" in signed_in(selam).get("/offers").text
