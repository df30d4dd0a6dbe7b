"""The Landkreis takes over: who says yes goes with everything, who does not stays behind."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

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


def test_who_says_yes_goes_and_who_says_no_stays(
    selam: Member, ahmad: Member, oksana: Member, jana: Member, brandt: Member, keller: Member,
    lenz: Member, signed_in: SignIn, page: PageOf,
) -> None:  # fmt: skip
    here, there = carrier_of(jana), carrier_of(brandt)
    with carrier_opened(here), transaction():
        step = build.step(of(selam), None, own_words="Sprachkurs suchen").id
    old_id = number_of(selam)
    lead, her, manager = signed_in(keller), signed_in(selam), signed_in(jana)
    assert lead.post(LEAD, data=typed(there)).location == LEAD
    assert "not answered yet" in page(lead, LEAD + "?lang=en").text
    assert [one.answer for one in changes(here)] == [None] * 3

    asked = page(her, HERS + "?lang=en")
    assert "Stadt Schorndorf (Demo)" in asked.text
    assert HERS in page(her, "/home?lang=en").html
    assert her.post(HERS).location == HERS
    signed_in(ahmad).post(HERS + "/no")
    assert [one.answer for one in changes(here)] == ["yes", "no", None]

    other = signed_in(lenz)
    coming = page(other, LEAD + "?lang=en").text
    assert "Selam" in coming
    assert "Ahmad" not in coming
    assert "K." not in coming, "of her record nothing is seen before the day"
    (waiting,) = takeovers(there)
    chosen = {"takeover_ids[]": waiting.id, "to_id": brandt.person.id}
    assert other.post(LEAD + "/take-over", data=chosen).location == LEAD
    assert "Karl Brandt" in page(other, LEAD + "?lang=en").text

    assert page(manager, f"/desk/clients/{old_id}")
    let_it_be()
    for at in ("", "/carrier-change", "/consents", "/plan", "/closing"):
        address = f"/desk/clients/{old_id}{at}"
        gone, missing = manager.get(address), manager.get("/desk/clients/999999")
        assert (gone.status_code, gone.data) == (404, missing.data), address
    (moved,) = [one for one in clients(there) if one.given_name == "Selam"]
    assert page(signed_in(brandt), f"/desk/clients/{moved.id}")
    assert [one.id for one in rows(there, Step)] == [step]
    assert "Karl Brandt" in page(her, "/home?lang=en").text, "the same session, the same passkey"
    assert "Sprachkurs suchen" in page(her, "/plan?lang=en").text
    assert "You came here from Wegweiser Rems" in page(her, HERS + "?lang=en").text
    assert [one.end_reason for one in cases(here)] == ["handover", None, None], "the day is hers"
    assert {"CaseMovedAway", "ConsentGiven"} <= set(trail(here))
    assert "CaseTakenOver" in trail(there)
    assert "contact" in [one.offset for one in rows(there, Reminder)]

    let_it_be(1)
    assert [one.state for one in cases(here)] == ["closed"] * 3
    assert [one.outcome for one in changes(here)] == ["moved", "closed", "closed"]
    assert len(clients(there)) == 1, "a no, and no word at all, move nothing"
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
    let_it_be(2)
    assert [one.state for one in cases(here)] == ["active"] * 2


def test_bad_input_has_a_clear_answer(
    selam: Member, jana: Member, brandt: Member, keller: Member, lenz: Member, signed_in: SignIn
) -> None:
    here, there = carrier_of(jana), carrier_of(brandt)
    manager, lead = signed_in(jana), signed_in(keller)
    for sent in (typed(there, -1), typed(here), typed(there, 900), {}, typed(999_999)):
        for browser, address in ((manager, at_desk(selam)), (lead, LEAD)):
            answer = browser.post(address, data=sent, headers=PARTIAL)
            assert (answer.status_code, b"error-summary" in answer.data) == (422, True), sent
    assert changes(here) == []
    manager.post(at_desk(selam), data=typed(there))
    assert manager.post(at_desk(selam), data=typed(there)).status_code == 422
    assert lead.post(LEAD, data=typed(there)).status_code == 422, "nobody is left to ask"
    other = signed_in(lenz)
    for sent in ({}, {"takeover_ids[]": 1, "to_id": ""}, {"takeover_ids[]": 9, "to_id": "x"}):
        assert other.post(LEAD + "/take-over", data=sent, headers=PARTIAL).status_code == 422
    assert lead.post(LEAD + "/call-off", data={}).status_code == 404


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
