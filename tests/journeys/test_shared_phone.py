"""One phone, several people: each one's pages are kept apart, and go with the sign-out."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Live, eventually
from tests.journeys.keeping import (
    NOTES,
    arrive,
    card,
    is_offline_page,
    kept_texts,
    offline,
    online,
    packs,
    said,
    say_yes,
)

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]


def stored(phone: Page) -> str:
    """All that lies on the phone."""
    return json.dumps([kept_texts(phone), phone.evaluate("({...localStorage})")])


def test_two_people_on_one_phone_stay_apart(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    ahmad, rojin = live.member("ahmad"), live.member("rojin")
    of_ahmad, of_rojin = (
        [address for address in places(name) if re.search(r"/(steps|appointments)/\d", address)]
        for name in ("ahmad", "rojin")
    )
    live.sign_in(phone.context, ahmad)
    say_yes(phone)
    live.sign_in(phone.context, rojin)
    arrive(phone)
    suggested = card(phone).locator('[data-when="ask"] [data-kind="main"]')
    assert suggested.get_attribute("data-decide") == "no"  # somebody else uses this phone
    offline(phone, "/home")
    assert is_offline_page(phone)
    online(phone)
    say_yes(phone)
    own = {str(member.person.public_id): member for member in (ahmad, rojin)}
    assert {pack.split("-", 2)[2] for pack in packs(phone)} == set(own)
    theirs = {str(ahmad.person.public_id): of_rojin, str(rojin.person.public_id): of_ahmad}
    for key, text in kept_texts(phone).items():
        pack, address = key.split(" ")
        if not pack.startswith("pack-") or address in NOTES:
            continue
        person = pack.split("-", 2)[2]
        assert f'data-person="{person}"' in text
        for foreign in theirs[person]:
            assert f'"{foreign}' not in text, (key, foreign)
    offline(phone, "/home")
    assert "Sprachcafé rojin" in said(phone)


def test_signing_out_forgets_this_person_only(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    ahmad, rojin = live.member("ahmad"), live.member("rojin")
    for name in ("ahmad", "rojin"):
        places(name)
        live.sign_in(phone.context, live.member(name))
        say_yes(phone)
    other = phone.context.new_page()
    arrive(other, "/plan")
    arrive(phone, "/me")
    phone.locator('form[action="/signout"] button').click()
    expect(phone.locator("#signed-out")).to_be_visible()
    expect(other).to_have_url(re.compile("/signin"))  # her other window shows nothing either
    other.close()
    eventually(lambda: len(packs(phone)) == 1)  # first: to look into a store would make it anew
    hers = (str(rojin.person.public_id), "Sprachcafé rojin")
    eventually(lambda: not any(words in stored(phone) for words in hers))
    assert [name.split("-", 2)[2] for name in packs(phone)] == [str(ahmad.person.public_id)]
    offline(phone, "/home")
    assert is_offline_page(phone)  # nobody is here: Ahmad's pages stay closed, too
    online(phone)
    live.sign_in(phone.context, ahmad)
    arrive(phone)
    offline(phone, "/home")
    assert "Sprachcafé ahmad" in said(phone)


# From now on nothing new can be written down, by the page and by the worker.
FULL = """void (Cache.prototype.put = async () => {
  throw new DOMException("full", "QuotaExceededError");
})"""


def test_a_session_ended_elsewhere_ends_the_pack_of_a_full_phone_too(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    places("selam")
    live.sign_in(phone.context, live.member("selam"))
    say_yes(phone)
    phone.add_init_script(FULL)
    phone.context.service_workers[0].evaluate(FULL)
    phone.context.clear_cookies()
    phone.goto("/home")
    expect(phone).to_have_url(re.compile("/signin"))
    eventually(lambda: packs(phone) == [])
    offline(phone, "/home")
    assert is_offline_page(phone)
