"""/desk: who needs me today."""

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from app.appointments.models import Participation
from app.audit.models import AccessLog
from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.desk.queries import SHOWN_OVERDUE
from app.notices.models import WorkerBeat
from tests import build
from tests.cast import Member
from tests.desk.conftest import CANARY, HTMX, Crowd, Give, SignIn, answered, device, in_days, of
from tests.pages import words


def test_what_waits_stands_there_in_words(
    signed_in: SignIn, jana: Member, selam: Member, ahmad: Member, give: Give, page: Any
) -> None:
    give(answered, ahmad, jana, reply="call_me", starts_local=in_days(1))
    give(build.step, selam, "course_reg", help_asked_at=clock.now())
    give(build.step, ahmad, "bank", topic="livelihood", due_on=clock.today() - timedelta(days=3))
    give(device, selam)
    got = page(signed_in(jana), "/desk?lang=en", statements=10)
    sections = {e.get("id"): words(e) for e in got.all("section")}
    assert "Ahmad K." in sections["replies"]
    assert "Call me" in sections["replies"]
    assert "tomorrow" in sections["replies"]
    assert "Selam K." in sections["help"]
    assert "asked on" in sections["help"]
    assert "Ahmad K." in sections["overdue"]
    assert "Ahmad K." in sections["unreachable"]
    assert "Selam K." not in sections["unreachable"]
    assert "Nobody waits for you" not in got.text


