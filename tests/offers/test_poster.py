"""A poster: this week's offers, three languages, each in its own direction, a code for each."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import pdf
from app.core.i18n import catalogue
from app.offers import poster as sheet
from app.offers.towns import Town
from tests import build
from tests.offers.shop import whole_offer
from tests.pages import HTML, Page, words

PagesOf = Callable[..., Page]
HERE = f"/offers/poster?town={build.TOWN}&in=de&in=ar&in=ti"
ARABIC = "مقهى اللغة"


def shown_cells(shown: Page) -> list[tuple[str | None, str | None, str]]:
    table = shown.find("article", id="poster")
    return [(c.get("lang"), c.get("dir"), words(c)) for c in table.iter(HTML + "td")]


@pytest.mark.usefixtures("tuesday")
def test_the_sheet_shows_the_week_in_three_languages_each_in_its_direction(
    visitor: FlaskClient, page: PagesOf
) -> None:
    whole_offer("Sprachcafé", names={"ar": ARABIC}, byday="WE,FR")
    whole_offer("Später", byday="TU", topic="work")
    whole_offer("Ohne Zeiten", byday=None)
    whole_offer("Entwurf", state="draft")
    whole_offer("Anderswo", town="08119067")
    shown = page(visitor, HERE, statements=3)
    assert shown.find("article", id="poster").get("dir") == "ltr"
    cells = shown_cells(shown)
    assert [cell[:2] for cell in cells[:3]] == [("de", "ltr"), ("ar", "rtl"), ("ti", "ltr")]
    german, arabic, tigrinya, below = (cell[2] for cell in cells[4:8])
    assert german.startswith("Sprachcafé Mittwoch, Freitag 14:00–16:00")  # the Tuesday one is first
    assert arabic.startswith(ARABIC)
    assert "الأربعاء، الجمعة" in arabic
    assert tigrinya.startswith("Sprachcafé")  # no translation: German, and marked so
    assert "Bürgerhaus, Lange Straße 45" in below
    assert "07151 000123" in below
    for gone in ("Ohne Zeiten", "Entwurf", "Anderswo"):
        assert gone not in shown.html
    for code in ("de", "ar", "ti"):
        assert catalogue(code).gettext(sheet.HEADING) in shown.text
    assert {one.get("dir") for one in shown.all("bdi") if one.text == "14:00–16:00"} == {"ltr"}
    only = page(visitor, HERE + "&topic=work&in=so")
    assert "Sprachcafé" not in only.html
    assert len(shown_cells(only)[:3]) == 3
    assert not visitor.get_cookie("session")


def test_each_language_has_its_code_to_the_public_list(app: Flask) -> None:
    made = sheet.Choice(
        town=Town(ags=build.TOWN, name="Waiblingen"), topic="work", languages=("de", "ar")
    )
    heads = sheet.make_poster(made, public_url="https://schritt.example").heads
    assert [head.autonym.words for head in heads] == ["Deutsch", "العربية"]
    assert heads[0].code != heads[1].code


def test_more_than_fit_are_said_and_the_address_of_a_code_is_an_answer(
    visitor: FlaskClient, page: PagesOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def drawn(address: str) -> str:
        asked.append(address)
        return ""

    monkeypatch.setattr(sheet, "drawn_code", drawn)
    monkeypatch.setattr(sheet, "ENTRIES_AT_MOST", 1)
    whole_offer("Eins", topic="work")
    whole_offer("Zwei", topic="work")
    shown = page(visitor, HERE + "&lang=en&topic=work&in=so")
    assert "More takes place than fits on one sheet." in shown.text
    assert "You chose more. The first three are on the poster." in shown.text
    parts = [urlsplit(address) for address in asked]
    assert [parse_qs(one.query)["lang"] for one in parts] == [["de"], ["ar"], ["ti"]]
    for one in parts:
        found = page(visitor, f"{one.path}?{one.query}")
        assert found.root.get("lang") == parse_qs(one.query)["lang"][0]
        assert "Eins" in found.text


def test_as_a_file_where_one_can_be_made(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch, page: PagesOf
) -> None:
    whole_offer("Sprachcafé")
    file = HERE.replace("poster?", "poster.pdf?")
    monkeypatch.setattr(pdf, "is_possible", lambda: False)
    answer = visitor.get(file)
    assert (answer.status_code, answer.location) == (303, HERE)
    monkeypatch.setattr(pdf, "is_possible", lambda: True)
    monkeypatch.setattr(pdf, "written", lambda html: html.encode())
    monkeypatch.setattr(pdf, "FILES", 1)
    answer = visitor.get(file)
    assert answer.headers["Content-Disposition"] == 'inline; filename="poster.pdf"'
    assert "Sprachcafé" in answer.get_data(as_text=True)
    assert "poster.pdf" in page(visitor, HERE).html
    assert visitor.get(file).status_code == 429


@pytest.mark.usefixtures("tuesday")
def test_days_in_a_row_are_said_from_to_and_a_full_sheet_keeps_room_for_its_codes(
    visitor: FlaskClient, page: PagesOf
) -> None:
    for number in range(8):
        whole_offer(f"{number} {'Sprachtreff für Mütter und Väter ' * 3}", byday="WE,TH,FR,MO")
    shown = page(visitor, HERE + "&lang=en")
    german, arabic = (cell[2] for cell in shown_cells(shown)[:2])
    assert "Mi.–Fr., Mo. 14:00–16:00" in german
    assert "الأربعاء–الجمعة، الاثنين 14:00–16:00" in arabic
    assert 4 <= shown.text.count("Bürgerhaus") < 8
    assert "More takes place than fits on one sheet." in shown.text


@pytest.mark.parametrize("query", ["", "town=x", "town=08119079&in=x&topic=x", "in=%00", "page=-1"])
def test_odd_addresses_show_the_form(visitor: FlaskClient, page: PagesOf, query: str) -> None:
    whole_offer()
    assert page(visitor, f"/offers/poster?{query}").find("select", id="town")
