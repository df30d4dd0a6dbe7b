"""Put right what a client called wrong: master data; steps and appointments have their pages."""

from datetime import datetime
from typing import Any

from app.audit.events import DataCorrected
from app.caseload.models import Client
from app.core.access import Viewer
from app.core.db import db
from app.core.events import publish
from app.people.models import Person

# Table and column -> the field of the form that reads it.
FIELDS = {
    ("client", "given_name"): "given_name",
    ("client", "family_name"): "family_name",
    ("client", "birth_year"): "birth_year",
    ("client", "municipality_ags"): "municipality_ags",
    ("client", "reading"): "reading",
    ("client", "interpreter_need"): "interpreter_need",
    ("person", "call_name"): "call_name",
    ("person", "ui_language"): "language",
}


def current(client: Client, table: str, column: str) -> Any:
    """What stands there now."""
    return getattr(_row(client, table), column)


def correct(
    client: Client, table: str, column: str, value: Any, *, by: Viewer, now: datetime
) -> None:
    """Write the right value; the same value again changes nothing."""
    row = _row(client, table)
    if getattr(row, column) == value:
        return
    setattr(row, column, value)
    publish(DataCorrected(occurred_at=now, by=by, client_id=client.id, table=table, column=column))


def _row(client: Client, table: str) -> Client | Person:
    return client if table == "client" else db.session.get_one(Person, client.person_id)
