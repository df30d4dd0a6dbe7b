"""flask offers: files in and out."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from app.carriers.models import Municipality
from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db, transaction
from app.core.i18n import DEFAULT, german
from app.exchange import intake
from app.exchange.counting import Tally
from app.exchange.entries import Rejected
from app.exchange.formats import READERS
from app.exchange.packages import PARTS
from app.exchange.reading import Reading, Unreadable

offers = AppGroup("offers", help="The directory of offers: files in and out.")


@offers.command("import")
@click.argument("format_", metavar="FORMAT", type=click.Choice(list(READERS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--municipality", "ags", required=True, help="Key (AGS) of who looks after them.")
@click.option("--language", help="Code of the language of the file's texts.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of the rows.")
def import_(format_: str, file: Path, ags: str, language: str | None, dry_run: bool) -> None:
    """Take the whole list in FILE in: what is new in it, what changed, what is gone.

    Exits with 1 when a row was rejected. The other rows are written all together or not at all.
    """
    try:
        reading = READERS[format_](file.read_bytes(), language)
    except Unreadable as why:
        raise click.ClickException(str(why.words)) from why
    _demand_town(ags)
    tally, rejected = _taken(reading, ags=ags, format_=format_, dry_run=dry_run)
    click.echo(", ".join(f"{name} {count}" for name, count in vars(tally).items()))
    for one in rejected:
        about = f" ({one.about})" if one.about else ""
        click.echo(f"row {one.position} {one.source_id}: {german(one.reason)}{about}", err=True)
    sys.exit(bool(rejected))


def _demand_town(ags: str) -> None:
    if db.session.get(Municipality, ags) is None:
        raise click.ClickException(f"There is no municipality with the key {ags}.")


def _taken(
    reading: Reading, *, ags: str, format_: str, dry_run: bool
) -> tuple[Tally, list[Rejected]]:
    if dry_run:
        return intake.look_through(reading, ags=ags, format_=format_)
    with transaction():
        return intake.take_at_once(
            reading, ags=ags, format_=format_, by=SYSTEM, now=clock.now(), told=_tell
        )


def _tell(done: int) -> None:
    """Show how far it is, where somebody looks on."""
    if sys.stderr.isatty():
        click.echo(f"\r{done}", nl=False, err=True)


@offers.command("export")
@click.argument("format_", metavar="FORMAT", type=click.Choice(["hsds"]))
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def export(format_: str, folder: Path) -> None:
    """Write all public offers to DIR as HSDS 3.0: one JSON file for each kind of thing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, part in PARTS.items():
        count = _write(folder / f"{name}.json", part())
        click.echo(f"{count} {name}")


def _write(path: Path, rows: Iterable[Any]) -> int:
    """A JSON list, row by row; nobody ever finds half of it under its name."""
    count = 0
    unfinished = path.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as file:
        for count, row in enumerate(rows, 1):
            file.write("[\n" if count == 1 else ",\n")
            file.write(json.dumps(row, ensure_ascii=False))
        file.write("\n]\n" if count else "[]\n")
    unfinished.replace(path)
    return count
