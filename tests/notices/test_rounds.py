"""Many reminded at once: how many it reaches, what became of each, and who must be called."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.notices import rounds
from app.notices.models import Delivery, Reminder
from app.notices.queries import upcoming_of
from tests import build
from tests.cast import Member
from tests.notices.scene import (
    MORNING,
    calls,
    client_of,
    go_to,
    in_days,
    keep,
    make_appointment,
    reminders,
    rows,
    subscribe,
    work,
)
from tests.pages import Page, counting
from tests.push_stubs.device import Device
from tests.push_stubs.service import Service

SignIn = Callable[[Member], FlaskClient]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture(autouse=True)
def morning(app: object) -> None:
    go_to(MORNING)


def send(browser: FlaskClient, *members: Member) -> str:
    """Remind these and return the round's address."""
    ids = [str(client_of(member).id) for member in members]
    return browser.post("/desk/remind", data={"client_ids[]": ids, "confirm": "yes"}).location


def asks_again(seen: Page) -> bool:
    """The page looks for news by itself."""
    return any("every" in link.get("data-hx-trigger", "") for link in seen.all("a"))


def test_a_round_says_what_became_of_each(
    signed_in: SignIn,
    jana: Member,
    selam: Member,
    oksana: Member,
    service: Service,
    page: Callable[..., Page],
) -> None:
    subscribe(selam, service, Device("a"))
    make_appointment(selam, starts_local=in_days(5))
    browser = signed_in(jana)
    here = send(browser, selam, oksana)
    before = page(browser, f"{here}?lang=en", statements=5)
    assert "1 of 2 are done." in before.text
    assert asks_again(before)
    assert "On the call list" in before.text
    work({service.origin})
    after = page(browser, f"{here}?lang=en")
    assert "2 of 2 are done." in after.text
    assert not asks_again(after)
    (delivery,) = rows(selam, Delivery)
    browser.post("/push/opened", data={"ack": delivery.ack_token})
    assert "Opened" in page(browser, f"{here}?lang=en").text


def test_a_poll_that_finds_nothing_new_gets_no_page(
    signed_in: SignIn, jana: Member, selam: Member, oksana: Member
) -> None:
    keep(client_of(selam), "https://fcm.googleapis.com/a", Device("a"))
    browser = signed_in(jana)
    here = send(browser, selam, oksana)
    first = browser.get(here, headers=HTMX)
    assert first.text.lstrip().startswith('<section class="stack" id="reminded"')
    version = first.text.partition('"X-Version": "')[2].partition('"')[0]
    assert browser.get(here, headers={**HTMX, "X-Version": version}).status_code == 204
    assert browser.get(here, headers={**HTMX, "X-Version": "0"}).status_code == 200


def test_a_second_tap_opens_an_empty_round(
    signed_in: SignIn, jana: Member, selam: Member, oksana: Member, page: Callable[..., Page]
) -> None:
    browser = signed_in(jana)
    send(browser, selam, oksana)
    again = send(browser, selam, oksana)
    assert "Nothing was sent twice." in page(browser, f"{again}?lang=en").text
    assert len(reminders(selam)) == len(reminders(oksana)) == 1


def test_a_round_is_its_managers_alone(
    signed_in: SignIn, visitor: FlaskClient, jana: Member, brandt: Member, selam: Member,
    oksana: Member,
) -> None:  # fmt: skip
    here = send(signed_in(jana), selam, oksana)
    strange = signed_in(brandt)
    assert strange.get(here).status_code == 404
    assert strange.get(here).data == strange.get("/desk/reminded/999999").data
    assert signed_in(selam).get(here).status_code == 404
    assert visitor.get(here).location == "/signin"


@pytest.fixture
def counted(app: object) -> Iterator[list[str]]:
    """The statements of this test."""
    with counting() as sent:
        yield sent


def test_a_hundred_cost_a_handful_of_statements(
    selam: Member, jana: Member, counted: list[str]
) -> None:
    with carrier_opened(client_of(selam).carrier_id), transaction():
        people = [build.person(f"P{number}", "de", Role.CLIENT)[0] for number in range(100)]
        made = [build.client(person, jana.person).id for person in people]
    with carrier_opened(client_of(selam).carrier_id), transaction():
        clients = upcoming_of(made, seen_by=jana.viewer)
        counted.clear()
        rounds.remind(clients, by=jana.viewer, now=clock.now())
    # SQLite hands out numbers one by one; the trail looks up for whom a substitute acted.
    questions = [one for one in counted if not one.startswith("INSERT") and "case_file" not in one]
    assert len(questions) <= 6, questions
    with carrier_opened(client_of(selam).carrier_id):
        found = db.session.scalar(sa.select(sa.func.count(Reminder.id)))
    assert found == 100
    assert calls(selam) == []
