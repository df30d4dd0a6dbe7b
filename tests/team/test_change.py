"""The Landkreis takes over: who says yes goes with everything, who does not stays behind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.caseload.consents_models import Consent
from app.caseload.gates import state_today
from app.core import clock
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.notices.models import Reminder
from app.plan.models import Step
from tests import build
from tests.caseload.scene import of
from tests.cast import Member
from tests.team.change import (
    carrier_of,
    cases,
    changes,
    clients,
    lead_of,
    let_it_be,
    number_of,
    rows,
    takeovers,
    trail,
    typed,
)

SignIn = Callable[[Member], FlaskClient]
PageOf = Callable[..., Any]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
LEAD, HERS = "/team/carrier-changes", "/me/carrier-change"


@pytest.fixture
def lenz(brandt: Member) -> Member:
    """The team lead of the carrier that takes over."""
    return lead_of(carrier_of(brandt))


def at_desk(member: Member) -> str:
    return f"/desk/clients/{number_of(member)}/carrier-change"


@dataclass(frozen=True, kw_only=True)
class Carriers:
    """Who goes from where to where, and the browsers of both sides."""

    here: int
    there: int
    old_id: int
    lead: FlaskClient
    manager: FlaskClient
    her: FlaskClient
    other: FlaskClient


@pytest.fixture
def carriers(
    selam: Member, ahmad: Member, oksana: Member, jana: Member, brandt: Member, keller: Member,
    lenz: Member, signed_in: SignIn,
) -> Carriers:  # fmt: skip
    """Three clients of Jana, of whom Selam has a step."""
    with carrier_opened(carrier_of(jana)), transaction():
        build.step(of(selam), None, own_words="Sprachkurs suchen")
    return Carriers(
        here=carrier_of(jana), there=carrier_of(brandt), old_id=number_of(selam),
        lead=signed_in(keller), manager=signed_in(jana), her=signed_in(selam),
        other=signed_in(lenz),
    )  # fmt: skip


def test_both_sides_see_what_they_need_and_no_more(
    carriers: Carriers, ahmad: Member, brandt: Member, signed_in: SignIn, page: PageOf
) -> None:
    assert carriers.lead.post(LEAD, data=typed(carriers.there)).location == LEAD
    assert "not answered yet" in page(carriers.lead, LEAD + "?lang=en", statements=6).text
    assert [one.answer for one in changes(carriers.here)] == [None] * 3
    assert "Stadt Schorndorf (Demo)" in page(carriers.her, HERS + "?lang=en").text
    assert HERS in page(carriers.her, "/home?lang=en").html
    assert carriers.her.post(HERS).location == HERS
    signed_in(ahmad).post(HERS + "/no")
    assert [one.answer for one in changes(carriers.here)] == ["yes", "no", None]
    today = page(carriers.manager, "/desk?lang=en").html
    assert f"/desk/clients/{number_of(ahmad)}/carrier-change" in today
    assert f"/desk/clients/{carriers.old_id}/carrier-change" not in today, "she said yes"

    coming = page(carriers.other, LEAD + "?lang=en", statements=6).text
    assert "Selam" in coming
    assert "Ahmad" not in coming
    assert "K." not in coming, "of her record nothing is seen before the day"
    (waiting,) = takeovers(carriers.there)
    chosen = {"takeover_ids[]": waiting.id, "to_id": brandt.person.id}
    assert carriers.other.post(LEAD + "/take-over", data=chosen).location == LEAD
    assert "Karl Brandt" in page(carriers.other, LEAD + "?lang=en").text
    assert clients(carriers.there) == []


@pytest.fixture
def agreed(carriers: Carriers, ahmad: Member, brandt: Member, signed_in: SignIn) -> Carriers:
    """The day is today: Selam said yes and was taken over, Ahmad said no, Oksana nothing."""
    carriers.lead.post(LEAD, data=typed(carriers.there))
    carriers.her.post(HERS)
    signed_in(ahmad).post(HERS + "/no")
    (waiting,) = takeovers(carriers.there)
    chosen = {"takeover_ids[]": waiting.id, "to_id": brandt.person.id}
    carriers.other.post(LEAD + "/take-over", data=chosen)
    return carriers


def test_on_the_day_her_record_is_there_and_here_nobody_reads_it(
    agreed: Carriers, brandt: Member, signed_in: SignIn, page: PageOf
) -> None:
    here, there = agreed.here, agreed.there
    assert page(agreed.manager, f"/desk/clients/{agreed.old_id}")
    let_it_be()
    for at in ("", "/carrier-change", "/consents", "/plan", "/closing"):
        address = f"/desk/clients/{agreed.old_id}{at}"
        gone, missing = agreed.manager.get(address), agreed.manager.get("/desk/clients/999999")
        assert (gone.status_code, gone.data) == (404, missing.data), address
    (moved,) = [one.id for one in clients(there) if one.given_name == "Selam"]
    assert page(signed_in(brandt), f"/desk/clients/{moved}")
    assert [one.own_words for one in rows(there, Step)] == ["Sprachkurs suchen"]
    assert "Karl Brandt" in page(agreed.her, "/home?lang=en").text, "the same session and passkey"
    assert "Sprachkurs suchen" in page(agreed.her, "/plan?lang=en").text
    assert "Another organisation helps you now." in page(agreed.her, "/home?lang=en").text
    assert "You came here from Wegweiser Rems" in page(agreed.her, HERS + "?lang=en").text
    assert {"CaseMovedAway", "ConsentGiven"} <= set(trail(here))
    assert "CaseTakenOver" in trail(there)
    assert "contact" in [one.offset for one in rows(there, Reminder)]


def test_who_came_stands_with_her_new_manager_until_they_have_talked(
    agreed: Carriers, selam: Member, brandt: Member, signed_in: SignIn, page: PageOf
) -> None:
    let_it_be()
    desk = signed_in(brandt)
    (moved,) = [one.id for one in clients(agreed.there) if one.given_name == "Selam"]
    shown = page(desk, "/desk?lang=en", statements=11)
    assert "New from another organisation" in shown.text
    assert "Wegweiser Rems" in shown.text
    assert f"/desk/clients/{moved}" in shown.html
    assert "New from another organisation" not in page(agreed.manager, "/desk?lang=en").text
    with carrier_opened(agreed.there), transaction():
        (hers,) = [one for one in clients(agreed.there) if one.id == moved]
        build.consultation(hers)
    assert "New from another organisation" not in page(desk, "/desk?lang=en").text
    clock.shift(timedelta(days=40))
    assert "Another organisation helps you now." not in page(signed_in(selam), "/home?lang=en").text


def test_a_no_and_no_word_at_all_move_nothing(
    agreed: Carriers, ahmad: Member, signed_in: SignIn, page: PageOf
) -> None:
    let_it_be()
    reasons = [one.end_reason for one in cases(agreed.here)]
    assert reasons == ["handover", None, None], "the day is theirs"
    let_it_be(1)
    assert [one.state for one in cases(agreed.here)] == ["closed"] * 3
    assert [one.outcome for one in changes(agreed.here)] == ["moved", "closed", "closed"]
    assert [one.answer for one in changes(agreed.here)] == ["yes", "no", None]
    last = {one.client_id: one for one in rows(agreed.here, Consent)}
    said = [(one.state, state_today(one)) for _, one in sorted(last.items())]
    assert said == [("expired", "expired"), ("refused", "refused"), ("expired", "unanswered")]
    assert len(clients(agreed.there)) == 1
    no_longer = page(signed_in(ahmad), "/farewell?lang=en").text
    assert "Another organisation is responsible now" in no_longer
    assert "I want help again" in no_longer


def test_she_changes_her_mind_until_the_day(
    selam: Member, jana: Member, brandt: Member, lenz: Member, signed_in: SignIn, page: PageOf
) -> None:
    here, there = carrier_of(jana), carrier_of(brandt)
    manager, her = signed_in(jana), signed_in(selam)
    manager.post(at_desk(selam), data=typed(there))
    for answer in ("", "/no", "", "/no"):
        assert her.post(HERS + answer, headers=PARTIAL).status_code == 200
        assert len(takeovers(there)) == (answer == "")
    assert "You said no." in page(her, HERS + "?lang=en").text
    said = {"answer": "yes", "how": "oral_with_interpreter", "language": "ti"}
    assert manager.post(at_desk(selam) + "/answer", data=said, headers=PARTIAL).status_code == 200
    assert changes(here)[0].answer == "yes"
    assert her.post("/me/consents/1/withdraw").status_code in (303, 404)  # an older word of hers
    assert changes(here)[0].answer == "yes"
    let_it_be()
    assert cases(here)[0].state == "active", "nobody took her over yet: nothing is lost"
    (waiting,) = takeovers(there)
    chosen = {"takeover_ids[]": waiting.id, "to_id": brandt.person.id}
    assert (
        signed_in(lenz).post(LEAD + "/take-over", data=chosen, headers=PARTIAL).status_code == 200
    )
    let_it_be(1)
    assert [one.outcome for one in changes(here)] == ["moved"]


def test_a_change_is_called_off(
    selam: Member, ahmad: Member, jana: Member, brandt: Member, keller: Member, signed_in: SignIn
) -> None:
    here, there = carrier_of(jana), carrier_of(brandt)
    lead, manager = signed_in(keller), signed_in(jana)
    lead.post(LEAD, data=typed(there))
    signed_in(selam).post(HERS)
    assert manager.post(at_desk(selam) + "/call-off").location == at_desk(selam)
    assert (changes(here)[0].outcome, takeovers(there)) == ("called_off", [])
    assert lead.post(LEAD + "/call-off", data=typed(there), headers=PARTIAL).status_code == 200
    for who, words in ((selam, "taken back"), (ahmad, "no answer, and none is needed")):
        ledger = manager.get(f"/desk/clients/{number_of(who)}/consents?lang=en")
        assert words in ledger.get_data(as_text=True), "nobody said no"
    let_it_be(2)
    assert [one.state for one in cases(here)] == ["active"] * 2


def test_bad_input_has_a_clear_answer(
    selam: Member, jana: Member, brandt: Member, keller: Member, lenz: Member, signed_in: SignIn
) -> None:
    here, there = carrier_of(jana), carrier_of(brandt)
    manager, lead, her = signed_in(jana), signed_in(keller), signed_in(selam)
    for sent in (typed(there, -1), typed(here), typed(there, 900), {}, typed(999_999)):
        for browser, address in ((manager, at_desk(selam)), (lead, LEAD)):
            answer = browser.post(address, data=sent, headers=PARTIAL)
            assert (answer.status_code, b"error-summary" in answer.data) == (422, True), sent
    assert changes(here) == []
    manager.post(at_desk(selam), data=typed(there))
    assert manager.post(at_desk(selam), data=typed(there)).status_code == 422
    assert lead.post(LEAD, data=typed(there)).status_code == 422, "nobody is left to ask"
    other = signed_in(lenz)
    for to_id in ("", "x"):
        sent = {"takeover_ids[]": "1", "to_id": to_id}
        assert other.post(LEAD + "/take-over", data=sent, headers=PARTIAL).status_code == 422
    assert lead.post(LEAD + "/call-off", data={}).status_code == 422
    manager.post(at_desk(selam) + "/call-off")
    for address in ("/call-off", "/answer"):
        gone = manager.post(
            at_desk(selam) + address, data={"answer": "yes", "how": "oral", "language": "ti"}
        )
        assert (gone.status_code, b"error-summary" in gone.data) == (422, True), address
    assert her.post(HERS + "/no").status_code == 422


def test_nobody_takes_whom_it_does_not_concern(
    selam: Member, jana: Member, brandt: Member, keller: Member, lenz: Member,
    cast: Callable[[str], Member], signed_in: SignIn,
) -> None:  # fmt: skip
    there = carrier_of(brandt)
    signed_in(jana).post(at_desk(selam), data=typed(there))
    signed_in(selam).post(HERS)
    (waiting,) = takeovers(there)
    chosen = {"takeover_ids[]": waiting.id, "to_id": jana.person.id}
    assert signed_in(keller).post(LEAD + "/take-over", data=chosen).status_code == 422
    assert signed_in(lenz).post(LEAD + "/take-over", data=chosen).status_code == 422, (
        "whose manager"
    )
    with transaction():
        stranger_id = build.carrier("Fremder Träger").id
    stranger = signed_in(lead_of(stranger_id, "Fremd"))
    assert stranger.post(LEAD + "/take-over", data=chosen).status_code == 422
    assert takeovers(there)[0].accepted_at is None
    for name in ("selam", "jana", "vogt", "adler", "gerhard", "aylin", "brandt"):
        browser = signed_in(cast(name))
        missing = browser.get("/team/managers/999999").data
        for verb, at in (("get", LEAD), ("post", LEAD), ("post", LEAD + "/take-over")):
            answer = getattr(browser, verb)(at)
            assert (answer.status_code, answer.data) == (404, missing), (name, at)
    for name in ("selam", "brandt", "keller", "gerhard"):
        browser = signed_in(cast(name))
        missing = browser.get("/desk/clients/999999").data
        for verb, at in (("get", ""), ("post", ""), ("post", "/answer"), ("post", "/call-off")):
            answer = getattr(browser, verb)(at_desk(selam) + at)
            assert (answer.status_code, answer.data) == (404, missing), (name, at)
    for name in ("jana", "keller", "gerhard"):
        assert signed_in(cast(name)).post(HERS + "/no").status_code == 404
