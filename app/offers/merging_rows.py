"""What hangs on an offer elsewhere follows it into another one, carrier by carrier, and back."""

import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.carriers.models import Carrier
from app.core.db import Base, db
from app.core.tenancy import carrier_opened


@dataclass(frozen=True)
class Moving:
    """A table whose rows follow: how a row is named, and of what an offer has one only."""

    key: str = "id"
    apart: str = ""


# Siblings are named by their tables: a feature does not import what stands beside it.
MOVES = {
    "bookmark": Moving(apart="client_id"),
    "intake_entry": Moving(),
    "offer_shown_in": Moving(key="area_ags", apart="area_ags"),
    "offer_suggestion": Moving(),
    "referral": Moving(),
    "shared_offer_answer": Moving(key="area_ags", apart="area_ags"),
    "step": Moving(),
}
# Parts that stay with the entry that goes; its translations have rules of their own.
STAYS = frozenset({
    "contact", "cost_option", "location", "offer_apart", "offer_change", "offer_confirmation",
    "offer_ending", "offer_issue", "offer_language", "offer_likeness", "offer_move",
    "offer_search", "offer_term", "phone", "required_document", "schedule", "translation",
    "translation_claim",
})  # fmt: skip


def move_rows(gone: uuid.UUID, kept: uuid.UUID) -> dict[str, list[Any]]:
    """Let rows follow and return their keys by table; what the other one has already stays."""
    moved: dict[str, list[Any]] = {}
    for name, rule in MOVES.items():
        table = Base.metadata.tables[name]
        condition = table.c.offer_id == gone
        if rule.apart:
            had = sa.select(table.c[rule.apart]).where(table.c.offer_id == kept)
            condition &= table.c[rule.apart].not_in(had)
        moved[name] = _follow(table, rule, condition, to=kept)
    return moved


def move_back(moved: dict[str, list[Any]], *, to: uuid.UUID, out_of: uuid.UUID) -> None:
    """Let the same rows go back, but those that were led elsewhere since."""
    for name, keys in moved.items():
        table, rule = Base.metadata.tables[name], MOVES[name]
        condition = table.c[rule.key].in_(keys) & (table.c.offer_id == out_of)
        _follow(table, rule, condition, to=to)


def _follow(
    table: sa.Table, rule: Moving, condition: sa.ColumnElement[bool], *, to: uuid.UUID
) -> list[Any]:
    """Update these rows; a carrier's own only while it is open."""
    if "carrier_id" not in table.c:
        return _update(table, rule, condition, to)
    found: list[Any] = []
    for carrier_id in db.session.scalars(sa.select(Carrier.id).order_by(Carrier.id)).all():
        with carrier_opened(carrier_id):
            found += _update(table, rule, condition & (table.c.carrier_id == carrier_id), to)
    return found


def _update(
    table: sa.Table, rule: Moving, condition: sa.ColumnElement[bool], to: uuid.UUID
) -> list[Any]:
    keys = list(db.session.scalars(sa.select(table.c[rule.key]).where(condition)))
    if keys:
        db.session.execute(sa.update(table).where(condition).values(offer_id=to))
    return keys
