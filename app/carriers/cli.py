"""flask towns: the municipalities there are."""

import csv
from pathlib import Path

import click
from flask.cli import AppGroup

from app.carriers.models import Municipality
from app.core.db import db, transaction

# Keys and names of the municipalities of Baden-Württemberg with the middle of their places; where
# they come from and under which licence says the page of sources.
FILE = Path(__file__).with_name("municipalities.csv")

towns = AppGroup("towns", help="Municipalities: key, name, district, where they lie.")


@towns.command("load")
@click.argument("keys", nargs=-1, metavar="[KEY]...")
def load(keys: tuple[str, ...]) -> None:
    """Add the municipalities of these districts (keys of 5 digits), or of the whole state.

    What is there keeps its name; where nobody knew its place, the place is added.
    """
    rows = [row for row in _rows() if not keys or row["ags"].startswith(keys)]
    if not rows:
        raise click.ClickException("There is no municipality with such a key.")
    with transaction():
        added = sum(_add(row) for row in rows)
    click.echo(f"{added} added, {len(rows) - added} were there")


def _rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _add(row: dict[str, str]) -> bool:
    """True when it is new."""
    place = {name: float(row[name]) for name in ("latitude", "longitude")}
    found = db.session.get(Municipality, row["ags"])
    if found is None:
        db.session.add(Municipality(**{**row, **place}))
        return True
    if found.latitude is None or found.longitude is None:
        found.latitude, found.longitude = place["latitude"], place["longitude"]
    return False
