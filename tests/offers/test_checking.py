"""The work list: in which order, how much at once, what one may say there; nobody is ranked."""

from collections.abc import Callable
from datetime import date, timedelta

from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.offers import checking, service
from app.offers.ending import end_offers
from app.offers.models import Location, Offer, OfferIssue, Organization
from app.people.models import RoleGrant
from tests.cast import Member
from tests.offers.shop import named, record_of, stale_day, typed, whole_offer
from tests.pages import Page, words

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def at(name: str, postal_code: str, latitude: float | None, *, checked: date | None) -> None:
    """An offer at a place, to be checked."""
    made = whole_offer(name, assured_date=checked)
    with transaction():
        place = db.session.query(Location).filter_by(offer_id=made.id).one()
        place.postal_code, place.latitude = postal_code, latitude
        place.longitude = None if latitude is None else 9.3


def test_nearest_first_from_a_postcode_and_oldest_check_else(
    gerhard: Member, signed_in: Sign, page: PagesOf
) -> None:
    at("Fern", "71336", 48.99, checked=None)
    at("Nah", "71332", 48.84, checked=stale_day())
    at("Mitte", "71332", 48.83, checked=clock.today() - timedelta(days=61))
    at("Ohne Punkt", "71334", None, checked=clock.today() - timedelta(days=80))
    browser = signed_in(gerhard)
    oldest = page(browser, "/circle?lang=en")
    assert [words(h) for h in oldest.all("h3")] == ["Fern", "Nah", "Ohne Punkt", "Mitte"]
    choices = [words(o) for o in oldest.find("select", id="near").iter() if o.get("value")]
    assert choices == [
        f"Nearest first, from {code} Waiblingen" for code in ("71332", "71334", "71336")
    ]
    near = [words(h) for h in page(browser, "/circle?near=71332").all("h3")]
    assert near.index("Nah") < near.index("Fern")
    assert near.index("Mitte") < near.index("Fern")
    assert words(page(browser, "/circle?near=71336").find("h3")) == "Fern"
    assert words(page(browser, "/circle?near=71334").find("h3")) == "Ohne Punkt"
    assert page(browser, "/circle?near=99999&page=0").text == page(browser, "/circle").text


def test_the_list_comes_in_pages_with_as_many_statements(
    gerhard: Member, signed_in: Sign, page: PagesOf
) -> None:
    browser = signed_in(gerhard)
    for number in range(3):
        whole_offer(f"A{number:02}", assured_date=None)
    few = page(browser, "/circle?near=71332").statements
    for number in range(3, 23):
        whole_offer(f"A{number:02}", assured_date=None)
    first = page(browser, "/circle?near=71332", statements=few)
    assert len(first.all("h3")) == checking.PAGE
    assert "page=2" in first.html
    second = page(browser, "/circle?near=71332&page=2", statements=few)
    assert [words(h) for h in second.all("h3")] == ["A20", "A21", "A22"]
    assert few <= 8


def test_the_circle_reads_how_much_it_did_this_month(
    gerhard: Member, aylin: Member, signed_in: Sign, page: PagesOf
) -> None:
    first_day = clock.today().replace(day=1)
    for number, (day, circle) in enumerate([
        (first_day, "Helferkreis Waiblingen"),
        (clock.today(), "Helferkreis Waiblingen"),
        (first_day - timedelta(days=1), "Helferkreis Waiblingen"),
        (clock.today(), "Integrationsbeauftragte Rems-Murr-Kreis"),
    ]):  # fmt: skip
        whole_offer(f"Angebot {number}", assured_date=day, assured_by=circle)
    told = page(signed_in(gerhard), "/circle?lang=en").text
    assert "Your circle checked 2 offers this month." in told
    assert gerhard.person.call_name not in told
    assert "checked 1 offer this month." in page(signed_in(aylin), "/circle?lang=en").text


