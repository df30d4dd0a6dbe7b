"""flask offers: files in and out."""

import sys
from dataclasses import replace
from pathlib import Path

import click
from flask.cli import AppGroup

from app.carriers.models import Municipality
from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db, transaction
from app.core.i18n import speaking
from app.exchange import intake
from app.exchange.counting import Tally
from app.exchange.entries import Rejected
from app.exchange.exporting import export
from app.exchange.readers import READERS
from app.exchange.reading import IN_PART, Reading, Unreadable

offers = AppGroup("offers", help="The directory of offers: files in and out.")
offers.add_command(export)


@offers.command("import")
@click.argument("format_", metavar="FORMAT", type=click.Choice(list(READERS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--municipality", "ags", required=True, help="Key (AGS) of who looks after them.")
@click.option("--language", help="Code of the language of the file's texts.")
@click.option("--source", help="Name of the list, where one municipality has several.")
@click.option("--part", is_flag=True, help="FILE is a part of the list: nothing is withdrawn.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of the rows.")
def take_in(
    format_: str,
    file: Path,
    ags: str,
    language: str | None,
    source: str | None,
    part: bool,
    dry_run: bool,
) -> None:
    """Take FILE in: what is new, what changed, what a list holds no more.

    Exits with 1 when a row was rejected. The other rows are written all together or not at all.
    """
    reading = _read(format_, file, language)
    if db.session.get(Municipality, ags) is None:
        raise click.ClickException(f"there is no municipality {ags}")
    reading = replace(reading, name=source) if source else reading
    tally, rejected = _taken(reading, ags, format_, is_whole=not part, dry_run=dry_run)
    for name, count in vars(tally).items():
        click.echo(f"{name}: {count}")
    for one in rejected:
        about = f": {one.about}" if one.about else ""
        click.echo(f"row {one.position} ({one.source_id}): {one.reason}{about}")
    for entry in reading.entries:
        if entry.warnings:
            lost = ", ".join(entry.warnings)
            click.echo(f"row {entry.position} ({entry.source_id}): {IN_PART}: {lost}")
    sys.exit(bool(rejected))


def _read(format_: str, file: Path, language: str | None) -> Reading:
    try:
        return READERS[format_](file.read_bytes(), language)
    except Unreadable as why:
        with speaking("en"):
            raise click.ClickException(str(why.words)) from why


def _taken(
    reading: Reading, ags: str, format_: str, *, is_whole: bool, dry_run: bool
) -> tuple[Tally, list[Rejected]]:
    if dry_run:
        return intake.look_through(reading, ags=ags, format_=format_, is_whole=is_whole)
    with transaction():
        return intake.take_at_once(
            reading,
            ags=ags,
            format_=format_,
            is_whole=is_whole,
            by=SYSTEM,
            now=clock.now(),
            told=lambda done: click.echo(f"{done} of {len(reading.entries)}", err=True),
        )
