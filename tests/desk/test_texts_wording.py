"""Rewording a step, her own wishes in German, and /desk/translations."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.core.tenancy import carrier_opened
from app.desk.texts import PAGE_SIZE
from app.plan.models import Step
from tests import build
from tests.cast import Member
from tests.desk.conftest import CANARY, HTMX, Give, SignIn, of
from tests.desk.translated import Place, seen, typed, wording


@pytest.fixture
def worded(selam: Member, jana: Member, give: Give) -> tuple[Place, Step]:
    """A step of Selam's in Jana's words."""
    step = give(build.step, selam, None, own_words="Fahrad holen")
    client = of(selam)
    page = f"/desk/clients/{client.id}/steps/{step.id}"
    return Place(page=page, client_id=client.id, carrier_id=client.carrier_id), step


@pytest.mark.parametrize(("minor", "status"), [({"is_minor": "y"}, "Up to date"), ({}, "Outdated")])
def test_other_words_outdate_and_mended_spelling_does_not(
    signed_in: SignIn,
    jana: Member,
    page: Any,
    worded: tuple[Place, Step],
    minor: dict[str, str],
    status: str,
) -> None:
    place, step = worded
    browser, texts = signed_in(jana), f"{place.page}/texts"
    browser.post(texts, data=typed("ብሽክለታ"))
    answer = browser.post(f"{place.page}/wording", data=wording(step, "Fahrrad holen", **minor))
    assert (answer.status_code, answer.location) == (303, texts)
    told = page(browser, f"{texts}?lang=en").text
    assert status in told
    assert "Fahrrad holen" in told


def test_an_outdated_text_is_good_again_when_it_is_saved_for_the_new_one(
    signed_in: SignIn, jana: Member, page: Any, worded: tuple[Place, Step]
) -> None:
    place, step = worded
    browser, texts = signed_in(jana), f"{place.page}/texts"
    browser.post(texts, data=typed("ብሽክለታ"))
    browser.post(f"{place.page}/wording", data=wording(step, "Auto holen"))
    spelled = typed("ብሽክለታ።", source_version="2", seen=seen(place), is_minor="y")
    browser.post(texts, data=spelled)
    assert "Outdated" in page(browser, f"{texts}?lang=en").text, "spelling compares nothing"
    browser.post(texts, data=typed("መኪና", source_version="2", seen=seen(place)))
    assert "Up to date" in page(browser, f"{texts}?lang=en").text


def test_rewording_is_refused_in_words(
    signed_in: SignIn, jana: Member, brandt: Member, worded: tuple[Place, Step]
) -> None:
    place, step = worded
    address, browser = f"{place.page}/wording", signed_in(jana)
    assert signed_in(brandt).post(address, data=wording(step, "x")).status_code == 404
    late = wording(step, "Auto holen")
    assert browser.post(address, data=wording(step, "Fahrrad"), headers=HTMX).status_code == 200
    for sent, why in (
        (late, "Somebody changed this meanwhile."),
        (wording(step, ""), "Fill in this field."),
        (wording(step, "x" * 121), "This text is too long."),
    ):
        answer = browser.post(f"{address}?lang=en", data=sent)
        assert (answer.status_code, why in answer.text) == (422, True), why
    with carrier_opened(place.carrier_id):
        assert db.session.scalars(sa.select(Step.own_words)).one() == "Fahrrad"


def test_her_wish_stays_in_her_words(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    """The manager reads it as she wrote it, and can write it in German."""
    own = {"own_words": "ብሽክለታ", "own_words_lang": "ti", "wished_by_client": True}
    step = give(build.step, selam, None, **own)
    address = f"/desk/clients/{of(selam).id}/steps/{step.id}"
    browser = signed_in(jana)
    told = page(browser, f"{address}/texts?lang=en")
    assert told.find("p", lang="ti", dir="ltr").text == "ብሽክለታ"
    assert browser.post(f"{address}/wording", data=wording(step, "Rad")).status_code == 404
    browser.post(f"{address}/texts", data=typed("Fahrrad", lang="de"))
    assert "Fahrrad" in page(browser, f"/desk/clients/{of(selam).id}/plan").text


def test_the_list_names_what_is_missing_and_what_is_outdated_oldest_first(
    signed_in: SignIn, jana: Member, selam: Member, oksana: Member, give: Give, page: Any
) -> None:
    long_ago = clock.now() - timedelta(days=9)
    give(build.step, selam, None, own_words="Neu")
    give(build.step, selam, None, own_words="Alt", own_words_at=long_ago)
    give(build.step, selam, None, own_words="ብሽክለታ", own_words_lang="ti")
    give(build.step, selam, None, own_words=CANARY, private_to_client=True)
    give(build.step, selam, None, own_words=CANARY, state="done")
    give(build.goal, oksana, own_words="Ziel")
    give(build.step, oksana)
    told = page(signed_in(jana), "/desk/translations?lang=en").text
    assert CANARY not in told
    assert "ብሽክለታ" not in told
    assert told.index("Alt") < told.index("Neu")
    assert "3 texts are missing or outdated" in told
    assert "Ukrainian Oksana" in told


def test_the_list_is_paged_and_costs_the_same_with_many(
    signed_in: SignIn, jana: Member, selam: Member, oksana: Member, give: Give, page: Any
) -> None:
    browser = signed_in(jana)
    few = page(browser, "/desk/translations").statements
    for number in range(PAGE_SIZE + 1):
        give(build.step, selam if number % 2 else oksana, None, own_words=f"Zz-{number}")
    many = page(browser, "/desk/translations", statements=few)
    assert many.text.count("Zz-") == PAGE_SIZE
    assert page(browser, "/desk/translations?page=2", statements=few).text.count("Zz-") == 1
    fragment = browser.get("/desk/translations?page=2", headers=HTMX)
    assert fragment.text.lstrip().startswith('<div class="stack" id="translations"')


def test_nothing_to_do_is_said(signed_in: SignIn, jana: Member, page: Any) -> None:
    told = page(signed_in(jana), "/desk/translations?lang=en").text
    assert "Your clients read all texts in their language." in told
