"""Around the devices: an office computer, protected mode, the slip, and the second person."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.models import AccessLog
from app.core import clock
from app.core.access import Entry
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.people.models import Enrolment, Passkey, Person, RoleGrant, Session
from tests import build
from tests.cast import Member
from tests.conftest import visitor_of
from tests.people.conftest import Phone, newest, watch_codes

SignedIn = Callable[[Member], FlaskClient]
Page = Callable[..., Any]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def address(member: Member, more: str) -> str:
    assert member.client
    return f"/desk/clients/{member.client.id}{more}"


@pytest.fixture
def new_phone(app: Flask) -> Callable[[], Phone]:
    """Another phone, tablet or computer."""
    return lambda: Phone(visitor_of(app))


@pytest.fixture
def kiosk(jana: Member, selam: Member, signed_in: SignedIn) -> FlaskClient:
    """The manager's computer, handed to the client."""
    desk = signed_in(jana)
    answer = desk.post(address(selam, "/kiosk"))
    assert (answer.status_code, answer.location) == (303, "/home")
    return desk


def test_the_office_computer_is_the_clients_now(kiosk: FlaskClient, page: Page) -> None:
    manager, client = db.session.query(Session).order_by(Session.id)
    assert manager.revoked_at is not None, "the manager is signed out"
    assert (client.entry, client.fresh_until) == (Entry.KIOSK, None)
    shown = page(kiosk, "/home?lang=en")
    assert "15 minutes left" in shown.text
    assert shown.find("section", id_="kiosk-bar") is not None
    assert kiosk.get("/desk").status_code == 404
    assert [row.what for row in log()] == ["KioskOpened"]


def log() -> list[AccessLog]:
    """Every client's trail."""
    found = []
    for carrier_id in db.session.scalars(db.select(RoleGrant.carrier_id).distinct()):
        if carrier_id:
            with carrier_opened(carrier_id):
                found += db.session.query(AccessLog).filter(AccessLog.what.like("Kiosk%")).all()
    return found


def test_it_leaves_nothing_there(kiosk: FlaskClient, page: Page) -> None:
    home, me = page(kiosk, "/home").html, page(kiosk, "/me").html
    for part in ("offline-card", "push-ask", 'id="install"'):
        assert part not in home + me, part
    assert kiosk.get("/offline/pack").status_code == 404
    assert kiosk.post("/push/subscription", data={}).status_code == 404
    for closed in ("/me/devices", "/me/readings"):
        assert kiosk.get(closed).location == "/in-person"
    assert "does not belong to you" in page(kiosk, "/in-person?lang=en").text


def test_it_ends_after_a_quarter_of_an_hour(kiosk: FlaskClient) -> None:
    clock.shift(timedelta(minutes=14))
    answer = kiosk.get("/home")
    seconds, to = answer.headers["Refresh"].split("; url=")
    assert 50 <= int(seconds) <= 61
    assert to.startswith("/signed-out")
    clock.shift(timedelta(minutes=15))  # tapping all the time prolongs nothing
    assert kiosk.get("/home").status_code == 303


def test_end_is_one_tap(kiosk: FlaskClient) -> None:
    answer = kiosk.post("/signout")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert kiosk.get("/home").status_code == 303
    assert "Refresh" not in kiosk.get("/signed-out").headers


def test_a_computer_across_the_room_by_code(
    jana: Member,
    selam: Member,
    signed_in: SignedIn,
    new_phone: Callable[[], Phone],
    codes: list[str],
) -> None:
    desk, tablet = signed_in(jana), new_phone()
    ceremony = address(selam, "/phone")
    desk.post(ceremony, data={"purpose": "kiosk"})
    held = newest(Enrolment)
    assert held.expires_at - held.issued_at == timedelta(minutes=2)
    assert tablet.open(codes[-1]) == "/enter"
    assert tablet.browser.post("/enter/start").status_code == 404
    desk.post(f"{ceremony}/match", data={"number": newest(Enrolment).number})
    assert tablet.browser.post("/enter/options").status_code == 409, "no key is made there"
    assert tablet.browser.post("/enter/start").location == "/home"
    assert tablet.browser.get_cookie("device") is None
    assert newest(Session).entry == Entry.KIOSK
    assert desk.get("/desk").status_code == 200, "the manager goes on working"


def test_a_code_for_a_computer_lives_two_minutes(
    jana: Member, selam: Member, signed_in: SignedIn
) -> None:
    desk = signed_in(jana)
    desk.post(address(selam, "/phone"), data={"purpose": "kiosk"})
    clock.shift(timedelta(minutes=2))
    page = desk.get(address(selam, "/phone")).get_data(as_text=True)
    assert 'data-state="expired"' in page


@pytest.mark.parametrize("verb", ["/kiosk", "/protection", "/slip"])
def test_others_find_nothing(
    verb: str, yonas: Member, jana: Member, gerhard: Member, selam: Member, signed_in: SignedIn
) -> None:
    def ask(member: Member, client: Member) -> Any:
        browser = signed_in(member)
        return (browser.get if verb == "/slip" else browser.post)(address(client, verb))

    foreign, role = ask(jana, yonas), ask(gerhard, selam)
    assert foreign.status_code == role.status_code == 404
    assert db.session.query(Session).filter_by(entry="kiosk").count() == 0
    db.session.expire_all()
    assert not db.session.query(Person).filter_by(is_protected=True).count()


