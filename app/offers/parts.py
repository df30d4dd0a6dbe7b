"""What hangs on offers, for any number of them in one statement each."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

import sqlalchemy as sa

from app.core.db import Base, db

Row = TypeVar("Row", bound=Base)


def parts_of(
    model: type[Row], offer_ids: Collection[uuid.UUID | None], *order: Any
) -> Mapping[uuid.UUID, list[Row]]:
    """Rows of these offers, by offer; one without any has an empty list."""
    found: dict[uuid.UUID, list[Row]] = defaultdict(list)
    columns: Any = model
    for row in db.session.scalars(
        sa.select(model).where(columns.offer_id.in_(offer_ids)).order_by(*order)
    ):
        found[row.offer_id].append(row)  # type: ignore[attr-defined]  # all of these have it
    return found
