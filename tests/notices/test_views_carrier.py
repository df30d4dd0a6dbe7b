"""The administration decides when its carrier reminds."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.notices.models import ReminderRule
from tests.cast import Member
from tests.notices.scene import MORNING, go_to, in_days, make_appointment, waiting
from tests.pages import Page

SignIn = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
PAGE = "/carrier/reminders"


@pytest.fixture(autouse=True)
def morning(app: object) -> None:
    go_to(MORNING)


def test_the_list_says_when_we_remind(vogt: Member, signed_in: SignIn, page: PagesOf) -> None:
    shown = page(signed_in(vogt), f"{PAGE}?lang=en", statements=2)
    assert "Three days before · The day before · Two hours before" in shown.text
    assert "90 days before" in shown.text
    assert "17:00" in shown.text


def test_other_times_count_at_once_for_all_clients(
    vogt: Member, selam: Member, yonas: Member, signed_in: SignIn, page: PagesOf
) -> None:
    browser = signed_in(vogt)
    for member in (selam, yonas):
        make_appointment(member, starts_local=in_days(9))
    form = page(browser, f"{PAGE}/appointment?lang=en", statements=2)
    ticked = [one.get("value") for one in form.all("input") if one.get("checked") is not None]
    assert ticked == ["d3", "d1", "h2"]
    data = {"offsets[]": ["h1", "d2"], "at": "18:15"}
    answer = browser.post(f"{PAGE}/appointment", data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert list(waiting(selam)) == ["d2", "h1"]
    assert list(waiting(yonas)) == ["d3", "d1", "h2"]
    again = page(browser, f"{PAGE}/appointment?lang=en")
    assert again.find("input", id="at").get("value") == "18:15"
    htmx = browser.post(f"{PAGE}/appointment", data=data, headers=PARTIAL)
    assert (htmx.status_code, htmx.headers["HX-Redirect"]) == (204, PAGE)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"at": "17:00"}, "Choose at least one time"),
        ({"offsets[]": ["d1"], "at": ""}, "Fill in this field."),
        ({"offsets[]": ["d1"], "at": "25:99"}, "Write a time, for example 14:00."),
        ({"offsets[]": ["d1", "d200"], "at": "17:00"}, "Choose one of the answers."),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    vogt: Member, signed_in: SignIn, data: dict[str, object], words: str
) -> None:
    browser = signed_in(vogt)
    for headers in ({}, PARTIAL):
        answer = browser.post(f"{PAGE}/step?lang=en", data=data, headers=headers)
        assert answer.status_code == 422
        assert words in answer.text
        assert ("<html" in answer.text) == (not headers)
    assert rules_of(vogt) == []


def rules_of(member: Member) -> list[ReminderRule]:
    with carrier_opened(member.grant.carrier_id or 0), transaction() as session:
        return list(session.scalars(sa.select(ReminderRule)))


def test_others_find_nothing(jana: Member, selam: Member, vogt: Member, signed_in: SignIn) -> None:
    for member in (jana, selam):
        browser = signed_in(member)
        answers = [browser.get(PAGE), browser.get(f"{PAGE}/step")]
        answers.append(browser.post(f"{PAGE}/step", data={"offsets[]": ["d1"], "at": "10:00"}))
        assert {answer.status_code for answer in answers} == {404}
    assert signed_in(vogt).get(f"{PAGE}/message").status_code == 404
    assert rules_of(vogt) == []