def test_a_kiosk_needs_a_fresh_passkey(jana: Member, selam: Member, signed_in: SignedIn) -> None:
    desk = signed_in(jana)
    with transaction():
        newest(Session).fresh_until = clock.now()
    answer = desk.post(address(selam, "/kiosk"))
    assert answer.location.startswith("/signin?again=1")
    fragment = desk.post(address(selam, "/kiosk"), headers=PARTIAL)
    assert fragment.status_code == 401


def test_the_manager_switches_protected_mode(
    jana: Member, selam: Member, signed_in: SignedIn, page: Page
) -> None:
    desk = signed_in(jana)
    for is_on, words in (("1", "Protected mode is on."), ("", "Protected mode is off.")):
        answer = desk.post(address(selam, "/protection"), data={"is_on": is_on})
        assert answer.location == address(selam, "/phone")
        assert words in page(desk, address(selam, "/phone?lang=en")).text


def test_the_slip_speaks_her_language_and_names_nobody(
    jana: Member, ahmad: Member, signed_in: SignedIn, page: Page
) -> None:
    shown = page(signed_in(jana), address(ahmad, "/slip"))
    assert shown.root.get("lang") == "ar"
    assert "Jana König" in shown.text
    assert "tel:+49715112345" in shown.html
    assert ahmad.person.call_name not in shown.text


def lost_key(client: Member) -> Passkey:
    """What the lost phone came in with."""
    return Passkey(
        person_id=client.person.id,
        credential_id=b"lost",
        public_key=b"",
        sign_count=0,
        is_backed_up=False,
        is_active=True,
        label="Erle 11",
        device="Android",
        created_at=clock.now() - timedelta(days=90),
    )


def begin_recovery(desk: FlaskClient, client: Member, phone: Phone, codes: list[str]) -> Enrolment:
    """A lost phone is replaced, up to the manager's confirmation."""
    with transaction() as session:
        session.add(lost_key(client))
    desk.post(address(client, "/phone"), data={"purpose": "recover"})
    phone.open(codes[-1])
    desk.post(address(client, "/phone/match"), data={"number": newest(Enrolment).number})
    phone.make_passkey()
    desk.post(address(client, "/phone/confirm"))
    held: Enrolment = newest(Enrolment)
    return held


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The secrets of the codes that are drawn."""
    return watch_codes(monkeypatch)


def test_nobody_expected_so_a_second_person_looks(
    jana: Member,
    selam: Member,
    keller: Member,
    signed_in: SignedIn,
    new_phone: Callable[[], Phone],
    codes: list[str],
    page: Page,
) -> None:
    desk, phone = signed_in(jana), new_phone()
    held = begin_recovery(desk, selam, phone, codes)
    assert (held.state, held.needs_second) == ("registered", True)
    assert phone.browser.post("/enter/start").status_code == 404
    second = signed_in(keller)
    shown = page(second, "/desk/confirmations")
    assert held.label in shown.text
    assert selam.person.call_name not in shown.text
    answer = second.post(f"/desk/confirmations/{held.id}")
    assert answer.location == "/desk/confirmations"
    assert phone.browser.post("/enter/start").location == "/home"
    assert second.post(f"/desk/confirmations/{held.id}").status_code == 404


def test_who_began_it_is_no_second_person(
    jana: Member,
    selam: Member,
    brandt: Member,
    gerhard: Member,
    signed_in: SignedIn,
    new_phone: Callable[[], Phone],
    codes: list[str],
) -> None:
    desk, phone = signed_in(jana), new_phone()
    held, confirm = begin_recovery(desk, selam, phone, codes), address(selam, "/phone/confirm")
    missing = desk.post("/desk/confirmations/999999")
    for browser in (desk, signed_in(brandt), signed_in(gerhard)):
        answer = browser.post(f"/desk/confirmations/{held.id}")
        assert answer.status_code == 404
        assert browser is not desk or answer.data == missing.data
    assert desk.post(confirm).status_code == 303  # once more: nothing
    assert newest(Enrolment).state == "registered"
    clock.shift(timedelta(minutes=11))
    assert phone.browser.post("/enter/start").status_code == 404


@pytest.mark.parametrize(("made_before", "state"), [(True, "active"), (False, "registered")])
def test_an_appointment_made_before_today_is_enough(
    jana: Member,
    selam: Member,
    signed_in: SignedIn,
    new_phone: Callable[[], Phone],
    codes: list[str],
    made_before: bool,
    state: str,
) -> None:
    assert selam.client
    with carrier_opened(selam.client.carrier_id), transaction():
        today = datetime.combine(clock.today(), time(23, 30))
        booked = build.appointment(selam.client, jana.person, starts_local=today)
        if made_before:
            booked.created_at = clock.now() - timedelta(days=3)
    held = begin_recovery(signed_in(jana), selam, new_phone(), codes)
    assert held.state == state


@pytest.mark.parametrize("purpose", ["enrol", "second_device"])
def test_no_purpose_but_those_on_the_screen(
    jana: Member, selam: Member, signed_in: SignedIn, purpose: str
) -> None:
    """ "The first device" would hide that one was added; a lost one is not added to."""
    with transaction() as session:
        key = lost_key(selam)
        session.add(key)
    desk, here = signed_in(jana), address(selam, "/phone")
    assert desk.post(here, data={"purpose": "enrol"}).status_code == 404
    with transaction():
        newest(Passkey).revoked_at = clock.now()
    assert desk.post(here, data={"purpose": purpose}).status_code == 404
    assert desk.post(here, data={"purpose": "recover"}).status_code == 200
