"""The data protection officer's pages, and the administrator's page of retention."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.audit.models import DataRequest, RetentionRule
from app.audit.rules import DEFAULTS
from app.audit.service import follow_reading
from app.caseload.hold_models import LegalHold
from app.core import clock
from app.core.access import Log
from app.core.db import db
from app.core.kinds import ENTITIES
from app.core.tenancy import carrier_opened
from tests.audit.conftest import SignIn, assert_missing, inside, of
from tests.cast import Member
from tests.pages import words

Ask = Callable[..., int]
Send = Callable[..., Any]
PAGES = ("", "/access-log", "/processing-record", "/retention")
HERE = "/data-protection"


def test_pages_of_the_officer_are_the_officers_alone(
    signed_in: SignIn, selam: Member, jana: Member, admin: Member, lead: Member, asks: Ask
) -> None:
    number = asks(selam)
    for other in (selam, jana, admin, lead):
        browser = signed_in(other)
        for address in (*PAGES, f"/requests/{number}"):
            assert_missing(browser.get(HERE + address), browser)
        for verb in ("recognise", "start", "answer"):
            assert browser.post(f"{HERE}/requests/{number}/{verb}", data={}).status_code == 404
        assert browser.post(f"{HERE}/holds", data={}).status_code == 404


def test_requests_are_numbers_and_stay_in_their_carrier(
    signed_in: SignIn, selam: Member, yonas: Member, officer: Member, asks: Ask, page: Any
) -> None:
    asks(selam, own_words="ganz geheim")
    foreign = asks(yonas)
    browser = signed_in(officer)
    got = page(browser, f"{HERE}?lang=en", statements=4)
    told = words(got.find("main"))
    assert f"Client {of(selam).id}" in told
    assert "Selam" not in got.html
    assert "ganz geheim" not in got.html
    assert told.count("This is wrong") == 1
    assert_missing(browser.get(f"{HERE}/requests/{foreign}"), browser)


def test_a_request_walks_all_its_states(
    signed_in: SignIn, selam: Member, officer: Member, asks: Ask, send: Send, page: Any
) -> None:
    number = asks(selam, "erase", fresh=False)
    browser, address = signed_in(officer), f"{HERE}/requests/{number}"
    early = send(browser, address, f"{address}/start")
    assert early.status_code == 422
    assert send(browser, address, f"{address}/recognise").status_code == 303
    assert send(browser, address, f"{address}/start", htmx=True).status_code == 200
    answer = send(browser, address, f"{address}/answer", ground="", words="Wie gewünscht.")
    assert answer.status_code == 303
    with carrier_opened(of(selam).carrier_id):
        row = db.session.get_one(DataRequest, number, populate_existing=True)
    assert row.state == "answered"
    assert row.erase_on == clock.today() + timedelta(days=7)
    assert row.started_by_id == row.identity_by_id == row.answered_by_id == officer.person.id
    assert "Deletion on" in page(browser, f"{HERE}?lang=en").text
    assert "Wie gewünscht." not in page(browser, address).html  # the answer is for the client
    told = page(signed_in(selam), "/me/my-data?lang=en").text
    assert "Your data is deleted on" in told
    assert "Wie gewünscht." in told
    late = send(browser, "/data-protection/retention", f"{address}/answer", ground="claims")
    assert late.status_code == 422


def test_an_answer_needs_a_fresh_touch(
    signed_in: SignIn, selam: Member, officer: Member, asks: Ask, send: Send
) -> None:
    address = f"{HERE}/requests/{asks(selam, 'access')}"
    browser = signed_in(officer)
    assert send(browser, address, f"{address}/answer", ground="strange").status_code == 422
    assert (
        send(browser, address, f"{address}/answer", htmx=True, ground="others").status_code == 200
    )


def test_the_access_log_of_a_day(
    signed_in: SignIn, selam: Member, jana: Member, officer: Member, page: Any
) -> None:
    with carrier_opened(of(selam).carrier_id):
        for _ in range(3):
            follow_reading(jana.viewer, [of(selam).id], Log.PLAN, "vertraulich")
    browser = signed_in(officer)
    few = page(browser, f"{HERE}/access-log?lang=en", statements=4)
    told = words(few.find("main"))
    assert told.count("Jana König") == 3
    assert "Selam" not in few.html
    assert "vertraulich" not in few.html
    with carrier_opened(of(selam).carrier_id):
        for _ in range(120):
            follow_reading(jana.viewer, [of(selam).id], Log.RECORD)
    many = page(browser, f"{HERE}/access-log?lang=en")
    assert many.statements == few.statements
    older = next(a.get("href") for a in many.all("a") if "before=" in (a.get("href") or ""))
    assert words(page(browser, older).find("main")).count("Jana König") == 23
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    quiet = page(browser, f"{HERE}/access-log?lang=en&day={yesterday}")
    assert "Nobody opened or changed a record on this day." in quiet.text
    page(browser, f"{HERE}/access-log?day=gestern")


def test_the_record_of_processing(signed_in: SignIn, officer: Member, page: Any) -> None:
    told = page(signed_in(officer), f"{HERE}/processing-record?lang=en", statements=5).text
    assert "Wegweiser Rems e. V." in told
    assert "datenschutz@example.org" in told
    assert "So that reminders" not in told  # the words are those of the purposes
    assert "Art. 6 Abs. 1 Buchst. a, Art. 7 DSGVO" in told
    assert "36 months after the end of the case" in told


def test_a_hold_is_set_and_taken_back(
    signed_in: SignIn, selam: Member, officer: Member, send: Send, page: Any
) -> None:
    browser, where = signed_in(officer), f"{HERE}/retention"
    day = (clock.today() + timedelta(days=30)).isoformat()
    fields = {"client_id": str(of(selam).id), "reason": "Klage", "until_on": day}
    assert send(browser, where, f"{HERE}/holds", **fields).status_code == 303
    told = page(browser, f"{where}?lang=en", statements=9).text
    assert f"Client {of(selam).id}" in told
    with carrier_opened(of(selam).carrier_id):
        number = db.session.scalars(sa.select(LegalHold.id)).one()
    lifted = send(browser, where, f"{HERE}/holds/{number}/lift", htmx=True)
    assert lifted.status_code == 200
    assert lifted.text.lstrip().startswith('<div class="stack" id="retention"')
    assert "Klage" not in lifted.text
    assert send(browser, where, f"{HERE}/holds/{number}/lift").status_code == 303  # a second tap
    assert send(browser, where, f"{HERE}/holds/999999/lift").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"client_id": "999999"}, {"client_id": "x"}, {"until_on": "2001-01-01"}, {"reason": ""}],
)
def test_a_hold_that_cannot_be_is_refused(
    signed_in: SignIn, selam: Member, officer: Member, send: Send, wrong: dict[str, str]
) -> None:
    day = (clock.today() + timedelta(days=30)).isoformat()
    fields = {"client_id": str(of(selam).id), "reason": "Klage", "until_on": day, **wrong}
    answer = send(signed_in(officer), f"{HERE}/retention", f"{HERE}/holds", **fields)
    assert answer.status_code == 422
    with inside(selam):
        assert db.session.scalars(sa.select(LegalHold)).all() == []


def test_a_client_of_another_carrier_cannot_be_held(
    signed_in: SignIn, yonas: Member, officer: Member, send: Send
) -> None:
    day = (clock.today() + timedelta(days=30)).isoformat()
    fields = {"client_id": str(of(yonas).id), "reason": "Klage", "until_on": day}
    answer = send(signed_in(officer), f"{HERE}/retention", f"{HERE}/holds", **fields)
    assert answer.status_code == 422


RULES = "/carrier/retention"


def decided(**more: str) -> dict[str, str]:
    """A form in which everything is kept for a year and deleted then."""
    months = {f"{entity}_months": "12" for entity in ENTITIES}
    return {**months, **{f"{entity}_action": "delete" for entity in ENTITIES}, **more}


def test_the_carrier_decides_how_long(
    signed_in: SignIn, selam: Member, admin: Member, send: Send, page: Any
) -> None:
    browser = signed_in(admin)
    got = page(browser, f"{RULES}?lang=en", statements=5)
    assert got.text.count("our proposal") == len(ENTITIES)
    chosen = [one for one in page(browser, RULES).all("option") if one.get("selected") is not None]
    assert [one.get("value") for one in chosen] == [action for _, action in DEFAULTS.values()]
    assert send(browser, RULES, RULES, **decided()).status_code == 303
    with inside(selam):
        rows = {
            row.entity: (row.months, row.action)
            for row in db.session.scalars(sa.select(RetentionRule))
        }
    assert rows == dict.fromkeys(ENTITIES, (12, "delete"))
    changed = send(browser, RULES, RULES, htmx=True, **decided(record_months="24"))
    assert changed.status_code == 200
    assert changed.text.lstrip().startswith('<form class="stack" id="rules"')
    assert 'value="24"' in changed.text


@pytest.mark.parametrize(
    "wrong",
    [{"plan_months": "13"}, {"plan_months": "x"}, {"record_months": "-1"}, {"plan_action": "burn"}],
)
def test_rules_that_cannot_be_are_refused(
    signed_in: SignIn, admin: Member, send: Send, wrong: dict[str, str]
) -> None:
    assert send(signed_in(admin), RULES, RULES, **decided(**wrong)).status_code == 422


def test_rules_are_the_administrators_alone(
    signed_in: SignIn, selam: Member, jana: Member, officer: Member
) -> None:
    for other in (selam, jana, officer):
        browser = signed_in(other)
        assert_missing(browser.get(RULES), browser)
        assert browser.post(RULES, data={}).status_code == 404
