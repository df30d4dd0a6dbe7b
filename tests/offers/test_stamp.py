"""Who comes back to a public page gets a few bytes as long as it would be the same."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import Base, db, transaction
from app.offers.models import Offer, Phone
from app.offers.stamp import TABLES
from tests.cast import Member
from tests.offers.shop import whole_offer
from tests.pages import counting

pytestmark = pytest.mark.usefixtures("tuesday")  # no slot of time ends meanwhile

Sign = Callable[[Member], FlaskClient]
# What stands there for good: they change with a release alone.
LASTING = {"municipality", "municipality_neighbour", "directory_stamp"}


def again(visitor: FlaskClient, address: str, tag: str) -> int:
    return visitor.get(address, headers={"If-None-Match": tag}).status_code


def test_what_is_the_same_is_said_in_one_statement(visitor: FlaskClient) -> None:
    offer = whole_offer("Sprachcafé")
    for address in ("/offers?topic=language_course", f"/offers/{offer.id}"):
        first = visitor.get(address)
        assert first.headers["Cache-Control"] == "no-cache"
        tag = first.headers["ETag"]
        with counting() as counted:
            same = visitor.get(address, headers={"If-None-Match": tag})
        assert (same.status_code, same.data, len(counted)) == (304, b"", 1)
        assert visitor.get(address, headers={"If-None-Match": tag}).headers["ETag"] == tag
        assert again(visitor, address, 'W/"another"') == 200
        assert again(visitor, f"{address.partition('?')[0]}?lang=ar", tag) == 200


def test_every_way_to_write_makes_it_another(visitor: FlaskClient) -> None:
    offer = whole_offer("Sprachcafé")

    def tag() -> str:
        return visitor.get("/offers").headers["ETag"]

    seen = [tag()]
    with transaction() as session:
        session.get_one(Offer, offer.id).name = "Café"
    seen.append(tag())
    with transaction() as session:
        session.add(Phone(offer_id=offer.id, number="+4971511234"))
    seen.append(tag())
    with transaction() as session:
        session.execute(sa.update(Offer).values(is_full=True))
    seen.append(tag())
    with transaction() as session:
        session.connection().execute(sa.delete(Base.metadata.tables["phone"]))
    seen.append(tag())
    assert len(set(seen)) == len(seen)
    db.session.execute(sa.update(Offer).values(is_full=False))
    db.session.rollback()
    with transaction() as session:
        session.execute(sa.select(Offer)).all()
    assert tag() == seen[-1], "what was undone or only read changed nothing"
    clock.shift(timedelta(days=1))
    assert tag() != seen[-1], "open now is no longer sure"


def test_nothing_of_the_pages_is_left_out(visitor: FlaskClient) -> None:
    """A table that a public page reads and nobody watches would leave old pages with browsers."""
    offer = whole_offer("Sprachcafé")
    with counting() as asked:
        for address in ("/offers", "/offers?q=Cafe&topic=language_course", f"/offers/{offer.id}"):
            assert visitor.get(address).status_code == 200
    read = {name for one in asked for name in re.findall(r"(?:FROM|JOIN) (\w+)", one)}
    tables = read & set(Base.metadata.tables)
    assert {"offer", "translation"} < tables
    assert tables <= TABLES | LASTING


def test_who_may_be_somebody_gets_the_page(selam: Member, signed_in: Sign) -> None:
    whole_offer("Sprachcafé")
    answer = signed_in(selam).get("/offers", headers={"If-None-Match": "*"})
    assert answer.status_code == 200
    assert "ETag" not in answer.headers
