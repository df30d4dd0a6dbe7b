"""The own page: settings, devices, who looked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.audit.models import AccessLog, TrailEntry
from app.audit.queries import AT_ONCE
from app.audit.service import follow_reading
from app.core import clock
from app.core.access import Log
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.people.models import Session
from tests.cast import Member
from tests.home.conftest import HTMX, GetPage, SignIn


def sessions_of(member: Member) -> list[int]:
    """Ids of the sessions that are not ended, oldest first."""
    db.session.rollback()
    return list(
        db.session.scalars(
            sa.select(Session.id)
            .where(Session.person_id == member.person.id, Session.revoked_at.is_(None))
            .order_by(Session.id)
        )
    )


def read(member: Member, by: Member, log: Log = Log.RECORD) -> None:
    """Somebody of the staff opens this client's record."""
    assert member.client is not None
    with carrier_opened(member.client.carrier_id):
        follow_reading(by.viewer, [member.client.id], log)


def test_a_client_finds_what_is_hers(signed_in: SignIn, selam: Member, page: GetPage) -> None:
    found = page(signed_in(selam), "/me?lang=en", statements=8)
    targets = {link.get("href") for link in found.all("a")}
    assert {"/me/devices", "/me/readings", "/privacy", "/imprint"} <= targets
    assert found.find("form", action="/signout").get("method") == "post"
    assert found.find("section", id_="offline-card").get("data-asks") == "always"
    assert "Jana König" in found.text  # who helps me
    assert found.root.get("data-person") == str(selam.person.public_id)


@pytest.mark.parametrize("name", ["jana", "gerhard", "aylin"])
def test_staff_find_less(
    signed_in: SignIn, cast: Callable[[str], Member], page: GetPage, name: str
) -> None:
    found = page(signed_in(cast(name)), "/me?lang=en")
    targets = {link.get("href") for link in found.all("a")}
    assert "/me/devices" in targets
    assert "/me/readings" not in targets
    assert "offline-card" not in found.html


def test_nobody_is_sent_to_sign_in(visitor: FlaskClient) -> None:
    for address in ("/me", "/me/devices", "/me/readings"):
        assert visitor.get(address).status_code == 303
        asked = visitor.get(address, headers=HTMX)
        assert asked.status_code == 401
        assert asked.headers["HX-Redirect"].startswith("/signin")


def test_devices_say_which_one_is_this(signed_in: SignIn, selam: Member, page: GetPage) -> None:
    signed_in(selam)
    here = signed_in(selam)
    first, second = sessions_of(selam)
    found = page(here, "/me/devices?lang=en")
    assert "This device" in "".join(found.find("li", id_=f"session-{second}").itertext())
    assert "This device" not in "".join(found.find("li", id_=f"session-{first}").itertext())
    ends = [to for form in found.all("form") if (to := str(form.get("action"))).endswith("/end")]
    assert ends == [f"/me/devices/{first}/end"]


def test_ending_another_device(signed_in: SignIn, selam: Member) -> None:
    lost, here = signed_in(selam), signed_in(selam)
    first, second = sessions_of(selam)
    answer = here.post(f"/me/devices/{first}/end")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/me/devices")
    assert sessions_of(selam) == [second]
    assert lost.get("/me").status_code == 303
    assert here.get("/me").status_code == 200
    entry = db.session.scalars(sa.select(TrailEntry)).one()
    assert (entry.what, entry.facts["session_id"]) == ("SignedOut", str(first))


def test_ending_with_htmx(signed_in: SignIn, selam: Member) -> None:
    signed_in(selam)
    here = signed_in(selam)
    answer = here.post(f"/me/devices/{sessions_of(selam)[0]}/end", headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/me/devices")


def test_a_strange_session_is_not_there(
    signed_in: SignIn, selam: Member, ahmad: Member, yonas: Member, jana: Member
) -> None:
    here = signed_in(selam)
    for stranger in (ahmad, yonas, jana):
        signed_in(stranger)
        (foreign,) = sessions_of(stranger)
        answer = here.post(f"/me/devices/{foreign}/end")
        missing = here.post("/me/devices/999999/end")
        assert answer.status_code == missing.status_code == 404
        assert answer.data == missing.data
        assert sessions_of(stranger) == [foreign]


def test_an_ended_session_is_not_there_any_more(signed_in: SignIn, selam: Member) -> None:
    signed_in(selam)
    here = signed_in(selam)
    (first, _) = sessions_of(selam)
    here.post(f"/me/devices/{first}/end")
    assert here.post(f"/me/devices/{first}/end").status_code == 404


def test_devices_that_idled_out_are_not_listed(
    signed_in: SignIn, selam: Member, page: GetPage
) -> None:
    signed_in(selam)
    clock.shift(timedelta(days=31))
    here = signed_in(selam)
    assert len(page(here, "/me/devices").all("li")) == 5 + 1  # the places below, and this device


def test_devices_and_readings_want_a_fresh_passkey(signed_in: SignIn, selam: Member) -> None:
    here = signed_in(selam)
    clock.shift(timedelta(hours=2))
    for address in ("/me/devices", "/me/readings"):
        answer = here.get(address)
        assert answer.status_code == 303
        assert "again=1" in answer.headers["Location"]


def test_she_reads_who_looked(
    signed_in: SignIn, selam: Member, jana: Member, ahmad: Member, page: GetPage
) -> None:
    read(selam, by=jana, log=Log.PLAN)
    read(ahmad, by=jana)
    found = page(signed_in(selam), "/me/readings?lang=en")
    cards = [item for item in found.all("li") if item.get("class") == "told"]
    (only,) = ["".join(card.itertext()) for card in cards]
    assert "Jana König" in only
    assert "Integration manager" in only
    assert "opened your plan" in only


def test_what_she_did_herself_is_no_reading(
    signed_in: SignIn, selam: Member, page: GetPage
) -> None:
    assert selam.client is not None
    with carrier_opened(selam.client.carrier_id), transaction() as session:
        session.add(
            AccessLog(
                client_id=selam.client.id,
                person_id=selam.person.id,
                role="client",
                what="StepDone",
                at=clock.now(),
            )
        )
    assert "Nobody has opened" in page(signed_in(selam), "/me/readings?lang=en").text


def test_readings_go_on_page_by_page(
    signed_in: SignIn, selam: Member, jana: Member, page: GetPage
) -> None:
    for _ in range(AT_ONCE + 2):
        read(selam, by=jana)
    browser = signed_in(selam)
    first = page(browser, "/me/readings", statements=5)
    older = next(a.get("href") for a in first.all("a") if "before=" in (a.get("href") or ""))
    second = page(browser, str(older))
    count = [sum(item.get("class") == "told" for item in p.all("li")) for p in (first, second)]
    assert count == [AT_ONCE, 2]


def test_readings_are_for_clients(signed_in: SignIn, jana: Member, gerhard: Member) -> None:
    missing = signed_in(jana).get("/nothing-here")
    assert missing.status_code == 404
    for member in (jana, gerhard):
        assert signed_in(member).get("/me/readings").status_code == 404
    assert signed_in(jana).get("/me/readings").data == missing.data
