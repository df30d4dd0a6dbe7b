"""The manager's side of the ceremony, and locking a client's devices."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.models import AccessLog
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.people import enrolment
from app.people.models import Enrolment, Passkey, Session
from tests.cast import Member
from tests.conftest import visitor_of
from tests.people.conftest import Phone

SignedIn = Callable[[Member], FlaskClient]
Page = Callable[..., Any]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def address(member: Member, more: str = "/phone") -> str:
    assert member.client
    return f"/desk/clients/{member.client.id}{more}"


def held() -> Enrolment:
    """The newest ceremony."""
    return db.session.query(Enrolment).order_by(Enrolment.id.desc()).limit(1).one()


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The secrets that were drawn."""
    drawn: list[str] = []

    def draw(_public_url: str, secret: str) -> str:
        drawn.append(secret)
        return ""

    monkeypatch.setattr("app.people.ceremony.drawn", draw)
    return drawn


@pytest.fixture
def phone(app: Flask) -> Phone:
    """The client's phone."""
    return Phone(visitor_of(app))


def test_the_page_names_devices_and_leaves_a_trace(
    jana: Member, selam: Member, signed_in: SignedIn, page: Page
) -> None:
    shown = page(signed_in(jana), address(selam))
    assert shown.find("section", id_="devices") is not None
    assert jana.grant.carrier_id
    with carrier_opened(jana.grant.carrier_id):
        assert [row.what for row in db.session.query(AccessLog)] == ["RecordSeen:record"]


