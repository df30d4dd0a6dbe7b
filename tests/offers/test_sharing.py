"""Across borders: one owner, many directories."""

from collections.abc import Callable

from flask.testing import FlaskClient

from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.offers.sharing_models import OfferShownIn, SharedOfferAnswer
from tests import build
from tests.cast import Member
from tests.offers.shop import named, whole_offer
from tests.pages import Page, words

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
FAR, NEAR = "08111000", "08119067"


def found_in(page: PagesOf, browser: FlaskClient, town: str, q: str = "") -> list[str]:
    shown = page(browser, f"/offers?lang=en&town={town}&q={q}", statements=7)
    return sorted(words(head) for head in shown.all("h3"))


def test_the_owner_shows_an_offer_elsewhere_and_the_list_there_says_where_it_is(
    aylin: Member, signed_in: Sign, visitor: FlaskClient, page: PagesOf
) -> None:
    made = whole_offer("Nähkurs")
    whole_offer("Eigenes", town=FAR)
    here, desk = f"/network/offers/{made.id}/sharing", signed_in(aylin)
    assert found_in(page, visitor, FAR) == ["Eigenes"]
    assert desk.post(here, data={"area": FAR}).status_code == 303
    assert found_in(page, visitor, FAR) == ["Eigenes", "Nähkurs"]
    assert found_in(page, visitor, FAR, q="nahkurs") == ["Nähkurs"]
    assert found_in(page, visitor, NEAR) != ["Nähkurs"]
    there = page(visitor, f"/offers?lang=en&town={FAR}")
    assert there.text.count("This offer is in") == 1
    assert "This offer is in Waiblingen" in there.text
    assert "This offer is in" not in page(visitor, f"/offers?lang=en&town={build.TOWN}").text
    shown = page(desk, here + "?lang=en")
    assert "Only your place changes, checks and publishes it." in shown.text
    piece = desk.post(here + "/end", data={"area": FAR}, headers=PARTIAL)
    assert b"<html" not in piece.data
    assert found_in(page, visitor, FAR) == ["Eigenes"]
    assert (named("OfferShared"), named("OfferUnshared")) == (1, 1)


def test_a_district_shows_it_in_all_its_towns_and_even_in_one_without_offers(
    aylin: Member, signed_in: Sign, visitor: FlaskClient, page: PagesOf
) -> None:
    made = whole_offer("Nähkurs")
    with transaction():
        build.municipality(NEAR, "Schorndorf")
    here, desk = f"/network/offers/{made.id}/sharing", signed_in(aylin)
    for refused in (build.TOWN, "99999999"):
        answer = desk.post(here, data={"area": refused}, headers=PARTIAL)
        assert answer.status_code == 422
        assert b"<html" not in answer.data
    assert desk.post(here, data={"area": build.DISTRICT}).status_code == 303
    assert found_in(page, visitor, NEAR) == ["Nähkurs"]
    assert found_in(page, visitor, build.TOWN) == ["Nähkurs"]  # once
    assert desk.post(here, data={"area": NEAR}).status_code == 422  # the district has it already
    assert desk.post(here + "/end", data={"area": NEAR}).status_code == 303  # twice is once
    assert desk.post(here + "/end", data={"area": "x"}).status_code == 422


