"""The polls of an open linked view: her screen, and the German side when it changed."""

import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.audit.models import AccessLog
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.notices.models import Delivery, Reminder
from app.offers.models import Bookmark
from app.people.models import Person, Session
from tests import build
from tests.cast import Member
from tests.desk.conftest import CANARY, HTMX, Give, SignIn, answered, device, of
from tests.pages import Page, counting

PIECES = {
    "/mirror": '<aside class="mirror" id="mirror"',
    "/column": '<div class="stack" id="client"',
}


def address(member: Member, piece: str = "") -> str:
    """Where this client's linked view is, or a piece of it."""
    return f"/desk/clients/{of(member).id}{piece}"


def poll_of(got: Page, piece: str) -> dict[str, str]:
    """The headers with which the open page asks for this piece."""
    link = next(
        a
        for a in got.all("a")
        if (a.get("href") or "").split("?")[0].endswith(piece) and a.get("data-hx-trigger")
    )
    headers: dict[str, str] = json.loads(link.get("data-hx-headers") or "")
    return {**HTMX, **headers}


def opened(browser: FlaskClient, page: Any, member: Member, piece: str) -> dict[str, str]:
    """Open the linked view and return what its polls send."""
    return poll_of(page(browser, address(member)), piece)


@pytest.mark.parametrize("piece", PIECES)
def test_nothing_new_is_answered_with_nothing(
    signed_in: SignIn, jana: Member, selam: Member, page: Any, piece: str
) -> None:
    browser = signed_in(jana)
    asks = opened(browser, page, selam, piece)
    answer = browser.get(address(selam, piece), headers=asks)
    assert answer.status_code == 204
    assert answer.data == b""


def test_an_unchanged_answer_costs_one_statement_beside_the_session(
    signed_in: SignIn, jana: Member, selam: Member, page: Any
) -> None:
    browser = signed_in(jana)
    asks = opened(browser, page, selam, "/mirror")
    db.session.rollback()
    with counting() as sent:
        assert browser.get(address(selam, "/mirror"), headers=asks).status_code == 204
    assert len(sent) == 2


CHANGES = {
    "a step is added": lambda c, m: _told(c, build.step(c, "kita", topic="family_children")),
    "a reminder is planned": lambda c, m: _reminder(c),
    "a device says yes": lambda c, m: device(c),
    "an offer is saved": lambda c, m: _saved(c),
    "another language": lambda c, m: _speaks(c, "ar"),
}


def _told(client: Any, _made: Any) -> None:
    """What services do: every change leaves its row in the trail."""
    db.session.add(
        AccessLog(
            client_id=client.id, person_id=None, role="manager", what="StepAdded", at=clock.now()
        )
    )


