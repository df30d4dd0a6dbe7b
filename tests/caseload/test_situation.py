"""The situation pages: the manager writes down and reads, the client reports and contests."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.audit.models import AccessLog, DataRequest
from app.caseload import histories
from app.caseload.events import SituationChanged, SituationTakenBack
from app.caseload.forms_situation import FORMS
from app.caseload.history_kinds import KINDS
from app.core import clock
from app.core.db import db
from tests.caseload.scene import HTMX, at_work, inside, of
from tests.cast import Member
from tests.pages import Page
from tests.races import two_at_once

SignIn = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
TODAY = clock.today().isoformat()
# Each history: what is sent, and what is read afterwards.
SENT = {
    "housing": ({"kind": "private_lease"}, "In a home with an own rental contract"),
    "accommodation": ({"stage": "follow_up", "place_label": "Talstraße"}, "Talstraße"),
    "livelihood": ({"kind": "sgb2_partial"}, "Own work and money from the Jobcenter"),
    "german": ({"skill": "speaking", "level": "A2", "evidence": "course"}, "Speaking: A2"),
    "competences": ({"kind": "job", "title": "Näherin", "years": "6"}, "Näherin"),
    "residence-rule": ({"until": "2027-03-01"}, "until March 1, 2027"),
}
HERS = [key for key in SENT if KINDS[key].by_client]


def desk(member: Member, rest: str = "") -> str:
    return f"/desk/clients/{of(member).id}/situation{rest}"


def sent(part: str, **more: str) -> dict[str, str]:
    return {**SENT[part][0], "since": TODAY, "reported_by": "client", **more}


def rows(member: Member, part: str) -> list[Any]:
    table = KINDS[part].table
    found = sa.select(table).where(table.client_id == of(member).id).order_by(table.id)
    with at_work(member):  # what was read before is old
        return list(db.session.scalars(found.execution_options(populate_existing=True)))


@pytest.mark.parametrize("part", FORMS)
def test_written_down_at_the_desk_she_reads_it(
    part: str, jana: Member, selam: Member, signed_in: SignIn, page: PagesOf
) -> None:
    office, phone = signed_in(jana), signed_in(selam)
    answer = office.post(desk(selam, f"/{part}"), data=sent(part))
    assert (answer.status_code, answer.headers["Location"]) == (303, desk(selam))
    fragment = office.post(desk(selam, f"/{part}?lang=en"), data=sent(part), headers=HTMX)
    assert fragment.status_code == 200
    assert fragment.text.strip().startswith("<div")
    assert len(rows(selam, part)) == 1  # said twice it is one
    for browser, address in ((office, desk(selam)), (phone, "/me/situation")):
        shown = page(browser, f"{address}?lang=en").text.replace("\u2068", "").replace("\u2069", "")
        assert SENT[part][1] in shown
        assert "New from the client" not in shown  # the manager typed it in herself


@pytest.mark.parametrize("part", HERS)
def test_she_reports_it_and_the_manager_takes_it_up(
    part: str, jana: Member, selam: Member, signed_in: SignIn, page: PagesOf
) -> None:
    office, phone = signed_in(jana), signed_in(selam)
    page(phone, f"/me/situation/{part}?lang=en").find("form", id_="my-part")
    answer = phone.post(f"/me/situation/{part}", data=sent(part, reported_by="manager"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/me/situation")
    (row,) = rows(selam, part)
    assert (row.reported_by, row.taken_up_on) == ("client", None)
    shown = page(office, f"{desk(selam)}?lang=en").text
    assert "New from the client" in shown
    assert "as the client said" in shown
    office.post(desk(selam, f"/{part}/{row.id}/take-up"))
    assert "New from the client" not in page(office, f"{desk(selam)}?lang=en").text
    back = phone.post(f"/me/situation/{part}/{row.id}/take-back", headers=HTMX)
    assert back.status_code == (200 if KINDS[part].owned else 404)  # read by both it is shared


def test_she_takes_back_what_nobody_read_and_contests_the_rest(
    jana: Member, selam: Member, signed_in: SignIn, page: PagesOf
) -> None:
    office, phone = signed_in(jana), signed_in(selam)
    office.post(desk(selam, "/housing"), data=sent("housing", kind="collective"))
    phone.post("/me/situation/housing", data=sent("housing"), headers=HTMX)
    theirs, hers = rows(selam, "housing")
    phone.post(f"/me/situation/housing/{hers.id}/take-back")
    assert "In a shared accommodation" in page(phone, "/me/situation?lang=en").text
    wrong = f"/me/wrong?about=housing_situation&row={theirs.id}"
    page(phone, "/me/situation").find("a", href=wrong)
    assert phone.post(wrong, data={"own_words": "Eigene Wohnung"}).status_code == 303
    with inside(selam):
        asked = db.session.scalars(sa.select(DataRequest)).one()
    shown = page(office, f"/desk/data-requests/{asked.id}?lang=en")
    assert "In a shared accommodation" in shown.text
    shown.find("a", href=desk(selam))


def test_a_mistake_is_taken_back_at_the_desk_and_stays_visible(
    jana: Member, selam: Member, signed_in: SignIn, page: PagesOf
) -> None:
    office = signed_in(jana)
    for kind in ("asylblg", "sgb2_full"):
        office.post(desk(selam, "/livelihood"), data=sent("livelihood", kind=kind))
    first, wrong = rows(selam, "livelihood")
    office.post(desk(selam, f"/livelihood/{wrong.id}/take-back"))
    shown = page(office, f"{desk(selam)}?lang=en")
    assert "Taken back on" in shown.text
    assert [row.id for row in rows(selam, "livelihood") if histories.is_today(row)] == [first.id]
    office.post(desk(selam, f"/livelihood/{first.id}/end"))
    assert [row for row in rows(selam, "livelihood") if histories.is_today(row)] == []


def test_what_ends_soon_is_a_hint_for_the_manager_alone(
    jana: Member, selam: Member, signed_in: SignIn, page: PagesOf
) -> None:
    office, hint = signed_in(jana), "Talk about where to live then"
    for days in (91, 90):
        until = (clock.today() + timedelta(days=days)).isoformat()
        office.post(desk(selam, "/residence-rule"), data=sent("residence-rule", until=until))
        assert (hint in page(office, f"{desk(selam)}?lang=en").text) == (days == 90)
    hers = page(signed_in(selam), "/me/situation?lang=en").text
    assert hint not in hers
    assert "in 90 days" in hers
    assert "We remind you" not in hers  # of papers we do, of this rule we do not
    title = {"kind": "toleration", "valid_until": "2099-01-01", "reported_by": "manager"}
    office.post(f"/desk/clients/{of(selam).id}/papers/titles", data=title)
    assert "We remind you" in page(signed_in(selam), "/me/situation?lang=en").text


def test_two_at_the_same_moment_are_two_entries_and_two_taps_are_one(
    app: Flask, jana: Member, selam: Member, signed_in: SignIn
) -> None:
    office, phone = signed_in(jana), signed_in(selam)
    assert two_at_once(
        app,
        lambda: office.post(desk(selam, "/german"), data=sent("german", level="A1")).status_code,
        lambda: phone.post("/me/situation/german", data=sent("german", level="B1")).status_code,
        pause_at=SituationChanged,
    ) == [303, 303]
    first, last = rows(selam, "german")
    assert (first.level, first.ended_on, last.level, last.ended_on) == (
        "A1",
        last.since,
        "B1",
        None,
    )
    back = desk(selam, f"/german/{last.id}/take-back")
    taps = [
        lambda one=one: one.post(back).status_code for one in (signed_in(jana), signed_in(jana))
    ]
    assert two_at_once(app, *taps, pause_at=SituationTakenBack) == [303, 404]
    assert [row.level for row in rows(selam, "german") if histories.is_today(row)] == ["A1"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("part", "more", "words"),
    [
        ("housing", {"kind": "castle"}, "Choose one of the answers."),
        ("housing", {"since": "2999-01-01"}, "Write a date"),
        ("livelihood", {"since": "2099-01-01"}, "This day is still to come."),
        ("competences", {"title": " "}, "Fill in this field."),
        ("competences", {"title": "a" * 10_000}, "This text is too long."),
        ("competences", {"years": "-3"}, "Write a number."),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    part: str, more: dict[str, str], words: str, jana: Member, selam: Member, signed_in: SignIn
) -> None:
    for browser, address in (
        (signed_in(jana), desk(selam, f"/{part}")),
        (signed_in(selam), f"/me/situation/{part}"),
    ):
        for headers in ({}, HTMX):
            answer = browser.post(f"{address}?lang=en", data=sent(part, **more), headers=headers)
            assert answer.status_code == 422
            assert words in answer.text
            assert ("<html" in answer.text) == (not headers)
    assert rows(selam, part) == []


def test_strangers_and_other_roles_find_nothing(
    jana: Member, brandt: Member, selam: Member, oksana: Member, vogt: Member, signed_in: SignIn
) -> None:
    office = signed_in(jana)
    office.post(desk(selam, "/housing"), data=sent("housing"))
    (row,) = rows(selam, "housing")
    missing = signed_in(brandt).get("/desk/clients/999999/situation")
    for member in (brandt, oksana, vogt):
        browser = signed_in(member)
        read = browser.get(desk(selam))
        assert read.status_code == 404
        if member is brandt:
            assert read.data == missing.data
        for rest in ("/housing", f"/housing/{row.id}/end"):
            assert browser.post(desk(selam, rest), data=sent("housing")).status_code == 404
    assert office.get("/me/situation").status_code == 404
    for rest in ("/nothing", "/title", f"/nothing/{row.id}/end", f"/german/{row.id}/end"):
        assert office.post(desk(selam, rest), data=sent("housing")).status_code == 404
    assert office.post(desk(oksana, f"/housing/{row.id}/end")).status_code == 404
    hers = signed_in(selam)
    for part in ("accommodation", "residence-rule", "title", "nothing"):
        assert hers.get(f"/me/situation/{part}").status_code == 404
        assert hers.post(f"/me/situation/{part}", data={}).status_code == 404
    assert [one.ended_on for one in rows(selam, "housing")] == [None]


def test_reading_is_in_her_trail_and_costs_the_same_however_long_the_histories(
    jana: Member, selam: Member, signed_in: SignIn, page: PagesOf
) -> None:
    office = signed_in(jana)
    for level in ("alpha", "A1", "A2", "B1"):
        office.post(desk(selam, "/german"), data=sent("german", level=level))
    page(office, desk(selam), statements=14)
    page(signed_in(selam), "/me/situation", statements=11)
    with inside(selam):
        told = db.session.scalars(sa.select(AccessLog.what).order_by(AccessLog.id)).all()
    assert told[-1] == "RecordSeen:record"
