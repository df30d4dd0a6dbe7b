"""The team and whose cases they are; no content of a record."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.audit.models import AccessLog
from app.caseload.events import CaseReassigned
from app.caseload.models import Case, Handover, Substitution
from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.people.models import RoleGrant
from tests import build
from tests.cast import Member
from tests.pages import Page
from tests.races import two_at_once
from tests.team.looks import case_of, of

SignIn = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


# The team


def test_the_team_with_its_open_cases_and_nobody_elses(
    keller: Member,
    selam: Member,
    ahmad: Member,
    yonas: Member,
    deniz: Member,
    signed_in: SignIn,
    page: PagesOf,
) -> None:
    shown = page(signed_in(keller), "/team?lang=en", statements=4)
    assert "Jana König" in shown.text
    assert "2 open cases" in shown.text
    assert "0 open cases" in shown.text
    assert "Karl Brandt" not in shown.text
    assert "Selam" not in shown.text


def test_whose_manager_left_is_shown(
    keller: Member, selam: Member, signed_in: SignIn, page: PagesOf
) -> None:
    assert selam.manager is not None
    with transaction():
        row = db.session.get_one(RoleGrant, selam.manager.grant.id)
        row.valid_to = clock.today() - timedelta(days=1)
    assert "no longer works here" in page(signed_in(keller), "/team?lang=en").text


def test_each_page_costs_the_same_for_many(
    keller: Member, selam: Member, deniz: Member, jana: Member, signed_in: SignIn, page: PagesOf
) -> None:
    browser = signed_in(keller)
    pages = ("/team", "/team/week", f"/team/managers/{jana.person.id}")
    before = [page(browser, at).statements for at in pages]
    carrier_id = keller.grant.carrier_id or 0
    with carrier_opened(carrier_id), transaction():
        for n in range(6):
            manager, _grant = build.person(f"M{n}", "de", Role.MANAGER, carrier_id=carrier_id)
            build.manager_profile(manager, f"M{n}")
            person, _grant = build.person(f"C{n}", "ar", Role.CLIENT, carrier_id=carrier_id)
            client = build.client(person, jana.person)
            db.session.add(
                AccessLog(
                    client_id=client.id,
                    person_id=manager.id,
                    role="manager",
                    what="RecordSeen:record",
                    at=clock.now(),
                )
            )
            db.session.add(
                Substitution(
                    of_id=jana.person.id,
                    by_id=manager.id,
                    valid_from=clock.today(),
                    valid_to=clock.today(),
                    reason="Urlaub",
                )
            )
    assert [page(browser, at).statements for at in pages] == before
    assert max(before) <= 5


PAGES = ("/team", "/team/week", "/team/managers/{jana}", "/team/substitutions/new")
POSTS = ("/team/managers/{jana}", "/team/substitutions/new", "/team/substitutions/1/end")


def test_nobody_but_a_team_lead(
    cast: Callable[[str], Member], jana: Member, signed_in: SignIn
) -> None:
    for name in ("selam", "jana", "vogt", "adler", "gerhard", "aylin", "brandt"):
        browser = signed_in(cast(name))
        missing = browser.get("/staff/999999").data
        for at in PAGES:
            answer = browser.get(at.format(jana=jana.person.id))
            assert (answer.status_code, answer.data) == (404, missing), (name, at)
        for at in POSTS:
            answer = browser.post(at.format(jana=jana.person.id), data={"to_id": 1})
            assert (answer.status_code, answer.data) == (404, missing), (name, at)


def test_a_team_lead_of_another_carrier_finds_nothing(
    selam: Member, brandt: Member, jana: Member, signed_in: SignIn
) -> None:
    with transaction():
        person, grant = build.person(
            "Fremd", "de", Role.TEAM_LEAD, carrier_id=brandt.grant.carrier_id
        )
    browser = signed_in(Member(person=person, grant=grant))
    missing = browser.get("/team/managers/999999")
    assert missing.status_code == 404
    foreign = browser.get(f"/team/managers/{jana.person.id}")
    assert (foreign.status_code, foreign.data) == (404, missing.data)
    data = {"case_ids[]": [case_of(selam)], "to_id": brandt.person.id}
    assert browser.post(f"/team/managers/{jana.person.id}", data=data).status_code == 404
    stolen = browser.post(f"/team/managers/{brandt.person.id}", data=data)
    assert stolen.status_code == 422
    assert of(selam, sa.select(Case.manager_id)) == [jana.person.id]


# Cases


def test_cases_go_to_another_manager_at_once_and_the_client_sees_it(
    keller: Member,
    selam: Member,
    ahmad: Member,
    rojin: Member,
    jana: Member,
    deniz: Member,
    signed_in: SignIn,
    page: PagesOf,
) -> None:
    assert selam.client is not None
    lead, old, new = signed_in(keller), signed_in(jana), signed_in(deniz)
    address, record = f"/team/managers/{jana.person.id}", f"/desk/clients/{selam.client.id}"
    shown = page(lead, f"{address}?lang=en")
    assert "Selam K." in shown.text
    assert old.get(record).status_code == 200
    assert new.get(record).status_code == 404
    data = {"case_ids[]": [case_of(selam), case_of(ahmad)], "to_id": deniz.person.id}
    assert lead.post(address, data=data).location == "/team"
    assert old.get(record).status_code == 404, "reading ends with the next request"
    assert new.get(record).status_code == 200
    rows = of(keller, sa.select(Handover).order_by(Handover.id))
    assert {(row.from_id, row.to_id, row.by_id) for row in rows} == {
        (jana.person.id, deniz.person.id, keller.person.id)
    }
    assert [row.handed_on for row in rows] == [clock.today()] * 2
    trail = sa.select(AccessLog.person_id).where(AccessLog.what == "CaseReassigned")
    assert of(keller, trail) == [keller.person.id] * 2
    hers = page(signed_in(selam), "/home?lang=en").text
    assert "Deniz Arslan" in hers
    assert "Helps you since" in hers
    assert "Helps you since" not in page(signed_in(rojin), "/home?lang=en").text
    clock.shift(timedelta(days=31))
    assert "Helps you since" not in page(signed_in(selam), "/home?lang=en").text


def test_a_second_tap_moves_nothing_and_a_wrong_choice_is_refused(
    keller: Member, selam: Member, jana: Member, deniz: Member, signed_in: SignIn
) -> None:
    browser, address = signed_in(keller), f"/team/managers/{jana.person.id}"
    case_id = case_of(selam)
    for wrong in (
        {"case_ids[]": [], "to_id": deniz.person.id},
        {"case_ids[]": ["x"], "to_id": deniz.person.id},
        {"case_ids[]": [case_id], "to_id": ""},
        {"case_ids[]": [case_id], "to_id": jana.person.id},
        {"case_ids[]": [case_id], "to_id": keller.person.id},
        {"case_ids[]": [999999], "to_id": deniz.person.id},
    ):
        answer = browser.post(address, data=wrong, headers=PARTIAL)
        assert answer.status_code == 422, wrong
        assert answer.data.lstrip().startswith(b"<div")
    data = {"case_ids[]": [case_id], "to_id": deniz.person.id}
    assert browser.post(address, data=data, headers=PARTIAL).status_code == 204
    assert browser.post(address, data=data).status_code == 422
    assert len(of(keller, sa.select(Handover.id))) == 1


def test_two_leads_at_once_move_a_case_once(
    app: Flask, keller: Member, selam: Member, jana: Member, deniz: Member, signed_in: SignIn
) -> None:
    browsers = [signed_in(keller), signed_in(keller)]
    address = f"/team/managers/{jana.person.id}"
    data = {"case_ids[]": [case_of(selam)], "to_id": deniz.person.id}
    db.session.rollback()  # what was read above must hold nobody up
    assert two_at_once(
        app,
        lambda: browsers[0].post(address, data=data).status_code,
        lambda: browsers[1].post(address, data=data).status_code,
        pause_at=CaseReassigned,
    ) == [303, 422]
    assert len(of(keller, sa.select(Handover.id))) == 1


def test_all_cases_of_one_who_left(
    keller: Member, cast: Callable[[str], Member], deniz: Member, jana: Member, signed_in: SignIn
) -> None:
    names = ("selam", "ahmad", "rojin", "oksana")
    cases = [case_of(cast(name)) for name in names]
    with transaction():
        db.session.get_one(RoleGrant, jana.grant.id).closed_at = clock.now()
    data = {"case_ids[]": cases, "to_id": deniz.person.id}
    answer = signed_in(keller).post(f"/team/managers/{jana.person.id}", data=data)
    assert answer.status_code == 303
    assert of(keller, sa.select(Case.manager_id)) == [deniz.person.id] * 4


def test_giving_cases_away_needs_a_fresh_passkey(
    keller: Member, selam: Member, jana: Member, deniz: Member, signed_in: SignIn
) -> None:
    browser, address = signed_in(keller), f"/team/managers/{jana.person.id}"
    clock.shift(timedelta(minutes=25))
    browser.get("/team")
    clock.shift(timedelta(minutes=50))
    browser.get("/team")
    clock.shift(timedelta(minutes=65))
    data = {"case_ids[]": [case_of(selam)], "to_id": deniz.person.id}
    answer = browser.post(address, data=data)
    assert answer.location.startswith("/signin?again=1&back=")
    assert of(keller, sa.select(Case.manager_id)) == [jana.person.id]
