"""Residence titles and course entitlements: written down at the desk, read by the client."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.audit.models import AccessLog
from app.caseload.models import Client, CourseEntitlement, ResidenceTitle
from app.core import clock
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from tests.cast import Member
from tests.pages import Page

SignIn = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def of(member: Member) -> Client:
    assert member.client is not None
    return member.client


@contextmanager
def at_work(member: Member) -> Iterator[Any]:
    with carrier_opened(member.grant.carrier_id or 0), transaction() as session:
        yield session


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def address(member: Member, rest: str = "") -> str:
    return f"/desk/clients/{of(member).id}/papers{rest}"


def title(days: int | None = 80, kind: str = "residence_permit") -> dict[str, str]:
    until = "" if days is None else in_days(days).isoformat()
    return {"kind": kind, "valid_until": until, "reported_by": "client"}


def entitlement(days: int = 80, **more: str) -> dict[str, str]:
    return {
        "kind": "integration",
        "obligated": "y",
        "issued_by_kind": "jobcenter",
        "issued_on": in_days(-10).isoformat(),
        "valid_until": in_days(days).isoformat(),
        "reported_by": "manager",
        **more,
    }


def all_of(member: Member, table: Any) -> list[Any]:
    with at_work(member) as session:
        return list(session.scalars(sa.select(table).order_by(table.id)))


def test_written_down_at_the_desk_she_reads_it(
    jana: Member, selam: Member, signed_in: SignIn, page: PagesOf
) -> None:
    desk, phone = signed_in(jana), signed_in(selam)
    assert "Nothing is written down" in page(phone, "/me/papers?lang=en", statements=4).text
    assert page(desk, f"{address(selam)}?lang=en")
    for rest, data in (("/titles", title()), ("/entitlements", entitlement())):
        answer = desk.post(address(selam, rest), data=data)
        assert (answer.status_code, answer.headers["Location"]) == (303, address(selam))
    shown = page(desk, f"{address(selam)}?lang=en")
    assert "Residence permit" in shown.text
    assert "told by the client" in shown.text
    assert "Jobcenter" in shown.text
    hers = page(phone, "/me/papers?lang=en", statements=4)
    assert "Residence permit" in hers.text
    assert "You told us" in hers.text
    assert "Begin a course before this day." in hers.text
    assert page(phone, "/me?lang=en").find("a", href="/me/papers")


def test_a_new_title_takes_the_place_of_the_old(
    jana: Member, selam: Member, signed_in: SignIn
) -> None:
    desk = signed_in(jana)
    for data in (title(20), title(20), title(None, "settlement_permit")):
        desk.post(address(selam, "/titles"), data=data)
    found = [(row.kind, row.ended_on is None) for row in all_of(selam, ResidenceTitle)]
    assert found == [("residence_permit", False), ("settlement_permit", True)]
    with at_work(selam) as session:
        told = session.scalars(sa.select(AccessLog.what).order_by(AccessLog.id)).all()
    assert [what for what in told if "Title" in what] == ["TitleNoted", "TitleEnded", "TitleNoted"]


def test_a_course_begins_and_a_paper_ends(
    jana: Member, selam: Member, signed_in: SignIn, page: PagesOf
) -> None:
    desk = signed_in(jana)
    desk.post(address(selam, "/titles"), data=title())
    desk.post(address(selam, "/entitlements"), data=entitlement())
    begun = address(selam, "/entitlements/1/begun")
    late = desk.post(f"{begun}?lang=en", data={"on": in_days(2).isoformat()})
    assert late.status_code == 422
    assert "This day is still to come." in late.text
    assert desk.post(begun, data={"on": ""}).status_code == 422
    htmx = desk.post(begun, data={"on": in_days(-1).isoformat()}, headers=PARTIAL)
    assert htmx.status_code == 200
    assert htmx.text.strip().startswith(("<div", "\n<div"))
    assert "You go to the course." in page(signed_in(selam), "/me/papers?lang=en").text
    for rest in ("/titles/1/end", "/entitlements/1/end"):
        assert desk.post(address(selam, rest)).status_code == 303
        assert desk.post(address(selam, rest)).status_code == 404
    assert "Nothing is written down" in page(signed_in(selam), "/me/papers?lang=en").text


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("rest", "data", "words"),
    [
        ("/titles", {**title(), "kind": "passport"}, "Choose one of the answers."),
        ("/titles", {**title(), "valid_until": "morgen"}, "Write a date"),
        ("/entitlements", entitlement(issued_on=""), "Fill in this field."),
        ("/entitlements", entitlement(-30), "The end is before the beginning."),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    jana: Member, selam: Member, signed_in: SignIn, rest: str, data: dict[str, str], words: str
) -> None:
    desk = signed_in(jana)
    for headers in ({}, PARTIAL):
        answer = desk.post(f"{address(selam, rest)}?lang=en", data=data, headers=headers)
        assert answer.status_code == 422
        assert words in answer.text
        assert ("<html" in answer.text) == (not headers)
    assert all_of(selam, ResidenceTitle) == all_of(selam, CourseEntitlement) == []


def test_strangers_and_other_roles_find_nothing(
    jana: Member, brandt: Member, selam: Member, oksana: Member, vogt: Member, signed_in: SignIn
) -> None:
    signed_in(jana).post(address(selam, "/titles"), data=title())
    missing = signed_in(brandt).get("/desk/clients/999999/papers")
    for member in (brandt, oksana, vogt):
        browser = signed_in(member)
        read = browser.get(address(selam))
        assert read.status_code == 404
        if member is brandt:
            assert read.data == missing.data
        for rest, data in (("/titles", title()), ("/titles/1/end", {})):
            assert browser.post(address(selam, rest), data=data).status_code == 404
    assert signed_in(jana).post(address(oksana, "/titles/1/end")).status_code == 404
    assert signed_in(jana).get("/me/papers").status_code == 404
    assert [row.ended_on for row in all_of(selam, ResidenceTitle)] == [None]


def test_each_reading_at_the_desk_is_in_her_trail(
    jana: Member, selam: Member, signed_in: SignIn
) -> None:
    signed_in(jana).get(address(selam))
    with at_work(selam) as session:
        told = session.scalars(sa.select(AccessLog.what)).all()
    assert told == ["RecordSeen:record"]
