"""The desk takes up what a client answered: POST /desk/replies/<id>/taken-up."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.appointments.models import Appointment, Participation
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from tests.appointments.conftest import HTMX, Booked, SignIn, Stored, same_404
from tests.cast import Member
from tests.pages import Page

NO = {"reply": "no"}


def answered(booked: Booked, selam: Member, signed_in: SignIn) -> int:
    """Selam says that she cannot come; the id of her part."""
    number = booked(selam)
    signed_in(selam).post(f"/appointments/{number}/reply", data={"reply": "no", "version": "1"})
    assert selam.client
    with carrier_opened(selam.client.carrier_id), transaction():
        return db.session.scalars(sa.select(Participation.id)).one()


def test_an_answer_is_taken_up_from_the_list(
    signed_in: SignIn, selam: Member, jana: Member, booked: Booked, page: Any, stored: Stored
) -> None:
    part_id = answered(booked, selam, signed_in)
    browser = signed_in(jana)
    before: Page = page(browser, "/desk/appointments?lang=en")
    assert "Answers for you" in before.text
    form = before.find("form", action=f"/desk/replies/{part_id}/taken-up")
    assert form.get("data-hx-target") == f"#reply-{part_id}"
    for _twice in range(2):
        assert browser.post(f"/desk/replies/{part_id}/taken-up", data=NO).status_code == 303
    assert "Answers for you" not in page(browser, "/desk/appointments?lang=en").text
    (when,) = stored(Participation.handled_at)
    assert when[0] is not None
    assert "has read your answer" in signed_in(selam).get("/home?lang=en").text


def test_htmx_gets_the_answer_taken_up(
    signed_in: SignIn, selam: Member, jana: Member, booked: Booked
) -> None:
    part_id = answered(booked, selam, signed_in)
    answer = signed_in(jana).post(
        f"/desk/replies/{part_id}/taken-up?lang=en", data=NO, headers=HTMX
    )
    assert answer.text.lstrip().startswith(f'<li id="reply-{part_id}">')
    assert "Taken up" in answer.text
    assert "<form" not in answer.text


@pytest.mark.parametrize(("headers", "status"), [({}, 303), (HTMX, 422)])
def test_what_she_answered_since_is_not_taken_up_unread(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    booked: Booked,
    stored: Stored,
    headers: dict[str, str],
    status: int,
) -> None:
    part_id = answered(booked, selam, signed_in)
    (number,) = stored(Appointment.id)
    call_me = {"reply": "call_me", "version": "1"}
    signed_in(selam).post(f"/appointments/{number[0]}/reply", data=call_me)
    desk, here = signed_in(jana), f"/desk/replies/{part_id}/taken-up?lang=en"
    answer = desk.post(here, data=NO, headers=headers)
    assert answer.status_code == status
    assert stored(Participation.handled_at) == [(None,)]
    if headers:
        assert "Call me" in answer.text
        assert desk.post(here, data={"reply": "call_me"}, headers=headers).status_code == 200


def test_nobody_else_takes_it_up(
    signed_in: SignIn,
    selam: Member,
    brandt: Member,
    gerhard: Member,
    booked: Booked,
    stored: Stored,
) -> None:
    part_id = answered(booked, selam, signed_in)
    for stranger in (brandt, selam, gerhard):
        same_404(
            signed_in(stranger),
            "POST",
            f"/desk/replies/{part_id}/taken-up",
            "/desk/replies/99999/taken-up",
        )
    assert stored(Participation.handled_at) == [(None,)]
