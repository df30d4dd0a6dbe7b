"""/desk/translations and the pages where a text stands beside its translations."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.caseload.models import ManagerProfile
from app.caseload.texts_models import PersonalTranslation
from app.consultations.models import SharedNote
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.desk.texts import PAGE_SIZE
from app.plan.models import Step
from tests import build
from tests.cast import Member
from tests.desk.conftest import CANARY, HTMX, Give, SignIn, of

NUMBER = "Ruf Frau Keller an: 07151 500112"


@dataclass(frozen=True)
class Place:
    """One text: its page, and how often its row was changed."""

    page: str
    client_id: int
    carrier_id: int

    def rows(self) -> list[PersonalTranslation]:
        """Its translations as they are stored."""
        db.session.rollback()
        with carrier_opened(self.carrier_id):
            return list(db.session.scalars(sa.select(PersonalTranslation)))


def _note(client: Any, **more: Any) -> SharedNote:
    author = db.session.scalars(sa.select(ManagerProfile.person_id)).first()
    note = SharedNote(client_id=client.id, author_id=author, written_at=clock.now())
    note.body = more["own_words"]
    db.session.add(note)
    db.session.flush()
    return note


MAKERS = {
    "steps": lambda client, **more: build.step(client, None, **more),
    "goals": build.goal,
    "shared-notes": _note,
}


@pytest.fixture(params=list(MAKERS))
def place(request: pytest.FixtureRequest, selam: Member, jana: Member, give: Give) -> Place:
    """Words of Jana's that Selam, who reads Tigrinya, reads in German."""
    return place_of(request.param, selam, give)


def place_of(kind: str, member: Member, give: Give, words: str = NUMBER) -> Place:
    """A text of this kind."""
    made = give(MAKERS[kind], member, own_words=words)
    client = of(member)
    address = f"/desk/clients/{client.id}/{kind}/{made.id}/texts"
    return Place(page=address, client_id=client.id, carrier_id=client.carrier_id)


def typed(text: str = "ናብ 07151 500112 ደውሉ", **more: str) -> dict[str, str]:
    """What the form for Tigrinya sends first."""
    return {
        "lang": "ti",
        "source_version": "1",
        "seen": "",
        "text": text,
        "origin": "human",
        **more,
    }


def seen(place: Place) -> str:
    """The last change of the translation, as its form sends it."""
    return place.rows()[0].changed_at.isoformat()


def test_a_translation_is_written_and_its_reader_is_told_who_has_not_checked_it(
    signed_in: SignIn, jana: Member, page: Any, place: Place
) -> None:
    browser = signed_in(jana)
    assert "Missing" in page(browser, f"{place.page}?lang=en", statements=9).text
    answer = browser.post(place.page, data=typed())
    assert (answer.status_code, answer.location) == (303, place.page)
    told = page(browser, f"{place.page}?lang=en").text
    assert "Up to date" in told
    assert "Translation not yet checked by a native speaker." in told
    (row,) = place.rows()
    with carrier_opened(place.carrier_id):
        assert (row.text, row.source_version, row.checked_on) == ("ናብ 07151 500112 ደውሉ", 1, None)


def test_with_htmx_the_fragment_comes(signed_in: SignIn, jana: Member, place: Place) -> None:
    answer = signed_in(jana).post(place.page, data=typed(), headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div class="stack" id="texts"')


def test_strangers_and_other_roles_find_no_texts(
    signed_in: SignIn,
    brandt: Member,
    selam: Member,
    gerhard: Member,
    aylin: Member,
    place: Place,
) -> None:
    for member in (brandt, selam, gerhard, aylin):
        browser = signed_in(member)
        foreign, absent = browser.get(place.page), browser.get("/desk/clients/987654/plan")
        assert foreign.status_code == absent.status_code == 404
        assert foreign.data == absent.data
        assert browser.post(place.page, data=typed()).status_code == 404
        is_manager = member is brandt
        assert browser.get("/desk/translations").status_code == (200 if is_manager else 404)
    assert not place.rows()


def test_a_text_is_reached_only_through_its_own_client(
    signed_in: SignIn, jana: Member, oksana: Member, place: Place
) -> None:
    other = place.page.replace(f"/{place.client_id}/", f"/{of(oksana).id}/", 1)
    assert signed_in(jana).get(other).status_code == 404
    assert signed_in(jana).post(other, data=typed()).status_code == 404
    assert not place.rows()


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"text": "ደውሉ"}, "This is missing in the translation: 07151, 500112"),
        ({"text": "07151500112 {name}"}, "The original does not have this: {name}"),
        ({"text": "07151500112" + "x" * 10_000}, "This text is too long."),
        ({"origin": "nobody"}, "Choose one of the answers."),
        ({"source_version": "x"}, "Write a number."),
        ({"is_checked": "y"}, "Only somebody who speaks this language"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, sent: dict[str, str], why: str
) -> None:
    place = place_of("steps", selam, give)
    answer = signed_in(jana).post(f"{place.page}?lang=en", data=typed(**sent))
    assert answer.status_code == 422
    assert why in answer.text
    assert typed(**sent)["text"] in answer.text
    assert not place.rows()


def test_of_two_who_write_at_once_the_second_sees_the_first(
    signed_in: SignIn, jana: Member, selam: Member, give: Give
) -> None:
    place = place_of("steps", selam, give)
    browser = signed_in(jana)
    browser.post(place.page, data=typed())
    late = browser.post(f"{place.page}?lang=en", data=typed("07151 500112 ካልእ"))
    assert late.status_code == 422
    assert "Somebody changed this meanwhile." in late.text
    assert "07151 500112 ካልእ" in late.text
    assert (
        browser.post(place.page, data=typed("07151 500112 ካልእ", seen=seen(place))).status_code
        == 303
    )


def test_overrides_are_taken_out_and_isolates_stay(
    signed_in: SignIn, jana: Member, selam: Member, give: Give
) -> None:
    place = place_of("steps", selam, give)
    signed_in(jana).post(place.page, data=typed("\u202eናብ \u206807151 500112"))
    (row,) = place.rows()
    with carrier_opened(place.carrier_id):
        assert row.text == "ናብ \u206807151 500112\u2069"


def test_only_a_manager_who_speaks_it_calls_it_checked(
    signed_in: SignIn, jana: Member, selam: Member, give: Give
) -> None:
    place = place_of("steps", selam, give)
    _learn_tigrinya(place, jana)
    browser = signed_in(jana)
    browser.post(place.page, data=typed(is_checked="y"))
    assert place.rows()[0].checked_by_id == jana.person.id
    browser.post(place.page, data=typed("07151500112", seen=seen(place), is_minor="y"))
    assert place.rows()[0].checked_on is None, "a changed text is unchecked"


def _learn_tigrinya(place: Place, who: Member) -> None:
    with carrier_opened(place.carrier_id), transaction() as session:
        own = sa.select(ManagerProfile).where(ManagerProfile.person_id == who.person.id)
        session.scalars(own).one().languages = ["de", "ti"]


def wording(step: Step, words: str, **more: str) -> dict[str, str]:
    """What the form for the original sends."""
    op, base = str(uuid.uuid4()), str(step.version)
    return {"op_id": op, "own_words": words, "base_version": base, **more}


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
