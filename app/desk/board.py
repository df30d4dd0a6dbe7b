"""The caseload as a board: one row a client, searched by name, narrowed by what is missing."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.appointments.models import Appointment, Participation
from app.appointments.waiting import reply_waits, wish_waits
from app.carriers.models import Municipality
from app.caseload import situation
from app.caseload.models import Case, Client
from app.caseload.queries import clients_of
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.names import folded, is_called
from app.desk import waiting
from app.desk.filters import FILTERS
from app.desk.rows import Row
from app.people.models import Person
from app.plan.cards import StepCard
from app.plan.models import OPEN_STATES, Step
from app.plan.next_of_many import next_steps_of
from app.plan.standing import review_is_due

WAITS_LONG = timedelta(weeks=4)  # a step waits for somebody's answer
LAPSES_WITHIN = 30  # days: a right that nobody claims is gone
ENDS_WITHIN = 90  # days: a residence title is renewed in time
PAGE_SIZE = 40  # rows; the board stays below 20 kB with any caseload


@dataclass(frozen=True, kw_only=True)
class Board:
    """One page of the board, with how many each filter would show."""

    rows: Sequence[Row]
    steps: dict[int, StepCard]  # client -> what comes next in her plan
    found: int  # rows on all pages
    kind: str = "all"
    sought: str = ""
    counts: dict[str, int] = field(default_factory=dict)  # none while searching
    page: int = 1
    pages: int = 1


def get_board(*, seen_by: Viewer, kind: str = "all", page: int = 1) -> Board:
    """Read the caseload in two statements: all rows with their marks, the page's next steps."""
    everybody = rows_of(seen_by)
    fitting = [row for row in everybody if FILTERS[kind].fits(row)]
    pages = max(1, -(-len(fitting) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    shown = fitting[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Board(
        rows=shown,
        steps=next_steps_of([row.client_id for row in shown], seen_by=seen_by),
        kind=kind,
        found=len(fitting),
        counts={name: sum(map(one.fits, everybody)) for name, one in FILTERS.items()},
        page=page,
        pages=pages,
    )


def find_board(sought: str, *, seen_by: Viewer) -> Board:
    """Find clients by name, in three statements: names alone, then the rows of those who fit.

    In Python, because no database of ours folds letters of all scripts, and a caseload is small.
    """
    names = db.session.execute(
        sa.select(Client.id, Client.given_name, Client.family_name).where(
            Client.id.in_(clients_of(seen_by))
        )
    )
    found = [row.id for row in names if is_called(f"{row.given_name} {row.family_name}", sought)]
    shown = found[:PAGE_SIZE]
    return Board(
        rows=rows_of(seen_by, Client.id.in_(shown)),
        steps=next_steps_of(shown, seen_by=seen_by),
        sought=sought,
        found=len(found),
    )


def rows_of(
    seen_by: Viewer, *where: sa.ColumnElement[bool], shows_sensitive: bool = True
) -> list[Row]:
    """The caseload, or whom of it the condition names, by name; one statement."""
    caseload = _caseload(seen_by, clock.today(), shows_sensitive=shows_sensitive)
    rows = [Row(**row._mapping) for row in db.session.execute(caseload.where(*where))]
    return sorted(rows, key=lambda row: (folded(row.full_name), row.client_id))


@functools.lru_cache(waiting.KEPT)
def _caseload(
    seen_by: Viewer, today: date, *, shows_sensitive: bool
) -> sa.Select[*tuple[Any, ...]]:
    """The statement of a viewer and day: to build it takes longer than to run it."""
    return (
        sa.select(
            Client.id.label("client_id"),
            Client.given_name,
            Client.family_name,
            Person.ui_language.label("language_code"),
            Municipality.name.label("town"),
            Client.household_id,
            *_marks(seen_by, today, shows_sensitive=shows_sensitive),
            *_deadlines(today),
        )
        .select_from(Client)
        .join(Person, Person.id == Client.person_id)
        .join(Municipality, Municipality.ags == Client.municipality_ags)
        .where(Client.id.in_(clients_of(seen_by)))
    )


def _marks(
    seen_by: Viewer, today: date, *, shows_sensitive: bool
) -> tuple[sa.ColumnElement[Any], ...]:
    """What stands beside a name, each counted in the database."""
    own = (
        sa.select(Case.id)
        .where(
            Case.client_id == Client.id,
            Case.manager_id == seen_by.person_id,
            Case.ended_on.is_(None),
        )
        .exists()
    )
    participations = (
        sa.select(sa.func.count(Participation.id))
        .select_from(Participation)
        .join(Appointment, Appointment.id == Participation.appointment_id)
        .where(Participation.client_id == Client.id)
    )
    coming = participations.with_only_columns(sa.func.min(Appointment.starts_local)).where(
        waiting.is_coming(),
        sa.true() if shows_sensitive else Appointment.is_sensitive.is_(False),
    )
    steps = waiting.of_client(Step)
    return (
        coming.scalar_subquery().label("next_local"),
        participations.where(reply_waits()).scalar_subquery().label("replies"),
        participations.where(wish_waits()).scalar_subquery().label("wishes"),
        steps.where(waiting.help_waits()).scalar_subquery().label("help_requests"),
        steps.where(waiting.is_overdue(today)).scalar_subquery().label("overdue"),
        waiting.has_device().label("has_device"),
        own.label("is_own"),
    )


def _deadlines(today: date) -> tuple[sa.ColumnElement[Any], ...]:
    """What runs out unseen, each looked up in the database."""
    waits_long = waiting.of_client(Step).where(
        Step.state == "waiting", Step.waiting_since < today - WAITS_LONG
    )
    lapses = sa.exists().where(
        Step.client_id == Client.id,
        Step.state.in_(OPEN_STATES),
        Step.private_to_client.is_(False),
        Step.lapses_on <= today + timedelta(days=LAPSES_WITHIN),
    )
    return (
        review_is_due(Client.id, today).label("review_due"),
        waits_long.scalar_subquery().label("waits_long"),
        waiting.started().scalar_subquery().label("started_on"),
        waiting.last_talk().scalar_subquery().label("talked_on"),
        waiting.last_meeting().scalar_subquery().label("met_local"),
        sa.or_(lapses, situation.right_lapses_within(LAPSES_WITHIN)).label("lapses"),
        situation.title_expires_within(ENDS_WITHIN).label("title_ends"),
        situation.reported_news().label("has_news"),
    )
