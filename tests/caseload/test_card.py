"""A manager's own card: hours as rows, said in each language; a preview before anything is kept."""

import importlib
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.caseload.office_hours import Line, lines_of, overlaps, rows_of
from app.caseload.queries import find_profile
from tests.caseload.scene import HTMX, inside, of
from tests.cast import Member
from tests.pages import Page

SignIn = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
HERE = "/desk/me"
MIGRATION: Any = importlib.import_module("migrations.versions.0023_situation")


def card(**more: Any) -> dict[str, Any]:
    return {
        "languages[]": ["de", "ar"],
        "office_phone": "07151 555 0112",
        "room": "12-B",
        "first[]": ["0", "2", "0"],
        "last[]": ["1", "2", "4"],
        "opens[]": ["09:00", "14:00", ""],
        "closes[]": ["12:00", "18:00", ""],
        "note": "oder nach Vereinbarung",
        "language": "en",
        **more,
    }


def test_her_clients_read_it_in_their_language(
    jana: Member, selam: Member, signed_in: SignIn, page: PagesOf
) -> None:
    desk, phone = signed_in(jana), signed_in(selam)
    page(desk, "/me").find("a", href=HERE)
    assert page(desk, f"{HERE}?lang=en", statements=4)
    answer = desk.post(HERE, data=card())
    assert (answer.status_code, answer.headers["Location"]) == (303, HERE)
    for code, days in (("en", "Monday–Tuesday"), ("uk", "понеділок–вівторок"), ("ar", "الاثنين")):
        shown = page(phone, f"/home?lang={code}")
        assert days in shown.text
        assert "oder nach Vereinbarung" in shown.text
        assert '<bdi dir="ltr">14:00–18:00</bdi>' in shown.html
    slip = page(desk, f"/desk/clients/{of(selam).id}/slip?lang=en")
    assert "14:00–18:00" in slip.text


def test_a_preview_keeps_nothing(jana: Member, signed_in: SignIn, page: PagesOf) -> None:
    desk = signed_in(jana)
    for headers in ({}, HTMX):
        data = card(preview="y", language="fr")
        answer = desk.post(HERE, data=data, headers=headers)
        assert answer.status_code == 200
        assert "mercredi" in answer.text
        assert "العربية" in answer.text
    assert "14:00" not in page(desk, HERE).text
    fragment = desk.post(HERE, data=card(), headers=HTMX)
    assert fragment.text.strip().startswith("<div")
    assert "14:00" in page(desk, HERE).text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"opens[]": ["12:00", "14:00", ""]}, "Choose the days and two times"),
        ({"opens[]": ["9", "14:00", ""]}, "Choose the days and two times"),
        ({"first[]": ["2", "2", "0"]}, "Choose the days and two times"),
        ({"first[]": ["x", "²", "0"]}, "Choose the days and two times"),
        ({"first[]": ["0", "1", "0"]}, "Two of these times overlap."),
        ({"languages[]": ["xx"]}, "Choose one of the answers."),
        ({"languages[]": []}, "Choose one of the answers."),
        ({"office_phone": "acht"}, "This is not a telephone number."),
    ],
)
@pytest.mark.sqlite_only
def test_what_cannot_be_is_said_and_kept_on_the_page(
    more: dict[str, Any], words: str, jana: Member, signed_in: SignIn
) -> None:
    if more.get("first[]") == ["0", "1", "0"]:
        more = {**more, "opens[]": ["09:00", "11:00", ""], "last[]": ["2", "1", "0"]}
    answer = signed_in(jana).post(f"{HERE}?lang=en", data=card(**more))
    assert answer.status_code == 422
    assert words in answer.text
    assert "oder nach Vereinbarung" in answer.text
    with inside(jana):
        profile = find_profile(jana.person.id)
    assert profile is not None
    assert profile.open_hours_note == ""


def test_nobody_but_a_manager_has_a_card(
    selam: Member, vogt: Member, visitor: FlaskClient, signed_in: SignIn
) -> None:
    for member in (selam, vogt):
        assert signed_in(member).get(HERE).status_code == 404
        assert signed_in(member).post(HERE, data=card()).status_code == 404
    assert visitor.get(HERE).status_code in (302, 303, 404)


def test_neighbouring_days_of_the_same_times_are_one_line() -> None:
    lines = [
        Line(first=0, last=3, opens="09:00", closes="12:00"),
        Line(first=0, last=3, opens="14:00", closes="16:00"),
        Line(first=5, last=5, opens="10:00", closes="12:00"),
    ]
    rows = rows_of([*lines, lines[0]])
    assert len(rows) == 9
    assert lines_of(rows) == lines
    assert not overlaps(rows)
    assert overlaps(rows_of([lines[0], Line(first=2, last=2, opens="11:59", closes="13:00")]))


@pytest.mark.parametrize(
    ("german", "days"),
    [
        ("Mo–Do 9–16 Uhr", [0, 1, 2, 3]),
        ("Mo-Mi 08:30-12:00; Fr 14 Uhr - 16 Uhr", [0, 1, 2, 4]),
        ("Di 9.00–12.30", [1]),
        ("nach Vereinbarung", []),
        ("Mo–Do 9–16 Uhr oder nach Vereinbarung", []),
        ("Do–Mo 9–16 Uhr", []),
        ("", []),
    ],
)
def test_what_managers_wrote_before_is_read_whole_or_kept(german: str, days: list[int]) -> None:
    rows = MIGRATION.rows_in(german)
    assert [row["day"] for row in rows] == days
    assert MIGRATION.rows_in(MIGRATION.text_of(rows, "")) == rows
    assert all(line.is_right for line in lines_of(rows))
