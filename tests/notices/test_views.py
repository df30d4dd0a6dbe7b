"""A client's choices about reminders, and what phones tell back."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.caseload.models import Client
from app.core import clock
from app.notices.models import Delivery, PushSubscription
from tests.cast import Member
from tests.notices.scene import client_of, go_to, make_appointment, rows, subscribe, work
from tests.notices.scene import reminders as all_reminders
from tests.pages import Page
from tests.push_stubs.device import Device
from tests.push_stubs.hostile import HOSTILE
from tests.push_stubs.service import Service

SignIn = Callable[[Member], FlaskClient]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/gAAAA"


def sent_by(device: Device, endpoint: str = ENDPOINT, **more: str) -> dict[str, str]:
    return {"endpoint": endpoint, "p256dh": device.p256dh, "auth": device.auth, **more}


def stored(member: Member) -> list[PushSubscription]:
    return [row for row in rows(member, PushSubscription) if row.removed_at is None]


# ---- the page ----


@pytest.mark.parametrize("language", ["de", "ar", "ti", "en"])
def test_the_page_asks_and_previews_three_levels(
    signed_in: SignIn, selam: Member, page: Callable[..., Page], language: str
) -> None:
    seen = page(signed_in(selam), f"/push?lang={language}")
    card = seen.find("section", id="push-ask")
    assert len(card.get("data-key", "")) == 87
    assert [e.get("value") for e in seen.all("input") if e.get("type") == "radio"] == [
        "0",
        "1",
        "2",
    ]
    chosen = seen.find("input", checked="")
    assert chosen.get("value") == "0"


def test_choosing_a_level_shows_up_at_once(signed_in: SignIn, selam: Member) -> None:
    browser = signed_in(selam)
    answer = browser.post("/push/level", data={"level": "2"})
    assert (answer.status_code, answer.location) == (303, "/push")
    assert [row.push_level for row in rows(selam, Client)] == [2]


def test_choosing_a_level_by_htmx(signed_in: SignIn, selam: Member) -> None:
    answer = signed_in(selam).post("/push/level", data={"level": "1"}, headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section class="card" id="push-level"')
    assert 'value="1" checked' in answer.text


@pytest.mark.parametrize("level", ["3", "-1", "", "x"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_level_that_does_not_exist_is_refused(
    signed_in: SignIn, selam: Member, level: str, headers: dict[str, str]
) -> None:
    answer = signed_in(selam).post("/push/level", data={"level": level}, headers=headers)
    assert answer.status_code == 422
    assert "Choose one of the answers." in answer.text or "error-summary" in answer.text
    assert [row.push_level for row in rows(selam, Client)] == [0]


@pytest.mark.parametrize("path", ["level", "subscription", "subscription/remove"])
def test_others_have_no_such_choices(
    signed_in: SignIn, visitor: FlaskClient, jana: Member, gerhard: Member, path: str
) -> None:
    for member in (jana, gerhard):
        assert signed_in(member).post(f"/push/{path}", data={"level": "1"}).status_code == 404
    answer = visitor.post(f"/push/{path}", data={"level": "1"})
    assert (answer.status_code, answer.location) == (303, "/signin")
    assert signed_in(jana).get("/push").status_code == 404


# ---- subscriptions ----


def test_a_browser_subscribes_and_the_repeat_only_renews(signed_in: SignIn, selam: Member) -> None:
    device = Device("a")
    first, second = signed_in(selam), signed_in(selam)
    assert first.post("/push/subscription", data=sent_by(device)).status_code == 204
    (before,) = stored(selam)
    assert before.session_id is not None
    before_session = before.session_id
    assert second.post("/push/subscription", data=sent_by(Device("b"))).status_code == 204
    (after,) = stored(selam)
    assert after.session_id != before_session
    assert after.p256dh != device.p256dh


def test_two_who_share_a_phone_share_its_address(
    signed_in: SignIn, ahmad: Member, rojin: Member
) -> None:
    device = Device("a")
    for member in (ahmad, rojin):
        assert signed_in(member).post("/push/subscription", data=sent_by(device)).status_code == 204
    assert sorted(row.client_id for row in stored(ahmad)) == sorted(
        [client_of(ahmad).id, client_of(rojin).id]
    )


@pytest.mark.parametrize("endpoint", HOSTILE)
def test_hostile_addresses_are_refused(signed_in: SignIn, selam: Member, endpoint: str) -> None:
    answer = signed_in(selam).post("/push/subscription", data=sent_by(Device("a"), endpoint))
    assert answer.status_code == 422
    assert stored(selam) == []


@pytest.mark.parametrize(
    "keys",
    [
        {"p256dh": "AAAA"},
        {"p256dh": ""},
        {"p256dh": "B" + "A" * 86},
        {"auth": "AAAA"},
        {"auth": "!!!!"},
        {"auth": "é" * 22},
        {"p256dh": "A" * 5000},
    ],
)
def test_keys_that_are_none_are_refused(
    signed_in: SignIn, selam: Member, keys: dict[str, str]
) -> None:
    answer = signed_in(selam).post("/push/subscription", data={**sent_by(Device("a")), **keys})
    assert answer.status_code == 422
    assert stored(selam) == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://db5p.notify.windows.com/w/?token=abc",
        "https://FCM.googleapis.com:443/fcm/send/abc",
    ],
)
def test_the_services_of_real_browsers_are_known(
    signed_in: SignIn, selam: Member, endpoint: str
) -> None:
    answer = signed_in(selam).post("/push/subscription", data=sent_by(Device("a"), endpoint))
    assert answer.status_code == 204


def test_removing_ends_ones_own_alone(signed_in: SignIn, ahmad: Member, rojin: Member) -> None:
    for member in (ahmad, rojin):
        signed_in(member).post("/push/subscription", data=sent_by(Device("a")))
    answer = signed_in(ahmad).post("/push/subscription/remove", data={"endpoint": ENDPOINT})
    assert answer.status_code == 204
    assert [row.client_id for row in stored(ahmad)] == [client_of(rojin).id]
    unknown = signed_in(ahmad).post("/push/subscription/remove", data={"endpoint": "https://x.y"})
    assert unknown.status_code == 204


def test_a_new_address_takes_the_old_ones_place_for_its_owner_alone(
    signed_in: SignIn, ahmad: Member, rojin: Member
) -> None:
    signed_in(ahmad).post("/push/subscription", data=sent_by(Device("a")))
    changed = sent_by(Device("b"), ENDPOINT + "2", old=ENDPOINT)
    assert signed_in(rojin).post("/push/subscription", data=changed).status_code == 204
    assert [row.client_id for row in stored(ahmad)] == [client_of(ahmad).id]
    assert signed_in(ahmad).post("/push/subscription", data=changed).status_code == 204
    assert [row.endpoint for row in stored(ahmad)] == [ENDPOINT + "2"]


def test_the_sixth_browser_takes_the_first_ones_place(signed_in: SignIn, selam: Member) -> None:
    browser = signed_in(selam)
    for number in range(6):
        browser.post("/push/subscription", data=sent_by(Device("a"), f"{ENDPOINT}{number}"))
    assert sorted(row.endpoint[-1] for row in stored(selam)) == ["1", "2", "3", "4", "5"]


# ---- what phones tell back ----


def a_pushed_message(member: Member, service: Service) -> str:
    device = Device("a")
    subscribe(member, service, device)
    make_appointment(member)
    go_to(all_reminders(member)[0].due_at)
    work({service.origin})
    return str(device.read(service.received[0].body)["data"]["ack"])


def test_shown_and_opened_are_noted_once(
    visitor: FlaskClient, selam: Member, service: Service
) -> None:
    ack = a_pushed_message(selam, service)
    assert visitor.post("/push/shown", data={"ack": ack}).status_code == 204
    (first,) = rows(selam, Delivery)
    shown_at = first.shown_at
    assert shown_at is not None
    assert first.opened_at is None
    assert [row.last_shown_at for row in rows(selam, PushSubscription)] == [shown_at]
    assert visitor.post("/push/opened", data={"ack": ack}).status_code == 204
    (second,) = rows(selam, Delivery)
    assert second.opened_at is not None
    assert second.shown_at == shown_at
    opened_at = second.opened_at
    visitor.post("/push/opened", data={"ack": ack})
    assert [row.opened_at for row in rows(selam, Delivery)] == [opened_at]


def test_a_token_of_another_carrier_finds_nothing_there(
    visitor: FlaskClient, selam: Member, yonas: Member, service: Service
) -> None:
    ack = a_pushed_message(selam, service)
    forged = f"{client_of(yonas).carrier_id}-{ack.partition('-')[2]}"
    assert visitor.post("/push/opened", data={"ack": forged}).status_code == 204
    assert [row.opened_at for row in rows(selam, Delivery)] == [None]


@pytest.mark.parametrize(
    "ack", ["", "x", "1-" + "a" * 24, "999999999-" + "a" * 24, "99999999999-" + "a" * 24, "'--"]
)
@pytest.mark.parametrize("what", ["shown", "opened"])
def test_an_unknown_token_gets_the_same_answer(
    visitor: FlaskClient, selam: Member, service: Service, ack: str, what: str
) -> None:
    known = visitor.post(f"/push/{what}", data={"ack": a_pushed_message(selam, service)})
    unknown = visitor.post(f"/push/{what}", data={"ack": ack})
    assert (known.status_code, known.data) == (unknown.status_code, unknown.data) == (204, b"")
    assert dict(known.headers) == dict(unknown.headers)


def test_telling_back_prolongs_nothing_and_needs_post(visitor: FlaskClient) -> None:
    assert visitor.get("/push/shown").status_code == 405
    assert clock.now() is not None
