"""Every column is classified: about a person (what for, on which ground, who sees it) or not."""

from collections.abc import Iterable

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.erasing import blanked
from app.core.db import Base
from app.core.kinds import ENTITIES, KINDS
from app.core.personal import Inventory, Table, forbidden, inventory
from app.inventory import PERSONAL


def unclassified(metadata: sa.MetaData, listed: Inventory) -> list[str]:
    """Columns nobody has said anything about, and entries for columns that do not exist."""
    said = []
    for table in metadata.tables.values():
        entry = listed.tables.get(table.name)
        if entry is None:
            said.append(f"{table.name}: add it to PERSONAL of its feature's personal.py")
            continue
        said += [
            f"{table.name}.{column}: shown, held or plain in its feature's personal.py?"
            for column in [c.name for c in table.columns]
            if not entry.knows(column)
        ]
        named = (*entry.shown, *entry.held, *entry.plain)
        said += [f"{table.name}.{c}: no such column" for c in named if c not in table.c]
        said += [f"{table.name}.{c}: named twice" for c in named if named.count(c) > 1]
    return said


def unreached(metadata: sa.MetaData, listed: Inventory) -> list[str]:
    """Tables that lead to a client while the export and deletion do not know the way."""
    leads = {"client"}
    for _ in metadata.tables:
        leads |= {
            table.name
            for table in metadata.tables.values()
            for key in table.foreign_key_constraints
            if key.referred_table.name in leads
        }
    tables = listed.tables
    missing = {name for name in leads if name not in tables or tables[name].reach is None}
    missing |= {one.name for one in listed.tables.values() if one.shown and one.reach is None}
    return [f"{name}: it belongs to a client, `reach` says how" for name in sorted(missing)]


def never_stored(columns: Iterable[str]) -> list[str]:
    """Columns whose names say something that is never stored."""
    return [name for name in columns if forbidden(name.split(".")[1])]


def test_every_column_is_classified(app: Flask) -> None:
    said = unclassified(Base.metadata, inventory())
    assert not said, "\n".join(said)


def test_every_way_to_a_client_is_known(app: Flask) -> None:
    said = unreached(Base.metadata, inventory())
    assert not said, "\n".join(said)


def test_each_kind_has_one_purpose_one_ground_and_somebody_who_sees_it(app: Flask) -> None:
    for kind in KINDS:
        assert kind.words
        assert kind.seen_by
        assert kind.purpose.words
        assert kind.purpose.basis.law
        assert kind.entity in (*ENTITIES, "")
    kinds = [entry.kind_of(c) for entry in PERSONAL for c in (*entry.shown, *entry.held)]
    assert None not in kinds
    assert len({kind.key for kind in KINDS}) == len(KINDS)


def test_what_is_never_stored_has_no_column() -> None:
    about_people = (f"{t.name}.{c}" for t in PERSONAL for c in (*t.shown, *t.held))
    assert never_stored(about_people) == []


def not_emptied(metadata: sa.MetaData, listed: Inventory) -> list[str]:
    """Columns that cannot be emptied when a row is made anonymous."""
    return [
        f"{entry.name}.{name}: name it in `counted`, or let it be empty"
        for entry in listed.reached
        for name in blanked(entry)
        if not metadata.tables[entry.name].c[name].nullable
        and not isinstance(metadata.tables[entry.name].c[name].type, sa.Text | sa.JSON)
    ]


def test_what_is_not_counted_can_be_emptied(app: Flask) -> None:
    said = not_emptied(Base.metadata, inventory())
    assert not said, "\n".join(said)
    counted = Table(name="step", kind=KINDS[0], reach=("client_id", "client.id"), counted=("id",),
                    held=("version",))  # fmt: skip
    assert not_emptied(Base.metadata, Inventory([counted]))


@pytest.mark.parametrize(
    "column", ["client.religion", "client.birth_date", "step.diagnosis", "person.email"]
)
def test_a_planted_column_that_is_never_stored_is_caught(column: str) -> None:
    assert never_stored([column]) == [column]


def planted() -> sa.MetaData:
    """Two tables; the second belongs to a client of the first."""
    metadata = sa.MetaData()
    sa.Table("client", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table(
        "diary",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("client_id", sa.ForeignKey("client.id")),
        sa.Column("text", sa.Text),
    )
    return metadata


def test_planted_faults_are_caught() -> None:
    kind = KINDS[0]
    client = Table(name="client", kind=kind, reach=("id", "client.id"))
    way = ("client_id", "client.id")
    whole = Table(name="diary", kind=kind, reach=way, held=("client_id",), shown={"text": "Text"})
    assert unclassified(planted(), Inventory([client, whole])) == []
    assert unreached(planted(), Inventory([client, whole])) == []
    faults = (
        Table(name="diary", kind=kind, reach=way, held=("client_id",)),  # text is not named
        Table(name="diary", reach=way, held=("client_id",), shown={"text": "Text"}),  # no kind
        Table(name="diary", kind=kind, reach=way, held=("client_id", "text", "gone")),
        Table(name="diary", kind=kind, reach=way, held=("client_id", "text"), plain=("text",)),
    )
    for fault in faults:
        assert unclassified(planted(), Inventory([client, fault])), fault
    assert unclassified(planted(), Inventory([client]))
    lost = Table(name="diary", kind=kind, held=("client_id",), shown={"text": "Text"})
    assert unreached(planted(), Inventory([client, lost]))
