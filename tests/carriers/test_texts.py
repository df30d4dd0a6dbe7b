"""The carriers' own imprint and privacy notice: versions, translations, nothing executed."""

from collections.abc import Callable, Mapping

import pytest
from flask.testing import FlaskClient

from app.audit.models import TrailEntry
from app.carriers import texts_queries
from app.carriers.models import Carrier, CarrierText
from app.core import clock
from app.core.db import db, transaction
from tests.cast import Member
from tests.pages import Page

SignIn = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
WHOLE = {
    "name": "Wegweiser Rems e. V.",
    "address": "Marktgasse 4\n71332 Waiblingen",
    "representative": "Petra Vogt, Vorstand",
    "contact": "07151 555 0100",
    "dpo_contact": "Herr Adler, 07151 555 0104",
    "supervisory_authority": "Landesbeauftragter, Stuttgart",
    "imprint_text": "Vereinsregister Stuttgart 1234",
    "privacy_text": "Wir löschen nach drei Jahren.",
}
HOSTILE = '"><script>alert(1)</script><b onclick=x hx-get="/x">{{ 7*7 }}'


def post(
    browser: FlaskClient, parts: Mapping[str, str], *, base: int = 0, language: str = "de"
) -> int:
    data = {"base_no": base, **parts}
    return browser.post(f"/carrier/texts/{language}", data=data).status_code


def test_what_is_missing_is_said_where_it_is_written_and_read(
    vogt: Member, signed_in: SignIn, visitor: FlaskClient, page: PagesOf
) -> None:
    before = page(visitor, "/imprint?lang=en", statements=1)
    assert "This office has not written yet: Represented by" in before.text
    browser = signed_in(vogt)
    assert "Still missing:" in page(browser, "/carrier/texts?lang=en", statements=3).text
    form = page(browser, "/carrier/texts/de", statements=5)
    assert form.find("input", name="name").get("value") == "Wegweiser Rems e. V."
    assert post(browser, WHOLE) == 303
    assert "Everything is filled in." in page(browser, "/carrier/texts?lang=en").text
    imprint, privacy = page(visitor, "/imprint?lang=en"), page(visitor, "/privacy?lang=en")
    assert "This office has not written yet" not in imprint.text + privacy.text
    for part in ("name", "representative", "contact", "imprint_text"):
        assert WHOLE[part] in imprint.text
    for part in ("dpo_contact", "supervisory_authority", "privacy_text"):
        assert WHOLE[part] in privacy.text
    assert "Marktgasse 4<br>71332 Waiblingen" in imprint.html


def test_readers_of_other_languages_get_the_translation_or_are_told(
    vogt: Member, signed_in: SignIn, visitor: FlaskClient, page: PagesOf
) -> None:
    browser, only_german = signed_in(vogt), "This text exists only in German."
    assert post(browser, {"privacy_text": "Too early"}, language="en") == 422
    post(browser, WHOLE)
    assert only_german in page(visitor, "/privacy?lang=en").text
    for code in ("de", "de-simple"):
        assert "languages" not in _notice_icons(page(visitor, f"/privacy?lang={code}"))
    assert post(browser, {"privacy_text": "We delete after three years."}, language="en") == 303
    shown = page(visitor, "/privacy?lang=en")
    assert "We delete after three years." in shown.text
    assert WHOLE["privacy_text"] not in shown.text
    assert only_german not in shown.text
    assert only_german in page(visitor, "/imprint?lang=en").text, "that part is not translated"
    assert WHOLE["privacy_text"] in page(visitor, "/privacy?lang=ar").text
    assert post(browser, {**WHOLE, "privacy_text": "Nach zwei Jahren."}, base=1) == 303
    outdated = page(visitor, "/privacy?lang=en").text
    assert "The German text is right." in outdated
    assert "Nach zwei Jahren." in outdated
    assert "your translation still says the same" in page(browser, "/carrier/texts/en?lang=en").text
    assert post(browser, {"privacy_text": "After two years."}, base=1, language="en") == 303
    assert "The German text is right." not in page(visitor, "/privacy?lang=en").text


def _notice_icons(shown: Page) -> str:
    notices = [p for p in shown.all("p") if p.get("class") == "notice"]
    return " ".join(str(use.get("href")) for p in notices for use in p.iter())


