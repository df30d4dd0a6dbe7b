"""A manager answers what her clients ask about their data; the team lead reads the list."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.audit.models import AccessLog, DataRequest
from app.audit.requests import About
from app.audit.words import GROUNDS
from app.caseload.models import Case
from app.core import clock
from app.core.db import db
from app.core.tenancy import carrier_opened
from app.people.models import Person
from tests import build
from tests.audit.conftest import SignIn, assert_missing, inside, of
from tests.cast import Member
from tests.pages import words

Ask = Callable[..., int]
Send = Callable[..., Any]
LIST = "/desk/data-requests"


def request_of(member: Member, number: int) -> DataRequest:
    """The request as it stands now."""
    with carrier_opened(of(member).carrier_id):
        return db.session.get_one(DataRequest, number, populate_existing=True)


def test_the_list_and_the_rail(
    signed_in: SignIn, selam: Member, ahmad: Member, jana: Member, asks: Ask, page: Any
) -> None:
    asks(selam)
    asks(ahmad, "access")
    got = page(signed_in(jana), f"{LIST}?lang=en", statements=9)
    told = words(got.find("main"))
    assert "Selam K." in told
    assert "This is wrong: About you, Given name" in told
    rail = next(a for a in got.all("a") if a.get("href") == LIST)
    assert words(rail) == "Data requests 2"


def test_the_number_of_statements_stays(
    signed_in: SignIn, selam: Member, ahmad: Member, jana: Member, asks: Ask, page: Any
) -> None:
    asks(selam)
    few = page(signed_in(jana), LIST).statements
    for kind in ("access", "erase", "restrict", "portability"):
        asks(selam, kind)
        asks(ahmad, kind)
    assert page(signed_in(jana), LIST).statements == few


def test_another_carrier_and_other_roles_find_nothing(
    signed_in: SignIn,
    selam: Member,
    brandt: Member,
    gerhard: Member,
    admin: Member,
    lead: Member,
    asks: Ask,
) -> None:
    number = asks(selam)
    for other in (brandt, gerhard, admin, lead, selam):
        browser = signed_in(other)
        assert_missing(browser.get(f"{LIST}/{number}"), browser)
        answer = browser.post(f"{LIST}/{number}/answer", data={})
        assert answer.status_code == 404
        assert browser.post(f"{LIST}/{number}/recognise", data={}).status_code == 404
    for other in (gerhard, admin, selam):
        browser = signed_in(other)
        assert_missing(browser.get(LIST), browser)


def test_the_team_lead_reads_the_list_alone(
    signed_in: SignIn, selam: Member, yonas: Member, lead: Member, asks: Ask, page: Any
) -> None:
    asks(selam, own_words="ganz geheim")
    asks(yonas)
    got = page(signed_in(lead), f"{LIST}?lang=en")
    assert "Selam K." in got.text
    assert "Yonas" not in got.text
    assert "ganz geheim" not in got.html


def test_opening_a_request_leaves_a_row(
    signed_in: SignIn, selam: Member, jana: Member, asks: Ask, page: Any
) -> None:
    number = asks(selam, own_words="ሰላማዊት")
    got = page(signed_in(jana), f"{LIST}/{number}?lang=en")
    told = words(got.find("main"))
    assert "Selam K.: This is wrong" in told
    assert "ሰላማዊት" in told
    answers = {one.get("value"): words(one) for one in got.all("option")}
    assert answers[""] == "In full"
    assert set(answers) == {"", *GROUNDS}
    with carrier_opened(of(selam).carrier_id):
        rows = sa.select(AccessLog.what).where(AccessLog.what.startswith("RecordSeen"))
        assert db.session.scalars(rows).all() == ["RecordSeen:record"]


def test_the_right_value_is_written_with_the_answer_without_htmx(
    signed_in: SignIn, selam: Member, jana: Member, asks: Ask, send: Send, page: Any
) -> None:
    number = asks(selam)
    browser, address = signed_in(jana), f"{LIST}/{number}"
    answer = send(
        browser, address, f"{address}/answer", ground="", words="Danke!", given_name="Selamawit"
    )
    assert answer.status_code == 303
    with carrier_opened(of(selam).carrier_id):
        found = db.session.get_one(type(of(selam)), of(selam).id, populate_existing=True)
        assert found.given_name == "Selamawit"
        what = db.session.scalars(sa.select(AccessLog.what)).all()
    assert {"DataRequestStarted", "DataRequestAnswered", "DataCorrected"} <= set(what)
    row = request_of(selam, number)
    assert (row.state, row.ground, row.answered_by_id) == ("answered", None, jana.person.id)
    told = words(page(signed_in(selam), "/me/my-data?lang=en").find("section", id_="requests"))
    assert "It is answered. Danke!" in told


def test_not_corrected_for_a_legal_ground_with_htmx(
    signed_in: SignIn, selam: Member, jana: Member, asks: Ask, send: Send, page: Any
) -> None:
    number = asks(selam)
    browser, address = signed_in(jana), f"{LIST}/{number}"
    answer = send(
        browser,
        address,
        f"{address}/answer?lang=en",
        htmx=True,
        ground="right_as_it_is",
        words="So steht es im Ausweis.",
        given_name="Anders",
    )
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div class="stack" id="request"')
    assert "Art. 16 DSGVO" in answer.text
    assert of(selam).given_name == "Selam"
    told = words(page(signed_in(selam), "/me/my-data?lang=en").find("section", id_="requests"))
    assert "Not everything was possible." in told
    assert "You may complain" in told


def test_a_wrong_value_is_refused_and_kept(
    signed_in: SignIn, selam: Member, jana: Member, asks: Ask, send: Send
) -> None:
    about = About(table="client", row_id=of(selam).id, column="birth_year")
    number = asks(selam, about=about)
    address = f"{LIST}/{number}"
    answer = send(
        signed_in(jana), address, f"{address}/answer", ground="", words="gut", birth_year="12345"
    )
    assert answer.status_code == 422
    assert 'value="12345"' in answer.text
    assert ">gut</textarea>" in answer.text.replace("\r\n", "")
    assert request_of(selam, number).state == "identity_ok"


def test_each_field_has_its_way_to_be_put_right(
    signed_in: SignIn, selam: Member, jana: Member, asks: Ask, send: Send
) -> None:
    person = selam.person.id
    for table, row_id, column, name, value in (
        ("client", of(selam).id, "reading", "reading", "fluent"),
        ("client", of(selam).id, "interpreter_need", "interpreter_need", "y"),
        ("client", of(selam).id, "municipality_ags", "municipality_ags", build.TOWN),
        ("person", person, "call_name", "call_name", "Selma"),
        ("person", person, "ui_language", "language", "en"),
    ):
        about = About(table=table, row_id=row_id, column=column)
        address = f"{LIST}/{asks(selam, about=about)}"
        answer = send(signed_in(jana), address, f"{address}/answer", ground="", **{name: value})
        assert answer.status_code == 303, (column, answer.text)
    found = db.session.get_one(Person, person, populate_existing=True)
    assert (found.call_name, found.ui_language) == ("Selma", "en")
    with carrier_opened(of(selam).carrier_id):
        client = db.session.get_one(type(of(selam)), of(selam).id, populate_existing=True)
        assert (client.reading, client.interpreter_need) == ("fluent", True)


def test_without_a_passkey_somebody_makes_sure_who_asks(
    signed_in: SignIn, selam: Member, jana: Member, asks: Ask, send: Send
) -> None:
    number = asks(selam, "access", fresh=False)
    browser, address = signed_in(jana), f"{LIST}/{number}"
    refused = send(browser, address, f"{address}/answer", ground="")
    assert refused.status_code == 422
    assert send(browser, address, f"{address}/recognise").status_code == 303
    assert request_of(selam, number).identity_by_id == jana.person.id
    again = send(browser, address, f"{address}/recognise", htmx=True)
    assert again.status_code == 422
    assert send(browser, address, f"{address}/answer", htmx=True, ground="").status_code == 200
    assert send(browser, LIST + f"/{number}", f"{address}/answer", ground="").status_code == 422


def test_a_deletion_is_not_the_managers_to_grant(
    signed_in: SignIn, selam: Member, jana: Member, asks: Ask, send: Send
) -> None:
    number = asks(selam, "erase")
    address = f"{LIST}/{number}"
    answer = send(signed_in(jana), address, f"{address}/answer?lang=en", ground="")
    assert answer.status_code == 422
    assert "The data protection officer decides about a deletion." in answer.text
    assert request_of(selam, number).state == "identity_ok"


@pytest.mark.parametrize("kind", ["step", "appointment"])
def test_a_step_or_appointment_leads_to_its_own_page(
    signed_in: SignIn, selam: Member, jana: Member, asks: Ask, page: Any, kind: str
) -> None:
    with inside(selam):
        made = (
            build.step(of(selam)) if kind == "step" else build.appointment(of(selam), jana.person)
        )
        number = made.id
    asked = asks(selam, about=About(table=kind, row_id=number))
    got = page(signed_in(jana), f"{LIST}/{asked}")
    wanted = f"/desk/clients/{of(selam).id}" if kind == "step" else "/desk/appointments/"
    main = got.find("main")
    links = [a.get("href") or "" for a in main.iter() if str(a.tag).endswith("}a")]
    assert any(link.startswith(wanted) for link in links)


def test_what_is_gone_meanwhile_breaks_nothing(
    signed_in: SignIn, selam: Member, jana: Member, asks: Ask, page: Any
) -> None:
    number = asks(selam, about=About(table="step", row_id=999_999))
    page(signed_in(jana), f"{LIST}/{number}")


def test_overdue_is_said_in_words(
    signed_in: SignIn, selam: Member, jana: Member, asks: Ask, page: Any
) -> None:
    asks(selam)
    clock.shift(timedelta(days=40))
    assert "The month is over" in page(signed_in(jana), f"{LIST}?lang=en").text


def test_what_goes_soon_is_told_to_her_manager_alone(
    signed_in: SignIn, selam: Member, yonas: Member, jana: Member, brandt: Member, page: Any
) -> None:
    for member in (selam, yonas):
        with inside(member):
            ended = clock.today() - timedelta(days=75)  # reminders are kept for three months
            change = sa.update(Case).where(Case.client_id == of(member).id)
            db.session.execute(change.values(ended_on=ended))
    told = words(page(signed_in(jana), f"{LIST}?lang=en").find("section", id_="coming"))
    assert "Selam K. Reminders: is deleted" in told
    assert "Yonas" not in told
