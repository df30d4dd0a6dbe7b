"""flask keys, flask backup, flask restore: for the operator, in one clear sentence each."""

import sys
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from app.core import clock, crypto, keyfile
from app.safekeeping import backup as backing_up
from app.safekeeping import restore as restoring
from app.safekeeping import rotation
from app.safekeeping.files import CannotKeep, keys_beside

keys = AppGroup("keys", help="The keys that seal clients' fields.")


@keys.command("rotate")
def rotate() -> None:
    """Give every client new keys while the system runs; goes on where it was stopped."""
    path = crypto.ring().path
    try:
        with keyfile.changing(path):
            is_new = rotation.begin(path)
            newest = crypto.ring().newest
            click.echo(f"{'New key' if is_new else 'Going on with key'} {newest.name}.")
            with click.progressbar(length=rotation.count_left(), label="clients") as bar:
                outcome = rotation.run(bar.update)
    except keyfile.Unusable as why:
        raise click.ClickException(str(why)) from why
    click.echo(f"{outcome.fields} fields of {outcome.clients} clients are sealed with new keys.")
    for place in outcome.damaged:
        click.echo(f"{place} does not open and was left: enter it again or empty it.", err=True)
    if outcome.left:
        click.echo(f"{outcome.left} clients still need the old key: run this again.", err=True)
        sys.exit(1)
    if len(crypto.ring().keys) > 1:
        click.echo(
            "The old key stays in the file for pages that are open: take it out tomorrow with "
            "`flask keys retire`. Backups made until now need it: make a new one."
        )


@keys.command("retire")
@click.option("--now", "at_once", is_flag=True, help="Do not wait for open pages: a key leaked.")
def retire(at_once: bool) -> None:
    """Take keys out of the file that nothing needs any more."""
    path = crypto.ring().path
    try:
        with keyfile.changing(path):
            gone = rotation.retire(path, at_once=at_once, now=clock.now())
    except keyfile.Unusable as why:
        raise click.ClickException(str(why)) from why
    names = ", ".join(key.name for key in gone)
    click.echo(f"Taken out: {names}." if gone else "There is one key, and it is in use.")


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Copy the running system into FILE, and the clients' keys into FILE.keys."""
    try:
        rows = backing_up.make(file.absolute(), now=clock.now(), tell=_tell)
    except CannotKeep as why:
        raise click.ClickException(str(why)) from why
    click.echo(f"{rows} rows are in {file} and {keys_beside(file)}.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--keys", type=click.Path(path_type=Path), help="Instead of FILE.keys.")
@click.option("--without-keys", is_flag=True, help="Give up all sealed fields.")
@click.option("--replace", is_flag=True, help="Replace what is in the database.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@with_appcontext
def restore(file: Path, keys: Path | None, without_keys: bool, replace: bool, yes: bool) -> None:
    """Bring the backup FILE into an empty database, at whatever migration it was made."""

    def ask(people: int, made: datetime) -> bool:
        if not replace:
            raise CannotKeep(
                f"There are {people} people in this database. Name an empty one, or say --replace."
            )
        question = f"Replace everything about {people} people by the state of {made:%Y-%m-%d %H:%M}"
        return yes or click.confirm(f"{question} UTC?")

    chosen = None if without_keys else (keys or keys_beside(file)).absolute()
    try:
        done = restoring.restore(file.absolute(), chosen, ask=ask, tell=_tell, now=clock.now())
    except CannotKeep as why:
        raise click.ClickException(str(why)) from why
    click.echo(f"{done.rows} rows of {done.made:%Y-%m-%d %H:%M} UTC are back, all counted.")
    click.echo(f"{done.erased} clients had been erased since and are gone again.")


def _tell(table: str, number: int, total: int) -> None:
    """Show how far it is, on a terminal alone."""
    if sys.stderr.isatty():
        end = number == total
        click.echo(f"\r{number} of {total} tables: {table:<30}", nl=end, err=True)
