"""The history of an offer as HSDS metadata, there and back.

An id follows from what it says: so a file shows which entries we wrote ourselves, and only of these
the name of who changed something is believed to be a circle's, never a person's.
"""

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from app.exchange.entries import Past
from app.exchange.hsds_values import Row, line_of, rows_of, text_of
from app.exchange.reading import NotTaken
from app.exchange.taxonomies import SPACE

# Whose former values are told to nobody: a number that was taken back stays taken back.
_SILENT = frozenset({"phone", "phones", "contact", "contacts", "organization"})


def told(history: Iterable[Past], service_id: str) -> list[dict[str, Any]]:
    """These changes as the standard has them."""
    before: Counter[str] = Counter()
    return [_with_id(_said(one), service_id, before) for one in history]


def _said(one: Past) -> dict[str, str]:
    is_silent = one.field in _SILENT
    return {
        "resource_type": "service",
        "last_action_date": one.on.isoformat(),
        "last_action_type": "update",
        "field_name": one.field,
        "previous_value": "" if is_silent else one.before,
        "replacement_value": "" if is_silent else one.after,
        "updated_by": one.circle,
    }


def _with_id(said: Mapping[str, str], service_id: str, before: Counter[str]) -> dict[str, str]:
    """The same with its id; what was done twice on one day has two."""
    text = json.dumps(said, sort_keys=True)
    key = uuid.uuid5(SPACE, f"metadata/{service_id}/{before[text]}/{text}")
    before[text] += 1
    return {"id": str(key), "resource_id": service_id, **said}


def read(row: Row, service_id: str) -> tuple[tuple[Past, ...], list[str]]:
    """The changes of a service that a file tells of, and what of them could not be taken over."""
    try:
        rows = rows_of(row, "metadata")
        return tuple(_pasts(rows, service_id)), []
    except (NotTaken, ValueError):
        return (), ["metadata"]  # because: an offer is worth more than its history


def _pasts(rows: Iterable[Row], service_id: str) -> Iterator[Past]:
    before: Counter[str] = Counter()
    for one in rows:
        is_change = line_of(one, "last_action_type") == "update" and line_of(one, "field_name")
        if line_of(one, "resource_type") != "service" or not is_change:
            continue
        made = Past(
            field=line_of(one, "field_name"),
            before=text_of(one, "previous_value"),
            after=text_of(one, "replacement_value"),
            circle=line_of(one, "updated_by"),
            on=date.fromisoformat(line_of(one, "last_action_date")[:10]),
        )
        is_ours = _with_id(_said(made), service_id, before)["id"] == line_of(one, "id")
        yield made if is_ours else Past(**{**vars(made), "circle": ""})
