"""A client answers and ticks what lies ready."""

import re
from typing import Any

import pytest
import sqlalchemy as sa

from app.appointments.models import BringItem, Participation
from app.core.db import db
from app.core.tenancy import carrier_opened
from tests.appointments.conftest import HTMX, Booked, SignIn, same_404
from tests.cast import Member

YES = {"reply": "yes", "version": "1"}


def replies(member: Member) -> list[str | None]:
    """What this client answered, appointment by appointment."""
    assert member.client is not None
    with carrier_opened(member.client.carrier_id):
        found = db.session.scalars(
            sa.select(Participation.reply)
            .where(Participation.client_id == member.client.id)
            .order_by(Participation.id)
        ).all()
        db.session.rollback()
        return list(found)


def items(member: Member) -> list[tuple[int, bool]]:
    """What lies ready at this client's home."""
    assert member.client is not None
    with carrier_opened(member.client.carrier_id):
        rows = db.session.execute(
            sa.select(BringItem.id, BringItem.have_it)
            .join(Participation, Participation.id == BringItem.participation_id)
            .where(Participation.client_id == member.client.id)
            .order_by(BringItem.sort)
        ).all()
        db.session.rollback()
        return [(row.id, row.have_it) for row in rows]


# POST /appointments/<id>/reply.


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("yes", "You said that you come."),
        ("no", "You said that you cannot come."),
        ("later", "You said that you come later."),
        ("help", "You asked for help."),
        ("call_me", "You asked for a call."),
    ],
)
def test_one_tap_and_the_card_says_what_happened(
    signed_in: SignIn, selam: Member, booked: Booked, page: Any, word: str, said: str
) -> None:
    appointment = booked(selam)
    browser = signed_in(selam)
    sent = browser.post(f"/appointments/{appointment}/reply", data={"reply": word, "version": "1"})
    assert (sent.status_code, sent.location) == (303, f"/appointments/{appointment}")
    assert replies(selam) == [word]
    got = page(browser, f"/appointments/{appointment}?lang=en")
    assert said in got.text
    assert "Change the answer" in got.text


def test_htmx_gets_the_card_alone(signed_in: SignIn, selam: Member, booked: Booked) -> None:
    appointment = booked(selam)
    answer = signed_in(selam).post(
        f"/appointments/{appointment}/reply?lang=en", data=YES, headers=HTMX
    )
    assert answer.status_code == 200
    assert re.match(rf'\s*<article [^>]*id="appointment-{appointment}"', answer.text)
    assert "You said that you come." in answer.text
    assert answer.headers["X-Said"]
    assert replies(selam) == ["yes"]


def test_nobody_answers_for_her(
    signed_in: SignIn,
    selam: Member,
    ahmad: Member,
    yonas: Member,
    jana: Member,
    booked: Booked,
) -> None:
    appointment = booked(selam)
    for stranger in (ahmad, yonas, jana):
        same_404(
            signed_in(stranger),
            "POST",
            f"/appointments/{appointment}/reply",
            "/appointments/9999/reply",
            data=YES,
        )
    assert replies(selam) == [None]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_answer_to_the_old_time_is_refused_in_words(
    signed_in: SignIn, selam: Member, booked: Booked, headers: dict[str, str]
) -> None:
    appointment = booked(selam, version=2)
    answer = signed_in(selam).post(
        f"/appointments/{appointment}/reply?lang=en", data=YES, headers=headers
    )
    assert answer.status_code == 422
    assert "This appointment has a new time." in answer.text
    assert replies(selam) == [None]


@pytest.mark.parametrize(
    "data", [{}, {"reply": "perhaps", "version": "1"}, {"reply": "yes", "version": "x"}]
)
def test_nonsense_is_refused(
    signed_in: SignIn, selam: Member, booked: Booked, data: dict[str, str]
) -> None:
    appointment = booked(selam)
    answer = signed_in(selam).post(f"/appointments/{appointment}/reply", data=data)
    assert answer.status_code == 422
    assert replies(selam) == [None]


def test_a_cancelled_one_takes_no_answer(signed_in: SignIn, selam: Member, booked: Booked) -> None:
    appointment = booked(selam, state="cancelled_staff")
    answer = signed_in(selam).post(f"/appointments/{appointment}/reply", data=YES)
    assert answer.status_code == 422
    assert replies(selam) == [None]


# POST /appointments/<id>/bring/<item>.


def test_what_lies_ready_is_ticked_and_unticked(
    signed_in: SignIn, selam: Member, booked: Booked, page: Any
) -> None:
    appointment = booked(selam)
    (item_id, _), _other = items(selam)
    browser = signed_in(selam)
    address = f"/appointments/{appointment}/bring/{item_id}"
    for sent, kept in (("1", True), ("1", True), ("0", False)):
        answer = browser.post(address, data={"have_it": sent})
        assert answer.status_code == 303
        assert items(selam)[0] == (item_id, kept)
    browser.post(address, data={"have_it": "1"})
    button = page(browser, f"/appointments/{appointment}").find("button", class_="tick")
    assert button.get("aria-pressed") == "true"


def test_htmx_gets_the_line_alone(signed_in: SignIn, selam: Member, booked: Booked) -> None:
    appointment = booked(selam)
    item_id = items(selam)[0][0]
    answer = signed_in(selam).post(
        f"/appointments/{appointment}/bring/{item_id}", data={"have_it": "1"}, headers=HTMX
    )
    assert answer.text.lstrip().startswith(f'<li id="bring-{item_id}">')
    assert 'aria-pressed="true"' in answer.text


def test_nobody_ticks_for_her(
    signed_in: SignIn,
    selam: Member,
    ahmad: Member,
    yonas: Member,
    jana: Member,
    booked: Booked,
) -> None:
    appointment, hers = booked(selam), booked(ahmad)
    item_id = items(selam)[0][0]
    for stranger in (ahmad, yonas, jana):
        same_404(
            signed_in(stranger),
            "POST",
            f"/appointments/{appointment}/bring/{item_id}",
            "/appointments/9999/bring/9999",
            data={"have_it": "1"},
        )
    crossed = signed_in(ahmad).post(f"/appointments/{hers}/bring/{item_id}", data={"have_it": "1"})
    assert crossed.status_code == 404
    assert [have_it for _, have_it in items(selam)] == [False, False]
