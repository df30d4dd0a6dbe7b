"""A guest looks for an offer: on a phone, in Arabic, without script, without a cookie."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.core.db import transaction
from app.offers.models_hsds import OfferTerm
from tests.browser import PHONE, Live
from tests.offers.shop import whole_offer

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]
TOLD = {
    "name": "Nähtreff",
    "description": "Wir nähen zusammen.",
    "address_1": "Lange Straße 45",
    "postal_code": "71332",
    "city": "Waiblingen",
    "hours": "Mo, Mi 14:00–16:00",
    "phone": "07151 123456",
}


def test_a_guest_finds_an_offer_without_script_or_cookie(
    live: Live, new_page: Callable[..., Page]
) -> None:
    with live.app.app_context():
        made = whole_offer("Nähkurs für Frauen", names={"ar": "دَوْرة خياطة"}, min_level="A1")
        whole_offer("Nähkurs mit Prüfung", min_level="B2")
        with transaction() as session:
            session.add(OfferTerm(offer_id=made.id, taxonomy="for_whom", term="women"))
    page = new_page(**PHONE, java_script_enabled=False)
    page.goto("/offers?lang=ar")
    page.fill("#q", "nähkusr")  # mistyped
    page.click("form[role=search] button[data-kind=main]")
    expect(page.locator("#offers h3")).to_have_count(2)
    page.click("#filters summary")
    page.select_option("#level", "A2")
    page.select_option("#who", "women")
    page.click("#filters button")
    expect(page.locator("#offers h3")).to_have_text(["دَوْرة خياطة"])
    chips = page.locator("#offers > ul.row a")
    expect(chips).to_have_count(3)
    chips.first.click()  # the words are taken away, the filters stay
    expect(chips).to_have_count(2)
    assert "who=women" in page.url
    assert "q=" not in page.url
    page.click("#offers h3 a")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert "Lange Straße 45" in page.inner_text("#place")
    with page.expect_download() as download:
        page.click("#place a[href*='calendar.ics']")
    assert download.value.suggested_filename == "offer.ics"
    assert page.context.cookies() == []


def test_what_a_guest_tells_is_public_once_somebody_looked_at_it(
    live: Live, new_page: Callable[..., Page]
) -> None:
    """P5.7, without script: the circle's coordinator takes it over and publishes it."""
    with live.app.app_context():
        town = whole_offer("Sprachcafé").municipality_ags
    guest = new_page(**PHONE, java_script_enabled=False)
    guest.goto("/offers/suggest?lang=de")
    for name, text in TOLD.items():
        guest.fill(f"#{name}", text)
    guest.select_option("#town", town)
    guest.click("#offer-form button[data-kind=main]")
    expect(guest.locator("#offer-form")).to_have_count(0)
    assert is_found(guest) == 0
    desk = new_page(viewport={"width": 1280, "height": 800})
    live.sign_in(desk.context, live.member("aylin"))
    desk.goto("/network")
    desk.locator("a[href^='/network/suggestions/']").first.click()
    desk.locator("form[action$='/accept'] button").click()
    expect(desk.locator("form[action$='/to-check'] button")).to_be_visible()
    check = desk.url
    assert is_found(guest) == 0, "a draft"
    desk.locator("a[href$='/edit']").click()
    desk.locator("input[name='languages[]'][value='de']").check()
    desk.locator("#offer-form button[data-kind='main']").click()
    expect(desk.locator("#offer-form")).to_have_count(0)
    desk.locator("form[action$='/edit'] button[data-kind='main']").click()
    desk.wait_for_url(lambda address: not address.endswith("/edit"))
    desk.goto(check)
    desk.locator("form[action$='/to-check'] button").click()
    desk.locator("form[action$='/publish'] button").click()
    expect(desk.locator("form[action$='/suspend'] button")).to_be_visible()
    assert is_found(guest) == 1


def is_found(guest: Page) -> int:
    """How many offers of this name a guest finds."""
    guest.goto("/offers?q=Nähtreff&town=all&lang=de")
    return guest.locator("#offers h3").count()
