"""The texts of the interface, checked by people who grew up with the language."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import db, transaction
from app.core.standing import pages_with
from app.core.wordings import Wording, marks, wordings
from app.network import checks
from app.network.models import StringCheck
from app.people.models import VolunteerProfile
from tests.cast import Member
from tests.pages import HTML, Page

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
AT = "/circle/texts/ar"


@pytest.fixture
def browser(gerhard: Member, signed_in: Sign) -> FlaskClient:
    """A volunteer who helps in Arabic and Tigrinya."""
    with transaction():
        db.session.add(
            VolunteerProfile(
                person_id=gerhard.person.id, group_name="", languages=["ar", "ti", "de"],
                helps_with=[], vetted_by="",
            )
        )  # fmt: skip
    return signed_in(gerhard)


def in_front(number: int = 0, code: str = "ar") -> Wording:
    return list(wordings(code).values())[number]


def sent(one: Wording, verdict: str = "ok", **more: str) -> dict[str, str]:
    return {"key": one.key, "mark": one.mark, "verdict": verdict, **more}


def test_one_text_in_context_then_the_next(
    browser: FlaskClient, gerhard: Member, page: PagesOf
) -> None:
    one = in_front()
    shown = page(browser, "/circle/texts?lang=en&into=ar", statements=6)
    assert one.is_for_clients
    assert [p.text for p in shown.find("div", class_="pair").iter(HTML + "p")] == [
        *one.english, *one.german, *one.said,
    ]  # fmt: skip
    assert [p.get("dir") for p in shown.find("div", data_text="").iter(HTML + "p")] == ["rtl"]
    assert browser.post(AT, data=sent(one)).status_code == 422, "who is she?"
    answer = browser.post(AT, data=sent(one, is_first_language="y"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/circle/texts?into=ar")
    after = browser.post(AT, data=sent(in_front(1)), headers=PARTIAL)
    assert after.text.startswith('<div class="stack" id="texts"'), "said once, it is known"
    assert in_front(2).key in after.text
    assert checks.checked("ar") == 2
    assert f"/circle/texts?into=ar&amp;text={in_front(1).key}" in after.text, "a slip can be mended"


@pytest.mark.sqlite_only
def test_a_better_wording_goes_to_whoever_looks_after_the_catalogues(
    app: Flask, browser: FlaskClient, gerhard: Member, aylin: Member, signed_in: Sign
) -> None:
    one = in_front()
    assert browser.post(AT, data=sent(one, "wrong", is_first_language="y")).status_code == 422
    better = {"suggestion": "أفضل", "is_first_language": "y"}
    browser.post(AT, data=sent(one, "wrong", **better))
    signed_in(aylin).post(AT, data=sent(one, is_first_language="y"))
    assert checks.checked("ar") == 0, "one says it is wrong"
    db.session.rollback()
    line = json.loads(app.test_cli_runner().invoke(args=["languages", "--suggestions"]).output)
    assert line == {"lang": "ar", "english": one.english[0], "said": one.said[0], "better": "أفضل"}
    browser.post(AT, data=sent(one))
    assert checks.checked("ar") == 1, "the last word counts"
    assert wordings("ar")[one.key].said == one.said


def test_a_changed_text_waits_again(browser: FlaskClient) -> None:
    one = in_front()
    browser.post(AT, data=sent(one, is_first_language="y"))
    with transaction():
        db.session.query(StringCheck).filter_by(lang="ar", key=one.key).one().mark = "of before"
    assert checks.checked("ar") == 0
    assert one.key in browser.get("/circle/texts?into=ar").text
    stale = browser.post(AT, data=sent(one) | {"mark": "of before"})
    assert stale.status_code == 422


def test_only_in_a_language_of_ones_own(
    browser: FlaskClient, gerhard: Member, signed_in: Sign, selam: Member
) -> None:
    one = in_front(code="uk")
    for target, status in (("uk", 422), ("de", 422), ("xx", 404)):
        assert browser.post(f"/circle/texts/{target}", data=sent(one)).status_code == status
    assert browser.post(AT, data=sent(one) | {"key": "none"}).status_code == 404
    assert browser.post(AT, data=sent(one) | {"verdict": "perhaps"}).status_code == 422
    assert signed_in(selam).post(AT, data=sent(in_front())).status_code == 404
    with transaction():
        db.session.get_one(VolunteerProfile, gerhard.person.id).languages = ["de"]
    assert "Say first" in browser.get("/circle/texts?lang=en").text


def test_what_nobody_read_is_said_once_where_the_language_is_chosen(
    signed_in: Sign, selam: Member, page: PagesOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, unread = signed_in(selam), "Nobody who grew up with this language"
    assert unread in page(browser, "/language?lang=en", statements=6).text
    assert unread not in page(browser, "/language?lang=de").text, "the original"
    assert unread not in page(browser, "/me?lang=en").text
    monkeypatch.setattr("app.network.checks.checked", lambda lang: len(marks(lang)))
    assert unread not in page(browser, "/language?lang=en").text


def test_marks_and_wordings_agree_and_pages_are_named() -> None:
    for code in ("ar", "en"):
        assert marks(code) == {key: one.mark for key, one in wordings(code).items()}
    assert [one.endpoint for one in pages_with(["app/templates/plan/_agree.html"])] == [
        "plan.agree"
    ]
    assert pages_with(["app/templates/components/icon.html"]) == ()
