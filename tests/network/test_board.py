"""Between places: notices with an end, and whom to call."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from app.carriers.models import ServiceAgreement
from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.network.models import ContactCard, NetworkPost
from tests import build
from tests.cast import Member
from tests.offers.shop import whole_offer
from tests.pages import Page, words

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
FAR = "08111000"
CARD = {
    "name": "Aylin Demir, Integrationsbeauftragte", "topics[]": ["housing", "work"],
    "what_for": "Ehrenamt und Netzwerk", "phone": "07151 000123", "hours": "Mo, Mi 9-12",
    "languages[]": ["de", "tr"],
}  # fmt: skip


def colleague() -> Member:
    """The coordinator of a town far away."""
    with transaction():
        build.municipality(FAR, "Stuttgart")
        person, grant = build.person("Bo", "de", Role.COORDINATOR, area_ags=FAR)
    return Member(person=person, grant=grant)


def titles(page: PagesOf, browser: FlaskClient, address: str = "/network/board") -> list[str]:
    return [words(head) for head in page(browser, address, statements=5).all("h2")]


def test_a_notice_stands_till_its_last_day_and_is_withdrawn_and_put_back(
    aylin: Member, signed_in: Sign, page: PagesOf
) -> None:
    bo = colleague()
    own, far = signed_in(aylin), signed_in(bo)
    typed = {"title": "Kleiderkammer", "body": "Zwei Zeilen\nText", "shown_until": ""}
    assert page(own, "/network/board/write?lang=en").find("input", id="shown_until").get("value")
    for wrong in ({}, {"shown_until": "2020-01-01"}, {"shown_until": "2090-01-01"}):
        answer = own.post("/network/board", data=typed | wrong, headers=PARTIAL)
        assert answer.status_code == 422
        assert b"Zwei Zeilen" in answer.data
    until = clock.today() + timedelta(days=3)
    answer = own.post("/network/board", data=typed | {"shown_until": until.isoformat()})
    assert answer.status_code == 303
    made = db.session.query(NetworkPost).one()
    assert titles(page, far) == titles(page, own) == ["Kleiderkammer"]
    act = f"/network/board/{made.id}/{{}}"
    assert far.post(act.format("withdraw")).data == far.get("/nowhere").data
    piece = own.post(act.format("withdraw"), headers=PARTIAL).get_data(as_text=True)
    assert "put-back" in piece
    assert "<html" not in piece
    assert (titles(page, far), titles(page, own)) == ([], ["Kleiderkammer"])
    assert own.post(act.format("put-back")).status_code == 303
    assert titles(page, far) == ["Kleiderkammer"]
    clock.shift(timedelta(days=4))
    assert titles(page, signed_in(bo)) == []
    assert signed_in(aylin).post(act.format("withdraw")).status_code == 404


def test_the_board_is_paged_and_asks_no_more_for_many(
    aylin: Member, gerhard: Member, jana: Member, signed_in: Sign, page: PagesOf
) -> None:
    with transaction():
        build.municipality()
        db.session.add_all(
            NetworkPost(
                area_ags=(build.TOWN, build.DISTRICT)[n % 2],
                author_id=aylin.person.id,
                title=f"N{n}",
                body="Text",
                shown_until=clock.today(),
                written_at=clock.now(),
            )
            for n in range(25)
        )
    browser = signed_in(aylin)
    first = titles(page, browser)
    rest = titles(page, browser, "/network/board?page=2")
    assert (len(first), len(rest)) == (20, 5)
    assert first[0] == "N24"
    assert signed_in(gerhard).get("/network/board").status_code == 404
    assert len(titles(page, signed_in(jana))) == 13  # of the towns her carrier serves


def test_a_manager_writes_in_the_name_of_a_town_of_her_carrier(
    jana: Member, aylin: Member, signed_in: Sign, page: PagesOf
) -> None:
    desk = signed_in(jana)
    typed = {"title": "Fest", "body": "Text", "shown_until": clock.today().isoformat()}
    with transaction():
        build.municipality(FAR, "Stuttgart")
    assert desk.post("/network/board", data=typed | {"area": FAR}).status_code == 303
    made = db.session.query(NetworkPost).one()
    assert made.area_ags == build.TOWN  # the only one: nobody is asked
    assert titles(page, desk) == titles(page, signed_in(aylin)) == ["Fest"]
    assert desk.post(f"/network/board/{made.id}/withdraw").status_code == 303
    with transaction():
        made.area_ags = FAR
        made.withdrawn_at = None
    assert titles(page, desk) == []  # what others tell, coordinators read
    assert desk.post(f"/network/board/{made.id}/withdraw").status_code == 404
    with transaction():
        served = {"carrier_id": jana.grant.carrier_id, "municipality_ags": FAR}
        db.session.add(ServiceAgreement(**served, valid_from=clock.today()))
    choice = page(desk, "/network/board/write").find("select", id="area")
    assert [one.get("value") for one in choice] == [FAR, build.TOWN]
    assert desk.post("/network/board", data=typed | {"area": "08119067"}).status_code == 422


def test_the_card_of_a_place_is_public_and_shown_to_other_places(
    aylin: Member, signed_in: Sign, visitor: FlaskClient, page: PagesOf
) -> None:
    made = whole_offer()
    own = signed_in(aylin)
    assert page(own, "/network/contacts/own")
    wrong = own.post("/network/contacts/own", data={**CARD, "phone": "x", "hours": "nie"})
    assert wrong.status_code == 422
    assert db.session.query(ContactCard).count() == 0
    assert own.post("/network/contacts/own", data=CARD).status_code == 303
    assert own.post("/network/contacts/own", data=CARD, headers=PARTIAL).status_code == 204
    for address in (f"/offers?lang=en&town={build.TOWN}", f"/offers/{made.id}?lang=en"):
        shown = page(visitor, address).text
        for told in ("Aylin Demir", "Housing", "07151", "Monday", "09:00–12:00", "Türkçe"):
            assert told in shown, (address, told)
    assert "Aylin Demir" not in page(visitor, f"/offers?town={FAR}").text
    elsewhere = page(signed_in(colleague()), "/network/contacts", statements=5)
    assert "Rems-Murr-Kreis" in elsewhere.text
    assert page(own, "/network/contacts/own").find("input", id="phone").get("value") == (
        "07151 000123"
    )
