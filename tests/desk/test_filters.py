"""The caseload narrowed by what runs out unseen (P4.3): each filter finds its clients, no other."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.appointments.models import Participation
from app.caseload.models import Case, Client, CourseEntitlement, ResidenceTitle
from app.consultations.models import Consultation
from app.core import clock
from app.core.db import db
from app.desk.filters import FILTERS
from app.people.models import Person
from app.plan.models import Plan
from tests import build
from tests.cast import Member
from tests.desk.conftest import Crowd, Give, SignIn
from tests.desk.test_clients import rows

Make = Callable[[Client], Any]


def days(number: int) -> date:
    """So many days from today."""
    return clock.today() + timedelta(days=number)


def add(made: Any) -> None:
    """Keep it in the transaction of `give`."""
    db.session.add(made)
    db.session.flush()


def review_on(day: int) -> Make:
    """The plan is to be looked at again on this day."""

    def make(client: Client) -> None:
        of_her = sa.update(Plan).where(Plan.client_id == client.id)
        db.session.execute(of_her.values(next_review_on=days(day)))

    return make


def waits_since(day: int, **more: Any) -> Make:
    """A step waits for an office."""
    more = {"state": "waiting", "waiting_on": "authority", "waiting_since": days(day), **more}
    return lambda client: build.step(client, **more)


def talked_on(day: int) -> Make:
    """Her case is old; the last talk was on this day."""

    def make(client: Client) -> None:
        of_her = sa.update(Case).where(Case.client_id == client.id)
        db.session.execute(of_her.values(started_on=days(-400)))
        build.consultation(client, on=days(day))

    return make


def met_on(day: int) -> Make:
    """Her case is old; she came to an appointment on this day."""

    def make(client: Client) -> None:
        talked_on(-300)(client)
        manager = db.session.scalars(
            sa.select(Person)
            .join(Case, Case.manager_id == Person.id)
            .where(Case.client_id == client.id)
        ).one()
        starts = datetime.combine(days(day), time(10))
        made = build.appointment(client, manager, starts_local=starts, state="held")
        part = db.session.query(Participation).filter_by(appointment_id=made.id).one()
        part.outcome, part.outcome_at = "attended_late", clock.now()

    return make


def title_until(day: int | None, **more: Any) -> Make:
    """A residence title with its last day."""
    until = None if day is None else days(day)
    more = {"since": days(-100), "reported_by": "manager", "reported_on": days(-100), **more}
    return lambda client: add(
        ResidenceTitle(client_id=client.id, kind="residence_permit", valid_until=until, **more)
    )


def entitled_until(day: int, **more: Any) -> Make:
    """The right to a course, not begun."""
    return lambda client: add(
        CourseEntitlement(
            client_id=client.id,
            kind="integration",
            obligated=False,
            issued_by_kind="bamf",
            issued_on=days(-100),
            valid_until=days(day),
            reported_by="manager",
            reported_on=days(-100),
            **more,
        )
    )


FITS: list[tuple[str, Make]] = [
    ("review_due", review_on(0)),
    ("waits_long", waits_since(-29)),
    ("no_contact", talked_on(-61)),
    ("no_contact", met_on(-61)),
    ("lapses", entitled_until(30)),
    ("lapses", lambda client: build.step(client, lapses_on=days(30))),
    ("title_ends", title_until(90)),
    ("title_ends", title_until(-3)),
]
DOES_NOT: list[tuple[str, Make]] = [
    ("review_due", review_on(1)),
    ("waits_long", waits_since(-28)),
    ("waits_long", waits_since(-40, state="open")),
    ("no_contact", talked_on(-60)),
    ("no_contact", met_on(-60)),
    ("no_contact", lambda client: None),  # a new case
    ("lapses", entitled_until(31)),
    ("lapses", entitled_until(5, course_started_on=days(-1))),
    ("lapses", lambda client: build.step(client, lapses_on=days(31))),
    ("lapses", lambda client: build.step(client, lapses_on=days(3), state="done")),
    ("lapses", lambda client: build.step(client, lapses_on=days(3), private_to_client=True)),
    ("title_ends", title_until(91)),
    ("title_ends", title_until(None)),
    ("title_ends", title_until(3, ended_on=days(-1))),
]


def shown(browser: FlaskClient, page: Any, kind: str) -> set[str]:
    """Who stands on the board under this filter."""
    got = page(browser, f"/desk/clients?show={kind}&lang=en")
    return set(rows(got)) if got.all("tbody") else set()


@pytest.mark.parametrize(("kind", "make"), FITS)
def test_a_filter_finds_its_clients(
    signed_in: SignIn, jana: Member, selam: Member, ahmad: Member, give: Give, page: Any,
    kind: str, make: Make,
) -> None:  # fmt: skip
    give(make, selam)
    assert shown(signed_in(jana), page, kind) == {"Selam K."}


@pytest.mark.parametrize(("kind", "make"), DOES_NOT)
def test_and_no_others(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any, kind: str, make: Make
) -> None:
    give(make, selam)
    assert shown(signed_in(jana), page, kind) == set()


def test_a_talk_taken_back_was_none(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    give(talked_on(-300), selam)
    give(lambda client: build.consultation(client, on=days(-1), undone_at=clock.now()), selam)
    assert shown(signed_in(jana), page, "no_contact") == {"Selam K."}
    assert db.session.query(Consultation).count() == 2


@pytest.mark.parametrize("kind", FILTERS)
def test_each_filter_costs_the_same_for_few_and_for_many(
    signed_in: SignIn, jana: Member, selam: Member, crowd: Crowd, page: Any, kind: str
) -> None:
    browser = signed_in(jana)
    few = page(browser, f"/desk/clients?show={kind}").statements
    crowd(30)
    many = page(browser, f"/desk/clients?show={kind}").statements
    assert many <= max(few, 6) <= 10