def test_versions_are_kept_and_an_earlier_one_comes_back(
    vogt: Member, signed_in: SignIn, page: PagesOf, visitor: FlaskClient
) -> None:
    browser = signed_in(vogt)
    post(browser, WHOLE)
    post(browser, {**WHOLE, "representative": "Falsch"}, base=1)
    assert "Frau Vogt" in page(browser, "/carrier/texts/de?lang=en").text
    early = page(browser, "/carrier/texts/de/1?lang=en")
    assert WHOLE["representative"] in early.text
    assert "This is what everybody reads now." in page(browser, "/carrier/texts/de/2?lang=en").text
    answer = browser.post("/carrier/texts/de/1/restore", headers=PARTIAL)
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/carrier/texts/de"
    rows = db.session.query(CarrierText).order_by(CarrierText.no).all()
    assert [(row.no, row.restores_no) for row in rows] == [(1, None), (2, None), (3, 1)]
    assert rows[0].parts == rows[2].parts
    assert {row.written_by_id for row in rows} == {vogt.person.id}
    assert WHOLE["representative"] in page(visitor, "/imprint").text
    db.session.expire_all()
    carrier = db.session.get_one(Carrier, vogt.grant.carrier_id)
    assert carrier.dpo_contact == WHOLE["dpo_contact"]
    assert carrier.contact == f"{WHOLE['address']}\n{WHOLE['contact']}"


def test_a_refused_text_keeps_what_was_typed(vogt: Member, signed_in: SignIn) -> None:
    browser = signed_in(vogt)
    for wrong in ({"name": ""}, {"contact": "x" * 2001}, {"base_no": "x"}):
        data = {"base_no": "0", **WHOLE, **wrong}
        answer = browser.post("/carrier/texts/de?lang=en", data=data, headers=PARTIAL)
        assert answer.status_code == 422, wrong
        assert answer.data.lstrip().startswith(b"<div")
        assert b"Petra Vogt" in answer.data
    post(browser, WHOLE)
    assert post(browser, WHOLE, base=1) == 422, "nothing new"
    assert post(browser, {**WHOLE, "name": "Anders"}, base=0) == 422, "somebody was faster"
    assert db.session.query(CarrierText).count() == 1


def test_whatever_is_typed_is_shown_as_text(
    vogt: Member, signed_in: SignIn, visitor: FlaskClient, page: PagesOf
) -> None:
    browser = signed_in(vogt)
    assert post(browser, dict.fromkeys(WHOLE, HOSTILE)) == 303
    assert post(browser, dict.fromkeys(texts_queries.FREE, HOSTILE), language="en") == 303
    for who, address in (
        (visitor, "/imprint?lang=en"),
        (visitor, "/privacy?lang=en"),
        (visitor, "/accessibility"),
        (browser, "/carrier/texts/de"),
        (browser, "/carrier/texts/de/1"),
        (browser, "/carrier/texts/en"),
    ):
        shown = page(who, address)
        assert "alert(1)" in shown.text
        assert "7*7" in shown.text
        assert "<script>alert" not in shown.html
        assert not [b for b in shown.all("b")]


@pytest.mark.parametrize("name", ["selam", "jana", "keller", "adler", "aylin"])
def test_nobody_else_writes_it(cast: Callable[[str], Member], signed_in: SignIn, name: str) -> None:
    browser = signed_in(cast(name))
    missing = browser.get("/staff/999999").data
    for address in ("/carrier/texts", "/carrier/texts/de", "/carrier/texts/de/1"):
        assert browser.get(address).data == missing
    for address in ("/carrier/texts/de", "/carrier/texts/de/1/restore"):
        answer = browser.post(address, data=WHOLE)
        assert (answer.status_code, answer.data) == (404, missing)


def test_versions_of_another_carrier_and_odd_languages_are_not_there(
    vogt: Member, brandt: Member, signed_in: SignIn
) -> None:
    browser = signed_in(vogt)
    with transaction():
        db.session.add(
            CarrierText(
                carrier_id=brandt.grant.carrier_id,
                language="de",
                no=7,
                parts=WHOLE,
                written_by_id=brandt.person.id,
                written_at=clock.now(),
            )
        )
    assert browser.get("/carrier/texts/de/7").status_code == 404
    assert browser.post("/carrier/texts/de/7/restore").status_code == 404
    assert browser.get("/carrier/texts/xx").status_code == 404
    assert post(browser, WHOLE, language="xx") == 404


def test_the_pages_cost_the_same_after_many_versions(
    vogt: Member, signed_in: SignIn, visitor: FlaskClient, page: PagesOf
) -> None:
    browser = signed_in(vogt)
    post(browser, WHOLE)
    pages = ((visitor, "/imprint"), (browser, "/carrier/texts"), (browser, "/carrier/texts/de"))
    before = [page(who, at).statements for who, at in pages]
    for no in range(1, 6):
        post(browser, {**WHOLE, "name": f"Name {no}"}, base=no)
    assert [page(who, at).statements for who, at in pages] == before
    assert "Name 5" in page(visitor, "/imprint").text


def test_the_trail_holds_who_and_which_but_no_words(vogt: Member, signed_in: SignIn) -> None:
    post(signed_in(vogt), WHOLE)
    row = db.session.query(TrailEntry).filter_by(what="CarrierTextWritten").one()
    assert row.person_id == vogt.person.id
    assert "Petra" not in str(row.facts)


def test_parts_are_the_forms_fields() -> None:
    assert set(texts_queries.PARTS) == set(WHOLE)
