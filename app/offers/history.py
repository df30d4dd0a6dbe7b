"""Every change of a field is written down with it: from what to what, and in whose name."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from app.core.db import db
from app.offers.models_hsds import OfferChange


def note(
    offer_id: uuid.UUID,
    before: Mapping[str, object],
    after: Mapping[str, object],
    *,
    circle: str,
    now: datetime,
) -> None:
    """Keep what these fields were; `circle` is a circle, an office or a source, never a person."""
    db.session.add_all(
        OfferChange(
            offer_id=offer_id,
            field_name=name,
            previous_value=as_text(before.get(name, "")),
            replacement_value=as_text(value),
            updated_by=circle,
            changed_at=now,
        )
        for name, value in after.items()
    )


def as_text(value: object) -> str:
    """One value as HSDS metadata has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value)
