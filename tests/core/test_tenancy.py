"""The first wall: no carrier, no rows; another carrier's rows are neither read nor written."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.caseload.models import Client, Household
from app.core import clock
from app.core.db import db, transaction
from app.core.reading import ask, read
from app.core.tenancy import NoCarrier, carrier_opened, current_carrier, find_carrier, open_carrier
from tests.cast import Member


def carrier_of(member: Member) -> int:
    """The carrier this member belongs to."""
    carrier_id = member.grant.carrier_id
    assert carrier_id is not None
    return carrier_id


def names() -> set[str]:
    """Given names of all clients that can be read now."""
    return set(db.session.scalars(sa.select(Client.given_name)))


def test_without_a_carrier_nothing_is_touched(selam: Member) -> None:
    with pytest.raises(NoCarrier):
        names()
    with pytest.raises(NoCarrier):
        db.session.execute(sa.update(Client).values(given_name="x"))
    with pytest.raises(NoCarrier), transaction() as session:
        session.add(Household(label="x"))


def test_a_carrier_sees_its_own_rows_alone(selam: Member, yonas: Member) -> None:
    for member in (selam, yonas):
        with carrier_opened(carrier_of(member)):
            assert names() == {member.person.call_name}
            joined = sa.select(Household.id, Client.id).join(Client, sa.true())
            assert db.session.execute(joined).all() == []


def test_what_is_only_read_stands_behind_the_same_wall(selam: Member, yonas: Member) -> None:
    joined = sa.select(Client.given_name).where(
        Client.id.in_(sa.select(Client.id).cte("all_of_them").select())
    )
    with pytest.raises(NoCarrier):
        read(joined)
    with pytest.raises(NoCarrier):
        ask(joined)
    for member in (selam, yonas):
        with carrier_opened(carrier_of(member)):
            for found in (read(joined), ask(joined)):
                assert [row._asdict() for row in found] == [{"given_name": member.person.call_name}]


def test_another_carriers_rows_are_not_changed(selam: Member, yonas: Member) -> None:
    with carrier_opened(carrier_of(selam)):
        with transaction() as session:
            session.execute(sa.update(Client).values(family_name="Changed"))
        foreign = Household(carrier_id=carrier_of(yonas), label="x")
        with pytest.raises(NoCarrier, match="another carrier"), transaction() as session:
            session.add(foreign)
    with carrier_opened(carrier_of(yonas)):
        assert db.session.scalars(sa.select(Client.family_name)).all() == ["K."]


def test_carriers_open_one_after_the_other(app: Flask) -> None:
    assert find_carrier() is None
    open_carrier(1)
    with carrier_opened(2):
        assert current_carrier() == 2
    assert current_carrier() == 1
    open_carrier(None)
    with pytest.raises(NoCarrier):
        current_carrier()


@pytest.mark.postgresql_only
@pytest.mark.parametrize("was_told_lately", [True, False])
def test_a_transaction_without_a_carrier_sees_nobody_on_whatever_connection(
    selam: Member, monkeypatch: pytest.MonkeyPatch, was_told_lately: bool
) -> None:
    """Lately told the time, it says nothing at its beginning; the connection just had a carrier."""
    monkeypatch.setattr(clock, "was_told_lately", lambda: was_told_lately)
    every = sa.text("SELECT count(*) FROM client")
    with carrier_opened(carrier_of(selam)):
        assert db.session.scalar(every) == 1
        db.session.rollback()
    assert db.session.scalar(every) == 0
    db.session.rollback()
