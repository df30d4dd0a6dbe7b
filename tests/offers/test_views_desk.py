"""Looking after the directory: one tap, change with preview, check and publish; by whom."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import html5lib
import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.exchange import hsds
from app.offers import history
from app.offers.ending import end_offers
from app.offers.models import LONGEST, OfferSuggestion
from app.offers.models_hsds import OfferChange
from tests import build
from tests.cast import OWN, Member
from tests.offers.shop import record_of, stale_day, typed, whole_offer
from tests.pages import Page

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
FAR = "08111000"  # Stuttgart: in nobody's area here


def team_lead(carrier_id: int | None) -> Member:
    with transaction():
        person, grant = build.person("Frau Keller", "de", Role.TEAM_LEAD, carrier_id=carrier_id)
    return Member(person=person, grant=grant)


def test_one_tap_says_still_right_and_one_takes_it_back(
    gerhard: Member, signed_in: Sign, page: PagesOf
) -> None:
    made, browser = whole_offer(assured_date=stale_day()), signed_in(gerhard)
    answer = browser.post(f"/circle/offers/{made.id}/assure")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/circle")
    db.session.rollback()
    kept = record_of(made).offer
    assert (kept.assured_date, kept.assured_by) == (clock.today(), "Helferkreis Waiblingen")
    assert "Checked today" in page(browser, "/circle?lang=en").text
    piece = browser.post(f"/circle/offers/{made.id}/take-back", headers=PARTIAL)
    assert piece.status_code == 200
    assert f'id="offer-{made.id}"'.encode() in piece.data
    assert b"/assure" in piece.data
    db.session.rollback()
    assert record_of(made).offer.assured_date == stale_day()


def test_a_check_that_is_too_late_is_refused_in_words(gerhard: Member, signed_in: Sign) -> None:
    made, browser = whole_offer(state="suspended"), signed_in(gerhard)
    for verb in ("assure", "take-back"):
        answer = browser.post(f"/circle/offers/{made.id}/{verb}?lang=en")
        assert answer.status_code == 422
        assert b'role="alert"' in answer.data
        piece = browser.post(f"/circle/offers/{made.id}/{verb}", headers=PARTIAL)
        assert piece.status_code == 422
        assert b"<html" not in piece.data


ACTIONS = [
    ("post", "/circle/offers/{}/assure"),
    ("post", "/circle/offers/{}/take-back"),
    ("get", "/circle/offers/{}/edit"),
    ("post", "/circle/offers/{}/edit"),
    ("get", "/network/offers/{}"),
    ("post", "/network/offers/{}/publish"),
    ("post", "/network/offers/{}/suspend"),
    ("post", "/network/offers/{}/archive"),
    ("post", "/network/offers/{}/to-check"),
    ("post", "/network/offers/{}/back"),
]


@pytest.mark.parametrize(("method", "address"), ACTIONS)
def test_another_towns_offer_is_missing(
    aylin: Member, jana: Member, signed_in: Sign, method: str, address: str
) -> None:
    far = whole_offer(town=FAR, state="in_check")
    for member in (aylin, jana):
        browser = signed_in(member)
        foreign = browser.open(address.format(far.id), method=method)
        missing = browser.open(address.format(uuid.uuid4()), method=method)
        assert foreign.status_code == missing.status_code == 404
        assert foreign.data == missing.data
    db.session.rollback()
    assert record_of(far).offer.state == "in_check"


@pytest.mark.parametrize(("method", "address"), ACTIONS)
def test_clients_find_none_of_it_and_visitors_are_asked_to_sign_in(
    selam: Member, signed_in: Sign, visitor: FlaskClient, method: str, address: str
) -> None:
    made = whole_offer(state="in_check")
    assert signed_in(selam).open(address.format(made.id), method=method).status_code == 404
    assert visitor.open(address.format(made.id), method=method).status_code == 303
    piece = visitor.open(address.format(made.id), method=method, headers=PARTIAL)
    assert (piece.status_code, "HX-Redirect" in piece.headers) == (401, True)


@pytest.mark.parametrize(("method", "address"), ACTIONS[4:])
def test_a_volunteer_publishes_nothing(
    gerhard: Member, signed_in: Sign, method: str, address: str
) -> None:
    made = whole_offer(state="in_check")
    assert signed_in(gerhard).open(address.format(made.id), method=method).status_code == 404


def test_change_with_preview(gerhard: Member, signed_in: Sign, page: PagesOf) -> None:
    made, browser = whole_offer(description="Deusch sprechen bei Tee."), signed_in(gerhard)
    address = f"/circle/offers/{made.id}/edit"
    form = page(browser, address)
    assert form.find("textarea", id="hours").text
    changes = typed(made, description="Deutsch sprechen bei Tee.", phone="07151 000999")
    shown = browser.post(f"{address}?lang=en", data=changes).get_data(as_text=True)
    assert "This stands there at once" in shown
    assert "This goes to check first" in shown
    assert "Deusch sprechen" in shown
    assert "07151 000999" in shown
    db.session.rollback()
    assert record_of(made).offer.description.startswith("Deusch")
    answer = browser.post(address, data={**changes, "step": "save"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/circle")
    db.session.rollback()
    assert record_of(made).offer.description.startswith("Deutsch")
    assert record_of(made).values["phone"] == "+497151000123"
    assert db.session.query(OfferSuggestion).one().values == {"phone": "+497151000999"}


def test_back_to_the_form_keeps_what_was_typed(gerhard: Member, signed_in: Sign) -> None:
    made = whole_offer()
    answer = signed_in(gerhard).post(
        f"/circle/offers/{made.id}/edit", data=typed(made, name="Neuer Name", step="edit")
    )
    assert answer.status_code == 200
    assert "Neuer Name" in answer.get_data(as_text=True)
    assert db.session.query(OfferSuggestion).count() == 0


def test_the_preview_sends_exactly_the_form(aylin: Member, signed_in: Sign) -> None:
    """What the hidden fields of the preview hold, saved, changes nothing else."""
    made, browser = whole_offer(languages=("de", "ti"), has_childcare=True), signed_in(aylin)
    before = record_of(made).values
    address = f"/circle/offers/{made.id}/edit"
    html = browser.post(address, data=typed(made, name="Neuer Name")).get_data(as_text=True)
    sent = hidden_fields(html)
    assert browser.post(address, data={**sent, "step": "save"}).status_code == 303
    db.session.rollback()
    assert record_of(made).values == {**before, "name": "Neuer Name"}


def hidden_fields(html: str) -> dict[str, Any]:
    root = html5lib.parse(html, namespaceHTMLElements=False)
    form = next(f for f in root.iter("form") if "/edit" in (f.get("action") or ""))
    sent: dict[str, Any] = {}
    for area in form.iter("textarea"):
        sent[area.get("name") or ""] = area.text or ""
    for box in form.iter("input"):
        sent.setdefault(box.get("name") or "", []).append(box.get("value"))
    return sent


@pytest.mark.parametrize(
    ("wrong", "beside"),
    [
        ({"hours": "immer"}, "Write one line for each time"),
        ({"name": ""}, "Fill in this field."),
        ({"description": ""}, "Fill in this field."),
        ({"languages[]": ["xx"]}, "Choose one of the answers."),
        ({"valid_to": "morgen"}, "Write a date"),
        ({"kind": "magic"}, "Choose one of the answers."),
        ({}, "Nothing is different"),
    ],
)
def test_wrong_values_change_nothing(
    aylin: Member, signed_in: Sign, wrong: dict[str, Any], beside: str
) -> None:
    made, browser = whole_offer(), signed_in(aylin)
    before = record_of(made).values
    for step in ("preview", "save"):
        data = {**typed(made, step=step, note="x"), **wrong}
        answer = browser.post(f"/circle/offers/{made.id}/edit?lang=en", data=data)
        assert answer.status_code == 422
        assert beside in answer.get_data(as_text=True)
    db.session.rollback()
    assert record_of(made).values == before


def test_a_coordinator_writes_at_once(aylin: Member, signed_in: Sign) -> None:
    made = whole_offer()
    before = made.assured_date
    data = typed(made, name="Ganz anders", hours="Mo 10-12", step="save")
    answer = signed_in(aylin).post(f"/circle/offers/{made.id}/edit", data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/network")
    db.session.rollback()
    kept = record_of(made)
    assert (kept.offer.name, kept.values["hours"]) == ("Ganz anders", "Mo 10:00–12:00")
    assert kept.offer.assured_date == before


@pytest.mark.parametrize("how", ["button", "last day"])
def test_what_has_ended_and_runs_again_is_no_new_offer(
    aylin: Member, signed_in: Sign, how: str
) -> None:
    over = clock.today() - timedelta(days=9)
    made, browser = whole_offer(state="expired", valid_to=over), signed_in(aylin)
    with transaction():
        history.note(made.id, {}, {"alert": "Heute im Hof"}, circle="Amt", now=clock.now())
    assert "It runs again" in browser.get(f"/network/offers/{made.id}?lang=en").text
    if how == "button":
        assert browser.post(f"/network/offers/{made.id}/to-check").status_code == 303
    else:
        again = (clock.today() + timedelta(days=90)).isoformat()
        sent = typed(made, valid_to=again, step="save")
        assert browser.post(f"/circle/offers/{made.id}/edit", data=sent).status_code == 303
    db.session.rollback()
    stands = record_of(made)
    assert stands.offer.state == "in_check"
    assert stands.offer.valid_to in (None, clock.today() + timedelta(days=90))
    assert db.session.query(OfferChange).filter_by(offer_id=made.id).count() == 2
    assert browser.post(f"/network/offers/{made.id}/publish").status_code == 303
    end_offers(clock.now())
    assert browser.get(f"/offers/{made.id}").status_code == 200  # under its address, and it stays


def test_what_a_file_may_say_can_be_changed_here(aylin: Member, signed_in: Sign) -> None:
    """Texts as long as the readers of files take them: the form refuses none of them."""
    told = hsds.read(
        json.dumps(
            {"id": "a", "status": "active", "name": "N " * 200, "description": "ä " * 9_999}
        ).encode()
    ).entries[0]
    made = whole_offer(told.name, description=told.description)
    browser = signed_in(aylin)
    sent = {**typed(made, address_1="Kurze Straße 1"), "step": "save"}
    assert browser.post(f"/circle/offers/{made.id}/edit", data=sent).status_code == 303
    db.session.rollback()
    assert record_of(made).values["address_1"] == "Kurze Straße 1"
    too_long = {**sent, "description": "x" * (LONGEST + 1)}
    assert browser.post(f"/circle/offers/{made.id}/edit", data=too_long).status_code == 422


def test_check_and_publish(aylin: Member, signed_in: Sign, page: PagesOf) -> None:
    made, browser = whole_offer(state="in_check", assured_date=None), signed_in(aylin)
    assert "Lange Straße 45" in page(browser, f"/network/offers/{made.id}").text
    answer = browser.post(f"/network/offers/{made.id}/publish")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/network")
    db.session.rollback()
    kept = record_of(made).offer
    assert (kept.state, kept.assured_by) == (
        "published",
        "Integrationsbeauftragte Rems-Murr-Kreis",
    )
    piece = browser.post(f"/network/offers/{made.id}/suspend", headers=PARTIAL)
    assert f'id="check-{made.id}"'.encode() in piece.data
    assert b"<html" not in piece.data
    assert b"/archive" in piece.data


def test_what_is_missing_is_said(aylin: Member, signed_in: Sign) -> None:
    made, browser = whole_offer(state="in_check", byday=None), signed_in(aylin)
    answer = browser.post(f"/network/offers/{made.id}/publish?lang=en")
    assert answer.status_code == 422
    assert "Missing: times." in answer.get_data(as_text=True)
    piece = browser.post(f"/network/offers/{made.id}/publish", headers=PARTIAL)
    assert piece.status_code == 422
    assert b"<html" not in piece.data
    db.session.rollback()
    assert record_of(made).offer.state == "in_check"


def test_managers_and_team_leads_publish_too(jana: Member, signed_in: Sign) -> None:
    for member in (jana, team_lead(jana.grant.carrier_id)):
        made = whole_offer(state="in_check")
        assert signed_in(member).post(f"/network/offers/{made.id}/publish").status_code == 303
        db.session.rollback()
        assert record_of(made).offer.assured_by == OWN
