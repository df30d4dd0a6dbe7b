"""Notes: a case note for its author, whoever stands in, and by reason the lead; nobody else."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.audit import requests
from app.audit.models import AccessLog
from app.caseload.models import Case, Substitution
from app.consultations import notes, refusals
from app.consultations.models import CaseNote, SharedNote
from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from tests import build
from tests.cast import Member
from tests.consultations.conftest import HTMX, SECRET, SignIn, noted, rows, shared, stands_in


@pytest.fixture
def martin(app: Flask, jana: Member) -> Member:
    """Another manager of Jana's carrier."""
    carrier_id = jana.grant.carrier_id
    assert carrier_id is not None
    with carrier_opened(carrier_id), transaction():
        person, grant = build.person("Martin", "de", Role.MANAGER, carrier_id=carrier_id)
        build.manager_profile(person, "Martin Vogel")
    return Member(person=person, grant=grant)


def address(about: Member) -> str:
    assert about.client is not None
    return f"/desk/clients/{about.client.id}/case-notes"


def by_reason(about: Member) -> str:
    assert about.client is not None
    with carrier_opened(about.client.carrier_id):
        case_id = db.session.scalar(sa.select(Case.id).where(Case.client_id == about.client.id))
    return f"/team/cases/{case_id}/notes"


def sees(browser: FlaskClient, about: Member) -> bool:
    return SECRET in browser.get(address(about)).get_data(as_text=True)


def test_its_author_writes_and_reads_it(
    signed_in: SignIn, selam: Member, jana: Member, at_carrier: int, page: Any
) -> None:
    desk, here = signed_in(jana), address(selam)
    assert "No note is written down yet." in page(desk, f"{here}?lang=en", statements=9).text
    assert desk.post(here, data={"body": f"{SECRET}\nzweite Zeile"}).status_code == 303
    got = desk.post(here, data={"body": "noch eine"}, headers=HTMX).get_data(as_text=True)
    assert got.lstrip().startswith('<div class="stack" id="case-notes">')
    assert SECRET in page(desk, f"{here}?lang=en", statements=9).text
    first = rows(at_carrier, CaseNote)[0]
    assert SECRET.encode() not in first.body_sealed
    trail = [row.what for row in rows(at_carrier, AccessLog)]
    assert "RecordSeen:notes" in trail
    assert "CaseNoteWritten" in trail


def test_nobody_else_finds_a_note(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    martin: Member,
    brandt: Member,
    aylin: Member,
    gerhard: Member,
    keller: Member,
    vogt: Member,
    adler: Member,
) -> None:
    """P4.7, one role after the other: the same bytes as for a note that does not exist."""
    number, here = noted(selam, jana), address(selam)
    for member in (selam, martin, brandt, aylin, gerhard, keller, vogt, adler):
        browser = signed_in(member)
        missing = browser.get("/desk/clients/999999/case-notes")
        for answer in (
            browser.get(here),
            browser.post(here, data={"body": "x"}),
            browser.get(f"{here}/{number}"),
            browser.post(f"{here}/{number}", data={"body": "x"}),
        ):
            assert (answer.status_code, answer.data) == (404, missing.data), member.grant.role


def test_whoever_stands_in_reads_and_writes_on_her_days_alone(
    signed_in: SignIn, selam: Member, jana: Member, martin: Member, at_carrier: int
) -> None:
    noted(selam, jana)
    number = stands_in(martin, jana)
    desk = signed_in(martin)
    assert sees(desk, selam)
    desk.post(address(selam), data={"body": "von Martin"})
    own = rows(at_carrier, CaseNote)[1]
    assert (own.author_id, own.kept_for_id) == (martin.person.id, jana.person.id)
    with carrier_opened(at_carrier), transaction() as session:
        session.get_one(Substitution, number).ended_at = clock.now()
    assert desk.get(address(selam)).status_code == 404
    assert "von Martin" in signed_in(jana).get(address(selam)).get_data(as_text=True)


def test_a_successor_does_not_read_what_was_noted_before(
    signed_in: SignIn, selam: Member, jana: Member, martin: Member, at_carrier: int
) -> None:
    number = noted(selam, jana)
    with carrier_opened(at_carrier), transaction() as session:
        session.scalars(sa.select(Case)).one().manager_id = martin.person.id
    desk = signed_in(martin)
    assert desk.get(address(selam)).status_code == 200
    assert not sees(desk, selam)
    foreign = desk.get(f"{address(selam)}/{number}")
    assert (foreign.status_code, foreign.data) == (
        404,
        desk.get(f"{address(selam)}/999999").data,
    )
    assert signed_in(jana).get(address(selam)).status_code == 404


def test_a_team_lead_gives_a_reason_and_the_client_is_told(
    signed_in: SignIn, selam: Member, jana: Member, keller: Member, at_carrier: int, page: Any
) -> None:
    noted(selam, jana)
    lead, here = signed_in(keller), by_reason(selam)
    assert SECRET not in page(lead, f"{here}?lang=en").text
    empty = lead.post(f"{here}?lang=en", data={"reason": "  "})
    assert (empty.status_code, SECRET in empty.get_data(as_text=True)) == (422, False)
    assert not [row for row in rows(at_carrier, AccessLog) if row.what == "RecordSeen:notes"]
    opened = lead.post(here, data={"reason": "Notfall: Selam wird vermisst"}, headers=HTMX)
    assert (opened.status_code, SECRET in opened.get_data(as_text=True)) == (200, True)
    phone = signed_in(selam)
    assert "The team lead read notes about your talks." in page(phone, "/home?lang=en").text
    told = page(phone, "/me/readings?lang=en").text
    assert "read the notes about your talks" in told
    assert "Notfall: Selam wird vermisst" in told


