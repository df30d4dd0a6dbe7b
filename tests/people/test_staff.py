"""Accounts of staff: who looks after whose, and how they begin."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask.testing import FlaskClient

from app.caseload.models import ManagerProfile
from app.core import clock
from app.core.access import Role
from app.core.crypto import fingerprint
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.people.models import Enrolment, Person, RoleGrant
from tests import build
from tests.cast import Member
from tests.pages import Page
from tests.people.conftest import Phone
from tests.people.staffing import NEW, days, grants, passkey

SignIn = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


# The lists


def test_the_administration_sees_its_own_staff_alone(
    vogt: Member, jana: Member, brandt: Member, selam: Member, signed_in: SignIn, page: PagesOf
) -> None:
    passkey(jana)
    shown = page(signed_in(vogt), "/carrier?lang=en", statements=2)
    assert "Jana" in shown.text
    assert "Integration manager" in shown.text
    assert "1 device" in shown.text
    assert "Frau Vogt" in shown.text
    assert brandt.person.call_name not in shown.text
    assert selam.person.call_name not in shown.text


def test_the_data_protection_officer_reads_the_list_and_opens_nothing(
    adler: Member, jana: Member, signed_in: SignIn, page: PagesOf
) -> None:
    browser = signed_in(adler)
    shown = page(browser, "/carrier")
    assert not [a for a in shown.all("a") if (a.get("href") or "").startswith("/staff/")]
    assert browser.get(f"/staff/{jana.person.id}").status_code == 404


def test_the_list_costs_the_same_for_many(
    vogt: Member, jana: Member, signed_in: SignIn, page: PagesOf
) -> None:
    browser = signed_in(vogt)
    few = page(browser, "/carrier").statements
    with transaction():
        for n in range(12):
            person, _grant = build.person(f"P{n}", "de", Role.DPO, carrier_id=vogt.grant.carrier_id)
            build.role(person, Role.TEAM_LEAD, carrier_id=vogt.grant.carrier_id)
    assert page(browser, "/carrier").statements == few


def test_who_left_stands_apart(
    vogt: Member, jana: Member, signed_in: SignIn, page: PagesOf
) -> None:
    with transaction():
        row = db.session.get_one(RoleGrant, jana.grant.id)
        row.valid_to = clock.today() - timedelta(days=1)
    shown = page(signed_in(vogt), "/carrier?lang=en")
    assert "Formerly here (1)" in shown.text


# Who may do what to whom

REACH = {  # whose accounts each of them looks after, of all these people
    "vogt": {"jana", "keller", "adler", "vogt"},
    "keller": {"jana"},
    "aylin": {"gerhard"},
    "jana": set(),
    "adler": set(),
    "gerhard": set(),
    "selam": set(),
    "brandt": set(),
}
EVERYBODY = ("vogt", "keller", "adler", "jana", "brandt", "selam", "gerhard", "aylin")


def test_each_looks_after_her_own_accounts_and_no_other(
    cast: Callable[[str], Member], signed_in: SignIn
) -> None:
    people = {one: cast(one).person.id for one in EVERYBODY}
    for name, reached in REACH.items():
        browser = signed_in(cast(name))
        missing = browser.get("/staff/999999")
        for other, person_id in people.items():
            for address in (f"/staff/{person_id}", f"/staff/{person_id}/phone"):
                answer = browser.get(address)
                assert (answer.status_code == 200) == (other in reached), (name, other)
                assert answer.status_code == 200 or answer.data == missing.data


VERBS = ("close", "open", "lock", "phone", "phone/match", "phone/confirm", "phone/cancel")


def test_nobody_changes_an_account_out_of_reach(
    cast: Callable[[str], Member], signed_in: SignIn
) -> None:
    for name in REACH:
        browser, other = signed_in(cast(name)), cast("brandt" if name != "brandt" else "jana")
        missing = browser.get("/staff/999999").data
        for verb in VERBS:
            address = f"/staff/{other.person.id}/{verb}"
            answer = browser.post(address, data={"purpose": "enrol", "number": "12"})
            assert (answer.status_code, answer.data) == (404, missing), (name, verb)
        assert [row.closed_at for row in grants(other.person.id)] == [None]
    assert db.session.query(Enrolment).count() == 0


def test_a_coordinator_of_another_area_finds_nobody(
    aylin: Member, gerhard: Member, signed_in: SignIn
) -> None:
    with transaction():
        db.session.get_one(RoleGrant, aylin.grant.id).area_ags = "08111"
    assert signed_in(aylin).get(f"/staff/{gerhard.person.id}").status_code == 404
    with transaction():
        db.session.get_one(RoleGrant, aylin.grant.id).area_ags = ""
    assert signed_in(aylin).get(f"/staff/{gerhard.person.id}").status_code == 404


# Inviting


def test_an_invited_manager_has_a_card_and_comes_in_by_the_ceremony(
    vogt: Member, signed_in: SignIn, page: PagesOf, new_phone: Callable[[], Phone]
) -> None:
    desk = signed_in(vogt)
    page(desk, "/staff/invite")
    answer = desk.post("/staff/invite", data={**NEW, **days()})
    assert answer.status_code == 303
    person = db.session.scalars(sa.select(Person).where(Person.full_name == "Mina Berg")).one()
    assert answer.location == f"/staff/{person.id}/phone"
    assert person.call_name == "Mina"
    with carrier_opened(vogt.grant.carrier_id or 0):
        card = db.session.scalars(sa.select(ManagerProfile)).one()
    assert (card.full_name, card.office_phone) == ("Mina Berg", "+4971515550119")

    shown = desk.post(answer.location, data={"purpose": "enrol"}).get_data(as_text=True)
    assert "<svg" in shown
    phone = new_phone()
    held = db.session.scalars(sa.select(Enrolment)).one()
    with transaction():
        secret = _another_secret(held)
    assert phone.open(secret) == "/enter"
    db.session.expire_all()
    assert desk.post(f"{answer.location}/match", data={"number": held.number}).status_code == 303
    assert phone.make_passkey().status_code == 303
    assert desk.post(f"{answer.location}/confirm").status_code == 303
    assert phone.browser.post("/enter/start").status_code == 303
    assert phone.browser.get("/desk/clients").status_code == 200


def _another_secret(held: Enrolment) -> str:
    """The page draws the secret and nobody keeps it; the test puts one of its own."""

    db.session.get_one(Enrolment, held.id).secret_hash = fingerprint("own secret")
    return "own secret"


WRONG = (
    {"full_name": " "},
    {"full_name": "x" * 121},
    {"role": "client"},
    {"role": "coordinator"},
    {"office_phone": ""},
    {"office_phone": "nobody"},
    {"valid_from": ""},
    {"valid_to": "2020-01-01"},
)


def test_a_refused_invitation_keeps_what_was_typed_and_makes_nobody(
    vogt: Member, signed_in: SignIn
) -> None:
    before, browser = db.session.query(Person).count(), signed_in(vogt)
    for wrong in WRONG:
        answer = browser.post("/staff/invite", data={**NEW, **days(), **wrong})
        assert answer.status_code == 422, wrong
        assert b'aria-invalid="true"' in answer.data, wrong
        assert wrong.get("full_name", "Mina Berg").strip().encode() in answer.data, wrong
    assert db.session.query(Person).count() == before


def test_a_team_lead_invites_managers_alone(
    keller: Member, signed_in: SignIn, page: PagesOf
) -> None:
    browser = signed_in(keller)
    offered = [option.get("value") for option in page(browser, "/staff/invite").all("option")]
    assert offered == ["manager"]
    answer = browser.post("/staff/invite", data={**NEW, **days(), "role": "carrier_admin"})
    assert answer.status_code == 422
    assert browser.post("/staff/invite", data={**NEW, **days()}).status_code == 303


def test_two_taps_make_one_account_and_htmx_is_sent_on(vogt: Member, signed_in: SignIn) -> None:
    browser = signed_in(vogt)
    data = {**NEW, "full_name": "Herr Wolf", "role": "dpo", **days()}
    first = browser.post("/staff/invite", data=data)
    second = browser.post("/staff/invite", data=data, headers=PARTIAL)
    assert second.status_code == 204
    assert second.headers["HX-Redirect"] == first.location
    found = sa.select(Person.call_name).where(Person.full_name == "Herr Wolf")
    assert db.session.scalars(found).all() == ["Herr Wolf"]
