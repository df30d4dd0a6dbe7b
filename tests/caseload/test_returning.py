"""Who comes back gets a new case, on the same record only with her own yes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.caseload import cases
from app.caseload.cases import Ending
from app.caseload.models import Case
from app.core import clock
from app.core.db import db
from app.notices.models import Reminder
from tests.caseload.scene import at_work, inside, of
from tests.cast import Member
from tests.team.conftest import deniz

__all__ = ["deniz"]
SignIn = Callable[[Member], FlaskClient]
PageOf = Callable[..., Any]


@pytest.fixture
def gone(selam: Member, jana: Member) -> Member:
    """Selam, whose case is closed."""
    with at_work(selam):
        case = db.session.scalars(sa.select(Case)).one()
        cases.begin_closing(case, by=jana.viewer, now=clock.now())
        ending = Ending(reason="own_wish", on=clock.today())
        cases.close(case, ending, by=jana.viewer, now=clock.now())
    return selam


def address(member: Member) -> str:
    return f"/team/returning/{of(member).id}"


def states(member: Member) -> list[str]:
    with inside(member):
        return list(db.session.scalars(sa.select(Case.state).order_by(Case.id)))


def test_she_asks_and_a_new_case_begins(
    gone: Member, keller: Member, deniz: Member, signed_in: SignIn, page: PageOf
) -> None:
    phone, lead = signed_in(gone), signed_in(keller)
    assert "Want help again" not in page(lead, "/team?lang=en").text
    clock.shift(timedelta(minutes=2))
    assert "I want help again" in page(phone, "/farewell?lang=en").text
    for _ in range(2):
        assert phone.post("/farewell/return").location == "/farewell"
    assert "You asked for help again" in page(phone, "/farewell?lang=en").text
    listed = page(lead, "/team?lang=en", statements=4)
    assert "Selam K." in listed.text
    for _ in range(2):
        lead.post(address(gone), data={"to_id": deniz.person.id})
    assert states(gone) == ["closed", "intake"]
    assert "Want help again" not in page(lead, "/team?lang=en").text
    assert page(signed_in(deniz), f"/desk/clients/{of(gone).id}/closing?lang=en")
    assert "Deniz Arslan" in page(phone, "/home?lang=en").text
    assert phone.get("/farewell").location == "/home"
    with inside(gone):
        news = db.session.scalars(sa.select(Reminder.offset)).all()
    assert "contact" in news


def test_what_she_takes_back_is_not_used(
    gone: Member, keller: Member, deniz: Member, signed_in: SignIn
) -> None:
    phone = signed_in(gone)
    clock.shift(timedelta(minutes=2))
    phone.post("/farewell/return")
    phone.post("/me/consents/1/withdraw")
    answer = signed_in(keller).post(address(gone), data={"to_id": deniz.person.id})
    assert answer.status_code == 404
    assert states(gone) == ["closed"]


def test_an_old_yes_does_not_open_a_later_case(
    gone: Member, jana: Member, keller: Member, signed_in: SignIn
) -> None:
    clock.shift(timedelta(minutes=2))
    signed_in(gone).post("/farewell/return")
    lead = signed_in(keller)
    assert lead.post(address(gone), data={"to_id": "x"}).status_code == 303
    assert states(gone) == ["closed"], "nobody was chosen"
    lead.post(address(gone), data={"to_id": jana.person.id})
    clock.shift(timedelta(minutes=4))
    with at_work(gone):
        case = db.session.scalars(sa.select(Case).where(Case.ended_on.is_(None))).one()
        cases.begin(case, by=jana.viewer, now=clock.now())
        cases.begin_closing(case, by=jana.viewer, now=clock.now())
        ending = Ending(reason="moved", on=clock.today())
        cases.close(case, ending, by=jana.viewer, now=clock.now())
    assert lead.post(address(gone), data={"to_id": jana.person.id}).status_code == 404


def test_nobody_else_opens_one(
    gone: Member, cast: Callable[[str], Member], signed_in: SignIn
) -> None:
    clock.shift(timedelta(minutes=2))
    signed_in(gone).post("/farewell/return")
    for name in ("jana", "brandt", "selam", "vogt", "adler", "gerhard"):
        browser = signed_in(cast(name))
        missing = browser.get("/team/managers/999999").data
        answer = browser.post(address(gone), data={"to_id": 1})
        assert (answer.status_code, answer.data) == (404, missing), name
    assert signed_in(cast("ahmad")).post("/farewell/return").location == "/home"
