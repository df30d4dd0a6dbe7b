"""What is kept of people: each column of each table is of one kind, or says nothing of anybody.

Features declare their tables in their `personal.py`, wiring.py gathers them. The export, deletion,
the page 'who sees what' and the record of processing are read from this one list.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from flask import Flask, current_app

from app.core.kinds import ACCOUNT, PHONE, Kind

# Of every table: the row's own number and the employer it belongs to.
KEYS = frozenset({"id", "carrier_id"})
# Words that no column may be made of (never stored: DOMAIN.md 8).
NEVER = frozenset({
    "religion", "faith", "ethnicity", "ethnic", "race", "sexual", "sexuality", "orientation",
    "politics", "political", "party", "asylum", "flight", "persecution", "diagnosis", "illness",
    "disease", "disability", "pregnant", "azr", "bamf", "passport", "iban", "income", "salary",
    "scan", "upload", "attachment", "email", "mail", "gps", "biometric", "fingerprint", "face",
    "voice", "birthday", "birthdate", "children", "score", "rank", "rating", "nationality",
    "citizenship", "tax", "ssn",
})  # fmt: skip
_NEVER_PAIRS = frozenset({"birth_date", "date_of_birth", "file_number", "health_detail"})

Said = Callable[[str], str | None]  # a stored word -> the msgid that says it


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table: which of its columns are about people, and how its rows lead to a client.

    `reach`: (own column, "table.column" it equals), table by table until client.id. A row that
    `stays` keeps what is `counted` when she is erased; a `shared` one goes with its last client.
    """

    name: str
    kind: Kind | None = None  # None: nothing in this table is about a person
    reach: tuple[str, str] | None = None
    shown: Mapping[str, str] = field(default_factory=dict)  # exported: column -> label (msgid)
    held: tuple[str, ...] = ()  # about a person, not exported: hashes, keys, what machines need
    plain: tuple[str, ...] = ()  # says nothing of a person
    other: Mapping[str, Kind] = field(default_factory=dict)  # columns of another kind
    words: Mapping[str, Said] = field(default_factory=dict)
    counted: tuple[str, ...] = ()  # what statistics keep when the rest is made anonymous
    contest: str = ""  # "fields": a client may say of each that it is wrong; "row": of the whole
    only: Mapping[str, str] = field(default_factory=dict)  # rows with these values alone
    title: str = ""  # msgid, heading in the export
    stays: bool = False
    shared: bool = False
    on_request: bool = False  # in her copy only once her request to know everything is answered

    def kind_of(self, column: str) -> Kind | None:
        """The kind of one column; None when it is not about a person."""
        if column in self.shown or column in self.held:
            return self.other.get(column, self.kind)
        return None

    def knows(self, column: str) -> bool:
        """True when this column is classified."""
        return column in KEYS or column in self.plain or self.kind_of(column) is not None


class Inventory:
    """All declared tables, by name."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.tables = {table.name: table for table in tables}

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]

    @property
    def reached(self) -> list[Table]:
        """Tables whose rows belong to a client."""
        return [table for table in self.tables.values() if table.reach is not None]

    def columns_of(self, kind: Kind) -> list[tuple[str, str]]:
        """Table and column of everything of one kind."""
        return [
            (table.name, column)
            for table in self.tables.values()
            for column in (*table.shown, *table.held)
            if table.kind_of(column) is kind
        ]


# The tables of this folder.
CORE = (
    Table(name="rate_bucket", kind=ACCOUNT, held=("key", "began_at", "tries")),
    Table(
        name="client_key",
        kind=PHONE,
        reach=("client_id", "client.id"),
        held=("client_id", "wrapped"),
    ),
)


def init_app(app: Flask, tables: Iterable[Table]) -> None:
    """Keep the list where the pages and the sweep find it."""
    app.extensions["personal"] = Inventory(tables)


def inventory() -> Inventory:
    """The list of this application."""
    found: Inventory = current_app.extensions["personal"]
    return found


def plain(name: str, columns: str) -> Table:
    """A table in which nothing is about a person."""
    return Table(name=name, plain=tuple(columns.split()))


def forbidden(column: str) -> bool:
    """True when the name of a column says something that is never stored."""
    return bool(NEVER & set(column.split("_"))) or any(pair in column for pair in _NEVER_PAIRS)
