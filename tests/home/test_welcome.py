"""The first visit: three screens, once, to be left out and to be seen again."""

import pytest
from flask.testing import FlaskClient

from app.core.access import Role
from app.core.i18n import LANGUAGES
from app.home.views_welcome import SCREENS
from app.people.starts import first_endpoint
from tests.cast import Member
from tests.home.conftest import GetPage, SignIn


def links(browser: FlaskClient, address: str, page: GetPage) -> list[str | None]:
    return [link.get("href") for link in page(browser, address, statements=4).all("a")]


def test_three_screens_one_after_the_other(signed_in: SignIn, selam: Member, page: GetPage) -> None:
    browser = signed_in(selam)
    assert "/welcome" in links(browser, "/me", page), "to be seen again"
    for number, screen in enumerate(SCREENS):
        found = links(browser, f"/welcome/{screen}" if number else "/welcome", page)
        assert "/home" in found, "it can be left out"
        assert [f"/welcome/{one}" in found for one in SCREENS[number + 1 :][:1]] in ([True], [])
    last = page(browser, "/welcome/help?lang=en")
    assert "Jana König" in last.text
    assert any((link.get("href") or "").startswith("tel:") for link in last.all("a"))
    for picture in page(browser, "/welcome/steps").all("div"):
        if picture.get("aria-hidden"):
            assert not list(picture.iter("{http://www.w3.org/1999/xhtml}a"))


@pytest.mark.parametrize("code", ["ti", "ar"])
def test_in_her_language(signed_in: SignIn, selam: Member, page: GetPage, code: str) -> None:
    shown = page(signed_in(selam), f"/welcome?lang={code}")
    assert (shown.root.get("lang"), shown.root.get("dir")) == (code, LANGUAGES[code].dir)


def test_only_for_clients(signed_in: SignIn, jana: Member) -> None:
    assert signed_in(jana).get("/welcome").status_code == 404
    assert signed_in(jana).get("/welcome/other").status_code == 404


@pytest.mark.parametrize(
    ("role", "is_first", "where"),
    [
        (Role.CLIENT, True, "home.welcome"),
        (Role.CLIENT, False, "home.home"),
        (Role.MANAGER, True, "desk.today"),
    ],
)
def test_only_the_very_first_visit_begins_there(role: Role, is_first: bool, where: str) -> None:
    assert first_endpoint(role, is_first_visit=is_first) == where
