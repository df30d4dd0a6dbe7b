"""New keys while the system runs: each client gets a new data key under a new master key.

All fields of a client and her key change in one transaction, so a reader meets the old or the
new. A client whose rows somebody is changing at this moment is passed by and comes next time:
the rotation never waits for a lock, so it stands in nobody's way. How far it is stands in the
rows themselves (which master key wrapped them): stopped anywhere, it goes on from there.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.carriers.one_by_one import carrier_ids
from app.core import crypto, keyfile
from app.core.cipher import VERSION, Unreadable, new_key
from app.core.db import db, transaction
from app.core.keyfile import MasterKey
from app.core.sealed import FIELDS, ClientKey, opened_key, wrapped_key
from app.core.tenancy import carrier_opened

BATCH = 50  # clients in one transaction: some 20 ms in which writers on SQLite wait
PATIENCE = 60.0  # seconds without any progress until the busy ones are left for another time
IN_USE = timedelta(days=1)  # pages that are open, buckets of tries: they know the key before
OPEN_AT_MOST = timedelta(minutes=1)  # no transaction takes longer


@dataclass
class Outcome:
    """What one run did."""

    clients: int = 0
    fields: int = 0
    left: int = 0  # clients still under an older key
    damaged: list[str] = field(default_factory=list)  # table and row of what does not open


def begin(path: Path) -> bool:
    """Put a new key on top of the file; False when an unfinished rotation goes on instead."""
    keys = crypto.ring().keys
    if len(keys) > 1 and count_left() > 0:
        return False
    new = keyfile.new_master()
    keyfile.write(path, [new, *kept(keys, now=new.made_at)])
    return True


def kept(keys: tuple[MasterKey, ...], *, now: datetime | None) -> list[MasterKey]:
    """The newest, and each older one while pages may be open that its successor came after."""
    successors = (None, *keys[:-1])
    return [
        key
        for key, successor in zip(keys, successors, strict=True)
        if successor is None or (now and successor.made_at and now - successor.made_at < IN_USE)
    ]


def count_left() -> int:
    """Clients whose data key is not wrapped by the newest key."""
    return sum(_count_old() for _ in _each_carrier())


def _each_carrier() -> Iterator[int]:
    for carrier_id in carrier_ids():
        with carrier_opened(carrier_id):
            yield carrier_id


def _count_old() -> int:
    with transaction() as session:
        old = sa.select(sa.func.count()).select_from(ClientKey).where(sa.not_(_is_current()))
        return session.scalar(old) or 0


def _is_current() -> sa.ColumnElement[bool]:
    """The header says which key wrapped a data key."""
    header = VERSION + crypto.ring().newest.wrapping.id
    start = sa.func.substr(ClientKey.wrapped, 1, len(header), type_=sa.LargeBinary())
    return start == sa.literal(header, sa.LargeBinary())


def run(tell: Callable[[int], None]) -> Outcome:
    """Rotate every client; `tell` hears how many more are done."""
    outcome, damaged = Outcome(), set[int]()
    progress_at = time.monotonic()
    while time.monotonic() - progress_at < PATIENCE:
        for _carrier in _each_carrier():
            for done in _pass(outcome, damaged):
                tell(done)
                progress_at = time.monotonic()
        outcome.left = count_left()
        if outcome.left <= len(damaged):
            break
        time.sleep(0.2)  # somebody is at work on the rest
    return outcome


def _pass(outcome: Outcome, damaged: set[int]) -> Iterator[int]:
    """Go once through the open carrier's clients; yield how many each batch brought on."""
    last = 0
    while True:
        began = time.monotonic()
        with transaction():
            found = _held_keys(last)
            done = _rotate([row for row in found if row.client_id not in damaged], outcome, damaged)
        if not found:
            return
        last = found[-1].client_id
        if done:
            yield done
        time.sleep(min(0.5, time.monotonic() - began))  # half of the time belongs to the others


def _held_keys(after: int) -> list[sa.Row[Any]]:
    """The next keys that nobody seals with at this moment."""
    statement = (
        sa.select(ClientKey.client_id, ClientKey.carrier_id, ClientKey.wrapped)
        .where(ClientKey.client_id > after, sa.not_(_is_current()))
        .order_by(ClientKey.client_id)
        .limit(BATCH)
        .with_for_update(key_share=True, skip_locked=True)
    )
    return list(db.session.execute(statement))


