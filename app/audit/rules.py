"""How long each kind of data is kept after a case: the carrier's decision, or our proposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.audit.events import RetentionRuleSet
from app.audit.models import RetentionRule
from app.audit.refusals import TooShort
from app.core.access import Viewer
from app.core.db import db
from app.core.events import publish
from app.core.kinds import ENTITIES

# Months after the end of the case, and what happens then: our proposal, each carrier decides.
DEFAULTS = {
    "reminders": (3, "delete"),
    "appointments": (12, "anonymise"),
    "notes": (36, "delete"),
    "plan": (36, "anonymise"),
    "record": (36, "anonymise"),
}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How long one kind of data is kept, and what happens then."""

    entity: str
    months: int
    action: str
    is_default: bool


def rules() -> dict[str, Rule]:
    """The rules of the open carrier; where it has not decided, our proposal."""
    decided = {row.entity: row for row in db.session.scalars(sa.select(RetentionRule))}
    found = {}
    for entity in ENTITIES:
        months, action = DEFAULTS[entity]
        row = decided.get(entity)
        found[entity] = Rule(
            entity=entity,
            months=months if row is None else row.months,
            action=action if row is None else row.action,
            is_default=row is None,
        )
    return found


def set_rules(wanted: Mapping[str, Any], *, by: Viewer, now: datetime) -> None:
    """Decide all of them at once: `<entity>_months` and `<entity>_action`.

    What is gone with the record need not be kept longer elsewhere: no part outlives the whole.
    """
    if any(wanted[f"{entity}_months"] > wanted["record_months"] for entity in ENTITIES):
        raise TooShort
    kept = rules()
    for entity in ENTITIES:
        months, action = wanted[f"{entity}_months"], wanted[f"{entity}_action"]
        if kept[entity].is_default or (kept[entity].months, kept[entity].action) != (
            months,
            action,
        ):
            _set(entity, months, action, by=by, now=now)


def _set(entity: str, months: int, action: str, *, by: Viewer, now: datetime) -> None:
    row = db.session.scalar(sa.select(RetentionRule).where(RetentionRule.entity == entity))
    if row is None:
        row = RetentionRule(entity=entity)
        db.session.add(row)
    row.months, row.action = months, action
    publish(RetentionRuleSet(occurred_at=now, by=by, entity=entity, months=months, action=action))
