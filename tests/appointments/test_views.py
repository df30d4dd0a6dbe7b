"""A client's appointments: the list and the page of one."""

from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from app.appointments.models import BringItem, Participation
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from tests.appointments.conftest import CANARY, HTMX, Booked, SignIn, in_days, same_404
from tests.cast import Member
from tests.pages import words

# /appointments.


def test_it_shows_what_lies_ahead_and_what_was(
    signed_in: SignIn, selam: Member, booked: Booked, page: Any
) -> None:
    booked(selam)
    booked(selam, starts_local=in_days(-4), kind="review", place="Altes Rathaus")
    booked(selam, starts_local=in_days(6), state="cancelled_staff", kind="course")
    got = page(signed_in(selam), "/appointments?lang=en", statements=5)
    assert "10:00–10:45" in got.text
    assert "Counselling with Jana König" in got.text
    assert "in 3 days" in got.text
    assert "Passport or identity card" in got.text
    assert "cancelled" in got.text
    assert len([a for a in got.all("article")]) == 1


def test_without_appointments_it_names_whom_to_call(
    signed_in: SignIn, selam: Member, page: Any
) -> None:
    got = page(signed_in(selam), "/appointments?lang=en")
    assert "No appointment is planned." in got.text
    assert "Jana König" in got.text
    assert any((a.get("href") or "").startswith("tel:") for a in got.all("a"))


def test_the_number_of_statements_does_not_grow(
    signed_in: SignIn, selam: Member, booked: Booked, page: Any
) -> None:
    for day in range(1, 12):
        booked(selam, starts_local=in_days(day))
        booked(selam, starts_local=in_days(-day))
    page(signed_in(selam), "/appointments", statements=5)


def test_the_list_is_for_clients_alone(
    signed_in: SignIn, visitor: FlaskClient, jana: Member, gerhard: Member, aylin: Member
) -> None:
    for member in (jana, gerhard, aylin):
        assert signed_in(member).get("/appointments").status_code == 404
    assert visitor.get("/appointments").status_code == 303


def test_htmx_gets_the_list_alone(signed_in: SignIn, selam: Member, booked: Booked) -> None:
    booked(selam)
    answer = signed_in(selam).get("/appointments", headers=HTMX)
    assert answer.text.lstrip().startswith('<div class="stack" id="appointments">')
    assert "<html" not in answer.text


def test_another_clients_appointments_are_not_there(
    signed_in: SignIn, selam: Member, ahmad: Member, booked: Booked
) -> None:
    booked(ahmad, place=CANARY)
    assert CANARY not in signed_in(selam).get("/appointments").text


def test_a_sensitive_one_shows_only_its_time(
    signed_in: SignIn, rojin: Member, booked: Booked
) -> None:
    booked(rojin, is_sensitive=True, place=CANARY, address=CANARY, note=CANARY, kind="doctor")
    browser = signed_in(rojin)
    for address in ("/appointments?lang=en", "/home?lang=en"):
        text = browser.get(address).text
        assert "10:00–10:45" in text
        assert CANARY not in text
        assert "doctor" not in text
        assert "König" not in text.split("Who helps me")[0]
        assert "Passport" not in text


# /appointments/<id>.


def test_the_page_tells_all(signed_in: SignIn, selam: Member, booked: Booked, page: Any) -> None:
    appointment = booked(selam, note="Bringen Sie Zeit mit.")
    got = page(signed_in(selam), f"/appointments/{appointment}?lang=en", statements=3)
    for part in (
        "10:00–10:45",
        "Counselling with Jana König",
        "Rathaus, Zimmer 12-B",
        "Marktplatz 1, 71332 Waiblingen",
        "Letter from the Jobcenter",
        "How it goes",
        "What comes after",
        "I come",
    ):
        assert part in got.text
    assert got.find("p", lang="de", class_="card").text == "Bringen Sie Zeit mit."
    assert words(got.find("title")) == "Appointment – Schrittweise"
    geo = [a.get("href") for a in got.all("a") if (a.get("href") or "").startswith("geo:")]
    assert geo == ["geo:0,0?q=Marktplatz%201%2C%2071332%20Waiblingen"]


def test_the_german_original_is_there_for_readers_of_other_languages(
    signed_in: SignIn, selam: Member, booked: Booked, page: Any
) -> None:
    appointment = booked(selam)
    other = page(signed_in(selam), f"/appointments/{appointment}")
    german = page(signed_in(selam), f"/appointments/{appointment}?lang=de")
    assert any(e.get("class") == "original stack" for e in other.all("div"))
    assert not any(e.get("class") == "original stack" for e in german.all("div"))


def test_a_sensitive_one_tells_all_here_but_not_in_the_title(
    signed_in: SignIn, rojin: Member, booked: Booked, page: Any
) -> None:
    appointment = booked(rojin, is_sensitive=True, place=CANARY, kind="doctor")
    got = page(signed_in(rojin), f"/appointments/{appointment}?lang=en")
    assert CANARY in got.text
    assert words(got.find("title")) == "Appointment – Schrittweise"


def test_the_page_is_not_there_for_others(
    signed_in: SignIn,
    visitor: FlaskClient,
    selam: Member,
    ahmad: Member,
    yonas: Member,
    jana: Member,
    gerhard: Member,
    booked: Booked,
) -> None:
    appointment = booked(selam)
    for stranger in (ahmad, yonas, jana, gerhard):
        same_404(signed_in(stranger), "GET", f"/appointments/{appointment}", "/appointments/9999")
    assert visitor.get(f"/appointments/{appointment}").status_code == 303


def test_cancelled_and_over_it_takes_no_answer(
    signed_in: SignIn, selam: Member, booked: Booked, page: Any
) -> None:
    browser = signed_in(selam)
    cancelled = booked(selam, state="cancelled_staff")
    over = booked(selam, starts_local=in_days(-1))
    assert (
        "This appointment is cancelled." in page(browser, f"/appointments/{cancelled}?lang=en").text
    )
    for appointment in (cancelled, over):
        html = page(browser, f"/appointments/{appointment}").html
        assert "/reply" not in html
        assert "/bring/" not in html


def test_words_of_her_manager_are_marked_as_german(
    signed_in: SignIn, selam: Member, booked: Booked, page: Any
) -> None:
    appointment = booked(selam)
    assert selam.client
    with carrier_opened(selam.client.carrier_id), transaction():
        part = db.session.scalars(sa.select(Participation)).one()
        db.session.add(BringItem(participation_id=part.id, own_words="Zwei Fotos", sort=9))
    got = page(signed_in(selam), f"/appointments/{appointment}?lang=ar")
    found = [e for e in got.all("span") if e.text == "Zwei Fotos"]
    assert [(e.get("lang"), e.get("dir")) for e in found] == [("de", "ltr")]
