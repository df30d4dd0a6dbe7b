"""flask offers index: what search looks through, made anew."""

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from app.core.db import db, transaction
from app.offers.indexing import index_many
from app.offers.models import Offer, SearchWord
from app.offers.records import load_brief

AT_ONCE = 200  # offers in one transaction: others may write in between


@click.command("index")
@with_appcontext
def index_offers() -> None:
    """Fold the words of all offers anew, after an update that folds letters in another way."""
    keys = list(db.session.scalars(sa.select(Offer.id)))
    with transaction():
        db.session.execute(sa.delete(SearchWord))
    for first in range(0, len(keys), AT_ONCE):
        with transaction() as session:
            index_many(load_brief(keys[first : first + AT_ONCE]))
            session.expunge_all()
    click.echo(f"{len(keys)} offers")
