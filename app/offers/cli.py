"""flask offers index: what search looks through, made anew."""

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from app.core.db import db, transaction
from app.offers.indexing import index
from app.offers.models import Offer, SearchWord
from app.offers.records import load

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
            for offer_id in keys[first : first + AT_ONCE]:
                index(load(offer_id, Offer.id == offer_id))
            session.flush()
            session.expunge_all()
    click.echo(f"{len(keys)} offers")
