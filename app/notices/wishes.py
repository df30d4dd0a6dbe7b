"""When a carrier reminds and what of it a client wants, read along with whatever is planned."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from app.caseload.models import Case, Client
from app.caseload.queries import clients_of
from app.core.access import Viewer
from app.core.db import db
from app.notices.models import KINDS, ReminderChoice, ReminderRule
from app.notices.offsets import PROPOSED, Rhythm
from app.notices.planning import QuietHours

WISHES = (
    ReminderRule.offsets.label("rule_offsets"),
    ReminderRule.at.label("rule_at"),
    ReminderChoice.offsets.label("wanted_offsets"),
    Client.quiet_from,
    Client.quiet_to,
)


# What only makes sense while somebody of the staff looks after it.
WITH_A_CASE = ("step", "title", "entitlement")
_HAS_CASE = sa.exists().where(Case.client_id == Client.id, Case.ended_on.is_(None))


# What a client saved for herself: nobody else works with her record for it.
HER_OWN = ("offer",)


def with_wishes(
    statement: Any,
    kind: str,
    client_id: InstrumentedAttribute[int],
    *,
    is_her_own: sa.ColumnElement[bool] | None = None,
) -> Any:
    """Join to each row whose `client_id` this is what WISHES names.

    Of a record at rest (caseload/rest.py) only what is her own is reminded of.
    """
    if kind in WITH_A_CASE:
        statement = statement.where(_HAS_CASE)
    if kind not in HER_OWN:
        is_hers = sa.false() if is_her_own is None else is_her_own
        statement = statement.where(sa.or_(Client.restricted_at.is_(None), is_hers))
    return (
        statement.join(Client, Client.id == client_id)
        .outerjoin(ReminderRule, ReminderRule.kind == kind)
        .outerjoin(
            ReminderChoice,
            sa.and_(ReminderChoice.client_id == Client.id, ReminderChoice.kind == kind),
        )
    )


def rhythm_of(row: Any, kind: str, *, own: Sequence[str] = ()) -> Rhythm:
    """When this row's client is reminded. `own`: what the catalogue says of this very step."""
    rhythm = rule(row.rule_offsets, row.rule_at, kind=kind)
    if own:
        rhythm = replace(rhythm, offsets=tuple(own))
    return replace(rhythm, offsets=wanted(rhythm, row.wanted_offsets))


def wanted(rhythm: Rhythm, offsets: Sequence[str] | None) -> tuple[str, ...]:
    """What is left of a rhythm when a client wants these of it; None: all of it.

    Of somebody who wants some reminders, but none that her carrier still sends, all are kept: a
    choice must never turn into silence by itself.
    """
    if offsets is None:
        return rhythm.offsets
    kept = tuple(one for one in rhythm.offsets if one in offsets)
    return kept if kept or not offsets else rhythm.offsets


def rule(offsets: Sequence[str] | None, at: Any, *, kind: str) -> Rhythm:
    """A carrier's rhythm; where it has set none, ours."""
    return PROPOSED[kind] if offsets is None else Rhythm(offsets=tuple(offsets), at=at)


def quiet_of(row: Any) -> QuietHours:
    """When this row's client does not want to be rung."""
    return QuietHours(begins=row.quiet_from, ends=row.quiet_to)


def rules() -> dict[str, Rhythm]:
    """When the open carrier reminds, of each kind of thing; one statement."""
    found = db.session.execute(sa.select(ReminderRule.kind, ReminderRule.offsets, ReminderRule.at))
    return {**PROPOSED, **{row.kind: rule(row.offsets, row.at, kind=row.kind) for row in found}}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a client wants of one kind: of the carrier's offsets those in `wanted`."""

    kind: str
    rhythm: Rhythm
    wanted: tuple[str, ...]
    level: int | None  # None: as she chose for all


def choices_of(client_id: int, *, seen_by: Viewer) -> list[Choice]:
    """A client's choices, each kind of thing once, in the order of KINDS; two statements."""
    rows = db.session.execute(
        sa.select(ReminderChoice.kind, ReminderChoice.offsets, ReminderChoice.level).where(
            ReminderChoice.client_id == client_id, ReminderChoice.client_id.in_(clients_of(seen_by))
        )
    )
    chosen = {row.kind: row for row in rows}
    return [_choice(kind, rhythm, chosen.get(kind)) for kind, rhythm in _ordered(rules())]


def _ordered(found: dict[str, Rhythm]) -> list[tuple[str, Rhythm]]:
    return [(kind, found[kind]) for kind in KINDS]


def _choice(kind: str, rhythm: Rhythm, row: Any) -> Choice:
    offsets, level = (None, None) if row is None else (row.offsets, row.level)
    return Choice(kind=kind, rhythm=rhythm, wanted=wanted(rhythm, offsets), level=level)
