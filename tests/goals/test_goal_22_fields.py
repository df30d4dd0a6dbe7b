"""goal_22, every sealed field there is: no plain text anywhere, no value opens in another row.

The rows are made by canaries.plant(): a new sealed field is asked about without a line here.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.cipher import Unreadable
from app.core.db import db, transaction
from app.core.sealed import FIELDS, Sealed
from app.core.tenancy import carrier_opened
from app.safekeeping.files import keys_beside
from tests.cast import Member
from tests.goals import canaries, keeping
from tests.safekeeping import scene

pytestmark = pytest.mark.goal_22


def fields() -> list[tuple[Any, Sealed]]:
    """Model and field of everything that is sealed."""
    return [(owner, field) for owner, found in FIELDS.items() for field in found]


def word(tag: str, owner: Any, field: Sealed) -> str:
    """What is planted in a field of one client."""
    return canaries.word(tag, owner.__tablename__, field.column)


@pytest.fixture
def planted(app: Flask, selam: Member, rojin: Member) -> Iterator[None]:
    """Two clients of one carrier with a canary in every sealed field."""
    assert selam.client is not None
    with carrier_opened(selam.client.carrier_id):
        with transaction():
            canaries.plant(selam, "own")
            canaries.plant(rojin, "other")
        yield


def test_no_sealed_field_is_found_in_plain(app: Flask, planted: None, tmp_path: Path) -> None:
    with transaction() as session:  # opened once more, so that nothing is missing for want of rows
        for owner, field in fields():
            texts = [getattr(row, field.name) for row in session.scalars(sa.select(owner))]
            assert {word("own", owner, field), word("other", owner, field)} <= set(texts)
    backup = tmp_path / "one.backup"
    done = scene.run(app, "backup", str(backup))
    assert done.exit_code == 0, done.output
    wanted = [keeping.spellings(word("own", *one)).pattern for one in fields()]
    pattern = re.compile(b"|".join(wanted))
    places = (*keeping.files_of(app), *keeping.files(backup, keys_beside(backup)))
    assert [name for name, held in places if pattern.search(held)] == []
    control = keeping.spellings("Kanariown-step-own_words")
    assert any(control.search(held) for _, held in keeping.files_of(app)), "the search finds"


def test_no_sealed_value_opens_in_another_row(planted: None) -> None:
    for owner, field in fields():
        with transaction() as session:
            session.expire_all()
            rows = list(session.scalars(sa.select(owner).where(field.sealed.is_not(None))))
            values = [getattr(row, field.column) for row in rows]
            assert len(set(values)) == len(rows) >= 2
            for row, value in zip(rows, [*values[1:], values[0]], strict=True):
                own = sa.update(owner).where(owner.id == row.id).values({field.column: value})
                session.execute(own.execution_options(synchronize_session=False))
            session.expire_all()
            for row in rows:
                with pytest.raises(Unreadable):
                    getattr(row, field.name)
            session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(fields()[0][0])) == 2
