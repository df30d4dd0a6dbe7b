"""Referrals: data leave only with her yes, and her word acts on the next request."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from app.caseload import consents
from app.caseload.consents_models import IS_LAST, Consent
from app.caseload.gates import may
from app.caseload.purposes import RELEASE
from app.consultations import referrals
from app.consultations.referrals import NewReferral
from app.consultations.referrals_models import NEXT, OVER, STATES, Referral
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from tests import build
from tests.caseload.scene import HTMX, at_work, inside, of, word
from tests.cast import Member

SignIn = Callable[[Member], FlaskClient]
PageOf = Callable[..., Any]
WORDS: dict[str, Any] = {
    "occasion": "Wohnung",
    "scope": "Name und Zahl der Kinder",
    "recipient": "Wohnbau GmbH",
}


def address(member: Member, rest: str = "") -> str:
    return f"/desk/clients/{of(member).id}/referrals{rest}"


def typed(**more: Any) -> dict[str, Any]:
    form = {"kind": "information", "topic": "housing", "offer": "", "how": "ask", "language": "ti"}
    return {**form, **WORDS, "address": "Marktplatz 1", "phone": "07151 12345", **more}


def the_one(member: Member) -> Referral:
    with inside(member):
        statement = sa.select(Referral).order_by(Referral.id.desc()).limit(1)
        return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def test_she_gets_the_address_and_nothing_of_her_leaves(
    jana: Member, selam: Member, signed_in: SignIn, page: PageOf
) -> None:
    desk, phone = signed_in(jana), signed_in(selam)
    assert "No other office" in page(phone, "/me/referrals?lang=en").text
    assert page(desk, address(selam, "/new"))
    assert desk.post(address(selam, "/new"), data=typed()).location == address(selam)
    one = the_one(selam)
    assert (one.state, one.sent_on, one.consent_thread) == ("sent", clock.today(), None)
    hers = page(phone, "/me/referrals?lang=en", statements=6)
    for told in ("Wohnbau GmbH", "You got the address", "Marktplatz 1", "Wohnung"):
        assert told in hers.text, told
    assert hers.find("a", href="tel:+49715112345")
    for to in ("accepted", "started", "finished", "finished"):
        answer = desk.post(address(selam, f"/{one.id}/{to}"), headers=HTMX)
        assert answer.data.lstrip().startswith(b"<div")
    assert desk.post(address(selam, f"/{one.id}/result"), data={"result": "Zusage"}).location
    assert "The help is finished" in page(phone, "/me/referrals?lang=en").text
    assert "Zusage" in page(desk, address(selam), statements=7).text
    assert desk.post(address(selam, f"/{one.id}/started")).status_code == 422


def test_an_offer_is_read_in_her_language(
    jana: Member, selam: Member, signed_in: SignIn, page: PageOf
) -> None:
    with at_work(selam):
        offer_id = build.offer("Wohnberatung").id
    data = typed(offer=str(offer_id), recipient="")
    assert signed_in(jana).post(address(selam, "/new"), data=data).status_code == 303
    shown = page(signed_in(selam), "/me/referrals?lang=en", statements=6)
    assert shown.find("a", href=f"/offers/{offer_id}")


def test_a_handover_waits_for_her_yes_and_ends_with_it(
    jana: Member, selam: Member, signed_in: SignIn, page: PageOf
) -> None:
    desk, phone = signed_in(jana), signed_in(selam)
    desk.post(address(selam, "/new"), data=typed(kind="handover"))
    one = the_one(selam)
    assert one.state == "consent_missing"
    early = desk.post(f"{address(selam, f'/{one.id}/sent')}?lang=en")
    assert (early.status_code, "Nothing may be told" in early.text) == (422, True)
    assert "Waits for your answer" in page(phone, "/me/referrals?lang=en").text
    with inside(selam):
        asked = db.session.scalars(sa.select(Consent.id).where(Consent.purpose == RELEASE)).one()
    phone.post(f"/me/consents/{asked}")
    assert the_one(selam).state == "consented"
    assert desk.post(address(selam, f"/{one.id}/sent")).status_code == 303
    phone.post(f"/me/consents/{asked}/withdraw")
    assert the_one(selam).state == "dropped"
    assert desk.post(address(selam, f"/{one.id}/accepted")).status_code == 422


def test_what_she_said_to_her_manager_counts_as_well(
    jana: Member, selam: Member, signed_in: SignIn
) -> None:
    data = typed(kind="handover", how="oral_with_interpreter")
    desk = signed_in(jana)
    for _ in range(2):
        assert desk.post(address(selam, "/new"), data=data).status_code == 303
    with inside(selam):
        assert db.session.scalars(sa.select(Referral.state)).all() == ["consented"]


def test_a_yes_that_has_run_out_lets_nothing_leave(jana: Member, selam: Member) -> None:
    said = word(jana, how="oral", explained_by_id=jana.person.id)
    new = NewReferral(kind="handover", topic="housing", valid_until=clock.today(), **WORDS)
    with at_work(selam):
        one = referrals.prepare(of(selam), new, is_asked=False, word=said)
    clock.shift(timedelta(days=1))
    with at_work(selam), pytest.raises(referrals.WithoutHerYes):
        referrals.go(one, "sent", by=jana.viewer, now=clock.now())


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipient": ""},
        {"occasion": ""},
        {"kind": "handover", "scope": ""},
        {"kind": "gossip"},
        {"topic": "asylum"},
        {"offer": "00000000-0000-0000-0000-000000000000"},
        {"phone": "abc"},
        {"recipient": "x" * 10_000},
        {"kind": "handover", "valid_until": "2001-01-01"},
    ],
)
def test_a_wrong_form_is_refused_in_words(
    wrong: dict[str, str], jana: Member, selam: Member, signed_in: SignIn
) -> None:
    for headers in ({}, HTMX):
        answer = signed_in(jana).post(address(selam, "/new"), data=typed(**wrong), headers=headers)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    with inside(selam):
        assert db.session.scalars(sa.select(Referral.id)).all() == []


@pytest.mark.parametrize("rest", ["/new", "/{id}/sent", "/{id}/ask", "/{id}/result"])
def test_nobody_else_comes_near(
    rest: str, cast: Callable[[str], Member], jana: Member, selam: Member, signed_in: SignIn
) -> None:
    signed_in(jana).post(address(selam, "/new"), data=typed(kind="handover"))
    at = address(selam, rest.format(id=the_one(selam).id))
    for name in ("brandt", "selam", "keller", "gerhard"):
        browser = signed_in(cast(name))
        missing = browser.get("/desk/clients/999999").data
        assert browser.post(at, data=typed()).data == missing, name
        assert browser.get(address(selam)).data == missing
    assert the_one(selam).state == "consent_missing"
    assert signed_in(jana).get("/me/referrals").status_code == 404


class Way(RuleBasedStateMachine):
    """A handover, her word in between, and whatever is clicked."""

    client: Member
    manager: Member

    def __init__(self) -> None:
        super().__init__()
        said = word(self.manager, explained_by_id=self.manager.person.id)
        new = NewReferral(kind="handover", topic="housing", **WORDS)
        with at_work(self.client):
            db.session.execute(sa.delete(Referral))
            db.session.execute(sa.delete(Consent))
            referrals.prepare(of(self.client), new, is_asked=True, word=said)
        self.state = "consent_missing"

    def _look(self) -> None:
        """Only arrows were walked, and nothing is on its way without a yes."""
        state = the_one(self.client).state
        reached, new = {self.state}, {self.state}
        while new:
            new = {s for one in new for s in NEXT.get(one, ())} - reached
            reached |= new
        assert state in reached, (self.state, state)
        if self.state in OVER:
            assert state == self.state
        if state not in (*OVER, "consent_missing"):
            with inside(self.client):
                assert may(of(self.client).id, RELEASE), state
        self.state = state

    @rule(to=st.sampled_from(STATES))
    def clicked(self, to: str) -> None:
        """The manager says what happened."""
        before = self.state
        try:
            with at_work(self.client):
                found = db.session.scalars(sa.select(Referral)).one()
                referrals.go(found, to, by=self.manager.viewer, now=clock.now())
        except Refused:
            assert the_one(self.client).state == before
        self._look()

    @rule(is_yes=st.booleans())
    def answered(self, is_yes: bool) -> None:
        """She says yes or no to what is asked, or takes her yes back."""
        with inside(self.client):
            last = db.session.scalars(
                sa.select(Consent).where(IS_LAST).order_by(Consent.id.desc()).limit(1)
            ).one()
        try:
            with at_work(self.client):
                consents.answer(last, is_yes=is_yes, word=word(self.client))
        except Refused:
            pass
        self._look()

    @rule()
    def asked(self) -> None:
        """She is asked once more."""
        try:
            with at_work(self.client):
                found = db.session.scalars(sa.select(Referral)).one()
                referrals.ask_again(found, word=word(self.manager))
        except Refused:
            assert self.state != "consent_missing"
        self._look()


def test_whatever_is_clicked_in_whatever_order(app: Flask, selam: Member, jana: Member) -> None:
    machine = type("Way", (Way,), {"client": selam, "manager": jana})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=8,
            stateful_step_count=8,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_from_the_page_of_an_offer_a_client_is_referred_to_it(
    jana: Member, selam: Member, yonas: Member, signed_in: SignIn, page: PageOf
) -> None:
    her_id, foreign_id = of(selam).id, of(yonas).id
    with at_work(selam):
        offer_id = build.offer(topic="work").id
    desk, here = signed_in(jana), f"/desk/offers/{offer_id}/refer"
    assert here in desk.get(f"/offers/{offer_id}").text
    for other in (selam, None):
        browser = signed_in(other) if other else desk.application.test_client()
        assert here not in browser.get(f"/offers/{offer_id}").text
    chosen = page(desk, f"{here}?lang=en", statements=14)
    assert f'<option value="{her_id}">' in chosen.html
    assert f'<option value="{foreign_id}">' not in chosen.html
    led = desk.get(here, query_string={"client": her_id})
    assert led.status_code == 303
    form = page(desk, led.location)
    assert f'<option selected value="{offer_id}">' in form.html
    for foreign in (foreign_id, 99999):
        assert desk.get(here, query_string={"client": foreign}).status_code == 404
    assert signed_in(selam).get(here).status_code == 404
