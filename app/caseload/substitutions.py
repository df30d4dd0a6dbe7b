"""Substitutions: one manager sees another's clients, from a day to a day."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.carriers.queries import hold
from app.caseload import team
from app.caseload.events import SubstitutionEnded, SubstitutionMade
from app.caseload.models import Substitution
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing, Refused
from app.core.events import publish
from app.core.i18n import format_date, gettext
from app.core.i18n import lazy_gettext as _l

LONGEST = 366  # days


class Oneself(Refused):
    """Nobody stands in for herself."""

    words = _l("Choose two different people.")
    field = "by_id"


class DaysAreWrong(Refused):
    """A substitution has a first day that is not over, and a last one not before it."""

    words = _l("The first day is today or later, and the last day is not before it.")
    field = "valid_to"


class TooLong(Refused):
    """Longer than a year it is no substitution: then the cases go to somebody else."""

    words = _l("At most one year. For longer give the cases to somebody else.")
    field = "valid_to"


class Overlaps(Refused):
    """The two are bound already in these days; the words say how."""

    field = "valid_from"

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


@dataclass(frozen=True, kw_only=True)
class NewSubstitution:
    """Who is away, who stands in, when and why."""

    of_id: int
    by_id: int
    valid_from: date
    valid_to: date
    reason: str


def make(new: NewSubstitution, *, by: Viewer, now: datetime) -> Substitution:
    """Let one manager stand in for another; it counts on its days by itself."""
    _check(new, today=clock.local(now).date())
    hold(by.carrier_id)
    names = {one: team.get_manager(one, seen_by=by) for one in (new.of_id, new.by_id)}
    if not names[new.by_id].works_here:
        raise Missing
    _demand_free_days(new)
    made = Substitution(
        of_id=new.of_id,
        by_id=new.by_id,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        reason=new.reason,
    )
    db.session.add(made)
    db.session.flush()
    publish(
        SubstitutionMade(
            occurred_at=now,
            by=by,
            substitution_id=made.id,
            of_id=new.of_id,
            by_id=new.by_id,
            valid_from=new.valid_from,
            valid_to=new.valid_to,
        )
    )
    return made


def end(substitution_id: int, *, by: Viewer, now: datetime) -> None:
    """End it now: the next request sees nothing of the other's clients any more."""
    team.demand_lead(by)
    found = db.session.scalar(
        sa.select(Substitution)
        .where(Substitution.id == substitution_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Missing
    if found.ended_at is not None:  # a second tap
        return
    found.ended_at = now
    publish(SubstitutionEnded(occurred_at=now, by=by, substitution_id=found.id))


def _check(new: NewSubstitution, *, today: date) -> None:
    if new.of_id == new.by_id:
        raise Oneself
    if new.valid_from < today or new.valid_to < new.valid_from:
        raise DaysAreWrong
    if (new.valid_to - new.valid_from).days > LONGEST:
        raise TooLong


def _demand_free_days(new: NewSubstitution) -> None:
    """Raise Overlaps when the same two are bound already, or the stand-in is away herself."""
    found = db.session.scalar(
        sa.select(Substitution)
        .where(
            Substitution.ended_at.is_(None),
            Substitution.valid_from <= new.valid_to,
            Substitution.valid_to >= new.valid_from,
            sa.or_(
                sa.and_(Substitution.of_id == new.of_id, Substitution.by_id == new.by_id),
                Substitution.of_id == new.by_id,
            ),
        )
        .order_by(Substitution.valid_from, Substitution.id)
        .limit(1)
    )
    if found is not None:
        raise Overlaps(_why(found, is_same=found.of_id == new.of_id))


def _why(found: Substitution, *, is_same: bool) -> str:
    """Who is bound to whom in these days already."""
    names = team.names_of([found.of_id, found.by_id])
    said = {
        "who": names[found.by_id],
        "whom": names[found.of_id],
        "first": format_date(found.valid_from),
        "last": format_date(found.valid_to),
    }
    if is_same:
        return gettext(
            "%(who)s already stands in for %(whom)s from %(first)s to %(last)s. "
            "End that one first, or choose other days.",
            **said,
        )
    return gettext(
        "%(whom)s is away from %(first)s to %(last)s: %(who)s stands in. "
        "Choose somebody else, or other days.",
        **said,
    )