def _reminder(client: Any) -> Reminder:
    made = Reminder(
        client_id=client.id,
        subject="message",
        subject_id=1,
        version=1,
        offset="d1",
        due_at=clock.now(),
        expires_at=clock.now(),
        created_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    return made


def _saved(client: Any) -> None:
    offer = build.offer()
    db.session.add(Bookmark(client_id=client.id, offer_id=offer.id, created_at=clock.now()))


def _speaks(client: Any, code: str) -> None:
    person = db.session.get(Person, client.person_id)
    assert person is not None
    person.ui_language = code


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("piece", PIECES)
def test_each_change_brings_the_piece_again(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any, piece: str, change: str
) -> None:
    browser = signed_in(jana)
    asks = opened(browser, page, selam, piece)
    give(CHANGES[change], selam, jana)
    answer = browser.get(address(selam, piece), headers=asks)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith(PIECES[piece])
    assert "<html" not in answer.text


def test_a_reminder_on_its_way_is_a_change(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    def send(client: Any) -> Delivery:
        sent = Delivery(
            reminder_id=_reminder(client).id, subscription_id=device(client).id, ack_token="a"
        )
        db.session.add(sent)
        db.session.flush()
        return sent

    delivery = give(send, selam)
    browser = signed_in(jana)
    asks = opened(browser, page, selam, "/column")
    with carrier_opened(of(selam).carrier_id), transaction() as session:
        session.execute(
            sa.update(Delivery).where(Delivery.id == delivery.id).values(opened_at=clock.now())
        )
    assert browser.get(address(selam, "/column"), headers=asks).status_code == 200


def test_what_she_does_appears_by_the_services_alone(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    """No test adds rows to the trail here: her own tap is enough."""
    made = give(build.appointment, selam, jana.person)
    browser, hers = signed_in(jana), signed_in(selam)
    asks = opened(browser, page, selam, "/mirror")
    got = page(hers, "/home")
    form = next(f for f in got.all("form") if (f.get("action") or "").endswith("/reply"))
    data = {e.get("name"): e.get("value") or "" for e in form.iter() if e.get("name")}
    sent = hers.post(form.get("action"), data={**data, "reply": "yes"})
    assert sent.status_code == 303, made.id
    answer = browser.get(address(selam, "/mirror"), headers=asks)
    assert answer.status_code == 200
    assert 'data-kind="good"' in answer.text


def test_time_alone_brings_it_again(
    signed_in: SignIn, jana: Member, selam: Member, page: Any
) -> None:
    browser = signed_in(jana)
    asks = opened(browser, page, selam, "/mirror")
    clock.shift(timedelta(minutes=6))
    assert browser.get(address(selam, "/mirror"), headers=asks).status_code == 200


@pytest.mark.parametrize("piece", PIECES)
def test_a_poll_leaves_no_row_and_does_not_prolong_the_session(
    signed_in: SignIn, jana: Member, selam: Member, page: Any, piece: str
) -> None:
    browser = signed_in(jana)
    asks = opened(browser, page, selam, piece)
    before = _traces(selam)
    clock.shift(timedelta(minutes=20))  # long after last_seen would be written again
    assert browser.get(address(selam, piece), headers=asks).status_code == 200
    assert _traces(selam) == before
    clock.shift(timedelta(minutes=31))
    late = browser.get(address(selam, piece), headers=asks)
    assert late.status_code == 401
    assert "/signin" in late.headers["HX-Redirect"]


def _traces(member: Member) -> tuple[int, list[Any]]:
    db.session.rollback()
    seen = list(db.session.scalars(sa.select(Session.last_seen_at).order_by(Session.id)))
    with carrier_opened(of(member).carrier_id):
        rows = db.session.query(AccessLog).filter(AccessLog.what.startswith("RecordSeen")).count()
    return rows, seen


@pytest.mark.parametrize("piece", PIECES)
def test_only_an_opened_page_can_poll(
    signed_in: SignIn, jana: Member, selam: Member, ahmad: Member, page: Any, piece: str
) -> None:
    """Else a record could be read without a row in the trail."""
    browser = signed_in(jana)
    asks = opened(browser, page, selam, piece)
    assert browser.get(address(ahmad, piece), headers=asks).status_code == 404
    assert browser.get(address(selam, piece), headers=HTMX).status_code == 404
    assert signed_in(jana).get(address(selam, piece), headers=asks).status_code == 404


@pytest.mark.parametrize("piece", PIECES)
def test_without_htmx_it_leads_to_the_page(
    signed_in: SignIn, jana: Member, selam: Member, piece: str
) -> None:
    answer = signed_in(jana).get(address(selam, piece) + "?mirror=de")
    assert answer.status_code == 303
    assert answer.headers["Location"] == address(selam) + "?mirror=de"


def test_german_is_asked_for_by_a_link_that_keeps_polling_in_german(
    signed_in: SignIn, jana: Member, ahmad: Member, page: Any
) -> None:
    browser = signed_in(jana)
    got = page(browser, address(ahmad))
    link = next(a for a in got.all("a") if a.get("href") == address(ahmad, "/mirror?mirror=de"))
    headers = {**HTMX, **json.loads(link.get("data-hx-headers") or "")}
    answer = browser.get(link.get("href"), headers=headers)
    assert 'id="drawn-phone" lang="de" dir="ltr"' in answer.text
    assert address(ahmad, "/mirror?mirror=de") in answer.text.split('data-hx-trigger="look')[0]


def test_her_private_steps_never_come_by_a_poll(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    browser = signed_in(jana)
    for piece in PIECES:
        asks = opened(browser, page, selam, piece)
        give(build.step, selam, None, own_words=CANARY, private_to_client=True)
        give(CHANGES["a step is added"], selam, jana)
        answer = browser.get(address(selam, piece), headers=asks)
        assert answer.status_code == 200
        assert CANARY not in answer.text


@pytest.mark.parametrize("piece", PIECES)
def test_a_stranger_finds_nothing(
    signed_in: SignIn, jana: Member, brandt: Member, selam: Member, page: Any, piece: str
) -> None:
    asks = opened(signed_in(jana), page, selam, piece)
    stranger = signed_in(brandt)
    for headers in (asks, HTMX, {}):
        foreign = stranger.get(address(selam, piece), headers=headers)
        missing = stranger.get(f"/desk/clients/999999{piece}", headers=headers)
        assert foreign.status_code == missing.status_code == 404
        assert foreign.data == missing.data


def test_the_version_holds_no_content(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    give(answered, selam, jana, reply="call_me")
    asks = opened(signed_in(jana), page, selam, "/mirror")
    assert len(asks["X-Version"]) == 16
    assert set(asks["X-Version"]) <= set("0123456789abcdef")
