"""Volunteers: who invites them, what is kept of them, who may ask them."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.people import volunteers
from app.people.models import Person, RoleGrant, VolunteerProfile
from tests import build
from tests.cast import Member
from tests.pages import Page

SignIn = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
NEW = {
    "full_name": "Ruth Sommer",
    "group_name": "Freundeskreis Asyl",
    "languages[]": ["de", "uk"],
    "helps[]": ["language", "housing"],
    "vetted_by": "Aylin Demir",
}


def profile(**more: object) -> VolunteerProfile:
    empty = {"group_name": "", "languages": [], "helps_with": [], "vetted_by": ""}
    made = VolunteerProfile(**{**empty, **more})
    db.session.add(made)
    return made


def test_a_coordinator_invites_and_goes_on_to_the_device(
    aylin: Member, signed_in: SignIn, page: PagesOf
) -> None:
    browser = signed_in(aylin)
    page(browser, "/network/volunteers/invite")
    signed = {"signed_on": clock.today().isoformat(), "valid_until": "2099-12-31"}
    answer = browser.post("/network/volunteers/invite", data={**NEW, **signed})
    person = db.session.scalars(sa.select(Person).where(Person.full_name == "Ruth Sommer")).one()
    assert (answer.status_code, answer.location) == (303, f"/staff/{person.id}/phone")
    grant = db.session.scalars(sa.select(RoleGrant).where(RoleGrant.person_id == person.id)).one()
    assert (grant.role, grant.area_ags, grant.carrier_id) == ("volunteer", build.DISTRICT, None)
    kept = db.session.get_one(VolunteerProfile, person.id)
    assert (kept.languages, kept.helps_with) == (["de", "uk"], ["housing", "language"])
    shown = page(browser, "/network/volunteers?lang=en", statements=3)
    assert "Ruth Sommer" in shown.text
    assert "Freundeskreis Asyl" in shown.text
    assert "Confidentiality until" in shown.text
    again = browser.post("/network/volunteers/invite", data=NEW, headers=PARTIAL)
    assert (again.status_code, again.headers["HX-Redirect"]) == (204, answer.location)


def test_what_makes_no_sense_is_refused(aylin: Member, signed_in: SignIn) -> None:
    browser, before = signed_in(aylin), db.session.query(Person).count()
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    for wrong in (
        {"full_name": ""},
        {"languages[]": ["xx"]},
        {"helps[]": ["xx"]},
        {"signed_on": tomorrow},
        {"certificate_seen_on": tomorrow},
        {"signed_on": "2024-05-01", "valid_until": "2024-04-30"},
    ):
        data = {**NEW, **wrong}
        answer = browser.post("/network/volunteers/invite", data=data, headers=PARTIAL)
        assert answer.status_code == 422, wrong
        assert answer.data.lstrip().startswith(b"<form")
    assert db.session.query(Person).count() == before


def test_the_profile_is_written_anew(
    aylin: Member, gerhard: Member, signed_in: SignIn, page: PagesOf
) -> None:
    browser, address = signed_in(aylin), f"/network/volunteers/{gerhard.person.id}"
    page(browser, address)
    data = {**NEW, "certificate_seen_on": "2024-05-01"}
    assert browser.post(address, data=data).location == "/network/volunteers"
    filled = page(browser, address)
    assert filled.find("input", name="certificate_seen_on").get("value") == "2024-05-01"
    assert filled.find("input", name="helps[]", value="housing").get("checked") is not None
    assert browser.post(address, data=data, headers=PARTIAL).status_code == 204
    assert browser.post(address, data={**data, "group_name": "x" * 121}).status_code == 422


def test_volunteers_elsewhere_and_of_others_are_not_there(
    aylin: Member, gerhard: Member, jana: Member, signed_in: SignIn
) -> None:
    with transaction():
        far, _grant = build.person("Fern", "de", Role.VOLUNTEER, area_ags="08111000")
    browser = signed_in(aylin)
    missing = browser.get("/network/volunteers/999999").data
    assert b"Fern" not in browser.get("/network/volunteers").data
    for person_id in (far.id, jana.person.id, aylin.person.id):
        address = f"/network/volunteers/{person_id}"
        assert browser.get(address).data == missing
        answer = browser.post(address, data=NEW)
        assert (answer.status_code, answer.data) == (404, missing)
    assert db.session.query(VolunteerProfile).count() == 0


def test_other_roles_write_nothing(
    cast: Callable[[str], Member], gerhard: Member, signed_in: SignIn
) -> None:
    for name in ("selam", "jana", "keller", "vogt", "adler", "gerhard"):
        browser = signed_in(cast(name))
        missing = browser.get("/network/volunteers/999999").data
        for address in ("/network/volunteers/invite", f"/network/volunteers/{gerhard.person.id}"):
            answer = browser.post(address, data=NEW)
            assert (answer.status_code, answer.data) == (404, missing), (name, address)
        if name not in ("jana", "keller"):
            assert browser.get("/network/volunteers").data == missing, name


def test_managers_and_team_leads_see_whom_to_ask_and_nothing_of_the_papers(
    jana: Member, keller: Member, brandt: Member, gerhard: Member, signed_in: SignIn, page: PagesOf
) -> None:
    with transaction():
        profile(
            person_id=gerhard.person.id,
            group_name="Freundeskreis",
            languages=["de", "fr"],
            helps_with=["housing"],
            confidentiality_signed_on=clock.today(),
            vetted_by="Geheimnis",
        )
        build.person("Fern", "de", Role.VOLUNTEER, area_ags="08111000")
        _closed, grant = build.person("Zu", "de", Role.VOLUNTEER, area_ags=build.TOWN)
        grant.closed_at = clock.now()
    for member in (jana, keller):
        shown = page(signed_in(member), "/network/volunteers?lang=en")
        assert "Gerhard" in shown.text
        assert "Français" in shown.text
        assert "Housing" in shown.text
        for word in ("Fern", "Zu ", "Geheimnis", "Confidentiality"):
            assert word not in shown.text
        assert not [a for a in shown.all("a") if "/staff/" in (a.get("href") or "")]


def test_the_list_costs_the_same_for_many(
    aylin: Member, gerhard: Member, signed_in: SignIn, page: PagesOf
) -> None:
    browser = signed_in(aylin)
    few = page(browser, "/network/volunteers", statements=3).statements
    with transaction():
        for n in range(12):
            person, _grant = build.person(f"V{n}", "de", Role.VOLUNTEER, area_ags=build.TOWN)
            profile(person_id=person.id, languages=["de"], helps_with=["work"])
    assert page(browser, "/network/volunteers").statements == few


def test_a_volunteer_writes_what_she_helps_with_and_nothing_else(
    gerhard: Member, signed_in: SignIn, page: PagesOf
) -> None:
    with transaction():
        profile(person_id=gerhard.person.id, vetted_by="Aylin Demir")
    browser = signed_in(gerhard)
    page(browser, "/circle/profile")
    data = {**NEW, "vetted_by": "ich selbst", "signed_on": "2024-01-01"}
    assert browser.post("/circle/profile", data=data).location == "/circle"
    assert browser.post("/circle/profile", data=data, headers=PARTIAL).status_code == 204
    db.session.expire_all()
    kept = db.session.get_one(VolunteerProfile, gerhard.person.id)
    assert kept.helps_with == ["housing", "language"]
    assert (kept.vetted_by, kept.confidentiality_signed_on) == ("Aylin Demir", None)
    assert browser.post("/circle/profile", data={"helps[]": ["xx"]}).status_code == 422


def test_a_promise_holds_from_its_signature_to_its_last_day() -> None:
    today = clock.today()
    day = timedelta(days=1)

    def holds(signed: object, until: object) -> bool:
        promise = volunteers.Promise(
            signed_on=signed,  # type: ignore[arg-type]
            valid_until=until,  # type: ignore[arg-type]
            vetted_by="",
            certificate_seen_on=None,
        )
        return promise.holds(today)

    assert holds(today, None)
    assert holds(today, today)
    assert not holds(today, today - day)
    assert not holds(None, today)
