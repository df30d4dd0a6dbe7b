"""A process that reads and writes sealed numbers till its input ends: `python -m ... CARRIER`.

It starts before a rotation and hears nothing of it. At the end it prints what it did.
"""

import json
import random
import sys
import threading
from collections import Counter

import sqlalchemy as sa

from app import create_app
from app.caseload.models import Client
from app.core.db import db, transaction
from app.core.sealed import ClientKey
from app.core.tenancy import carrier_opened
from tests.goals.keeping import is_number_of, number

counts: Counter[str] = Counter()
wrong: list[str] = []
over = threading.Event()


def read(ids: list[int]) -> None:
    """One record as a page reads it, and a list as the call list does."""
    one = random.choice(ids)  # noqa: S311
    client = db.session.get_one(Client, one)
    if not is_number_of(one, client.phone):
        wrong.append(f"{one} had a wrong number")
    some = sa.select(Client.id, *Client.phone.parts).join(
        ClientKey, ClientKey.client_id == Client.id
    )
    for row in db.session.execute(some.where(Client.id.in_(random.sample(ids, min(50, len(ids)))))):
        if not is_number_of(row.id, Client.phone.read(row)):
            wrong.append(f"{row.id} had a wrong number in the list")
    counts["read"] += 1


def write(ids: list[int]) -> None:
    """A number changes."""
    one = random.choice(ids)  # noqa: S311
    with transaction() as session:
        session.get_one(Client, one).phone = number(one, counts["written"])
    counts["written"] += 1


def work(kind: str, carrier_id: int, ids: list[int]) -> None:
    """Do one thing again and again."""
    act = {"read": read, "write": write}[kind]
    with app.app_context(), carrier_opened(carrier_id):
        while not over.is_set():
            try:
                act(ids)
            except Exception as error:  # because: every failure is counted, of whatever kind
                wrong.append(f"{kind}: {type(error).__name__} {error}")
            db.session.remove()
            over.wait(0.002)


if __name__ == "__main__":
    app = create_app()
    carrier = int(sys.argv[1])
    with app.app_context(), carrier_opened(carrier):
        everybody = list(db.session.scalars(sa.select(Client.id)))
        db.session.remove()
    threads = [
        threading.Thread(target=work, args=(kind, carrier, everybody))
        for kind in ("read", "read", "write")
    ]
    for thread in threads:
        thread.start()
    print("ready", flush=True)
    sys.stdin.read()
    over.set()
    for thread in threads:
        thread.join()
    print(json.dumps({**counts, "wrong": len(wrong), "first": wrong[:3]}), flush=True)
