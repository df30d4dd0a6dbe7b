"""/desk/clients/<id>: one client in German, beside the very screen she sees."""

from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.audit.models import AccessLog
from app.core import clock
from app.core.db import db
from app.core.tenancy import carrier_opened
from tests import build
from tests.cast import Member
from tests.desk.conftest import CANARY, HTMX, Give, SignIn, in_days, of, same_404
from tests.pages import HTML, words

# Session; head with the rail's numbers; goals; steps; reminders and calls; her appointment,
# and what is around it; the row in the trail.
BUDGET = 8
TABS = ("", "/appointments", "/readings")


def address(member: Member, tab: str = "") -> str:
    """Where this client's record is at the desk."""
    return f"/desk/clients/{of(member).id}{tab}"


def seen(element: Element) -> list[str]:
    """The words eyes see: links of the phone hold more, for readers, which is not drawn."""
    parts = [element.text or ""]
    for child in element:
        if child.get("class") != "visually-hidden":
            parts += seen(child)
        parts.append(child.tail or "")
    return " ".join(parts).split()


def readings(member: Member) -> list[str]:
    """What the trail says of this client."""
    with carrier_opened(of(member).carrier_id):
        return list(db.session.scalars(sa.select(AccessLog.what).order_by(AccessLog.id)))


