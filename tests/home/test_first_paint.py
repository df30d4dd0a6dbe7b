"""On a slow line nothing changes its clothes: what stands before the linked rest of the stylesheet
wears only what travels inside the page."""

import re

import pytest
from flask.testing import FlaskClient

from app.core.assets import LATER, css_of
from app.core.db import db
from tests import build
from tests.bench.stage import furnish
from tests.cast import Member
from tests.home.conftest import SignIn

pytestmark = pytest.mark.sqlite_only
LINK = re.compile(r'<link rel="stylesheet" href="[^"]+/css/later\.css">')
PUBLIC = (
    "/",
    "/signin",
    "/enter",
    "/offers",
    "/offers/suggest",
    "/language",
    "/privacy",
    "/nowhere",
)
TAGS = {"dt", "table", "th", "td", "svg"}


def unclothed(html: str) -> set[str]:
    """Classes and elements that are painted before the style that belongs to them has come."""
    before, *after = LINK.split(html)
    assert after, "there is no link"
    head, _, body = before.partition("<body")
    inside = dressed_by("".join(re.findall("<style>(.*?)</style>", head, re.DOTALL)))
    worn = set(" ".join(re.findall(r' class="([^"]+)"', body)).split())
    worn |= set(re.findall(r"<([a-z]+)[\s>]", body)) & TAGS
    return worn & dressed_by(css_of(LATER)) - inside


def dressed_by(css: str) -> set[str]:
    """Classes and elements that a stylesheet names, for the screen."""
    css = re.sub(r"@media (?:print|\(forced-colors)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", css)
    selectors = " ".join(re.findall(r"([^{}]+)\{", css))
    return set(re.findall(r"\.([a-z-]+)", selectors)) | (
        set(re.findall(r"(?<![\w.-])([a-z]+)(?![\w-])", selectors)) & TAGS
    )


@pytest.mark.parametrize("is_full", [True, False])
def test_her_first_page(signed_in: SignIn, selam: Member, *, is_full: bool) -> None:
    if is_full:
        furnish(selam)
    html = signed_in(selam).get("/home").text
    assert unclothed(html) == set()
    assert 'class="initials"' in LINK.split(html)[1], "who helps stands below and waits"
    assert 'class="places"' in LINK.split(html)[0], "the bar belongs to the first picture"


def test_public_pages(visitor: FlaskClient) -> None:
    offer = f"/offers/{build.offer().id}?lang=ar"
    db.session.commit()
    assert {page: unclothed(visitor.get(page).text) for page in (*PUBLIC, offer)} == {
        page: set() for page in (*PUBLIC, offer)
    }


def test_what_comes_too_late_is_found() -> None:
    page = '<style>.a{color:red}</style><body class="a"><p class="person b">%s</p></body>'
    assert unclothed(page % '<link rel="stylesheet" href="/x/css/later.css">') == {"person"}
    assert (
        unclothed('<body><link rel="stylesheet" href="/x/css/later.css"><p class="person">')
        == set()
    )
