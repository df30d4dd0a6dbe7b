"""Choosing the language: with an account, without one, and where one comes back to."""

import re
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.audit.models import TrailEntry
from app.core import i18n
from app.core.db import db
from app.core.i18n import LANGUAGES, format_date, speaking
from app.people.models import Person
from tests.cast import Member
from tests.home.conftest import HTMX, GetPage, SignIn


def language_of(member: Member) -> str | None:
    db.session.rollback()
    return db.session.scalar(sa.select(Person.ui_language).where(Person.id == member.person.id))


def test_each_language_stands_there_by_its_own_name(visitor: FlaskClient, page: GetPage) -> None:
    found = page(visitor, "/language?page=offers.offers")
    links = [link for link in found.all("a") if link.get("hreflang") and link.get("dir")]
    links = [link for link in links if (link.get("href") or "").startswith("/offers")]
    assert len(links) == len(LANGUAGES) == 14
    for link, language in zip(links, LANGUAGES.values(), strict=True):
        assert link.get("href") == f"/offers?lang={language.code}"
        assert link.get("hreflang") == link.get("lang")
        assert link.get("dir") == language.dir
        assert language.autonym in "".join(link.itertext())
    assert [link.get("aria-current") for link in links].count("true") == 1


def test_without_an_account_the_language_travels_in_the_address(visitor: FlaskClient) -> None:
    answer = visitor.get("/language/ti")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/?lang=ti")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("code", ["xx", "de-DE", "TI", "..", "<b>"])
def test_an_unknown_language_is_not_there(
    visitor: FlaskClient, signed_in: SignIn, selam: Member, code: str
) -> None:
    assert visitor.get(f"/language/{code}").status_code == 404
    assert signed_in(selam).post(f"/language/{code}").status_code == 404
    assert language_of(selam) == "ti"


def test_an_account_keeps_its_language(signed_in: SignIn, selam: Member, page: GetPage) -> None:
    browser = signed_in(selam)
    form = page(browser, "/language?page=plan.step").find("form", action="/language/ar")
    assert form.get("method") == "post"
    answer = browser.post("/language/ar", data={"page": "plan.step"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/plan")
    assert language_of(selam) == "ar"
    assert page(browser, "/me").root.get("dir") == "rtl"
    entry = db.session.scalars(sa.select(TrailEntry)).one()
    assert entry.what == "PersonLanguageChosen"
    assert entry.facts["language"] == "ar"


def test_the_same_language_again_leaves_no_trace(signed_in: SignIn, selam: Member) -> None:
    signed_in(selam).post("/language/ti")
    assert db.session.scalar(sa.select(sa.func.count(TrailEntry.id))) == 0


def test_htmx_is_sent_on(signed_in: SignIn, selam: Member) -> None:
    answer = signed_in(selam).post("/language/uk", data={"page": "home.me"}, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/me")
    assert language_of(selam) == "uk"


def test_staff_choose_too(signed_in: SignIn, gerhard: Member) -> None:
    answer = signed_in(gerhard).post("/language/en", data={"page": "network.circle"})
    assert answer.headers["Location"] == "/circle"
    assert language_of(gerhard) == "en"


def test_storing_needs_somebody(visitor: FlaskClient, selam: Member) -> None:
    answer = visitor.post("/language/ar")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/signin")
    assert language_of(selam) == "ti"


@pytest.mark.parametrize("page_name", ["https://evil.example", "//evil.example", "people.signout"])
def test_nobody_is_sent_to_an_address(
    signed_in: SignIn, visitor: FlaskClient, selam: Member, page_name: str
) -> None:
    answer = signed_in(selam).post("/language/ar", data={"page": page_name})
    assert answer.headers["Location"] == "/"
    html = visitor.get("/language", query_string={"page": page_name}).text
    assert "evil" not in html
    assert re.search(r'href="/\?lang=ti"', html)


def test_a_fragment_speaks_as_the_page_it_goes_into(
    signed_in: SignIn, selam: Member, page: GetPage
) -> None:
    browser = signed_in(selam)
    open_page = {"HX-Current-URL": "http://localhost/plan?lang=de#x"}
    assert page(browser, "/plan", headers=open_page).root.get("lang") == "de"
    broken = {"HX-Current-URL": "http://[::1/plan?lang=%ff&lang"}
    assert page(browser, "/plan", headers=broken).root.get("lang") == "ti"


def test_a_language_that_is_not_ready_is_read_in_simple_german_and_says_so(
    visitor: FlaskClient, page: GetPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = replace(LANGUAGES["fr"], is_ready=False)
    monkeypatch.setitem(LANGUAGES, "fr", later)
    monkeypatch.setitem(i18n._BY_ALIAS, "fr", later)
    shown = page(visitor, "/offers?lang=fr")
    assert (shown.root.get("lang"), shown.root.get("data-language")) == ("de", "de-simple")
    assert "Diese Seite gibt es noch nicht auf Français." in shown.text


@pytest.mark.sqlite_only
@pytest.mark.parametrize("code", LANGUAGES)
def test_day_and_month_stand_in_one_order(built_app: Flask, code: str) -> None:
    with built_app.app_context(), speaking(code):
        shorter, whole = (format_date(date(2026, 11, 24), style) for style in ("long", "full"))
    month = max(re.findall(r"[^\W\d]+", shorter), key=len)
    assert (shorter.index("24") < shorter.index(month)) == (whole.index("24") < whole.index(month))