def test_the_code_holds_the_secret_in_its_fragment(
    jana: Member, selam: Member, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def make(text: str, **_options: object) -> Drawing:
        said.append(text)
        return Drawing()

    monkeypatch.setattr("segno.make", make)
    answer = signed_in(jana).post(address(selam), data={"purpose": "enrol"})
    assert answer.status_code == 200
    assert re.fullmatch(r"http://localhost/enter#[\w-]{43}", said[0])
    assert said[0].split("#")[1] not in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"


class Drawing:
    """A code nobody needs to see."""

    def svg_inline(self, **_options: object) -> str:
        """Draw nothing."""
        return "<svg></svg>"


def test_the_whole_way_as_the_manager_sees_it(
    jana: Member, selam: Member, signed_in: SignedIn, codes: list[str], phone: Phone, page: Page
) -> None:
    desk = signed_in(jana)
    desk.post(address(selam), data={"purpose": "enrol"})
    assert state(page(desk, address(selam))) == "issued"
    phone.open(codes[0])
    shown = page(desk, address(selam))
    numbers = [b.get("value") for b in shown.all("button") if b.get("name") == "number"]
    assert sorted(map(int, filter(None, numbers))) == sorted(held().choices)
    answer = desk.post(address(selam, "/phone/match"), data={"number": str(held().number)})
    assert answer.status_code == 303
    assert state(page(desk, address(selam))) == "matched"
    phone.key.is_synced = True
    phone.make_passkey()
    shown = page(desk, address(selam))
    assert state(shown) == "registered"
    assert held().device in shown.text
    assert held().label in shown.text
    assert desk.post(address(selam, "/phone/confirm")).status_code == 303
    assert state(page(desk, address(selam))) == "active"
    assert jana.grant.carrier_id
    with carrier_opened(jana.grant.carrier_id):
        told = [row.what for row in db.session.query(AccessLog) if "RecordSeen" not in row.what]
    assert told == ["EnrolmentIssued", "PasskeyAdded"]


def state(shown: Any) -> str:
    return str(shown.find("div", id_="ceremony").get("data-state"))


def test_the_poll_says_nothing_until_something_happens(
    jana: Member, selam: Member, signed_in: SignedIn, codes: list[str], phone: Phone
) -> None:
    desk = signed_in(jana)
    desk.post(address(selam), data={"purpose": "enrol"})
    poll = address(selam, f"/phone/state?seen={held().mark_at(clock.now())}")
    assert desk.get(poll, headers=PARTIAL).status_code == 204
    before = db.session.query(Session.last_seen_at).scalar()
    clock.shift(timedelta(minutes=6))
    phone.open(codes[0])
    answer = desk.get(poll, headers=PARTIAL)
    assert answer.status_code == 200
    assert 'data-state="opened"' in answer.get_data(as_text=True)
    assert db.session.query(Session.last_seen_at).scalar() == before
    assert jana.grant.carrier_id
    with carrier_opened(jana.grant.carrier_id):
        assert db.session.query(AccessLog).filter(AccessLog.what.like("Record%")).count() == 0
    assert desk.get(poll).location == address(selam)


def test_time_running_out_is_seen_too(jana: Member, selam: Member, signed_in: SignedIn) -> None:
    desk = signed_in(jana)
    desk.post(address(selam), data={"purpose": "enrol"})
    poll = address(selam, f"/phone/state?seen={held().mark_at(clock.now())}")
    clock.shift(timedelta(minutes=10))
    assert 'data-state="expired"' in desk.get(poll, headers=PARTIAL).get_data(as_text=True)
    assert held().state == "issued"  # looking writes nothing


def test_a_second_device_shows_red(
    jana: Member, selam: Member, signed_in: SignedIn, codes: list[str], app: Flask, page: Page
) -> None:
    desk = signed_in(jana)
    desk.post(address(selam), data={"purpose": "enrol"})
    for _ in range(2):
        Phone(visitor_of(app)).open(codes[0])
    notice = page(desk, address(selam)).find("p", data_kind="alarm", role="alert")
    assert notice is not None
    assert desk.post(address(selam, "/phone/cancel")).status_code == 303
    assert held().state == "burned"


def test_a_code_needs_a_fresh_passkey(jana: Member, selam: Member, signed_in: SignedIn) -> None:
    desk = signed_in(jana)
    with transaction():
        db.session.query(Session).update({"fresh_until": clock.now()})
    plain = desk.post(address(selam), data={"purpose": "enrol"})
    assert (plain.status_code, plain.location.split("&")[0]) == (303, "/signin?again=1")
    fragment = desk.post(address(selam), data={"purpose": "enrol"}, headers=PARTIAL)
    assert fragment.status_code == 401
    assert fragment.headers["HX-Redirect"].startswith("/signin?again=1")
    assert db.session.query(Enrolment).count() == 0


def test_only_who_showed_the_code_goes_on_with_it(
    jana: Member, selam: Member, signed_in: SignedIn, codes: list[str], phone: Phone
) -> None:
    with transaction():
        enrolment.issue(selam.grant, purpose="enrol", by=somebody_else(jana), now=clock.now())
    assert signed_in(jana).post(address(selam, "/phone/confirm")).status_code == 404


def somebody_else(member: Member) -> Any:
    """Somebody else of the same carrier."""
    return type(member.viewer)(role=member.viewer.role, person_id=None)


def test_locking_is_one_tap_and_acts_on_the_next_request(
    jana: Member, selam: Member, signed_in: SignedIn, codes: list[str], phone: Phone, page: Page
) -> None:
    desk, here = signed_in(jana), address(selam)
    desk.post(here, data={"purpose": "enrol"})
    phone.open(codes[0])
    desk.post(address(selam, "/phone/match"), data={"number": str(held().number)})
    phone.make_passkey()
    desk.post(address(selam, "/phone/confirm"))
    phone.browser.post("/enter/start")
    assert phone.browser.get("/home").status_code == 200
    with transaction():
        db.session.query(Session).filter_by(person_id=jana.person.id).update(
            {"fresh_until": clock.now()}
        )
    answer = desk.post(here.removesuffix("/phone") + "/lock")
    assert (answer.status_code, answer.location) == (303, here)
    assert phone.browser.get("/home").status_code == 303
    assert phone.sign_in().status_code == 422
    assert db.session.query(Passkey).one().revoked_at is not None
    purposes = page(desk, here).all("input")
    assert [i.get("value") for i in purposes if i.get("name") == "purpose"] == ["recover", "kiosk"]


def test_with_htmx(
    jana: Member, selam: Member, signed_in: SignedIn, codes: list[str], phone: Phone
) -> None:
    desk = signed_in(jana)
    for more, data in (
        ("/phone", {"purpose": "enrol"}),
        ("/phone/match", {"number": "1"}),
        ("/phone/confirm", {}),
        ("/phone/cancel", {}),
        ("/lock", {}),
    ):
        answer = desk.post(address(selam, more), data=data, headers=PARTIAL)
        assert answer.status_code == 200, more
        assert answer.get_data(as_text=True).lstrip().startswith("<div"), more


@pytest.mark.parametrize("data", [{"purpose": "steal"}, {}])
def test_an_invented_purpose_is_refused(
    jana: Member, selam: Member, signed_in: SignedIn, data: dict[str, str]
) -> None:
    assert signed_in(jana).post(address(selam), data=data).status_code == 422
    assert db.session.query(Enrolment).count() == 0


def test_a_number_that_is_none_is_refused(jana: Member, selam: Member, signed_in: SignedIn) -> None:
    desk = signed_in(jana)
    desk.post(address(selam), data={"purpose": "enrol"})
    answer = desk.post(address(selam, "/phone/match"), data={"number": "x"})
    assert answer.status_code == 422


MORE = ("/phone", "/phone/match", "/phone/confirm", "/phone/cancel", "/lock")


@pytest.mark.parametrize("more", MORE)
def test_a_strange_manager_finds_nothing(
    brandt: Member, selam: Member, signed_in: SignedIn, more: str
) -> None:
    desk = signed_in(brandt)
    data = {"purpose": "enrol", "number": "10"}
    foreign = desk.post(address(selam, more), data=data)
    missing = desk.post(f"/desk/clients/999999{more}", data=data)
    assert foreign.status_code == missing.status_code == 404
    assert foreign.data == missing.data
    assert db.session.query(Enrolment).count() == 0


@pytest.mark.parametrize("more", ["/phone", "/phone/state"])
def test_a_strange_manager_reads_nothing(
    brandt: Member, selam: Member, signed_in: SignedIn, more: str
) -> None:
    desk = signed_in(brandt)
    foreign, missing = desk.get(address(selam, more)), desk.get(f"/desk/clients/999999{more}")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.data == missing.data


def test_other_roles_find_nothing(
    selam: Member, gerhard: Member, aylin: Member, signed_in: SignedIn
) -> None:
    for member in (selam, gerhard, aylin):
        browser = signed_in(member)
        assert browser.get(address(selam)).status_code == 404
        assert all(browser.post(address(selam, more)).status_code == 404 for more in MORE)
