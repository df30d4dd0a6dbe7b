"""The plan on paper: two languages, no private step by chance, a code that names nobody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import transaction
from app.core.i18n import catalogue, find_language, german
from app.plan.catalogue import CATALOGUE
from app.plan.paper import Paper, drawn_way_back
from tests import build
from tests.cast import Member
from tests.pages import HTML, Page, words
from tests.plan.together import Together

SignIn = Callable[[Member], FlaskClient]
Fetch = Callable[..., Page]
TITLE, SECRET = "Register for the language course", "Nur für mich allein"


@pytest.fixture
def desk(selam: Member, at_carrier: int) -> str:
    """The address of Selam's plan at the desk: a goal, a catalogue's step, own words, a secret."""
    assert selam.client is not None
    with transaction():
        goal = build.goal(selam.client)
        due = clock.today() + timedelta(days=9)
        build.step(selam.client, goal_lineage=goal.lineage, nature="duty", due_on=due)
        build.step(selam.client, None, own_words="Fahrrad holen", goal_lineage=goal.lineage)
        build.step(selam.client, "club", state="done", done_at=clock.now())
        build.step(selam.client, "driving", state="not_needed", not_needed_because="Umzug")
        build.step(selam.client, None, own_words=SECRET, private_to_client=True, sort=9)
    return f"/desk/clients/{selam.client.id}/plan/print"


def cells(seen: Page) -> list[tuple[str | None, str | None, str]]:
    """Language, direction and words of each cell that has a language."""
    found = (e for e in seen.root.iter() if e.tag in (HTML + "td", HTML + "th"))
    return [(e.get("lang"), e.get("dir"), words(e)) for e in found if e.get("lang")]


def test_both_languages_stand_side_by_side(
    signed_in: SignIn, jana: Member, page: Fetch, desk: str
) -> None:
    seen = page(signed_in(jana), desk)
    texts = [german(TITLE), catalogue("ti").gettext(TITLE)]
    for text in texts:
        assert text in seen.text
    found = cells(seen)
    assert {(lang, direction) for lang, direction, _ in found} == {("de", "ltr"), ("ti", "ltr")}
    assert seen.find("article", id="paper").get("dir") == "ltr"
    assert "☐" in seen.text
    assert "☑" in seen.text
    for gone in ("Umzug", SECRET, german("Exchange your driving licence (Führerschein)")):
        assert gone not in seen.html
    assert "Fahrrad holen" in seen.text


def test_right_to_left_stands_right_beside_german(
    signed_in: SignIn, jana: Member, ahmad: Member, page: Fetch, at_carrier: int
) -> None:
    assert ahmad.client is not None
    with transaction():
        build.step(ahmad.client, due_on=clock.today())
    seen = page(signed_in(jana), f"/desk/clients/{ahmad.client.id}/plan/print")
    assert ("ar", "rtl") in {(lang, direction) for lang, direction, _ in cells(seen)}


def test_the_client_prints_the_same_and_private_steps_only_when_she_says_so(
    signed_in: SignIn, selam: Member, page: Fetch, desk: str
) -> None:
    browser = signed_in(selam)
    assert SECRET not in page(browser, "/plan/print?lang=en").html
    assert SECRET in page(browser, "/plan/print?lang=en&private=1").text


def test_version_day_signatures_and_note_stand_on_it(
    signed_in: SignIn, jana: Member, page: Fetch, desk: str
) -> None:
    seen = page(signed_in(jana), desk)
    for msgid in (
        "Client: date and signature",
        "Integration manager: date and signature",
        "This does not replace legal advice.",
    ):
        assert german(msgid) in seen.text
        assert catalogue("ti").gettext(msgid) in seen.text
    assert german("Version %(number)s", number=1) in seen.text
    assert "Jana König" in seen.text


def test_who_reads_german_gets_one_column(
    signed_in: SignIn, jana: Member, selam: Member, page: Fetch, desk: str
) -> None:
    with transaction():
        selam.person.ui_language = "de"
    assert {lang for lang, _, _ in cells(page(signed_in(jana), desk))} == {"de"}


def test_the_code_names_nobody() -> None:
    drawn = drawn_way_back("https://schritt.example")
    assert drawn == drawn_way_back("https://schritt.example")
    assert "schritt.example" not in drawn


def test_the_paper_takes_the_same_statements_however_long(
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, desk: str
) -> None:
    assert selam.client is not None
    browser = signed_in(jana)
    few = page(browser, desk).statements
    with transaction():
        for sort in range(20):
            build.step(selam.client, None, own_words=f"Schritt {sort}", sort=sort)
    assert page(browser, desk).statements == few <= 11


def test_others_find_no_paper(
    signed_in: SignIn, brandt: Member, gerhard: Member, jana: Member, desk: str
) -> None:
    for who in (brandt, gerhard):
        browser = signed_in(who)
        missing = browser.get(desk.replace("/clients/", "/clients/999"))
        assert browser.get(desk).status_code == missing.status_code == 404
        assert browser.get(desk).data == missing.data
    assert signed_in(jana).get("/plan/print").status_code == 404


def test_facts_are_said_in_each_language(selam: Member, desk: str) -> None:
    language = find_language("ti")
    assert language is not None
    line = Paper(language).words("Duty")
    assert (line.german.words, line.german.lang) == (german("Duty"), "de")
    assert (line.hers.words, line.hers.lang) == (catalogue("ti").gettext("Duty"), "ti")


def test_what_is_prepared_is_printed_with_its_mark(
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, desk: str
) -> None:
    both, browser, hers = Together(selam, jana), signed_in(jana), signed_in(selam)
    assert browser.get(f"{desk}?next=1").status_code == 404, "nothing is prepared"
    both.draft("work", steps=("cv",))
    seen = page(browser, f"{desk}?next=1", statements=11)
    for msgid in ("Version %(number)s", "Draft", "Not agreed yet"):
        assert german(msgid, number=2) in seen.text
        assert catalogue("ti").gettext(msgid) % {"number": 2} in seen.text
    assert german(CATALOGUE["cv"].title) in seen.text
    assert SECRET not in seen.html
    assert seen.find("p", **{"class": "sheet-mark"}) is not None
    assert "sheet-mark" not in page(browser, desk).html
    assert hers.get("/plan/print?next=1").status_code == 404, "a draft is not there for her"
    both.propose()
    assert german("Suggested") in page(hers, "/plan/print?next=1").text
