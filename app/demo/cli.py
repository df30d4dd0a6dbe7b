"""flask demo: build the demo town, and open it for a run."""

import click
from flask.cli import AppGroup

from app.core import clock
from app.core.db import transaction
from app.demo import entries, links, town
from app.demo.entries import DemoPerson

CLIENTS, SEED = 48, 1

demo = AppGroup("demo", help="The demo town: invented people in real places.")


@demo.command("load")
@click.option("--clients", default=CLIENTS, show_default=True, type=click.IntRange(1, 5000))
@click.option("--seed", default=SEED, show_default=True, type=int)
@click.option("--json", "wants_json", is_flag=True, help="Print people and links as JSON.")
def load(clients: int, seed: int, wants_json: bool) -> None:
    """Build the demo town in an empty database; the same seed builds the same town."""
    if not entries.is_empty_town():
        raise click.ClickException(
            "There are people in this database. The demo town is only built in an empty one: "
            "name another with SCHRITTWEISE_DATABASE_URL, or delete instance/schrittweise.db."
        )
    _show(town.load(clients=clients, seed=seed), wants_json=wants_json)


@demo.command("open")
@click.option("--json", "wants_json", is_flag=True, help="Print people and links as JSON.")
def open_town(wants_json: bool) -> None:
    """Print new entry links; build the town first when the database is empty."""
    if entries.is_empty_town():
        people = town.load(clients=CLIENTS, seed=SEED)
    else:
        with transaction():
            people = entries.renew(now=clock.now())
    _show(people, wants_json=wants_json)


def _show(people: list[DemoPerson], *, wants_json: bool) -> None:
    click.echo(links.as_json(people) if wants_json else "\n".join(links.as_lines(people)))
