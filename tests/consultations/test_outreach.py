"""Visits without net: what a tablet brings arrives once, and the desk asks with whom it was."""

from typing import Any

from app.audit.models import AccessLog
from app.consultations.forms import VISIT
from tests.cast import Member
from tests.consultations.conftest import SignIn, rows, talks_in, typed

HERE = "/desk/outreach"


def brought(by: Member, **other: Any) -> dict[str, Any]:
    """What the tablet sends."""
    return typed(owner=str(by.person.public_id), remark="14:35 Keller links", **other)


def test_the_empty_page_names_nobody(
    signed_in: SignIn, selam: Member, jana: Member, page: Any
) -> None:
    got = page(signed_in(jana), f"{HERE}?lang=en", statements=4)
    (main,) = got.all("main")
    said = "".join(main.itertext())
    assert "Records that wait on this tablet:" in said
    assert not any(name in said for name in ("Selam", "Jana", "König"))
    assert not [one for one in main.iter() if one.get("name") == "csrf"]


def test_a_record_arrives_once_and_is_given_to_a_client(
    signed_in: SignIn, selam: Member, jana: Member, at_carrier: int, page: Any
) -> None:
    assert selam.client
    desk, sent = signed_in(jana), brought(jana)
    answers = [desk.post(HERE, data=sent) for _ in range(3)]
    assert [answer.get_json() for answer in answers] == [{"op_id": sent["op_id"]}] * 3
    (made,) = talks_in(at_carrier)
    assert (made.client_id, made.form, made.awaits_client) == (None, VISIT, True)
    got = page(desk, "/desk/consultations?lang=en")
    assert "14:35 Keller links" in got.text
    badges = [b for b in got.all("span") if b.get("class") == "badge count"]
    assert ("alarm", "1") in [(badge.get("data-kind"), badge.text) for badge in badges]
    done = desk.post(
        f"/desk/consultations/{made.id}/client", data={"client_id": str(selam.client.id)}
    )
    assert (done.status_code, done.location) == (303, "/desk/consultations")
    (made,) = talks_in(at_carrier)
    assert (made.client_id, made.language, made.remark) == (selam.client.id, "ti", None)
    assert "Keller" not in page(desk, "/desk/consultations?lang=en").text
    trail = [(row.what, row.client_id) for row in rows(at_carrier, AccessLog)]
    assert ("ConsultationMatched", selam.client.id) in trail


def test_it_may_have_been_somebody_without_a_case(
    signed_in: SignIn, jana: Member, at_carrier: int
) -> None:
    desk = signed_in(jana)
    desk.post(HERE, data=brought(jana))
    (made,) = talks_in(at_carrier)
    desk.post(f"/desk/consultations/{made.id}/client", data={"client_id": ""})
    (made,) = talks_in(at_carrier)
    assert (made.client_id, made.awaits_client, made.remark) == (None, False, None)


def test_somebody_elses_record_and_wrong_ones_are_refused_in_words(
    signed_in: SignIn, jana: Member, brandt: Member, at_carrier: int
) -> None:
    desk = signed_in(jana)
    for wrong in (
        brought(brandt),
        brought(jana, on="2999-01-01"),
        brought(jana) | {"topics[]": []},
        brought(jana) | {"topics[]": ["gossip"]},
        brought(jana) | {"remark": "x" * 10_000},
        brought(jana, minutes_bucket="7"),
        typed(),
    ):
        answer = desk.post(HERE, data=wrong)
        assert answer.status_code == 422, wrong
        assert answer.get_json()["words"], wrong
    assert desk.post(HERE, data=brought(jana, op_id="one")).status_code == 400
    assert talks_in(at_carrier) == []


def test_only_managers_send(signed_in: SignIn, jana: Member, keller: Member, selam: Member) -> None:
    for member in (keller, selam):
        missing = signed_in(member).get("/desk/never")
        answer = signed_in(member).post(HERE, data=brought(member))
        assert (answer.status_code, answer.data) == (404, missing.data)
