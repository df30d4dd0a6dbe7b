"""perf_17: what each page asks is found by an index, however much there is.

No rows are needed for that: SQLite is told that each table holds a million of four carriers, and
then says of every prepared statement how it would look for its rows.
"""

import re
import sqlite3
from collections.abc import Iterator
from weakref import WeakKeyDictionary

import pytest

from app.core import reading
from app.core.db import db
from tests.bench import stage

pytestmark = [pytest.mark.perf_17, pytest.mark.sqlite_only]

ROWS, CARRIERS, TOGETHER = 1_000_000, 4, 20  # rows; of one carrier's, of one client or step, ...
# Tables that stay small: they may be read from the first row to the last.
SMALL = {"carrier", "directory_stamp", "municipality"}
UNIQUE = {"id", "uid", "public_id", "token_hash", "op_id"}
_STEP = re.compile(r"(SCAN|SEARCH) (\w+?)(?:_\d+)?(?= |$)(.*)")


def connection() -> sqlite3.Connection:
    """The driver's own connection, whose planner is asked."""
    found = db.engine.raw_connection().driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found


def pretend(to: sqlite3.Connection) -> None:
    """Write down figures as ANALYZE would find them among very many rows."""
    to.execute("ANALYZE")
    to.execute("DELETE FROM sqlite_stat1")
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for (table,) in to.execute(tables).fetchall():
        rows = 100 if table in SMALL else ROWS
        told = [(None, str(rows))]
        for _, index, is_unique, *_ in to.execute(f"PRAGMA index_list('{table}')").fetchall():
            columns = [column for *_, column in to.execute(f"PRAGMA index_info('{index}')")]
            left = list(remaining(rows, columns, is_unique=bool(is_unique)))
            told.append((index, f"{rows} {' '.join(map(str, left))}"))
        to.executemany("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", [(table, *one) for one in told])
    to.commit()


def remaining(rows: int, columns: list[str | None], *, is_unique: bool) -> Iterator[int]:
    """How many rows are left when the first columns of an index are given."""
    left = rows
    for number, column in enumerate(columns, 1):
        if column in UNIQUE or (is_unique and number == len(columns)):
            left = 1
        elif column == "carrier_id":
            left //= CARRIERS
        elif column == "thread" or (column or "").endswith("_id"):
            left = min(left, TOGETHER)
        else:
            left //= 10
        yield max(1, left)


def slow_steps(words: str, values: dict[str, None], to: sqlite3.Connection) -> list[str]:
    """Where a statement would read a whole table, or all rows of a carrier."""
    found = []
    for *_, told in to.execute(f"EXPLAIN QUERY PLAN {words}", values):
        step = _STEP.match(told)
        if step is None or step[2] not in db.metadata.tables or step[2] in SMALL:
            continue
        if step[1] == "SCAN" or step[3].endswith("(carrier_id=?)"):
            found.append(told)
    return found


def prepared() -> Iterator[tuple[str, dict[str, None]]]:
    """The words of each statement that was asked, with nothing for each of its open values."""
    for known in reading._prepared.values():
        if one := known.get("sqlite"):
            yield one._words, dict.fromkeys(name for name, _, _ in one._open)


def test_a_page_builds_few_tables_of_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite builds one for each list of three words, each order and each part it keeps aside, and
    clears two pages of memory for it. Home once needed 28 of them, the plan 15.
    """
    with stage.application() as app:
        selam = stage.busy_client()
        phone = stage.signed_in(app, selam)
        for page, most in (("/home", 16), ("/plan", 8)):
            monkeypatch.setattr(reading, "_prepared", WeakKeyDictionary())
            assert phone.get(page).status_code == 200
            assert sum(map(built_for, prepared())) <= most, page
        assert built_for(("SELECT 1 FROM step WHERE state IN ('open', 'done', 'new')", {})) == 1


def built_for(asked: tuple[str, dict[str, None]]) -> int:
    """How many tables SQLite builds to answer this, and forgets again."""
    words, values = asked
    steps = connection().execute(f"EXPLAIN {words}", values).fetchall()
    return sum(step[1] == "OpenEphemeral" for step in steps)


def test_no_statement_of_a_page_reads_a_whole_table_or_carrier(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Only what these pages ask: other tests in this process read as they like.
    monkeypatch.setattr(reading, "_prepared", WeakKeyDictionary())
    with stage.application() as app:
        selam = stage.busy_client()
        assert selam.manager is not None
        assert selam.client is not None
        pretend(connection())
        db.session.remove()
        db.engine.dispose()  # a connection keeps the planner's figures it began with
        record = f"/desk/clients/{selam.client.id}"
        hers = ("/home", "/plan", "/appointments", "/offers", "/offers/saved", "/offline/pack")
        for member, pages in ((selam, hers), (selam.manager, ("/desk", "/desk/clients", record))):
            browser = stage.signed_in(app, member)
            assert {page: browser.get(page).status_code for page in pages} == dict.fromkeys(
                pages, 200
            )
        asked, to = list(prepared()), connection()
        slow = {words: steps for words, values in asked if (steps := slow_steps(words, values, to))}
        assert slow == {}
        assert len(asked) > 10
        assert slow_steps("SELECT id FROM client WHERE given_name = ''", {}, to)
        assert slow_steps("SELECT id FROM step WHERE carrier_id = 1", {}, to)
