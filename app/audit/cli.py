"""flask retention: what is due to be deleted, by hand."""

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from app.audit import night, sweeping
from app.audit.retention import due
from app.carriers.models import Carrier
from app.core import clock
from app.core.db import transaction
from app.core.tenancy import carrier_opened

retention = AppGroup("retention", help="How long data are kept.")


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="Only say what is due; by number, without names.")
def run(dry_run: bool) -> None:
    """Delete what is due now in every carrier; the reminder worker does it each night."""
    with transaction() as session:
        carriers = list(session.execute(sa.select(Carrier.id, Carrier.name).order_by(Carrier.id)))
    for carrier_id, name in carriers:
        with carrier_opened(carrier_id):
            click.echo(f"{name}: {_said_due() if dry_run else _said_done()}")
    if not dry_run:
        sweeping.scrub()


def _said_due() -> str:
    waiting = due(clock.today())
    lines = [
        f"\n  client {one.client_id}: {one.entity}, {one.action}"
        f"{', held back' if one.is_held else ''} (since {one.since})"
        for one in waiting
    ]
    return f"{len(waiting)} due{''.join(lines)}"


def _said_done() -> str:
    done = night.run(clock.now())
    return f"{done.records} records, {done.parts} parts deleted or made anonymous, {done.held} held"