def test_the_reason_opens_nothing_elsewhere(
    signed_in: SignIn, yonas: Member, selam: Member, jana: Member, keller: Member, brandt: Member
) -> None:
    missing = signed_in(keller).get("/team/cases/999999/notes")
    foreign = signed_in(keller).get(by_reason(yonas))
    assert (foreign.status_code, foreign.data) == (404, missing.data)
    for member in (jana, brandt, selam):
        wrong_role = signed_in(member).post(by_reason(selam), data={"reason": "x"})
        assert wrong_role.status_code == 404


def test_for_a_day_its_author_puts_it_right(
    signed_in: SignIn, selam: Member, jana: Member, at_carrier: int, page: Any
) -> None:
    number, desk = noted(selam, jana), signed_in(jana)
    here = f"{address(selam)}/{number}"
    assert SECRET in page(desk, f"{here}?lang=en").html
    assert desk.post(here, data={"body": ""}).status_code == 422
    assert desk.post(here, data={"body": "x" * 10_000}, headers=HTMX).status_code == 422
    assert desk.post(here, data={"body": "richtig"}).location == address(selam)
    (note,) = rows(at_carrier, CaseNote)
    with carrier_opened(at_carrier):
        assert (note.body, note.changed_at is not None) == ("richtig", True)
        with pytest.raises(refusals.TooLateToChange), transaction():
            notes.change(note, "zu spät", by=jana.viewer, now=clock.now() + timedelta(days=1))
    assert "CaseNoteChanged" in [row.what for row in rows(at_carrier, AccessLog)]


def test_a_letter_of_ten_thousand_signs_is_refused_and_kept_in_the_form(
    signed_in: SignIn, selam: Member, jana: Member, at_carrier: int
) -> None:
    assert selam.client
    long = "Wort " * 2_000
    for here in (address(selam), f"/desk/clients/{selam.client.id}/shared-notes"):
        answer = signed_in(jana).post(f"{here}?lang=en", data={"body": long})
        html = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert "This text is too long." in html
        assert long.strip() in html
    assert rows(at_carrier, CaseNote) == rows(at_carrier, SharedNote) == []


def test_a_note_for_the_client_is_read_by_her_alone(
    signed_in: SignIn, selam: Member, rojin: Member, jana: Member, at_carrier: int, page: Any
) -> None:
    assert selam.client
    noted(selam, jana)
    desk, here = signed_in(jana), f"/desk/clients/{selam.client.id}/shared-notes"
    answer = desk.post(here, data={"body": "Bitte den Brief mitbringen."})
    assert answer.location == f"/desk/clients/{selam.client.id}/consultations"
    fragment = desk.post(here, data={"body": "Danke."}, headers=HTMX).get_data(as_text=True)
    assert "Danke." in fragment
    got = page(signed_in(selam), "/me/talks?lang=en")
    assert "Bitte den Brief mitbringen." in got.text
    assert SECRET not in got.text
    assert "about=shared_note" in got.html
    assert "Brief" not in page(signed_in(rojin), "/me/talks?lang=en").text
    (note, _) = rows(at_carrier, SharedNote)
    page(desk, f"{here}/{note.id}?lang=en")
    assert desk.post(f"{here}/{note.id}", data={"body": "Neu."}).status_code == 303
    assert "Neu." in page(signed_in(selam), "/me/talks?lang=en").text


def test_a_shared_note_of_somebody_else_is_missing(
    signed_in: SignIn, selam: Member, jana: Member, brandt: Member, keller: Member
) -> None:
    assert selam.client
    here = f"/desk/clients/{selam.client.id}/shared-notes"
    number = shared(selam, jana, "Brief")
    for member in (brandt, keller, selam):
        browser = signed_in(member)
        missing = browser.get("/desk/clients/999999/shared-notes/1")
        for answer in (
            browser.get(f"{here}/{number}"),
            browser.post(f"{here}/{number}", data={"body": "x"}),
            browser.post(here, data={"body": "x"}),
        ):
            assert (answer.status_code, answer.data) == (404, missing.data)


def test_her_copy_holds_case_notes_once_her_request_is_answered(
    signed_in: SignIn, selam: Member, jana: Member, at_carrier: int
) -> None:
    noted(selam, jana)
    shared(selam, jana, "für dich")
    phone = signed_in(selam)

    def copy() -> dict[str, Any]:
        db.session.rollback()
        tables: dict[str, Any] = phone.get("/me/export/data").get_json()["tables"]
        return tables

    assert "case_note" not in copy()
    assert copy()["shared_note"][0]["body_sealed"] == "für dich"
    with carrier_opened(at_carrier), transaction():
        asked = requests.ask("access", by=selam.viewer, now=clock.now())
    assert "case_note" not in copy()
    with carrier_opened(at_carrier), transaction():
        now = clock.now()
        requests.recognise(asked.id, by=jana.viewer, now=now)
        requests.start(asked.id, by=jana.viewer, now=now)
        requests.answer(asked.id, ground="", words="", by=jana.viewer, now=now)
    assert copy()["case_note"][0]["body_sealed"] == SECRET
