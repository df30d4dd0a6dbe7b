"""The caseload as a board: one row a client, searched by name, narrowed by what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.appointments.models import Appointment, Participation
from app.appointments.outcomes import CAME
from app.appointments.waiting import reply_waits, wish_waits
from app.carriers.models import Municipality
from app.caseload import situation
from app.caseload.models import Case, Client
from app.caseload.queries import ANY_MANAGER, clients_of
from app.core import clock
from app.core.access import Role, Viewer
from app.core.names import folded, is_called
from app.core.reading import ask, built_once, read
from app.desk import waiting
from app.desk.filters import FILTERS
from app.desk.rows import Row
from app.notices.devices import IS_REACHED
from app.people.models import Person
from app.plan.cards import StepCard
from app.plan.models import OPEN_STATES, Step
from app.plan.next_of_many import next_steps_of
from app.plan.standing import review_is_due

WAITS_LONG = timedelta(weeks=4)  # a step waits for somebody's answer
LAPSES_WITHIN = 30  # days: a right that nobody claims is gone
ENDS_WITHIN = 90  # days: a residence title is renewed in time
STEP_MARKS = ("help_requests", "overdue", "waits_long")
PART_MARKS = ("replies", "wishes")
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


@built_once
def _names(_today: date) -> sa.Select[*tuple[Any, ...]]:
    """Everybody of a caseload by name."""
    columns = (Client.id, Client.given_name, Client.family_name)
    return sa.select(*columns).where(Client.id.in_(clients_of(ANY_MANAGER)))


def find_board(sought: str, *, seen_by: Viewer) -> Board:
    """Find clients by name, in three statements: names alone, then the rows of those who fit.

    In Python, because no database of ours folds letters of all scripts, and a caseload is small.
    """
    if seen_by.role is not Role.MANAGER:
        return Board(rows=[], steps={}, found=0, sought=sought)
    names = read(_names(clock.today()), reader=seen_by.person_id)
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
    if seen_by.role is not Role.MANAGER:
        return []
    caseload = _caseload(clock.today(), shows_sensitive=shows_sensitive)
    reader = seen_by.person_id
    found = ask(caseload.where(*where), reader=reader) if where else read(caseload, reader=reader)
    return sorted(
        (Row(**row._asdict()) for row in found),
        key=lambda row: (folded(row.full_name), row.client_id),
    )


@built_once
def _caseload(today: date, *, shows_sensitive: bool) -> sa.Select[*tuple[Any, ...]]:
    """The statement of a day: to build it takes longer than to run it.

    Whom the manager may see is asked once, by `cases`; all steps and appointments are walked
    through once, whatever is counted of them.
    """
    mine = sa.select(clients_of(ANY_MANAGER).cte("mine").c.client_id)
    cases, steps = _cases(mine).subquery(), _steps(mine, today).subquery()
    parts = _parts(mine, shows_sensitive=shows_sensitive).subquery()
    return (
        sa.select(
            Client.id.label("client_id"),
            Client.given_name,
            Client.family_name,
            Person.ui_language.label("language_code"),
            Municipality.name.label("town"),
            Client.household_id,
            cases.c.started_on,
            cases.c.is_own,
            *(sa.func.coalesce(steps.c[name], 0).label(name) for name in STEP_MARKS),
            *(sa.func.coalesce(parts.c[name], 0).label(name) for name in PART_MARKS),
            parts.c.next_local,
            parts.c.met_local,
            *_looked_up(today, steps.c.lapsing),
        )
        .select_from(Client)
        .join(Person, Person.id == Client.person_id)
        .join(Municipality, Municipality.ags == Client.municipality_ags)
        .join(cases, cases.c.client_id == Client.id)
        .outerjoin(steps, steps.c.client_id == Client.id)
        .outerjoin(parts, parts.c.client_id == Client.id)
    )


def _cases(mine: sa.Select[int]) -> sa.Select[*tuple[Any, ...]]:
    """The first day of each case, and whether it is the viewer's own."""
    is_own = sa.case((Case.manager_id == ANY_MANAGER.person_id, 1), else_=0)
    return (
        sa.select(
            Case.client_id,
            sa.func.max(Case.started_on).label("started_on"),
            (sa.func.max(is_own) == 1).label("is_own"),
        )
        .where(Case.client_id.in_(mine), Case.ended_on.is_(None))
        .group_by(Case.client_id)
    )


def _steps(mine: sa.Select[int], today: date) -> sa.Select[*tuple[Any, ...]]:
    """What of each client's open steps stands beside her name."""
    waits_long = sa.and_(Step.state == "waiting", Step.waiting_since < today - WAITS_LONG)
    lapses = sa.and_(
        Step.private_to_client.is_(False), Step.lapses_on <= today + timedelta(days=LAPSES_WITHIN)
    )
    return (
        sa.select(
            Step.client_id,
            _count(waiting.help_waits()).label("help_requests"),
            _count(waiting.is_overdue(today)).label("overdue"),
            _count(waits_long).label("waits_long"),
            _count(lapses).label("lapsing"),
        )
        .where(Step.client_id.in_(mine), Step.state.in_(OPEN_STATES))
        .group_by(Step.client_id)
    )


def _parts(mine: sa.Select[int], *, shows_sensitive: bool) -> sa.Select[*tuple[Any, ...]]:
    """What of each client's appointments stands beside her name."""
    is_next = waiting.is_coming()
    if not shows_sensitive:
        is_next = sa.and_(is_next, Appointment.is_sensitive.is_(False))
    starts = Appointment.starts_local
    return (
        sa.select(
            Participation.client_id,
            sa.func.min(sa.case((is_next, starts))).label("next_local"),
            sa.func.max(sa.case((Participation.outcome.in_(CAME), starts))).label("met_local"),
            _count(reply_waits()).label("replies"),
            _count(wish_waits()).label("wishes"),
        )
        .join(Appointment, Appointment.id == Participation.appointment_id)
        .where(Participation.client_id.in_(mine))
        .group_by(Participation.client_id)
    )


def _count(condition: sa.ColumnElement[bool]) -> sa.Function[int]:
    """For how many rows of a group it holds."""
    return sa.func.count(sa.case((condition, 1)))


def _looked_up(today: date, lapsing: sa.ColumnElement[int]) -> tuple[sa.ColumnElement[Any], ...]:
    """What one look into an index tells of a client."""
    return (
        IS_REACHED.label("has_device"),
        review_is_due(Client.id, today).label("review_due"),
        waiting.last_talk().scalar_subquery().label("talked_on"),
        sa.or_(
            sa.func.coalesce(lapsing, 0) > 0, situation.right_lapses_within(LAPSES_WITHIN)
        ).label("lapses"),
        situation.title_expires_within(ENDS_WITHIN).label("title_ends"),
        situation.reported_news().label("has_news"),
    )
