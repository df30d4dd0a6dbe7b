"""The translators' desk: what is outdated first, side by side, and only readers call it checked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.core.translating import Status
from app.offers import claims, suggestions, translating
from app.offers.claims import SomebodyIsOnIt
from app.offers.claims_models import TranslationClaim
from app.offers.models import Offer, Translation
from app.offers.translators import get_todos, languages_of
from app.people.models import VolunteerProfile
from tests import build
from tests.cast import Member
from tests.offers.shop import named, record_of, typed, whole_offer
from tests.pages import HTML, Page, words

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
ARABIC = "مقهى اللغة"


def speaks(member: Member, *languages: str) -> None:
    with transaction():
        found = db.session.get(VolunteerProfile, member.person.id)
        if found is not None:
            found.languages = list(languages)
            return
        db.session.add(
            VolunteerProfile(
                person_id=member.person.id, group_name="", languages=list(languages),
                helps_with=[], vetted_by="",
            )
        )  # fmt: skip


def translated(offer: Offer, lang: str = "ar", **more: Any) -> None:
    """Both texts stand there, as somebody wrote them and nobody checked."""
    with transaction():
        for field in ("name", "description"):
            values = {"text": ARABIC, "source_version": offer.words_version, **more}
            db.session.add(Translation(offer_id=offer.id, field=field, lang=lang, **values))


def held(offer: Offer, lang: str = "ar") -> dict[str, Translation]:
    rows = db.session.query(Translation).filter_by(offer_id=offer.id, lang=lang)
    return {row.field: row for row in rows}


def at(offer: Offer, lang: str = "ar", verb: str = "") -> str:
    return f"/circle/offers/{offer.id}/translations/{lang}" + (f"/{verb}" if verb else "")


def sent(offer: Offer, lang: str = "ar", **more: str) -> dict[str, str]:
    record = record_of(offer)
    texts = {row.field: row.text for row in record.translations if row.lang == lang}
    return {
        "source_version": str(offer.words_version),
        "seen": translating.mark_of(record, lang),
        "name": "",
        "description": "",
        "origin": "human",
        **texts,
        **more,
    }


def reworded(offer: Offer, member: Member) -> None:
    """The German name says something else now."""
    with transaction():
        record = record_of(offer)
        new = {"name": "Ganz anderer Name"}
        suggestions.change(record, new, by=member.viewer, now=clock.now())


def test_what_is_outdated_comes_first_then_missing_then_made_by_a_program(
    gerhard: Member, aylin: Member, signed_in: Sign, page: PagesOf
) -> None:
    speaks(gerhard, "ar", "de")
    old, checked = whole_offer("Z veraltet"), whole_offer("Fertig")
    machine, human = whole_offer("A Programm"), whole_offer("A Mensch")
    missing = whole_offer("M fehlt")
    whole_offer("Entwurf", state="draft")
    whole_offer("Anderswo", town="08111000")
    translated(old)
    translated(machine, origin="machine")
    translated(human)
    translated(checked, checked_by_id=aylin.person.id, checked_on=clock.today())
    reworded(old, aylin)
    found = get_todos("ar", seen_by=gerhard.viewer, page=1)
    assert [(one.id, one.status) for one in found.rows] == [
        (old.id, Status.OUTDATED),
        (missing.id, Status.MISSING),
        (machine.id, Status.MACHINE_TRANSLATED),
        (human.id, Status.UP_TO_DATE),
    ]
    browser = signed_in(gerhard)
    few = page(browser, "/circle/translations?lang=en", statements=8).statements
    for number in range(18):
        translated(whole_offer(f"N{number}"), origin="machine")
    shown = page(browser, "/circle/translations?lang=en&into=ar", statements=few)
    assert "Next page" in shown.text
    assert len(shown.all("li")) > len(page(browser, "/circle/translations?page=2").all("li"))
    assert "Not checked yet" in page(browser, "/circle/translations?lang=en&page=2").text
    piece = browser.get("/circle/translations?into=ar", headers=PARTIAL)
    assert b"<html" not in piece.data


def test_the_german_stands_left_and_the_translation_right_each_in_its_direction(
    gerhard: Member, signed_in: Sign, page: PagesOf
) -> None:
    speaks(gerhard, "ar")
    made = whole_offer("Sprachcafé")
    translated(made, origin="machine")
    shown = page(signed_in(gerhard), at(made) + "?lang=en", statements=25)
    pairs = [one for one in shown.all("div") if one.get("class") == "pair"]
    assert [one.get("dir") for one in pairs] == ["ltr", "ltr"]
    left, right = list(pairs[0])
    assert words(next(left.iter(HTML + "p"))) == "Sprachcafé"
    area = next(right.iter(HTML + "textarea"))
    assert (area.get("lang"), area.get("dir"), area.text) == ("ar", "rtl", ARABIC)
    assert shown.text.count("Translated by a program") == 2
    assert "Checked" not in shown.text


def test_nothing_is_checked_but_by_who_says_so(
    gerhard: Member, signed_in: Sign, page: PagesOf
) -> None:
    speaks(gerhard, "ar")
    made, browser = whole_offer(), signed_in(gerhard)
    translated(made, origin="machine")
    assert browser.post(at(made), data=sent(made, origin="machine")).status_code == 303
    assert {row.checked_by_id for row in held(made).values()} == {None}
    assert browser.post(at(made), data=sent(made, is_checked="y")).status_code == 303
    rows = held(made)
    assert {row.checked_by_id for row in rows.values()} == {gerhard.person.id}
    assert {row.checked_on for row in rows.values()} == {clock.today()}
    assert {row.origin for row in rows.values()} == {"machine"}  # who checks has not written it
    shown = page(browser, at(made) + "?lang=en").text
    assert "Checked by you on" in shown
    piece = browser.post(at(made), data=sent(made, name="مقهى"), headers=PARTIAL)
    assert piece.status_code == 200
    assert b"<html" not in piece.data
    rows = held(made)
    assert rows["name"].checked_by_id is None  # other words: nobody has checked those
    assert rows["name"].origin == "human"
    assert rows["description"].checked_by_id == gerhard.person.id
    assert browser.post(at(made, verb="uncheck")).status_code == 303
    assert held(made)["description"].checked_by_id is None
    assert named("OfferTranslated") == 4


def test_a_minor_edit_leaves_it_outdated_and_a_real_one_does_not(
    gerhard: Member, aylin: Member, signed_in: Sign
) -> None:
    speaks(gerhard, "ar")
    made, browser = whole_offer(), signed_in(gerhard)
    translated(made)
    reworded(made, aylin)

    def status() -> Status:
        return record_of(made).words("name").status_in("ar")

    assert status() is Status.OUTDATED
    browser.post(at(made), data=sent(made, name="مقهى اللغات", is_minor="y"))
    assert status() is Status.OUTDATED
    assert held(made)["name"].minor_edit
    stale = sent(made, source_version=str(made.words_version - 1))
    browser.post(at(made), data=stale)
    assert status() is Status.OUTDATED  # she read the German of before
    browser.post(at(made), data=sent(made))
    assert status() is Status.UP_TO_DATE


def test_only_who_says_that_it_is_spelling_keeps_translations_good(
    aylin: Member, signed_in: Sign, page: PagesOf
) -> None:
    made, browser = whole_offer("Kein Deutsch noetig"), signed_in(aylin)
    translated(made)
    edit = f"/circle/offers/{made.id}/edit"
    assert page(browser, edit).find("input", id="is_minor").get("checked") is None

    def save(name: str, **more: str) -> Status:
        data = typed(record_of(made).offer, name=name, step="save", **more)
        assert browser.post(edit, data=data).status_code == 303
        return record_of(made).words("name").status_in("ar")

    assert save("Kein Deutsch nötig", is_minor="y") is Status.UP_TO_DATE
    assert save("Ein Deutsch nötig") is Status.OUTDATED  # nobody said that it is only spelling
    translated_again = record_of(made).offer.words_version
    for row in held(made).values():
        with transaction():
            row.source_version = translated_again
    assert save("Treffpunkt für alle", is_minor="y") is Status.OUTDATED  # it is not


def test_a_refused_text_stays_on_the_page_and_changes_nothing(
    gerhard: Member, signed_in: Sign
) -> None:
    speaks(gerhard, "ar")
    made, browser = whole_offer("Kurs 2026"), signed_in(gerhard)
    refused = (
        ("ar", {"name": "دورة"}, "2026"),  # a number got lost
        ("ar", {"name": "دورة 2026", "seen": "x"}, "Somebody changed this meanwhile"),
        ("ar", {"source_version": "x"}, "Write a number"),
        ("ti", {"name": "ኮርስ 2026"}, "not on your list"),
    )
    for lang, wrong, said in refused:
        answer = browser.post(at(made, lang) + "?lang=en", data=sent(made, lang, **wrong))
        assert answer.status_code == 422, wrong
        assert said in answer.get_data(as_text=True)
        assert wrong.get("name", "") in answer.get_data(as_text=True)
    assert db.session.query(Translation).count() == 0


def test_a_claim_is_seen_by_others_and_ends_by_itself(gerhard: Member, signed_in: Sign) -> None:
    with transaction():
        person, grant = build.person("Rana", "ar", Role.VOLUNTEER, area_ags=build.TOWN)
    rana = Member(person=person, grant=grant)
    for member in (gerhard, rana):
        speaks(member, "ar")
    made, other = whole_offer("Zuletzt"), whole_offer("Andere")
    mine = signed_in(gerhard)
    assert mine.post(at(made, verb="claim")).status_code == 303
    piece = mine.post(at(made, verb="claim"), headers=PARTIAL)
    assert b"<html" not in piece.data
    first = get_todos("ar", seen_by=gerhard.viewer, page=1).rows[0]
    assert (first.id, first.is_mine) == (made.id, True)
    theirs = get_todos("ar", seen_by=rana.viewer, page=1).rows
    assert [(one.id, one.is_taken) for one in theirs] == [(other.id, False), (made.id, True)]
    hers = signed_in(rana)
    for answer in (
        hers.post(at(made) + "?lang=en", data=sent(made, name=ARABIC)),
        hers.post(at(made, verb="claim") + "?lang=en"),
    ):
        assert answer.status_code == 422
        assert "Somebody else is working on it" in answer.get_data(as_text=True)
    clock.shift(claims.HOLDS + timedelta(minutes=1))
    with transaction():
        claims.claim(made.id, "ar", by=rana.viewer, now=clock.now())
    with pytest.raises(SomebodyIsOnIt):
        claims.demand_free(made.id, "ar", for_=gerhard.viewer)
    hers = signed_in(rana)
    assert hers.post(at(made), data=sent(made, name=ARABIC)).status_code == 303
    assert db.session.query(TranslationClaim).count() == 0  # done is done
    with transaction():
        claims.claim(made.id, "ar", by=rana.viewer, now=clock.now())
        claims.release(made.id, "ar", by=gerhard.viewer, now=clock.now())  # not his
    assert claims.find_claim(made.id, "ar") is not None
    assert hers.post(at(made, verb="release")).status_code == 303
    assert claims.find_claim(made.id, "ar") is None


def test_a_translation_is_found_and_an_emptied_one_is_gone(
    gerhard: Member, signed_in: Sign, page: PagesOf, visitor: FlaskClient
) -> None:
    speaks(gerhard, "ar")
    made, browser = whole_offer("Kaffee"), signed_in(gerhard)
    browser.post(at(made), data=sent(made, name=ARABIC))
    assert ARABIC in page(visitor, f"/offers?lang=ar&q={ARABIC}").text
    browser.post(at(made), data=sent(made, name=""))
    assert held(made) == {}
    assert "Kaffee" not in page(visitor, f"/offers?lang=ar&q={ARABIC}").text


def test_who_may_translate_what(
    gerhard: Member, aylin: Member, jana: Member, selam: Member, signed_in: Sign, page: PagesOf
) -> None:
    far = whole_offer("Fern", town="08111000")
    near = whole_offer("Nah")
    assert languages_of(gerhard.viewer) == []
    assert "Say first which languages" in page(
        signed_in(gerhard), "/circle/translations?lang=en"
    ).text  # fmt: skip
    assert "de" not in languages_of(aylin.viewer)
    assert page(signed_in(aylin), at(near))
    for who in (gerhard, aylin):
        missing = signed_in(who).get("/nowhere").data
        for address in (at(far), at(near, "de"), at(near, "xx")):
            answer = signed_in(who).get(address)
            assert (answer.status_code, answer.data) == (404, missing)
    assert signed_in(jana).get(at(near)).status_code == 200
    assert signed_in(selam).get(at(near)).status_code == 404
    assert signed_in(selam).get("/circle/translations").status_code == 404