def _rotate(keys: list[sa.Row[Any]], outcome: Outcome, damaged: set[int]) -> int:
    """Give these clients new keys and seal their fields anew; return how many could be done."""
    rows, busy = _held_rows([key.client_id for key in keys])
    changes: dict[type, list[dict[str, Any]]] = {ClientKey: []}
    for key in keys:
        if key.client_id in busy:
            continue
        try:
            changed = _anew(key, rows.get(key.client_id, []))
        except Unreadable as where:
            damaged.add(key.client_id)
            outcome.damaged.append(str(where))
            continue
        for model, values in changed:
            changes.setdefault(model, []).append(values)
    _write(changes)
    outcome.clients += len(changes[ClientKey])
    outcome.fields += sum(len(v) - 1 for m, rows in changes.items() if m != ClientKey for v in rows)
    return len(changes[ClientKey])


def _held_rows(client_ids: list[int]) -> tuple[dict[int, list[tuple[type, Any]]], set[int]]:
    """The sealed rows of these clients by client, and the clients of whom one is in use."""
    held: dict[int, list[tuple[type, Any]]] = {}
    busy: set[int] = set()
    for model, fields in FIELDS.items():
        owner: Any = model
        client = getattr(owner, fields[0].client).label("client_id")
        statement = sa.select(client, owner.uid, *(each.sealed for each in fields)).where(
            client.in_(client_ids), sa.or_(*(each.sealed.is_not(None) for each in fields))
        )
        free = statement.with_for_update(key_share=True, skip_locked=True)
        rows = list(db.session.execute(free))
        for row in rows:
            held.setdefault(row.client_id, []).append((model, row))
        found = {row.uid for row in rows}
        present = db.session.execute(statement.with_only_columns(client, owner.uid))
        busy |= {one.client_id for one in present if one.uid not in found}
    return held, busy


def _anew(key: Any, rows: list[tuple[type, Any]]) -> list[tuple[type, dict[str, Any]]]:
    """One client's rows under a new data key, and that key wrapped by the newest."""
    where = {"carrier_id": key.carrier_id, "client_id": key.client_id}
    old, new = opened_key(key.wrapped, **where), new_key()
    changed: list[tuple[type, dict[str, Any]]] = [
        (ClientKey, {"row": key.client_id, "wrapped": wrapped_key(new, **where)})
    ]
    for model, row in rows:
        values = {"row": row.uid}
        for each in FIELDS[model]:
            value = getattr(row, each.column)
            if value is not None:
                text = each.unseal(value, old, uid=row.uid, **where)
                values[each.column] = each.seal(text, new, uid=row.uid, carrier_id=key.carrier_id)
        changed.append((model, values))
    return changed


def _write(changes: dict[type, list[dict[str, Any]]]) -> None:
    """Write what was sealed anew: one statement per table and set of columns."""
    for model, values in changes.items():
        table: Any = model.__table__  # type: ignore[attr-defined]  # of every model
        row = table.c.client_id if model is ClientKey else table.c.uid
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for each in values:
            alike.setdefault(tuple(sorted(each)), []).append(each)
        for names, same in alike.items():
            columns: dict[str, Any] = {name: sa.bindparam(name) for name in names if name != "row"}
            statement = sa.update(table).where(row == sa.bindparam("row")).values(columns)
            db.session.execute(statement, same)


def retire(path: Path, *, at_once: bool, now: datetime) -> list[MasterKey]:
    """Take the older keys out of the file; raise Unusable while something needs them."""
    newest, *older = crypto.ring().keys
    left = count_left()
    if left:
        raise keyfile.Unusable(f"{left} clients still need the old key: run `flask keys rotate`.")
    wait = OPEN_AT_MOST if at_once else IN_USE
    if older and newest.made_at and now - newest.made_at < wait:
        raise keyfile.Unusable(
            f"The newest key is from {newest.made_at:%Y-%m-%d %H:%M} UTC: the old one may go from "
            f"{newest.made_at + wait:%Y-%m-%d %H:%M} on, when no page or transaction knows it."
        )
    keyfile.write(path, [newest])
    return older
