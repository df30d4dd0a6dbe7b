"""What a volunteer sees: nobody without a yes; with it what was chosen, as it is now."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.appointments.models import Appointment, BringItem, Participation
from app.audit.models import AccessLog
from app.caseload import ties
from app.core import clock
from app.core.db import db
from app.core.tenancy import find_carrier
from app.plan.models import Step
from tests import build
from tests.caseload.conftest import helps
from tests.caseload.scene import HTMX, Help, at_work, inside, of
from tests.cast import Member
from tests.pages import Page

__all__ = ["helps"]
Helps = Callable[..., Help]
Sign = Callable[[Member], FlaskClient]
PageOf = Callable[..., Page]
URL = "/circle/people"


def meet(help_: Help, **more: object) -> int:
    """An appointment of hers that she shares."""
    assert help_.client.manager
    with at_work(help_.client):
        made = build.appointment(
            of(help_.client),
            help_.client.manager.person,
            **more,  # type: ignore[arg-type]
        ).id
    help_.says(ties.share, "appointment", made, until=None)
    return made


def plan(help_: Help, **more: object) -> int:
    """A step of hers that she shares."""
    with at_work(help_.client):
        made = build.step(of(help_.client), **more).id  # type: ignore[arg-type]
    help_.says(ties.share, "step", made, until=None)
    return made


def change(help_: Help, table: type, **values: object) -> None:
    """Set values in all rows of a table."""
    with at_work(help_.client):
        db.session.execute(sa.update(table).values(values))


def test_nobody_without_a_yes(
    signed_in: Sign, selam: Member, gerhard: Member, helps: Helps, page: PageOf
) -> None:
    help_ = helps(selam, granted=False)
    got = page(signed_in(gerhard), f"{URL}?lang=en", statements=3)
    assert "At the moment nobody shares anything with you." in got.text
    assert "Selam" not in got.html
    assert signed_in(gerhard).get(help_.address).status_code == 404


def test_the_list_says_how_they_are_called_and_nothing_else(
    signed_in: Sign, selam: Member, ahmad: Member, yonas: Member, gerhard: Member, helps: Helps,
    page: PageOf,
) -> None:  # fmt: skip
    for who in (selam, yonas):
        helps(who)
    got = page(signed_in(gerhard), f"{URL}?lang=en", statements=5)
    assert "Selam" in got.text
    assert "Yonas" in got.text, "two carriers, one list"
    for words in ("Ahmad", "K.", "Jana", "Brandt", "Wegweiser"):
        assert words not in got.text, words


def test_the_page_shows_what_she_chose(
    signed_in: Sign, selam: Member, gerhard: Member, helps: Helps, page: PageOf
) -> None:
    help_ = helps(selam)
    meet(help_, kind="doctor", note="Zz-Notiz")
    step = plan(help_, template_key="course_reg", due_on=clock.today() + timedelta(days=4))
    assert step
    with at_work(selam):
        build.step(of(selam), None, own_words="Zz-Anderes")
    got = page(signed_in(gerhard), f"{help_.address}?lang=en", statements=7)
    for words in (
        "I help: Selam", "Rathaus, Zimmer 12-B", "Marktplatz 1", "10:00",
        "Passport or identity card", "Register for the language course", "shared until",
    ):  # fmt: skip
        assert words.casefold() in got.text.casefold(), words
    for words in ("Zz-", "doctor", "Jana", "K.", "Duty"):
        assert words not in got.text, words
    answer = signed_in(gerhard).get(help_.address, headers=HTMX)
    assert answer.data.strip().startswith(b'<div class="stack" id="person">')


def test_moved_and_cancelled_are_shown_as_they_are_now(
    signed_in: Sign, selam: Member, gerhard: Member, helps: Helps, page: PageOf
) -> None:
    help_ = helps(selam)
    meet(help_)
    later = clock.now() + timedelta(days=40)
    change(
        help_, Appointment, starts_local=clock.local(later), starts_at=later,
        ends_at=later + timedelta(minutes=45), place="Volkshochschule",
    )  # fmt: skip
    got = page(signed_in(gerhard), f"{help_.address}?lang=en")
    assert "Volkshochschule" in got.text
    assert "Rathaus" not in got.text
    change(help_, Appointment, state="cancelled_staff")
    got = page(signed_in(gerhard), f"{help_.address}?lang=en")
    assert "This appointment is cancelled." in got.text
    assert "Volkshochschule" not in got.text


def test_what_became_secret_private_done_or_past_is_gone(
    signed_in: Sign, selam: Member, gerhard: Member, helps: Helps, page: PageOf
) -> None:
    help_ = helps(selam)
    meet(help_)
    plan(help_, template_key=None, own_words="Zz-Schritt")
    browser = signed_in(gerhard)
    for table, values, words in (
        (Appointment, {"is_sensitive": True}, "Rathaus"),
        (Step, {"private_to_client": True}, "Zz-Schritt"),
    ):
        assert words in page(browser, help_.address).text
        change(help_, table, **values)
        assert words not in page(browser, help_.address).text
        change(help_, table, **dict.fromkeys(values, False))
    change(help_, Step, state="done")
    assert "Zz-Schritt" not in page(browser, help_.address).text
    change(help_, Step, state="open")
    clock.shift(timedelta(days=4))
    assert "Rathaus" not in page(signed_in(gerhard), help_.address).text
    clock.shift(timedelta(days=100))
    assert "Zz-Schritt" not in page(signed_in(gerhard), help_.address).text, "its day is over"


def test_of_a_group_only_her_part(
    signed_in: Sign, selam: Member, ahmad: Member, gerhard: Member, helps: Helps, page: PageOf
) -> None:
    help_ = helps(selam)
    shared = meet(help_, kind="group")
    with at_work(selam):
        part = Participation(appointment_id=shared, client_id=of(ahmad).id)
        db.session.add(part)
        db.session.flush()
        db.session.add(BringItem(participation_id=part.id, own_words="Zz-Ahmads Brille"))
    got = page(signed_in(gerhard), help_.address)
    assert got.html.count("<article") == 1
    assert "Zz-Ahmads" not in got.html
    with at_work(ahmad):
        assert ahmad.manager
        other = build.appointment(of(ahmad), ahmad.manager.person, place="Zz-Ort").id
    help_.says(ties.share, "appointment", other, until=None)
    assert "Zz-Ort" not in page(signed_in(gerhard), help_.address).html, "it is not hers to share"


def test_each_opening_is_one_row_that_she_reads(
    signed_in: Sign, selam: Member, gerhard: Member, helps: Helps, page: PageOf
) -> None:
    help_ = helps(selam)
    browser = signed_in(gerhard)
    browser.get(URL)
    browser.get(f"{URL}/{uuid.uuid4()}")
    for _ in range(2):
        browser.get(help_.address)
    with inside(selam):
        rows = db.session.scalars(
            sa.select(AccessLog).where(AccessLog.person_id == gerhard.person.id)
        ).all()
    assert [row.what for row in rows] == ["RecordSeen:shared"] * 2
    got = page(signed_in(selam), "/me/readings?lang=en")
    assert got.text.count("opened what you share") == 2
    assert "Gerhard, Volunteer" in got.text


def test_paused_ended_and_foreign_answer_the_same(
    signed_in: Sign, selam: Member, yonas: Member, gerhard: Member, jana: Member, aylin: Member,
    helps: Helps,
) -> None:  # fmt: skip
    help_, other = helps(selam), helps(yonas)
    browser = signed_in(gerhard)
    missing = browser.get(f"{URL}/{uuid.uuid4()}")
    assert missing.status_code == 404
    assert browser.get(help_.address).status_code == 200
    help_.says(ties.pause)
    assert browser.get(help_.address).data == missing.data
    help_.says(ties.resume)
    assert browser.get(help_.address).status_code == 200
    help_.says(ties.end)
    assert browser.get(help_.address).data == missing.data
    assert browser.get(other.address).status_code == 200, "the other one is untouched"
    for who in (jana, aylin, selam):
        strange = signed_in(who)
        assert strange.get(other.address).status_code == 404
        assert strange.get(URL).status_code == 404
        assert strange.get(other.address).data == strange.get(f"{URL}/{uuid.uuid4()}").data


def test_the_carrier_is_open_for_this_request_alone(
    app: Flask, signed_in: Sign, selam: Member, gerhard: Member, helps: Helps
) -> None:
    help_, browser, seen = helps(selam), signed_in(gerhard), []
    app.teardown_request_funcs.setdefault(None, []).append(lambda _: seen.append(find_carrier()))
    try:
        for address in (help_.address, "/circle", URL, f"{URL}/{uuid.uuid4()}"):
            browser.get(address)
    finally:
        app.teardown_request_funcs[None].pop()
    assert seen == [of(selam).carrier_id, None, None, None]


def test_the_pages_do_not_grow(
    signed_in: Sign, selam: Member, gerhard: Member, helps: Helps, page: PageOf
) -> None:
    help_ = helps(selam)
    meet(help_)
    plan(help_)
    before = page(signed_in(gerhard), help_.address).statements
    for _ in range(4):
        meet(help_)
        plan(help_)
    assert page(signed_in(gerhard), help_.address).statements == before