def test_the_place_is_told_and_may_decline_and_take_that_back(
    aylin: Member, signed_in: Sign, visitor: FlaskClient, page: PagesOf
) -> None:
    """A town answers for itself, also where the offer is shown in all of its district."""
    made, _there = whole_offer("Nähkurs", town=FAR), whole_offer("Dort", town=NEAR)
    with transaction():
        db.session.add(OfferShownIn(offer_id=made.id, area_ags=build.DISTRICT, since=clock.today()))
        person, grant = build.person("Bo", "de", Role.COORDINATOR, area_ags=NEAR)
    desk, town = signed_in(aylin), signed_in(Member(person=person, grant=grant))
    told = page(town, "/network/from-elsewhere?lang=en", statements=5)
    assert "It belongs to the directory of Stuttgart." in told.text
    assert [words(b) for b in told.all("span") if b.get("class") == "badge count"] == ["1"]
    act = f"/network/from-elsewhere/{made.id}/{{}}"
    piece = town.post(act.format("decline"), headers=PARTIAL).get_data(as_text=True)
    assert "<html" not in piece
    assert act.format("undo") in piece
    assert found_in(page, visitor, NEAR) == ["Dort"]
    assert found_in(page, visitor, NEAR, q="nahkurs") == []
    whole_offer("Eins")
    assert found_in(page, visitor, build.TOWN) == ["Eins", "Nähkurs"]
    assert town.post(act.format("undo")).status_code == 303
    assert found_in(page, visitor, NEAR) == ["Dort", "Nähkurs"]
    assert desk.post(act.format("decline")).status_code == 303
    assert found_in(page, visitor, build.TOWN) == ["Eins"]
    assert found_in(page, visitor, NEAR) == ["Dort"]
    assert "Nähkurs" not in page(town, "/network/from-elsewhere").text  # its district declined
    assert desk.post(act.format("keep")).status_code == 303
    assert 'class="badge count"' not in page(desk, "/network").html
    assert found_in(page, visitor, NEAR) == ["Dort", "Nähkurs"]
    missing = signed_in(aylin).get("/nowhere")
    own = whole_offer("Eigenes")
    answer = desk.post(f"/network/from-elsewhere/{own.id}/keep")
    assert (answer.status_code, answer.data) == (404, missing.data)
    assert (named("OfferShareAnswered"), named("OfferShareReopened")) == (3, 1)


def test_the_owner_reads_who_declined(
    aylin: Member, jana: Member, signed_in: Sign, page: PagesOf
) -> None:
    made = whole_offer("Nähkurs")
    whole_offer("Eigenes", town=FAR)
    with transaction():
        db.session.add(OfferShownIn(offer_id=made.id, area_ags=FAR, since=clock.today()))
        answer = {"area_ags": FAR, "is_shown": False, "answered_on": clock.today()}
        db.session.add(SharedOfferAnswer(offer_id=made.id, **answer))
    shown = page(signed_in(aylin), f"/network/offers/{made.id}/sharing?lang=en")
    assert "These places do not show it: Stuttgart" in shown.text
    assert "Only in its own place." in shown.text
    desk = signed_in(jana)  # who checks offers of a town shares them, too
    assert desk.post(f"/network/offers/{made.id}/sharing", data={"area": NEAR}).status_code == 422
    ended = desk.post(f"/network/offers/{made.id}/sharing/end", data={"area": FAR})
    assert ended.status_code == 303


def test_only_who_looks_after_it_shares_edits_and_publishes(
    aylin: Member, gerhard: Member, jana: Member, signed_in: Sign
) -> None:
    theirs = whole_offer("Fern", town=FAR)
    here = f"/network/offers/{theirs.id}/sharing"
    missing = signed_in(aylin).get("/nowhere")
    with transaction():
        db.session.add(
            OfferShownIn(offer_id=theirs.id, area_ags=build.DISTRICT, since=clock.today())
        )
    for answer in (
        signed_in(aylin).get(here),
        signed_in(aylin).post(here, data={"area": NEAR}),
        signed_in(aylin).get(f"/network/offers/{theirs.id}"),
        signed_in(aylin).post(f"/network/offers/{theirs.id}/suspend"),
    ):
        assert (answer.status_code, answer.data) == (404, missing.data)
    own = whole_offer("Hier")
    assert signed_in(gerhard).get(f"/network/offers/{own.id}/sharing").status_code == 404
    assert signed_in(gerhard).get("/network/from-elsewhere").status_code == 404
    assert signed_in(jana).get(here).status_code == 404
