"""Everybody keeps the frame of their own role, and every role lands on a page that is there."""

import pytest
from flask import Flask

from app.core.access import PEOPLE, Role, declared
from app.people.starts import start_endpoint
from tests.cast import Member
from tests.home.conftest import GetPage, SignIn


@pytest.mark.parametrize("address", ["/me/devices", "/language?page=desk.today"])
def test_staff_keep_their_rail_on_pages_of_everybody(
    signed_in: SignIn, jana: Member, page: GetPage, address: str
) -> None:
    got = page(signed_in(jana), address)
    assert "/desk/clients" in {a.get("href") for a in got.find("nav").iter() if a.get("href")}


def test_the_rail_knows_which_pages_belong_to_appointments(
    signed_in: SignIn, jana: Member, page: GetPage
) -> None:
    desk = signed_in(jana)
    for address in ("/desk/appointments", "/desk/outcomes", "/desk/open-hours", "/desk/groups/new"):
        got = page(desk, address)
        marked = [a.get("href") for a in got.all("a") if a.get("aria-current") == "page"]
        assert marked == ["/desk/appointments"], address


@pytest.mark.parametrize("address", ["/me/devices", "/me/situation", "/me/calendar", "/push"])
def test_a_client_sees_that_her_pages_belong_to_me(
    signed_in: SignIn, selam: Member, page: GetPage, address: str
) -> None:
    got = page(signed_in(selam), address)
    marked = [a.get("href") for a in got.all("a") if a.get("aria-current") == "page"]
    assert marked == ["/me"]


def test_a_sentence_said_twice_is_shown_once(
    signed_in: SignIn, selam: Member, page: GetPage
) -> None:
    browser = signed_in(selam)
    for _tap in range(2):
        browser.post("/language/de")
    line = page(browser, "/me").find("div", id="message")
    assert (line.text or "").strip() == "Die Sprache ist geändert."


@pytest.mark.parametrize("role", PEOPLE)
def test_each_role_begins_on_a_page_open_to_it(built_app: Flask, role: Role) -> None:
    access = declared(built_app.view_functions[start_endpoint(role)])
    assert access is not None
    assert role in (access.roles or PEOPLE)
