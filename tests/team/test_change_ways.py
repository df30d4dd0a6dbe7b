"""A change of carrier by PIN; two who live together; what was to take place with her manager."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.appointments.models import Appointment
from app.caseload import carrier_changes
from app.caseload.models import Household
from app.core import clock
from app.core.access import Entry
from app.core.crypto import fingerprint
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.people import pins
from app.people.models import DeviceToken, Session
from tests import build
from tests.caseload.scene import of
from tests.cast import Member
from tests.team.change import (
    carrier_of,
    changes,
    clients,
    lead_of,
    let_it_be,
    number_of,
    rows,
    takeovers,
    typed,
)

SignIn = Callable[[Member], FlaskClient]
LEAD, HERS = "/team/carrier-changes", "/me/carrier-change"
PIN, TOKEN = "271828", "t" * 43


@pytest.mark.sqlite_only
def test_without_a_passkey_her_yes_is_her_pin(
    selam: Member, jana: Member, brandt: Member, keller: Member, signed_in: SignIn
) -> None:
    signed_in(keller).post(LEAD, data=typed(carrier_of(brandt)))
    hers = signed_in(selam)
    with transaction() as session:
        session.add(
            DeviceToken(
                person_id=selam.person.id, token_hash=fingerprint(TOKEN),
                pin_hash=pins.hashed(PIN, TOKEN), is_active=True, label="", device="Android",
                created_at=clock.now(),
            )
        )  # fmt: skip
        session.query(Session).update({"entry": Entry.PIN, "fresh_until": None})
    hers.set_cookie("device", f"p{TOKEN}")
    assert hers.post(HERS).location == "/in-person", "a touch she has not"
    assert hers.post(HERS + "/pin", data={"pin": "000000"}).status_code == 422
    assert changes(carrier_of(jana))[0].answer is None
    assert hers.post(HERS + "/pin", data={"pin": PIN}).location == HERS
    assert changes(carrier_of(jana))[0].answer == "yes"


def test_who_lives_together_meets_again_and_old_talks_are_cancelled(
    selam: Member, ahmad: Member, jana: Member, brandt: Member, keller: Member, signed_in: SignIn
) -> None:
    here, there = carrier_of(jana), carrier_of(brandt)
    with carrier_opened(here), transaction():
        home = Household(label="Familie K.")
        db.session.add(home)
        db.session.flush()
        for one in (selam, ahmad):
            db.session.merge(of(one)).household_id = home.id
        build.appointment(of(selam), jana.person)
        build.appointment(of(selam), jana.person, kind="doctor")
    signed_in(keller).post(LEAD, data=typed(there))
    for one in (selam, ahmad):
        signed_in(one).post(HERS)
    chosen = [one.id for one in takeovers(there)]
    sent = {"takeover_ids[]": chosen, "to_id": brandt.person.id}
    signed_in(lead_of(there)).post(LEAD + "/take-over", data=sent)
    let_it_be()
    (household,) = [(one.id, one.label) for one in rows(there, Household)]
    assert household[1] == "Familie K."
    assert [one.household_id for one in clients(there)] == [household[0]] * 2
    states = {one.kind: one.state for one in rows(there, Appointment)}
    assert states == {"counselling": "cancelled_staff", "doctor": "confirmed"}


def test_a_legal_hold_lets_her_record_stay_and_says_so(
    selam: Member, jana: Member, brandt: Member, keller: Member, adler: Member,
    signed_in: SignIn,
) -> None:  # fmt: skip
    here, there = carrier_of(jana), carrier_of(brandt)
    lead, officer, hers = signed_in(keller), signed_in(adler), signed_in(selam)
    lead.post(LEAD, data=typed(there))
    hers.post(HERS)
    (waiting,) = takeovers(there)
    chosen = {"takeover_ids[]": waiting.id, "to_id": brandt.person.id}
    signed_in(lead_of(there)).post(LEAD + "/take-over", data=chosen)
    until = clock.today() + timedelta(days=9)
    held = {"client_id": number_of(selam), "reason": "Streit", "until_on": until.isoformat()}
    assert officer.post("/data-protection/holds", data=held).status_code == 303
    let_it_be()
    assert [one.outcome for one in changes(here)] == [None]
    assert clients(there) == []
    desk = f"/desk/clients/{number_of(selam)}/carrier-change"
    for browser, address in ((hers, HERS), (signed_in(jana), desk)):
        said = browser.get(address).get_data(as_text=True)
        assert 'id="held"' in said
        assert "Streit" in said
    assert "stays until a legal hold ends" in lead.get(LEAD + "?lang=en").get_data(as_text=True)
    assert officer.post("/data-protection/holds/1/lift").status_code == 303
    let_it_be()
    assert [one.outcome for one in changes(here)] == ["moved"]


def test_who_is_left_is_counted_and_asked_with_the_next_tap(
    selam: Member, ahmad: Member, oksana: Member, jana: Member, brandt: Member, keller: Member,
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(carrier_changes, "AT_ONCE", 1)
    with carrier_opened(carrier_of(jana)), transaction():
        of(oksana).restricted_at = clock.now()
    lead, there = signed_in(keller), carrier_of(brandt)
    for asked, left in ((1, True), (2, False)):
        assert lead.post(LEAD, data=typed(there)).location == LEAD
        assert len(changes(carrier_of(jana))) == asked
        shown = lead.get(LEAD + "?lang=en").get_data(as_text=True)
        assert ("Ask those who are left" in shown) == left
        assert "not asked: their data is not used for now" in shown
    assert lead.post(LEAD, data=typed(there)).status_code == 422