def test_report_with_a_reason_in_the_row_and_without_script(
    gerhard: Member, selam: Member, signed_in: Sign, page: PagesOf
) -> None:
    made, browser = whole_offer(assured_date=None), signed_in(gerhard)
    here = f"/circle/offers/{made.id}/report"
    assert "It no longer exists" in page(browser, f"{here}?lang=en").text
    piece = browser.get(here, headers=PARTIAL).get_data(as_text=True)
    assert f'id="offer-{made.id}"' in piece
    assert "<html" not in piece
    assert browser.post(here, data={"kind": "magic"}).status_code == 422
    answer = browser.post(f"{here}?lang=en", data={"kind": "closed"}, headers=PARTIAL)
    assert "Somebody reported:" in answer.get_data(as_text=True)
    with transaction():
        service.report(record_of(made).offer, "moved", by=selam.viewer, now=clock.now())
    assert browser.post(here, data={"kind": "closed"}).status_code == 422
    db.session.rollback()
    assert record_of(made).offer.state == "suspended"
    assert db.session.query(OfferIssue).count() == 2
    shown = browser.post(f"/circle/offers/{made.id}/assure?lang=en")
    assert "Nobody sees this offer now." in shown.get_data(as_text=True)
    assert signed_in(selam).get(here).status_code == 404


def test_the_day_of_the_check_is_never_moved_by_an_edit(
    gerhard: Member, aylin: Member, signed_in: Sign
) -> None:
    """Of spelling by a volunteer, of everything by a coordinator; one tap alone moves it."""
    made = whole_offer(
        assured_date=stale_day(), assured_by="Früher", description="Deusch sprechen bei Kaffee."
    )
    here = f"/circle/offers/{made.id}/edit"
    small = typed(made, description="Deutsch sprechen bei Kaffee.", step="save")
    assert signed_in(gerhard).post(here, data=small).status_code == 303
    large = {**small, "name": "Ganz anders", "hours": "Mo 10-12"}
    assert signed_in(aylin).post(here, data=large).status_code == 303
    db.session.rollback()
    kept = record_of(made).offer
    assert (kept.name, kept.description) == ("Ganz anders", "Deutsch sprechen bei Kaffee.")
    assert (kept.assured_date, kept.assured_by) == (stale_day(), "Früher")
    assert (named("OfferChanged"), named("OfferChecked")) == (2, 0)
    signed_in(gerhard).post(f"/circle/offers/{made.id}/assure")
    db.session.rollback()
    assert record_of(made).offer.assured_date == clock.today()


def test_an_archived_offer_is_brought_back_from_its_row(
    aylin: Member, signed_in: Sign, page: PagesOf
) -> None:
    made, browser = whole_offer(state="suspended"), signed_in(aylin)
    piece = browser.post(f"/network/offers/{made.id}/archive", headers=PARTIAL)
    assert b"/bring-back" in piece.data
    assert "bring-back" in page(browser, "/network").html
    assert browser.post(f"/network/offers/{made.id}/bring-back").status_code == 303
    db.session.rollback()
    assert record_of(made).offer.state == "suspended"
    assert browser.post(f"/network/offers/{made.id}/bring-back").status_code == 422


def test_who_edits_for_an_organization_reads_what_ended_by_itself(
    gerhard: Member, aylin: Member, signed_in: Sign, page: PagesOf
) -> None:
    made = whole_offer("Kurs im Herbst", valid_to=clock.today() - timedelta(days=1))
    with transaction():
        verein = Organization(name="Verein", description="Ein Verein")
        db.session.add(verein)
        db.session.flush()
        db.session.get_one(Offer, made.id).organization_id = verein.id
        db.session.get_one(RoleGrant, gerhard.grant.id).organization_id = verein.id
    end_offers(clock.now())
    for member, address in ((gerhard, "/circle"), (aylin, "/network")):
        shown = page(signed_in(member), f"{address}?lang=en")
        assert "The last day is over" in shown.text
        assert "Kurs im Herbst" in shown.text
