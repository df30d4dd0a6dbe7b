"""The client's ledger on her phone: read, answered, taken back."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.caseload import consents, purposes
from app.caseload.consents import Terms
from app.caseload.events import ConsentGiven
from app.caseload.queries import phone_of
from app.core import clock
from app.core.access import Entry
from app.core.db import transaction
from app.core.i18n import LANGUAGES
from app.people.sessions import start_session
from tests.caseload.scene import (
    HTMX,
    PageOf,
    SignIn,
    at_work,
    inside,
    last_of,
    of,
    rows_of,
    word,
)
from tests.cast import Member
from tests.races import two_at_once

URL = "/me/consents"
OFFICE = Terms(recipient="Jobcenter Rems-Murr", scope="Kosten der Wohnung", occasion="Umzug")


@pytest.fixture
def asked(app: Flask, selam: Member, jana: Member) -> int:
    """Jana asked Selam whether she may talk to the Jobcenter."""
    with at_work(selam):
        said = word(jana, explained_by_id=jana.person.id)
        return consents.offer(of(selam).id, purposes.RELEASE, terms=OFFICE, word=said).id


def stale(app: Flask, member: Member, **more: Any) -> Any:
    """A browser whose passkey was shown a while ago."""
    with transaction():
        token = start_session(
            member.grant, device="Test", now=clock.now(), fresh_for=timedelta(0), **more
        )
    browser = app.test_client()
    browser.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    browser.set_cookie(app.config["COOKIE_NAME"], token)
    return browser


def test_an_empty_ledger_says_that_this_is_all_right(
    signed_in: SignIn, selam: Member, page: PageOf
) -> None:
    got = page(signed_in(selam), f"{URL}?lang=en", statements=4)
    assert "You have allowed nothing. That is all right." in got.text


@pytest.mark.sqlite_only
def test_every_purpose_names_exactly_one_ground_in_every_language(
    signed_in: SignIn, selam: Member, page: PageOf
) -> None:
    browser = signed_in(selam)
    for code in LANGUAGES:
        got = page(browser, f"{URL}?lang={code}")
        marked = [one for one in got.root.iter() if one.get("data-purpose")]
        found = {one.get("data-purpose"): one.get("data-basis") for one in marked}
        assert len(marked) == len(found), code
        assert found == {key: one.basis.key for key, one in purposes.PURPOSES.items()}, code
        ticks = [one for one in got.all("input") if one.get("type") == "checkbox"]
        assert ticks == [], "never a box to tick for what counselling needs"


def test_she_reads_what_when_in_which_language_and_who_explained_it(
    signed_in: SignIn, selam: Member, jana: Member, page: PageOf
) -> None:
    said = word(jana, how="oral_with_interpreter", explained_by_id=jana.person.id)
    with at_work(selam):
        consents.record(of(selam).id, purposes.RELEASE, terms=OFFICE, word=said)
    got = page(signed_in(selam), f"{URL}?lang=en", statements=4)
    for words in (
        "Talk to another office", "Jobcenter Rems-Murr", "Kosten der Wohnung", "Umzug",
        "spoken, with an interpreter", "Explained by Jana König", "Deutsch", "Take it back",
    ):  # fmt: skip
        assert words in got.text, words


def test_one_tap_says_yes_and_one_tap_takes_it_back(
    signed_in: SignIn, selam: Member, asked: int, page: PageOf
) -> None:
    browser = signed_in(selam)
    assert "A question for you" in page(browser, "/home?lang=en").text
    answer = browser.post(f"{URL}/{asked}?lang=ti", data={"here": "ledger"})
    assert (answer.status_code, answer.location) == (303, URL)
    row = last_of(selam, purposes.RELEASE)
    assert (row.state, row.language, row.how) == ("given", "ti", "own_tap")
    assert "A question for you" not in page(browser, "/home?lang=en").text
    assert browser.post(f"{URL}/{asked}/withdraw").status_code == 303
    assert last_of(selam, purposes.RELEASE).state == "withdrawn"
    assert browser.post(f"{URL}/{asked}/withdraw").status_code == 303, "twice is once"
    assert "You took it back" in page(browser, f"{URL}?lang=en").text


def test_with_htmx_the_ledger_is_renewed(signed_in: SignIn, selam: Member, asked: int) -> None:
    browser = signed_in(selam)
    data = {"here": "ledger"}
    answer = browser.post(f"{URL}/{asked}?lang=en", data=data, headers=HTMX)
    assert answer.status_code == 200
    assert answer.data.strip().startswith(b'<div class="stack" id="consents">')
    answer = browser.post(f"{URL}/{asked}/withdraw?lang=en", data=data, headers=HTMX)
    assert b"You took it back" in answer.data
    assert browser.post(f"{URL}/{asked}", headers=HTMX).status_code == 422, "it has ended"


def test_a_no_is_kept_and_asks_nothing_more(
    signed_in: SignIn, selam: Member, asked: int, page: PageOf
) -> None:
    browser = signed_in(selam)
    got = page(browser, f"{URL}/{asked}?lang=en", statements=4)
    assert "What you tell us stays secret." in got.text
    assert browser.post(f"{URL}/{asked}/refuse").status_code == 303
    assert last_of(selam, purposes.RELEASE).state == "refused"
    assert "A question for you" not in page(browser, "/home?lang=en").text


def test_giving_needs_the_passkey_now_and_taking_back_never(
    app: Flask, selam: Member, asked: int
) -> None:
    for entry in Entry:
        browser = stale(app, selam, entry=entry)
        answer = browser.post(f"{URL}/{asked}")
        assert answer.status_code == 303
        assert answer.location != URL
        assert last_of(selam, purposes.RELEASE).state == "offered"
        answer = browser.post(URL, data={"phone": "0151 23456789"})
        assert answer.location != URL
    with inside(selam):
        assert phone_of(of(selam).id, seen_by=selam.viewer) is None
    for entry in Entry:
        with at_work(selam):
            consents.give(of(selam).id, purposes.RELEASE, terms=OFFICE, word=word(selam))
        given = last_of(selam, purposes.RELEASE)
        answer = stale(app, selam, entry=entry).post(f"{URL}/{given.id}/withdraw")
        assert (answer.status_code, answer.location) == (303, URL)
        assert last_of(selam, purposes.RELEASE).state == "withdrawn"


def test_a_number_lives_as_long_as_its_yes(signed_in: SignIn, selam: Member) -> None:
    browser = signed_in(selam)
    assert browser.post(URL, data={"phone": "abc"}).status_code == 422
    assert browser.post(URL, data={"phone": "0151 23456789"}).status_code == 303
    with inside(selam):
        assert phone_of(of(selam).id, seen_by=selam.viewer) == "+4915123456789"
    row = last_of(selam, purposes.PHONE)
    assert row.state == "given"
    assert browser.post(f"{URL}/{row.id}/withdraw").status_code == 303
    with inside(selam):
        assert phone_of(of(selam).id, seen_by=selam.viewer) is None


def test_a_new_text_asks_again_without_a_wall(
    signed_in: SignIn, selam: Member, page: PageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(selam)
    browser.post(URL, data={"phone": "0151 23456789"})
    newer = vars(purposes.PURPOSES[purposes.PHONE]) | {"version": 2}
    monkeypatch.setitem(purposes.PURPOSES, purposes.PHONE, purposes.Purpose(**newer))
    with inside(selam):
        assert phone_of(of(selam).id, seen_by=selam.viewer) is None
    assert "A question for you" in page(browser, "/home?lang=en", statements=4).text
    assert "The text has changed" in page(browser, f"{URL}?lang=en").text
    browser.post(f"{URL}/{last_of(selam, purposes.PHONE).id}")
    with inside(selam):
        assert phone_of(of(selam).id, seen_by=selam.viewer) == "+4915123456789"


def test_two_taps_are_one_yes(
    app: Flask, signed_in: SignIn, selam: Member, jana: Member, gerhard: Member, asked: int
) -> None:
    first, second = signed_in(selam), signed_in(selam)
    way = f"{URL}/{asked}"
    answers = two_at_once(
        app,
        lambda: first.post(way).status_code,
        lambda: second.post(way).status_code,
        pause_at=ConsentGiven,
    )
    assert answers == [303, 303]
    assert [row.state for row in rows_of(selam)] == ["offered", "given"]


def test_nobody_else_finds_it(
    signed_in: SignIn, selam: Member, yonas: Member, ahmad: Member, jana: Member, asked: int
) -> None:
    for who in (yonas, ahmad, jana):
        browser = signed_in(who)
        for way in (f"{URL}/{asked}", f"{URL}/{asked}/withdraw", f"{URL}/{asked}/refuse"):
            foreign = browser.post(way)
            missing = browser.post(way.replace(str(asked), "999999"))
            assert foreign.status_code == missing.status_code == 404, way
            assert foreign.data == missing.data
        assert browser.get(f"{URL}/{asked}").status_code == 404
    assert last_of(selam, purposes.RELEASE).state == "offered"
    assert signed_in(jana).get(URL).status_code == 404
