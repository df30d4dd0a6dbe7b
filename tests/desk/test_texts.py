"""The pages where a text stands beside its translations."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.caseload.models import ManagerProfile
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from tests.cast import Member
from tests.desk.conftest import HTMX, Give, SignIn, of
from tests.desk.translated import MAKERS, Place, place_of, seen, typed


@pytest.fixture(params=list(MAKERS))
def place(request: pytest.FixtureRequest, selam: Member, jana: Member, give: Give) -> Place:
    """Words of Jana's that Selam, who reads Tigrinya, reads in German."""
    return place_of(request.param, selam, give)


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
