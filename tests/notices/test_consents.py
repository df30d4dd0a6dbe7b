"""Reminders on a phone and the ledger say the same: her tap gives, her no takes back."""

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from app.caseload import consents, purposes
from app.notices.models import PushSubscription
from tests.browser import PHONE, Live
from tests.caseload.scene import PUSH_KEYS, at_work, last_of, rows_of, word
from tests.cast import Member
from tests.notices import scene
from tests.notices.scene import fates, make_appointment, reminders, rows

Sign = Callable[[Member], FlaskClient]


def phone(name: str) -> dict[str, str]:
    """What a browser tells after it subscribed."""
    return {"endpoint": f"https://fcm.googleapis.com/{name}", **PUSH_KEYS}


def test_the_tap_stands_in_the_ledger_once(signed_in: Sign, selam: Member) -> None:
    browser = signed_in(selam)
    for name in ("a", "a", "b"):
        assert browser.post("/push/subscription", data=phone(name)).status_code == 204
    (row,) = rows_of(selam)
    assert (row.purpose, row.state, row.how, row.language) == ("push", "given", "own_tap", "ti")
    assert row.text_version == purposes.PURPOSES[purposes.PUSH].version


def test_what_the_page_asks_is_the_text_of_the_purpose(signed_in: Sign, selam: Member) -> None:
    shown = signed_in(selam).get("/push?lang=en").get_data(as_text=True)
    for sentence in purposes.PURPOSES[purposes.PUSH].text:
        assert sentence in shown


def test_taking_it_back_ends_all_phones_and_what_was_planned(
    signed_in: Sign, selam: Member
) -> None:
    browser = signed_in(selam)
    for name in ("a", "b"):
        browser.post("/push/subscription", data=phone(name))
    make_appointment(selam)
    assert reminders(selam)
    row = last_of(selam, purposes.PUSH)
    assert browser.post(f"/me/consents/{row.id}/withdraw").status_code == 303
    devices = rows(selam, PushSubscription)
    assert {one.removed_because for one in devices} == {"withdrawn"}
    assert all(one.removed_at for one in devices)
    scene.go_to(reminders(selam)[0].due_at)
    scene.work([])
    assert fates(selam)[reminders(selam)[0].offset][0] != "accepted"
    told = browser.post("/push/subscription", data=phone("a") | {"by_itself": "1"})
    assert told.status_code == 422, "a phone that tells its address by itself is no yes"
    assert browser.post("/push/subscription", data=phone("a")).status_code == 204
    assert last_of(selam, purposes.PUSH).state == "given", "another tap is"


def test_no_on_the_last_phone_takes_the_yes_back(signed_in: Sign, selam: Member) -> None:
    browser = signed_in(selam)
    for name in ("a", "b"):
        browser.post("/push/subscription", data=phone(name))
    browser.post("/push/subscription/remove", data={"endpoint": phone("a")["endpoint"]})
    assert last_of(selam, purposes.PUSH).state == "given"
    browser.post("/push/subscription/remove", data={"endpoint": phone("b")["endpoint"]})
    assert last_of(selam, purposes.PUSH).state == "withdrawn"


def test_signing_out_takes_no_yes_back(signed_in: Sign, selam: Member) -> None:
    browser = signed_in(selam)
    browser.post("/push/subscription", data=phone("a"))
    browser.post("/signout")
    assert last_of(selam, purposes.PUSH).state == "given"


def test_a_refused_new_text_ends_the_phones(signed_in: Sign, selam: Member) -> None:
    browser = signed_in(selam)
    browser.post("/push/subscription", data=phone("a"))
    with at_work(selam):
        consents.answer(last_of(selam, purposes.PUSH), is_yes=False, word=word(selam))
    (device,) = rows(selam, PushSubscription)
    assert device.removed_because == "withdrawn"


ONCE_YES = """window.ended = 0;
const hers = { endpoint: "https://fcm.googleapis.com/a", keys: %(keys)s };
PushManager.prototype.getSubscription = async () => ({
  toJSON: () => hers, unsubscribe: async () => { window.ended += 1; } });
PushManager.prototype.subscribe = PushManager.prototype.getSubscription;
Object.defineProperty(Notification, "permission", { get: () => "granted" });
if (location.protocol === "http:") localStorage.setItem("push-%(person)s", "yes");"""


@pytest.mark.browser
@pytest.mark.sqlite_only
def test_a_phone_learns_that_it_is_no_longer_wanted(
    live: Live, new_page: Callable[..., Page]
) -> None:
    """She took it back elsewhere: at the next start the phone forgets, and asks again."""
    selam, page = live.member("selam"), new_page(**PHONE)
    live.sign_in(page.context, selam)
    person = str(selam.person.public_id)
    page.add_init_script(ONCE_YES % {"keys": json.dumps(PUSH_KEYS), "person": person})
    page.goto("/push")
    expect(page.locator("#push-ask")).to_have_attribute("data-state", "ask")
    assert page.evaluate("ended") == 1
    assert page.evaluate(f"localStorage.getItem('push-{person}')") is None