def test_german_on_the_left_her_screen_on_the_right(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    goal = give(build.goal, selam, "language", own_words="Deutsch bis B1")
    give(build.step, selam, "course_reg", goal_lineage=goal.lineage)
    give(build.appointment, selam, jana.person)
    got = page(signed_in(jana), address(selam))
    column, phone = words(got.find("main")), words(got.find("div", id="drawn-phone"))
    assert "Selam K." in column
    assert "ትግርኛ" in column
    assert "Waiblingen" in column
    assert "Deutsch bis B1" in column
    assert "10:00–10:45" in phone
    assert "Jana König" in phone


def test_her_name_stands_in_the_heading_alone(
    signed_in: SignIn, jana: Member, selam: Member, page: Any
) -> None:
    got = page(signed_in(jana), address(selam))
    assert "Selam" not in words(got.find("title"))
    assert words(got.find("h1")) == "Selam K."


def test_each_thing_to_do_is_one_tap_away(
    signed_in: SignIn, jana: Member, selam: Member, page: Any
) -> None:
    got = page(signed_in(jana), address(selam))
    links = {a.get("href") for a in got.all("a")}
    for path in ("/plan", "/appointments/new", "/phone", "/appointments", "/readings"):
        assert address(selam, path) in links
    remind = next(f for f in got.all("form") if (f.get("action") or "").endswith("/desk/remind"))
    chosen = [e.get("value") for e in remind.iter() if e.get("name") == "client_ids[]"]
    assert chosen == [str(of(selam).id)]


@pytest.mark.parametrize(
    ("member", "lang", "direction"),
    [("selam", "ti", "ltr"), ("ahmad", "ar", "rtl"), ("rojin", "kmr", "ltr")],
)
def test_the_mirror_speaks_her_language_in_its_direction(
    signed_in: SignIn, jana: Member, cast: Any, page: Any, member: str, lang: str, direction: str
) -> None:
    client = cast(member)
    got = page(signed_in(jana), address(client))
    phone = got.find("div", id="drawn-phone")
    assert (phone.get("lang"), phone.get("dir")) == (lang, direction)
    assert (got.root.get("lang"), got.root.get("dir")) == ("de", "ltr")


def test_dates_in_the_mirror_are_hers(
    signed_in: SignIn, jana: Member, ahmad: Member, give: Give, page: Any
) -> None:
    give(build.appointment, ahmad, jana.person, starts_local=in_days(2))
    phone = words(page(signed_in(jana), address(ahmad)).find("div", id="drawn-phone"))
    weekdays = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
    assert any(day in phone for day in weekdays)


def test_the_mirror_can_speak_german(
    signed_in: SignIn, jana: Member, ahmad: Member, page: Any
) -> None:
    phone = page(signed_in(jana), address(ahmad) + "?mirror=de").find("div", id="drawn-phone")
    assert (phone.get("lang"), phone.get("dir")) == ("de", "ltr")


def test_it_is_the_very_fragment_her_phone_gets(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    give(build.step, selam, "course_reg", due_on=clock.today() + timedelta(days=5))
    give(build.appointment, selam, jana.person)
    mirror = page(signed_in(jana), address(selam)).find("div", id="drawn-phone")
    home = page(signed_in(selam), "/home").find("div", id="screen")
    drawn = next(e for e in mirror.iter() if e.get("id") == "mirror-screen")
    assert seen(drawn) == seen(home)


def test_nothing_in_the_mirror_can_be_sent(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    give(build.step, selam, "course_reg")
    give(build.appointment, selam, jana.person)
    phone = page(signed_in(jana), address(selam)).find("div", id="drawn-phone")
    tags = {str(e.tag).rsplit("}", 1)[-1] for e in phone.iter()}
    assert not tags & {"form", "button", "input", "select", "textarea"}
    links = [e.get("href") or "" for e in phone.iter() if e.get("href")]
    assert not [href for href in links if not href.startswith(("tel:", "/static/"))]


def test_her_private_steps_are_on_neither_side(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    give(build.step, selam, None, own_words=CANARY, private_to_client=True)
    assert CANARY in page(signed_in(selam), "/home").html
    for tab in TABS:
        assert CANARY not in page(signed_in(jana), address(selam, tab)).html


def test_a_sensitive_appointment_shows_only_its_time(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    give(build.appointment, selam, jana.person, is_sensitive=True, place=CANARY, note=CANARY)
    for tab in TABS:
        assert CANARY not in page(signed_in(jana), address(selam, tab)).html


def test_what_the_manager_adds_is_there_in_her_language(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    browser = signed_in(jana)
    before = page(browser, address(selam)).find("div", id="drawn-phone")
    assert not any((e.get("id") or "") == "mirror-next-step" for e in before.iter())
    give(build.step, selam, "kita", topic="family_children")
    after = page(browser, address(selam))
    assert after.find("article", id="mirror-next-step").get("data-topic") == "family_children"


@pytest.mark.parametrize("tab", TABS)
def test_one_real_opening_leaves_exactly_one_row(
    signed_in: SignIn, jana: Member, selam: Member, tab: str
) -> None:
    assert signed_in(jana).get(address(selam, tab)).status_code == 200
    assert len(readings(selam)) == 1


def test_who_has_seen_lists_the_rows(
    signed_in: SignIn, jana: Member, selam: Member, page: Any
) -> None:
    browser = signed_in(jana)
    page(browser, address(selam))
    got = page(browser, address(selam, "/readings") + "?lang=en")
    tabs = next(one for one in got.all("nav") if one.get("class") == "tabs")
    row = [words(one) for one in tabs.findall(f"./{HTML}a") if one.get("data-where") is None]
    assert row == ["Plan", "Appointments", "Talks", "Who has seen"]  # the rest is one tap away
    assert len({one.get("href") for one in tabs.iter(HTML + "a")}) == 10
    assert "Jana König opened the record" in words(got.find("main"))


def test_appointments_with_answers_and_what_to_bring(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    made = give(build.appointment, selam, jana.person)
    got = page(signed_in(jana), address(selam, "/appointments") + "?lang=en")
    told = words(got.find("main"))
    assert "10:00" in told
    assert "Rathaus, Zimmer 12-B" in told
    assert "Passport or identity card" in told
    assert "no answer yet" in told
    assert any(
        (a.get("href") or "").startswith(f"/desk/appointments/{made.id}/change")
        for a in got.all("a")
    )


@pytest.mark.parametrize("tab", TABS)
def test_the_number_of_statements_is_the_same_for_2_and_40_steps(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any, tab: str
) -> None:
    goal = give(build.goal, selam)
    for number in range(2):
        give(build.step, selam, "course_reg", sort=number, goal_lineage=goal.lineage)
    browser = signed_in(jana)
    few = page(browser, address(selam, tab), statements=BUDGET)
    for number in range(38):
        give(build.step, selam, "course_reg", sort=number, goal_lineage=goal.lineage)
    many = page(browser, address(selam, tab), statements=BUDGET)
    assert few.statements == many.statements


@pytest.mark.parametrize("tab", TABS)
def test_a_stranger_finds_nothing(
    signed_in: SignIn, brandt: Member, selam: Member, tab: str
) -> None:
    same_404(signed_in(brandt), address(selam, tab), f"/desk/clients/999999{tab}")
    assert readings(selam) == []


@pytest.mark.parametrize("tab", [*TABS, "/mirror", "/column"])
def test_it_is_for_managers_alone(
    signed_in: SignIn,
    visitor: FlaskClient,
    selam: Member,
    gerhard: Member,
    aylin: Member,
    tab: str,
) -> None:
    for member in (selam, gerhard, aylin):
        assert signed_in(member).get(address(selam, tab)).status_code == 404
    assert visitor.get(address(selam, tab)).status_code == 303


@pytest.mark.parametrize("tab", TABS)
def test_htmx_gets_the_german_side_alone(
    signed_in: SignIn, jana: Member, selam: Member, tab: str
) -> None:
    answer = signed_in(jana).get(address(selam, tab), headers=HTMX)
    assert answer.text.lstrip().startswith('<div class="stack" id="client">')
    assert "<html" not in answer.text