def test_names_lead_to_the_client(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    give(build.step, selam, help_asked_at=clock.now())
    got = page(signed_in(jana), "/desk?lang=en")
    links = [e for e in got.find("section", id="help").iter() if e.get("href")]
    name = next(link for link in links if words(link) == "Selam K.")
    assert name.get("href") == f"/desk/clients/{of(selam).id}"


def test_one_tap_takes_an_answer_up(
    signed_in: SignIn, jana: Member, ahmad: Member, give: Give, page: Any
) -> None:
    give(answered, ahmad, jana, reply="later")
    browser = signed_in(jana)
    got = page(browser, "/desk")
    form = next(f for f in got.all("form") if "taken-up" in (f.get("action") or ""))
    hidden = {e.get("name"): e.get("value") for e in form.iter() if e.get("name")}
    assert form.get("data-hx-post") == form.get("action")
    assert browser.post(form.get("action"), data=hidden).status_code == 303
    with carrier_opened(of(ahmad).carrier_id):
        assert db.session.query(Participation).one().handled_at is not None
    after = page(browser, "/desk?lang=en")
    assert not [e for e in after.all("section") if e.get("id") == "replies"]
    assert "Nobody waits for you." in after.text


def test_a_quiet_day_says_so(signed_in: SignIn, jana: Member, selam: Member, page: Any) -> None:
    got = page(signed_in(jana), "/desk?lang=en")
    assert "Nobody waits for you." in got.text
    assert "No appointment today." in got.text


def test_what_is_settled_does_not_wait(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    late = clock.today() - timedelta(days=1)
    give(build.step, selam, state="done", done_at=clock.now(), due_on=late)
    give(build.step, selam, state="not_needed", due_on=late, help_asked_at=clock.now())
    give(build.step, selam, due_on=clock.today())
    give(answered, selam, jana, reply="yes")
    give(answered, selam, jana, reply="no", state="cancelled_staff")
    assert "Nobody waits for you." in page(signed_in(jana), "/desk?lang=en").text


def test_private_steps_are_nobodys_business(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    late = clock.today() - timedelta(days=1)
    give(build.step, selam, None, own_words=CANARY, private_to_client=True, due_on=late)
    give(
        build.step, selam, None, own_words=CANARY, private_to_client=True, help_asked_at=clock.now()
    )
    got = page(signed_in(jana), "/desk?lang=en")
    assert CANARY not in got.html
    assert "Nobody waits for you." in got.text


def test_a_sensitive_appointment_shows_only_its_time(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    give(
        build.appointment,
        selam,
        jana.person,
        starts_local=in_days(0, 23),
        kind="doctor",
        place=CANARY,
        is_sensitive=True,
    )
    got = page(signed_in(jana), "/desk?lang=en")
    told = words(got.find("section", id="meetings"))
    assert "23:00" in told
    assert "Selam K." in told
    assert CANARY not in got.html
    assert "doctor" not in told


def test_the_number_of_statements_is_the_same_for_2_and_60_clients(
    signed_in: SignIn, jana: Member, crowd: Crowd, page: Any
) -> None:
    crowd(2)
    browser = signed_in(jana)
    few = page(browser, "/desk", statements=10)
    crowd(58)
    many = page(browser, "/desk", statements=10)
    assert few.statements == many.statements
    assert "Name057" in many.text


def test_a_long_list_ends_with_a_way_to_the_rest(
    signed_in: SignIn, jana: Member, crowd: Crowd, page: Any
) -> None:
    crowd(SHOWN_OVERDUE + 5)
    told = page(signed_in(jana), "/desk?lang=en").find("section", id="overdue")
    assert words(told).endswith("and 5 more")
    assert words(told).count("Muster") == SHOWN_OVERDUE
    link = [e for e in told.iter() if "show=overdue" in (e.get("href") or "")]
    assert len(link) == 1


def test_the_rail_counts_what_waits(
    signed_in: SignIn, jana: Member, crowd: Crowd, page: Any
) -> None:
    crowd(3)
    got = page(signed_in(jana), "/desk?lang=en")
    rail = words(got.find("nav", class_="rail"))
    assert "Today 9" in rail  # an answer, a request and a passed day each
    assert "Clients 3" in rail
    assert "Appointments 3" in rail
    assert "Call list" in rail


def test_another_carriers_people_are_never_there(
    signed_in: SignIn, jana: Member, selam: Member, yonas: Member, give: Give, page: Any
) -> None:
    assert yonas.manager is not None
    late = clock.today() - timedelta(days=1)
    give(build.step, yonas, None, own_words=CANARY, due_on=late)
    give(build.step, yonas, None, own_words=CANARY, help_asked_at=clock.now())
    give(answered, yonas, yonas.manager, reply="no", place=CANARY, starts_local=in_days(0, 23))
    got = page(signed_in(jana), "/desk?lang=en")
    assert CANARY not in got.html
    assert "Yonas" not in got.html
    assert "Nobody waits for you." in got.text
    assert "Today" in words(got.find("nav", class_="rail"))


def test_a_colleagues_clients_are_not_there(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    with carrier_opened(of(selam).carrier_id), transaction():
        other, grant = build.person("Petra", "de", Role.MANAGER, carrier_id=of(selam).carrier_id)
    give(build.step, selam, None, own_words=CANARY, help_asked_at=clock.now())
    got = page(signed_in(Member(person=other, grant=grant)), "/desk?lang=en")
    assert CANARY not in got.html
    assert "Selam" not in got.html


def test_it_is_for_managers_alone(
    signed_in: SignIn, visitor: FlaskClient, selam: Member, gerhard: Member, aylin: Member
) -> None:
    for member in (selam, gerhard, aylin):
        assert signed_in(member).get("/desk").status_code == 404
    assert visitor.get("/desk").status_code == 303


def test_htmx_gets_the_list_alone(signed_in: SignIn, jana: Member) -> None:
    answer = signed_in(jana).get("/desk", headers=HTMX)
    assert answer.text.lstrip().startswith('<div class="stack" id="today">')
    assert "<html" not in answer.text


def test_lists_leave_no_row_in_the_trail(
    signed_in: SignIn, jana: Member, selam: Member, page: Any
) -> None:
    browser = signed_in(jana)
    page(browser, "/desk")
    page(browser, "/desk/clients")
    with carrier_opened(of(selam).carrier_id):
        assert db.session.query(AccessLog).count() == 0


STANDSTILL = "No reminders go out at the moment."


def test_a_house_whose_reminders_stand_still_says_so_in_red(
    signed_in: SignIn, jana: Member, page: Any
) -> None:
    browser = signed_in(jana)
    assert STANDSTILL in page(browser, "/desk?lang=en").text
    for ago, overdue, is_still in ((0, 0, False), (0, 3, True), (180, 0, True)):
        with transaction() as session:
            at = clock.now() - timedelta(seconds=ago)
            session.merge(WorkerBeat(name="one", at=at, overdue=overdue))
        got = page(browser, "/desk?lang=en")
        assert (STANDSTILL in got.text) is is_still
        if is_still:
            assert got.find("p", id="standstill").get("data-kind") == "alarm"
