"""flask commands, thin as views."""

import asyncio
import json
import sys
from dataclasses import asdict

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from app import doctor
from app.audit.cli import retention
from app.carriers.cli import towns
from app.config import Settings
from app.core import catalogues, coverage
from app.core.audiences import client_files
from app.core.db import db
from app.core.i18n import LANGUAGES
from app.exchange.cli import offers
from app.network import checks
from app.notices import worker
from app.offers.cli import index_offers
from app.people.cli import staff
from app.safekeeping.cli import backup, keys, restore


def add_commands(app: Flask, *more: click.Command) -> None:
    """Register the commands of the contract; `flask demo` lives with the demo town."""
    texts = (strings, languages)
    offers.add_command(index_offers)
    ours = (doctor_command, remind, offers, towns, retention, staff, keys, backup, restore)
    for command in (*more, *texts, *ours):
        app.cli.add_command(command)


strings = AppGroup("strings", help="The texts of the interface and their catalogues.")


@strings.command("extract")
def extract() -> None:
    """Print every text of the code as a template (.pot)."""
    click.echo(catalogues.written(catalogues.extract()), nl=False)


@strings.command("update")
def update() -> None:
    """Bring translations/*/LC_MESSAGES/messages.po up to the code; translations are kept."""
    changed = catalogues.update()
    click.echo(f"changed: {', '.join(changed)}" if changed else "nothing changed")


@strings.command("check")
def check() -> None:
    """Stop when a catalogue is stale, a needed text missing or a placeholder different."""
    texts = catalogues.extract()
    found = coverage.all_complaints(texts)
    for sentence in found:
        click.echo(sentence, err=True)
    click.echo(f"{len(texts)} texts, {len(LANGUAGES)} languages, {len(found)} complaints")
    sys.exit(bool(found))


@click.command("languages")
@click.option("--suggestions", is_flag=True, help="Print the better wordings people suggested.")
@with_appcontext
def languages(suggestions: bool) -> None:
    """Show how far each language is and how much a native speaker has checked."""
    if suggestions:
        for one in checks.suggestions():
            click.echo(json.dumps(asdict(one), ensure_ascii=False))
        return
    click.echo(f"{'code':<10}{'texts':>7}{'for clients':>13}{'checked':>9}  {'pages':<10}name")
    files = client_files()  # once: every template is read for it
    for language in LANGUAGES.values():
        counted = coverage.coverage(language, seen=files)
        checked = _checked(language.code, counted.texts)
        click.echo(
            f"{language.code:<10}{counted.share:>7}{counted.client_share:>13}"
            f"{checked:>9}  {'own' if language.is_ready else 'de-simple':<10}"
            f"{language.autonym}"
        )


def _checked(code: str, texts: int) -> str:
    """How much a native speaker has checked; translators need no database for the rest."""
    try:
        return coverage.per_cent(checks.checked(code), texts)
    except sa.exc.DBAPIError:
        db.session.rollback()
        return "?"


@click.command("doctor")
@with_appcontext
def doctor_command() -> None:
    """Look at configuration, database, keys, queue, push and clock; exit 1 when one is wrong."""
    findings = doctor.examine()
    for finding in findings:
        click.echo(finding.line)
    sys.exit(any(finding.is_wrong for finding in findings))


@click.command("remind")
@click.option("--once", is_flag=True, help="Send what is due now, then end.")
@with_appcontext
def remind(once: bool) -> None:
    """Send reminders: claim, send, record. Any number of these may run side by side."""
    settings: Settings = current_app.config["SETTINGS"]
    asyncio.run(
        worker.run(once=once, public_url=settings.public_url, push_hosts=settings.push_hosts)
    )
