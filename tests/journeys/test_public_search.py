"""A guest looks for an offer: on a phone, in Arabic, without script, without a cookie."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from app.core.db import transaction
from app.offers.models_hsds import OfferTerm
from tests.browser import PHONE, Live
from tests.offers.shop import whole_offer

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]


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
    assert page.locator("#offers h3").count() == 2
    page.click("#filters summary")
    page.select_option("#level", "A2")
    page.select_option("#who", "women")
    page.click("#filters button")
    assert page.locator("#offers h3").all_inner_texts() == ["دَوْرة خياطة"]
    chips = page.locator("#offers > ul.row a")
    assert chips.count() == 3
    chips.first.click()  # the words are taken away, the filters stay
    assert "who=women" in page.url
    assert "q=" not in page.url
    page.click("#offers h3 a")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert "Lange Straße 45" in page.inner_text("#place")
    with page.expect_download() as download:
        page.click("#place a[href*='calendar.ics']")
    assert download.value.suggested_filename == "offer.ics"
    assert page.context.cookies() == []
