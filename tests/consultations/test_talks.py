"""Talks: written down in seconds, counted once, taken back on their day."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.models import AccessLog
from app.consultations import refusals, service
from app.consultations.events import ConsultationRecorded
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from tests.cast import Member
from tests.consultations.conftest import HTMX, Recorded, SignIn, rows, talk, talks_in, typed
from tests.races import two_at_once


def test_a_talk_with_a_client_is_counted_in_her_language(
    signed_in: SignIn, selam: Member, jana: Member, at_carrier: int, page: Any
) -> None:
    assert selam.client
    desk, here = signed_in(jana), f"/desk/clients/{selam.client.id}/consultations"
    got = page(desk, f"{here}?lang=en", statements=12)
    assert "No talk is written down yet." in got.text
    answer = desk.post(here, data=typed())
    assert (answer.status_code, answer.location) == (303, here)
    (made,) = talks_in(at_carrier)
    assert (made.client_id, made.by_id) == (selam.client.id, jana.person.id)
    assert (made.form, made.topics, made.minutes_bucket) == ("phone", ["work"], 15)
    assert (made.language, made.interpreter_kind, made.plan_changed) == ("ti", "none", False)
    again = page(desk, f"{here}?lang=en", statements=12)
    assert "By telephone" in again.text
    assert again.find("select", id_="way").find(".//*[@selected]").get("value") == "phone"
    trail = [row.what for row in rows(at_carrier, AccessLog)]
    assert "ConsultationRecorded" in trail


def test_htmx_gets_the_list_with_the_new_talk_and_undo(
    signed_in: SignIn, selam: Member, jana: Member, at_carrier: int
) -> None:
    assert selam.client
    here = f"/desk/clients/{selam.client.id}/consultations"
    answer = signed_in(jana).post(here, data=typed(), headers=HTMX)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert html.lstrip().startswith('<div class="stack" id="talks">')
    (made,) = talks_in(at_carrier)
    assert f"/desk/consultations/{made.id}/undo" in html


def test_a_walk_in_without_a_case_and_one_of_the_caseload(
    signed_in: SignIn, selam: Member, jana: Member, at_carrier: int, page: Any
) -> None:
    assert selam.client
    desk = signed_in(jana)
    page(desk, "/desk/consultations?lang=en", statements=9)
    desk.post("/desk/consultations", data=typed(client_id=""))
    desk.post("/desk/consultations", data=typed(client_id=str(selam.client.id)), headers=HTMX)
    walk_in, known = talks_in(at_carrier)
    assert (walk_in.client_id, walk_in.language) == (None, "de")
    assert (known.client_id, known.language) == (selam.client.id, "ti")
    got = page(desk, "/desk/consultations?lang=en", statements=9)
    assert "Somebody without a case" in got.text
    assert "Selam K." in got.text


def test_sent_twice_it_is_one(
    signed_in: SignIn, selam: Member, jana: Member, at_carrier: int
) -> None:
    assert selam.client
    desk, here = signed_in(jana), f"/desk/clients/{selam.client.id}/consultations"
    sent = typed()
    assert [desk.post(here, data=sent).status_code for _ in range(3)] == [303] * 3
    assert len(talks_in(at_carrier)) == 1
    desk.post(f"/desk/consultations/{talks_in(at_carrier)[0].id}/undo")
    desk.post(here, data=sent)  # a late copy does not bring back what was taken back
    assert [made.undone_at is not None for made in talks_in(at_carrier)] == [True]


def test_two_sendings_at_once_are_one(app: Flask, selam: Member, jana: Member) -> None:
    op_id, carrier_id = uuid.uuid4(), jana.grant.carrier_id
    assert carrier_id

    def send() -> int:
        with carrier_opened(carrier_id), transaction():
            by, now = jana.viewer, clock.now()
            return service.record(talk(), selam.client, op_id=op_id, by=by, now=now).id

    first, second = two_at_once(app, send, send, pause_at=ConsultationRecorded)
    assert first == second
    assert len(talks_in(carrier_id)) == 1


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"topics[]": []}, "Choose at least one topic."),
    ({"topics[]": ["gossip"]}, "Choose one of the answers."),
    ({"on": (clock.today() + timedelta(days=1)).isoformat()}, "Choose today or a day before."),
    ({"on": "1999-01-01"}, "Choose a day of the last 12 months."),
    ({"on": "tomorrow"}, "Write a date"),
    ({"way": "by-owl"}, "Choose one of the answers."),
    ({"minutes_bucket": "7"}, "Choose one of the answers."),
    ({"interpreter_kind": "x" * 10_000}, "Choose one of the answers."),
    ({"language": "xx"}, "Choose one of the answers."),
]


def test_bad_input_is_answered_in_words(
    signed_in: SignIn, selam: Member, jana: Member, at_carrier: int
) -> None:
    assert selam.client
    desk = signed_in(jana)
    for wrong, words in WRONG:
        for here in (f"/desk/clients/{selam.client.id}/consultations", "/desk/consultations"):
            answer = desk.post(f"{here}?lang=en", data=typed(**wrong))
            assert answer.status_code == 422, wrong
            assert words in answer.get_data(as_text=True), wrong
    assert talks_in(at_carrier) == []


def test_without_a_number_it_is_no_form_of_ours(
    signed_in: SignIn, selam: Member, jana: Member, at_carrier: int
) -> None:
    assert selam.client
    answer = signed_in(jana).post("/desk/consultations", data=typed(op_id="one"))
    assert answer.status_code == 400


def test_taken_back_on_its_day_it_is_nobodys(
    signed_in: SignIn, selam: Member, jana: Member, at_carrier: int, recorded: Recorded, page: Any
) -> None:
    assert selam.client
    number, desk = recorded(selam), signed_in(jana)
    here = f"/desk/clients/{selam.client.id}/consultations"
    answer = desk.post(f"/desk/consultations/{number}/undo")
    assert (answer.status_code, answer.location) == (303, here)
    (made,) = talks_in(at_carrier)
    assert (made.client_id, made.undone_at is not None) == (None, True)
    assert "No talk is written down yet." in page(desk, f"{here}?lang=en").text
    last = rows(at_carrier, AccessLog)
    assert ("ConsultationUndone", selam.client.id) in [(row.what, row.client_id) for row in last]


def test_the_day_after_it_stays(
    app: Flask, selam: Member, jana: Member, at_carrier: int, recorded: Recorded
) -> None:
    recorded(selam)
    (made,) = talks_in(at_carrier)
    with pytest.raises(refusals.TooLateToUndo), transaction():
        service.undo(made, by=jana.viewer, now=clock.now() + timedelta(days=1))
    assert talks_in(at_carrier)[0].undone_at is None


def test_nobody_else_takes_it_back_or_sees_it(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    brandt: Member,
    aylin: Member,
    gerhard: Member,
    keller: Member,
    vogt: Member,
    adler: Member,
    recorded: Recorded,
) -> None:
    assert selam.client
    number = recorded(selam)
    for member in (brandt, aylin, gerhard, keller, vogt, adler, selam):
        browser = signed_in(member)
        missing = browser.get("/desk/clients/999999/consultations")
        for answer in (
            browser.get(f"/desk/clients/{selam.client.id}/consultations"),
            browser.post(f"/desk/clients/{selam.client.id}/consultations", data=typed()),
            browser.post(f"/desk/consultations/{number}/undo"),
            browser.post(f"/desk/consultations/{number}/client"),
        ):
            assert (answer.status_code, answer.data) == (404, missing.data), member.person.call_name


def test_the_client_reads_when_how_and_about_what(
    signed_in: SignIn, selam: Member, yonas: Member, recorded: Recorded, page: Any
) -> None:
    recorded(selam, form="video", topics=("housing", "work"), language="ti")
    phone: FlaskClient = signed_in(selam)
    got = page(phone, "/me/talks?lang=en", statements=6)
    for words in ("By video", "Housing", "Work"):
        assert words in got.text
    assert "minutes" not in got.text
    assert "about=consultation" in got.html  # she may call it wrong
    assert "By video" not in page(signed_in(yonas), "/me/talks?lang=en").text
    assert "When" in page(phone, "/me?lang=en").text


def test_she_may_call_a_talk_wrong_and_finds_all_of_it_in_her_copy(
    signed_in: SignIn, selam: Member, recorded: Recorded
) -> None:
    number, phone = recorded(selam, form="video"), signed_in(selam)
    address = f"/me/wrong?about=consultation&row={number}&lang=en"
    assert phone.get(address).status_code == 200
    assert phone.post(address, data={"own_words": "nein"}).status_code == 303
    db.session.rollback()
    (mine,) = phone.get("/me/export/data").get_json()["tables"]["consultation"]
    assert (mine["form"], mine["minutes_bucket"]) == ("video", 30)
