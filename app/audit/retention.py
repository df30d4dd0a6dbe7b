"""What is due to be deleted or made anonymous on a day: the dry run, and what the night does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from app.audit.models import DataRequest, RetentionMark
from app.audit.rules import rules
from app.caseload.hold_models import holds_on
from app.caseload.models import Case, Client
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.kinds import ENTITIES
from app.core.sealed import ClientKey

SOON = timedelta(days=30)  # how long before a deletion her manager reads of it


@dataclass(frozen=True, kw_only=True)
class Due:
    """One kind of data of one client whose time is over. Numbers alone, no names."""

    client_id: int
    entity: str
    action: str
    since: date  # the end of the case, or the day of a granted deletion
    is_held: bool
    is_asked: bool = False  # she asked for it herself


def due(on: date, *, client_id: int | None = None) -> list[Due]:
    """What the night of this day will delete or make anonymous: the dry run, three statements."""
    found = [*_asked(on, client_id), *_outlived(on, client_id)]
    gone = {one.client_id for one in found if one.entity == "record"}
    return [one for one in found if one.entity == "record" or one.client_id not in gone]


def _outlived(on: date, client_id: int | None) -> Iterable[Due]:
    """Kinds of data of ended cases that are kept no longer."""
    ended = sa.func.max(Case.ended_on)
    statement = (
        sa.select(
            Case.client_id,
            ended.label("ended_on"),
            sa.or_(_is_held(on, Case.client_id), _rests(Case.client_id)).label("is_held"),
            *_marks(),
        )
        .join(ClientKey, ClientKey.client_id == Case.client_id)
        .group_by(Case.client_id)
        .having(sa.func.count() == sa.func.count(Case.ended_on), ended <= on)
        .order_by(Case.client_id)
    )
    decided = rules()
    for row in db.session.execute(_narrowed(statement, Case.client_id, client_id)):
        for rule in decided.values():
            over_on = row.ended_on + relativedelta(months=rule.months)
            cleared_on = row._mapping[f"{rule.entity}_on"]
            if over_on <= on and (cleared_on is None or cleared_on < over_on):
                yield Due(
                    client_id=row.client_id,
                    entity=rule.entity,
                    action=rule.action,
                    since=row.ended_on,
                    is_held=row.is_held,
                )


def _marks() -> list[sa.Label[date]]:
    """When each kind of data of a client was cleared."""
    return [
        sa.select(RetentionMark.done_on)
        .where(RetentionMark.client_id == Case.client_id, RetentionMark.entity == entity)
        .scalar_subquery()
        .label(f"{entity}_on")
        for entity in ENTITIES
    ]


def _asked(on: date, client_id: int | None) -> Iterable[Due]:
    """Records whose deletion was asked for and granted, and whose day has come."""
    statement = (
        sa.select(
            DataRequest.client_id,
            sa.func.min(DataRequest.erase_on).label("erase_on"),
            _is_held(on, DataRequest.client_id).label("is_held"),
        )
        .where(DataRequest.erase_on <= on)
        .group_by(DataRequest.client_id)
        .order_by(DataRequest.client_id)
    )
    for row in db.session.execute(_narrowed(statement, DataRequest.client_id, client_id)):
        yield Due(
            client_id=row.client_id,
            entity="record",
            action="delete",
            since=row.erase_on,
            is_held=row.is_held,
            is_asked=True,
        )


def _narrowed(statement: Any, column: Any, client_id: int | None) -> Any:
    """The same for one client alone."""
    return statement if client_id is None else statement.where(column == client_id)


def _is_held(on: date, client_id: Any) -> sa.ColumnElement[bool]:
    return holds_on(on, client_id).exists()


def _rests(client_id: Any) -> sa.ColumnElement[bool]:
    """She wants her data left as they are: a rule does not delete them."""
    return sa.exists().where(Client.id == client_id, Client.restricted_at.is_not(None))


@dataclass(frozen=True, kw_only=True)
class Coming:
    """Somebody whose data go soon, as the manager who had the case knows her."""

    name: str
    due: Due


def coming_for(*, seen_by: Viewer) -> list[Coming]:
    """What goes in the next weeks of cases that were this manager's: she can still object."""
    waiting = due(clock.today() + SOON)
    rows = db.session.execute(
        sa.select(Client.id, Client.given_name, Client.family_name)
        .join(Case, Case.client_id == Client.id)
        .where(
            Case.manager_id == seen_by.person_id, Client.id.in_([one.client_id for one in waiting])
        )
        .distinct()
    )
    names = {row.id: f"{row.given_name} {row.family_name}".strip() for row in rows}
    return [Coming(name=names[one.client_id], due=one) for one in waiting if one.client_id in names]
