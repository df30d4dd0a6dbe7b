"""The team lead's pages: managers, cases, substitutions, the week. No content of a record."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.audit.models import AccessLog
from app.caseload.models import Case, Handover, Substitution
from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.people.models import Enrolment, RoleGrant
from tests import build
from tests.cast import Member
from tests.pages import Page

SignIn = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def deniz(jana: Member) -> Member:
    """A second manager of Jana's carrier."""
    carrier_id = jana.grant.carrier_id or 0
    with carrier_opened(carrier_id), transaction():
        person, grant = build.person("Deniz", "de", Role.MANAGER, carrier_id=carrier_id)
        build.manager_profile(person, "Deniz Arslan")
    return Member(person=person, grant=grant)


def of(carrier: Member, statement: Any) -> list[Any]:
    db.session.expire_all()
    with carrier_opened(carrier.grant.carrier_id or 0):
        return list(db.session.scalars(statement))


def case_of(client: Member) -> int:
    assert client.client is not None
    return int(of(client, sa.select(Case.id).where(Case.client_id == client.client.id))[0])


def days(first: int, last: int) -> dict[str, str]:
    today = clock.today()
    return {
        "valid_from": (today + timedelta(days=first)).isoformat(),
        "valid_to": (today + timedelta(days=last)).isoformat(),
    }


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
    shown = page(signed_in(keller), "/team?lang=en", statements=3)
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


# Substitutions


def test_a_substitution_counts_on_its_days_and_the_client_reads_the_name(
    keller: Member, selam: Member, jana: Member, deniz: Member, signed_in: SignIn, page: PagesOf
) -> None:
    assert selam.client is not None
    lead, record = signed_in(keller), f"/desk/clients/{selam.client.id}"
    page(lead, "/team/substitutions/new")
    data = {"of_id": jana.person.id, "by_id": deniz.person.id, "reason": "Urlaub", **days(1, 3)}
    assert lead.post("/team/substitutions/new", data=data).location == "/team"
    assert signed_in(deniz).get(record).status_code == 404
    clock.shift(timedelta(days=1))
    desk = signed_in(deniz)
    assert desk.get(record).status_code == 200
    assert "as a substitute" in page(desk, "/desk/clients?lang=en").text
    assert "Deniz Arslan for Jana König" in page(desk, "/me?lang=en").text
    assert "Deniz Arslan for Jana König" in page(signed_in(jana), "/me?lang=en").text
    for address in ("/home?lang=en", "/plan?lang=en"):
        hers = page(signed_in(selam), address).text
        assert "Jana König" in hers
        assert "Away until" in hers
        assert "Deniz Arslan" in hers
    assert "Deniz Arslan stands in" in page(signed_in(keller), "/team?lang=en").text
    clock.shift(timedelta(days=4))
    assert signed_in(deniz).get(record).status_code == 404
    assert "Deniz" not in page(signed_in(selam), "/home").text


def test_ending_it_early_acts_on_the_next_request(
    keller: Member, selam: Member, jana: Member, deniz: Member, signed_in: SignIn
) -> None:
    assert selam.client is not None
    lead, desk = signed_in(keller), signed_in(deniz)
    data = {"of_id": jana.person.id, "by_id": deniz.person.id, "reason": "Urlaub", **days(0, 3)}
    assert lead.post("/team/substitutions/new", data=data, headers=PARTIAL).status_code == 204
    assert desk.get(f"/desk/clients/{selam.client.id}").status_code == 200
    made = of(keller, sa.select(Substitution.id))[0]
    assert lead.post(f"/team/substitutions/{made}/end").status_code == 303
    assert desk.get(f"/desk/clients/{selam.client.id}").status_code == 404
    assert lead.post(f"/team/substitutions/{made}/end", headers=PARTIAL).status_code == 204
    assert lead.post("/team/substitutions/999999/end").status_code == 404
    assert lead.post("/team/substitutions/new", data=data).status_code == 303, "the days are free"


def test_what_overlaps_is_explained(
    keller: Member, jana: Member, deniz: Member, signed_in: SignIn
) -> None:
    browser, reason = signed_in(keller), {"reason": "Urlaub"}
    pair = {"of_id": jana.person.id, "by_id": deniz.person.id, **reason}
    back = {"of_id": deniz.person.id, "by_id": jana.person.id, **reason}
    assert browser.post("/team/substitutions/new", data={**pair, **days(5, 9)}).status_code == 303
    for wrong, words in (
        ({**pair, **days(9, 12)}, "Deniz Arslan already stands in for Jana König"),
        ({**back, **days(1, 5)}, "Jana König is away from"),
        ({**pair, **days(-1, 2)}, "The first day is today or later"),
        ({**pair, **days(4, 3)}, "The first day is today or later"),
        ({**pair, **days(20, 400)}, "At most one year"),
        ({**pair, "by_id": jana.person.id, **days(20, 21)}, "Choose two different people"),
        ({**pair, "reason": "", **days(20, 21)}, "Fill in this field"),
        ({**pair, "by_id": keller.person.id, **days(20, 21)}, "Choose one of the answers"),
    ):
        answer = browser.post("/team/substitutions/new?lang=en", data=wrong, headers=PARTIAL)
        assert answer.status_code == 422, wrong
        assert words in answer.get_data(as_text=True)
    assert browser.post("/team/substitutions/new", data={**pair, **days(10, 12)}).status_code == 303
    assert len(of(keller, sa.select(Substitution.id))) == 2


# The week


def test_the_week_counts_readings_and_devices_and_names_no_client(
    keller: Member,
    selam: Member,
    ahmad: Member,
    jana: Member,
    deniz: Member,
    signed_in: SignIn,
    page: PagesOf,
) -> None:
    assert selam.client is not None
    desk = signed_in(jana)
    for _ in range(12):
        desk.get(f"/desk/clients/{selam.client.id}")
    with transaction():
        for n, (purpose, ended, state) in enumerate(
            (
                ("recover", 1, "active"),
                ("recover", 2, "active"),
                ("second_device", 3, "active"),
                ("recover", 8, "active"),
                ("recover", 1, "burned"),
            )
        ):
            db.session.add(_ceremony(selam, jana, n, purpose, ended, state))
    shown = page(signed_in(keller), "/team/week?lang=en")
    first = [
        [t.text for t in row.iter() if t.text and t.text.strip().isdigit()]
        for row in shown.all("tr")
    ][1]
    assert first == ["12", "1", "2", "2", "1"]
    assert "opens much more than the others" in shown.text
    assert "many devices" in shown.text
    assert "Selam" not in shown.text
    clock.shift(timedelta(days=8))
    later = page(signed_in(keller), "/team/week?lang=en").text
    assert "opens much more" not in later
    assert "many devices" not in later


def _ceremony(
    who: Member, by: Member, n: int, purpose: str, days_ago: int, state: str
) -> Enrolment:
    then = clock.now() - timedelta(days=days_ago)
    return Enrolment(
        purpose=purpose,
        person_id=who.person.id,
        role_grant_id=who.grant.id,
        issued_by_id=by.person.id,
        secret_hash=bytes([n]),
        state=state,
        label="Birke 47",
        issued_at=then,
        expires_at=then,
        ended_at=then,
    )
