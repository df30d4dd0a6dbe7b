"""A case goes to a colleague with a note; every client is told in her own way."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.audit.models import AccessLog
from app.caseload.handover_models import HandoverNote
from app.caseload.models import Case, Substitution
from app.core import clock
from app.core.db import db
from app.notices.models import CallListEntry, Reminder
from tests.caseload.scene import HTMX, at_work, inside, of
from tests.cast import Member
from tests.desk.conftest import device
from tests.team.conftest import deniz
from tests.team.looks import case_of

__all__ = ["deniz"]
SignIn = Callable[[Member], FlaskClient]
PageOf = Callable[..., Any]
NOTE = "Anmeldung zum Kurs läuft, bitte im März nachfragen."


def address(member: Member) -> str:
    return f"/desk/clients/{of(member).id}/handover"


def typed(to: Member, **more: Any) -> dict[str, Any]:
    return {"to_id": to.person.id, "note": NOTE, "client_answer": "agrees", **more}


def rows(member: Member, *what: Any) -> list[Any]:
    db.session.rollback()
    with inside(member):
        return list(db.session.execute(sa.select(*what)))


def test_the_note_goes_with_the_case(
    jana: Member, deniz: Member, selam: Member, signed_in: SignIn, page: PageOf
) -> None:
    old, new = signed_in(jana), signed_in(deniz)
    shown = page(old, f"{address(selam)}?lang=en", statements=9)
    assert "Deniz Arslan" in shown.text
    assert old.post(address(selam), data=typed(deniz)).location == "/desk/clients"
    assert old.get(address(selam)).status_code == 404
    received = page(new, f"{address(selam)}?lang=en")
    for words in (NOTE, "Jana König", "Agrees"):
        assert words in received.text
    sealed = rows(selam, HandoverNote.body.sealed)[0][0]
    assert b"Kurs" not in sealed
    told = rows(selam, AccessLog.what, AccessLog.stood_in)
    assert ("CaseReassigned", False) in [tuple(row) for row in told]
    new.post(address(selam), data=typed(jana, note="Zurück"))
    assert NOTE not in page(old, address(selam)).text, "the newest note alone"


def test_a_second_tap_gives_nothing_away(
    jana: Member, deniz: Member, selam: Member, signed_in: SignIn
) -> None:
    browser = signed_in(jana)
    assert browser.post(address(selam), data=typed(deniz), headers=HTMX).status_code == 204
    assert browser.post(address(selam), data=typed(deniz)).status_code == 404
    assert len(rows(selam, HandoverNote.id)) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"note": ""}, {"note": "x" * 10_000}, {"client_answer": "cries"}, {"to_id": "x"}],
)
def test_a_wrong_form_is_refused_in_words(
    wrong: dict[str, str], jana: Member, deniz: Member, selam: Member, signed_in: SignIn
) -> None:
    answer = signed_in(jana).post(address(selam), data=typed(deniz, **wrong), headers=HTMX)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert rows(selam, Case.manager_id) == [(jana.person.id,)]


def test_only_ones_own_case_to_one_who_works_here(
    cast: Callable[[str], Member], jana: Member, selam: Member, signed_in: SignIn
) -> None:
    brandt = cast("brandt")
    assert signed_in(jana).post(address(selam), data=typed(brandt)).status_code == 422
    for name in ("brandt", "selam", "keller", "gerhard"):
        browser = signed_in(cast(name))
        missing = browser.get("/desk/clients/999999").data
        assert browser.post(address(selam), data=typed(brandt)).data == missing
        assert browser.get(address(selam)).data == missing


def test_who_stands_in_gives_nothing_away(
    jana: Member, deniz: Member, selam: Member, signed_in: SignIn, page: PageOf
) -> None:
    with at_work(selam):
        today = clock.today()
        away = {"valid_from": today, "valid_to": today, "reason": "Urlaub"}
        db.session.add(Substitution(of_id=jana.person.id, by_id=deniz.person.id, **away))
    browser = signed_in(deniz)
    assert "Only the manager whose case it is" in page(browser, f"{address(selam)}?lang=en").text
    assert browser.post(address(selam), data=typed(jana)).status_code == 404
    assert rows(selam, Case.manager_id) == [(jana.person.id,)]


def test_in_a_bulk_reassignment_each_client_is_told(
    keller: Member,
    jana: Member,
    deniz: Member,
    selam: Member,
    ahmad: Member,
    signed_in: SignIn,
) -> None:
    with at_work(selam):
        device(of(selam))
    data = {"case_ids[]": [case_of(selam), case_of(ahmad)], "to_id": deniz.person.id}
    assert signed_in(keller).post(f"/team/managers/{jana.person.id}", data=data).status_code == 303
    news = rows(keller, Reminder.client_id, Reminder.offset, Reminder.subject)
    assert {tuple(row) for row in news} == {
        (of(selam).id, "contact", "message"),
        (of(ahmad).id, "contact", "message"),
    }
    calls = rows(keller, CallListEntry.client_id)
    assert [row.client_id for row in calls] == [of(ahmad).id], "no phone of his: he is called"
