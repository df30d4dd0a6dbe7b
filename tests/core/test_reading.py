"""Statements built once run in the transaction of their request, whichever it is by now."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db, transaction
from app.core.reading import read
from app.people.models import Person
from tests.cast import Member

_NAMES = sa.select(Person.call_name)


def _names() -> set[str]:
    return {row.call_name for row in read(_NAMES)}


def _rename(name: str) -> None:
    with transaction() as session:
        session.execute(sa.update(Person).values(call_name=name))


def _fail_to_rename(name: str) -> None:
    with transaction() as session:
        session.execute(sa.update(Person).values(call_name=name))
        assert _names() == {name}  # inside, before it is undone
        raise ZeroDivisionError


@pytest.mark.parametrize("is_asked_for", [True, False])
def test_reading_goes_on_with_each_change(app: Flask, selam: Member, is_asked_for: bool) -> None:
    db.session.rollback()
    with app.test_request_context("/home") if is_asked_for else app.app_context():
        assert selam.person.call_name in _names()
        _rename("Other")
        assert _names() == {"Other"}
        with pytest.raises(ZeroDivisionError):
            _fail_to_rename("Third")
        assert _names() == {"Other"}
        _rename("Fourth")
        assert _names() == {"Fourth"}
        db.session.remove()
        assert _names() == {"Fourth"}
        db.session.remove()
