"""Bring the ledger in line with what there is to remind of: one way for whatever changed.

What should stand is compared with what stands. A final row is never touched: what is planned a
second time gets a row of its own, d1.2 beside d1.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.notices.calls import Matter
from app.notices.models import WAITING, Reminder
from app.notices.offsets import base, is_planned
from app.notices.subjects import Plan

_STANDING = (
    Reminder.id,
    Reminder.client_id,
    Reminder.subject,
    Reminder.subject_id,
    Reminder.version,
    Reminder.offset,
    Reminder.state,
    Reminder.reason,
    Reminder.due_at,
    Reminder.expires_at,
    Reminder.params,
)


def bring_in_line(
    plans: Collection[Plan],
    *,
    scope: sa.ColumnElement[bool],
    reason: str,
    now: datetime,
    news_stays: bool = False,
) -> None:
    """Let the rows in `scope` be as planned, in a handful of statements, however many there are.

    What waits and is of no plan any more is superseded, with the reason. `news_stays`: the subjects
    themselves have not changed, so what is said of them at once is still true.
    """
    standing = _read(scope, now=now)
    by_matter = {plan.matter: plan for plan in plans}
    for words, rows in _surplus(standing, by_matter, reason, news_stays=news_stays).items():
        supersede(rows, reason=words, now=now)
    _put_right(standing, by_matter, now=now)
    missing = [
        row for plan in plans for row in _missing(plan, standing.get(plan.matter, ()), now=now)
    ]
    if missing:
        db.session.execute(sa.insert(Reminder), missing)


def _read(scope: sa.ColumnElement[bool], *, now: datetime) -> dict[Matter, list[Any]]:
    """What stands, by matter; what is long over does not count, but for offers: once is enough."""
    still_counts = sa.or_(
        Reminder.state.in_(WAITING), Reminder.expires_at > now, Reminder.subject == "offer"
    )
    found: dict[Matter, list[Any]] = {}
    for row in db.session.execute(sa.select(*_STANDING).where(scope, still_counts)):
        found.setdefault(Matter.in_row(row), []).append(row)
    return found


def _surplus(
    standing: dict[Matter, list[Any]],
    plans: dict[Matter, Plan],
    reason: str,
    *,
    news_stays: bool,
) -> dict[str, list[int]]:
    """What waits and should not, by why. News of a matter that stands is not of a rhythm."""
    found: dict[str, list[int]] = {}
    for matter, rows in standing.items():
        plan = plans.get(matter)
        for row in rows:
            if row.state not in WAITING:
                continue
            if plan is None and (is_planned(row.offset) or not news_stays):
                found.setdefault(reason, []).append(row.id)
            elif plan and is_planned(row.offset) and base(row.offset) not in plan.wants:
                found.setdefault("unwanted", []).append(row.id)
    return found


def supersede(reminder_ids: Collection[int], *, reason: str, now: datetime) -> None:
    """What waits, leased or not, is not sent: the worker asks again before it sends."""
    db.session.execute(
        sa.update(Reminder)
        .where(Reminder.id.in_(reminder_ids), Reminder.state.in_(WAITING))
        .values(
            state="superseded",
            reason=reason,
            ended_at=now,
            lease_until=None,
            lease_token=None,
        )
        .execution_options(synchronize_session=False)
    )


def _put_right(
    standing: dict[Matter, list[Any]], plans: dict[Matter, Plan], *, now: datetime
) -> None:
    """Give planned rows another time, where quiet hours, the rhythm or the zone's rules changed."""
    changes = []
    for matter, plan in plans.items():
        due = {one.offset: one.due_at for one in plan.planned}
        for row in standing.get(matter, ()):
            name = base(row.offset)
            if row.state != "planned" or row.due_at <= now or name not in due:
                continue
            held = (row.due_at, row.expires_at, row.params or {})
            if held != (due[name], plan.expires_at, plan.params):
                values = {"due_at": due[name], "expires_at": plan.expires_at}
                changes.append({"id": row.id, **values, "params": plan.params})
    if changes:
        db.session.execute(sa.update(Reminder), changes)


def _missing(plan: Plan, rows: Sequence[Any], *, now: datetime) -> list[dict[str, Any]]:
    """What is planned and stands in no way yet: not waiting, not sent, not covered."""
    taken = Counter(base(row.offset) for row in rows)
    stands = {
        base(row.offset)
        for row in rows
        if row.state in (*WAITING, "accepted") or row.reason == "covered"
    }
    return [
        {
            **vars(plan.matter),
            "offset": again(one.offset, taken[one.offset]),
            "due_at": one.due_at,
            "expires_at": plan.expires_at,
            "params": plan.params or None,
            "is_private": plan.is_private,
            "created_at": now,
        }
        for one in plan.planned
        if one.offset not in stands
    ]


def again(offset: str, times: int) -> str:
    """The name of the next row of an offset: d1, d1.2, d1.3."""
    return offset if times == 0 else f"{offset}.{times + 1}"


def add_reminder(
    matter: Matter,
    *,
    offset: str,
    due_at: datetime,
    expires_at: datetime,
    now: datetime,
    params: dict[str, Any] | None = None,
) -> Reminder:
    """Add one row that waits to be sent."""
    row = Reminder(
        **vars(matter),
        offset=offset,
        due_at=due_at,
        expires_at=expires_at,
        params=params,
        created_at=now,
    )
    db.session.add(row)
    return row
