"""Needs are told in full fives, and nothing smaller can be reckoned back."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.network.chores import forget_need_words
from app.network.counting import WINDOW, told, told_together
from app.network.models import NeedSignal
from tests import build
from tests.cast import Member
from tests.offers.shop import named
from tests.pages import Page, words

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
NEAR, FAR = "08119067", "08111000"


def possible(shown: int, places: int) -> Iterator[tuple[int, ...]]:
    """All numbers below five that so many places could have behind what is told of them."""
    return (c for c in product(range(5), repeat=places) if told_together(c) == shown)


@pytest.mark.parametrize("places", [1, 2, 3, 5])
def test_what_is_told_together_never_says_how_many_one_place_has(places: int) -> None:
    for shown in {told_together(c) for c in product(range(5), repeat=places)}:
        for one in zip(*possible(shown, places), strict=True):
            assert len(set(one)) > 1, f"{places} places with {shown} say {one[0]}"


def test_one_more_signal_is_never_seen_alone() -> None:
    assert [told(n) for n in (0, 4, 5, 6, 9, 10)] == [0, 0, 5, 5, 5, 10]
    assert told_together([]) == 0


def needs(count: int, *, town: str = build.TOWN, topic: str = "work", days_ago: int = 0) -> None:
    with transaction():
        build.municipality(town, {NEAR: "Schorndorf", FAR: "Stuttgart"}.get(town, "Waiblingen"))
        day = clock.today() - timedelta(days=days_ago)
        told_now = (
            NeedSignal(municipality_ags=town, topic=topic, text=f"{town} Nr. {n}", told_on=day)
            for n in range(count)
        )
        db.session.add_all(told_now)


def cells(shown: Page) -> dict[str, list[str]]:
    """Topic -> what stands beside it."""
    rows = [row for row in shown.all("tr") if row[0].get("scope") == "row"]
    return {words(row[0]): [words(cell) for cell in list(row)[1:]] for row in rows}


def test_the_coordinator_sees_fives_by_town_and_the_rest_together(
    aylin: Member, signed_in: Sign, page: PagesOf
) -> None:
    needs(7)
    needs(4, topic="health")
    needs(4, town=NEAR, topic="health")
    needs(6, town=FAR)
    needs(6, topic="housing", days_ago=WINDOW.days)
    browser = signed_in(aylin)
    shown = page(browser, "/network/missing?lang=en", statements=5)
    found = cells(shown)
    assert len(found) == 10
    assert found["Work"] == ["Waiblingen: at least 5", "fewer than 5"]
    assert found["Health"] == ["–", "at least 5"]
    assert found["Housing"] == ["–", "fewer than 5"]
    assert FAR not in shown.text
    told_words = [n for n in range(9) if f"{build.TOWN} Nr. {n}" in shown.text]
    assert told_words == [0, 1, 2, 3, 4]


def test_words_are_forgotten_when_nobody_is_shown_them_any_more(app: Flask) -> None:
    needs(1, days_ago=WINDOW.days)
    needs(1, days_ago=WINDOW.days - 1)
    forget_need_words(clock.now())
    kept = db.session.query(NeedSignal).order_by(NeedSignal.id).all()
    assert [row.text is None for row in kept] == [True, False]
    forget_need_words(clock.now() + timedelta(days=1))
    db.session.expire_all()
    assert kept[1].text is None


def test_words_that_name_somebody_are_deleted_and_the_need_still_counts(
    aylin: Member, gerhard: Member, jana: Member, signed_in: Sign, page: PagesOf
) -> None:
    needs(5)
    needs(5, town=FAR)
    own, theirs = (
        db.session.query(NeedSignal).filter_by(municipality_ags=ags).first()
        for ags in (build.TOWN, FAR)
    )
    assert own is not None
    assert theirs is not None
    browser = signed_in(aylin)
    address = "/network/missing/{}/remove-words"
    piece = browser.post(address.format(own.id), headers=PARTIAL)
    assert b"<html" not in piece.data
    assert browser.post(address.format(own.id)).status_code == 303  # twice is once
    shown = page(browser, "/network/missing?lang=en")
    assert own.text is None
    assert f"{build.TOWN} Nr. 0" not in shown.text
    assert cells(shown)["Work"] == ["Waiblingen: at least 5", "fewer than 5"]
    assert named("NeedWordsRemoved") == 1
    missing = browser.get("/nowhere").data
    for who, at in ((aylin, theirs.id), (aylin, 999_999), (gerhard, own.id), (jana, own.id)):
        answer = signed_in(who).post(address.format(at))
        assert answer.status_code == 404
        assert who is not aylin or answer.data == missing
        assert who is aylin or signed_in(who).get("/network/missing").status_code == 404
