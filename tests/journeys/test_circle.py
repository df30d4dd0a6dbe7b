"""Gerhard with reading glasses: still right, change, report, at 200 % (P5.1); the poster (P5.6)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from app.core.db import db
from app.core.i18n import catalogue
from app.offers.models import Offer, OfferIssue
from tests.browser import Live
from tests.offers.shop import record_of, stale_day, whole_offer

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

TARGETS = "a.button, button, select, input:not([type=hidden]), textarea"
TOO_SMALL = """(targets) => [...document.querySelectorAll(`main :is(${targets})`)]
  .filter((one) => one.checkVisibility())
  .map((one) => [one, (one.closest("label") ?? one).getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44)
  .map(([one, box]) => `${one.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""


def de(msgid: str) -> str:
    """A text as Gerhard reads it."""
    return str(catalogue("de").gettext(msgid))


def looked_at(page: Page) -> None:
    """Nothing is too small to hit, and nothing stands beyond the edge."""
    assert page.evaluate(TOO_SMALL, TARGETS) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_still_right_change_and_report(live: Live, new_page: Callable[..., Page]) -> None:
    with live.app.app_context():
        made = whole_offer("Sprachcafé", assured_date=stale_day())
        whole_offer("Nähcafé", assured_date=clock.today())
        offer_id = made.id
    page = new_page(viewport={"width": 640, "height": 400})  # 1280 by 800 at 200 %
    live.sign_in(page.context, live.member("gerhard"))
    page.goto("/circle")
    row = page.locator(f"#offer-{offer_id}")
    looked_at(page)
    row.get_by_role("button", name=de("Still right")).click()
    row.get_by_role("button", name=de("Undo")).click()
    expect(page.locator("#message")).to_have_text(
        de("Taken back. The offer waits for a check again.")
    )
    row.get_by_role("link", name=de("Report")).press("Enter")
    row.get_by_text(de("The times are different")).click()
    looked_at(page)
    row.get_by_role("button", name=de("Send")).press("Enter")
    expect(row).to_contain_text(de("Somebody reported:"))
    row.get_by_role("link", name=de("Change")).click()
    name = page.get_by_label(de("Name of the offer"))
    name.fill("Naehcafe")
    name.press("End")
    page.keyboard.type(" ")
    said = page.locator("[aria-live] #similar")
    expect(said).to_contain_text("Nähcafé")
    expect(name).to_be_focused()
    looked_at(page)
    name.fill("Sprachcafe")
    page.get_by_role("button", name=de("Look at the changes")).click()
    page.get_by_role("button", name=de("Save")).click()
    page.wait_for_url("**/circle")
    with live.app.app_context():
        kept = record_of(db.session.get_one(Offer, offer_id)).offer
        assert (kept.name, kept.assured_date) == ("Sprachcafe", stale_day())
        assert db.session.query(OfferIssue).filter_by(offer_id=offer_id).count() == 1


COLUMNS = """() => [...document.querySelectorAll(".poster tr:first-child td")].slice(0, 3)
  .map((cell) => [cell.lang, getComputedStyle(cell).direction, cell.clientWidth / 20 | 0])"""
A4 = {"width": 680, "height": 1017}  # without its margins, as a browser counts


def test_the_poster_of_the_week_for_a_wall(live: Live, new_page: Callable[..., Page]) -> None:
    with live.app.app_context():
        for number in range(9):
            whole_offer(f"Sprachtreff für Mütter und Väter {number}", names={"ar": "مقهى اللغة"})
    page = new_page(viewport=A4)
    live.sign_in(page.context, live.member("gerhard"))
    page.goto("/circle")
    page.get_by_role("link", name=de("Poster of this week's offers")).click()
    for autonym in ("العربية", "ትግርኛ"):
        page.get_by_label(autonym).check()
    page.get_by_role("button", name=de("Show the poster")).click()
    is_cut = de("More takes place than fits on one sheet. Choose a topic.")
    expect(page.locator("main")).to_contain_text(is_cut)
    expect(page.locator(".poster-codes svg")).to_have_count(3)
    page.emulate_media(media="print")
    assert page.evaluate(COLUMNS) == [["de", "ltr", 11], ["ar", "rtl", 11], ["ti", "ltr", 11]]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert not page.get_by_role("heading").filter(visible=True).count()  # the sheet alone
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
