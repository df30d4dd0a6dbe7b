"""What the tests of keys and backups need: clients with numbers, a key file that is put back."""

import os
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask
from flask.testing import FlaskCliRunner

from app.caseload.models import Client
from app.core import crypto, keyfile
from app.core.db import db, transaction
from app.core.sealed import ClientKey
from app.core.tenancy import carrier_opened
from tests.cast import Member

SECRET = "+4915123456789"


@contextmanager
def key_file_of(app: Flask) -> Iterator[Path]:
    """The key file of the test's application; afterwards it is as it was, tombstones gone."""
    path: Path = app.config["SETTINGS"].key_file
    before = path.read_bytes()
    try:
        yield path
    finally:
        path.write_bytes(before)
        path.with_name(f"{path.name}.erased").unlink(missing_ok=True)


def run(app: Flask, *words: str, typed: str = "") -> Any:
    """Give a command; the cast is let go first, so that no rollback touches it."""
    db.session.remove()
    runner: FlaskCliRunner = app.test_cli_runner()
    done = runner.invoke(args=list(words), input=typed)
    db.session.remove()
    return done


def carrier_of(member: Member) -> int:
    """The carrier of a client."""
    assert member.client is not None
    return member.client.carrier_id


def give_phone(member: Member, number: str | None = SECRET) -> None:
    """Write a client's telephone number down."""
    assert member.client is not None
    with carrier_opened(carrier_of(member)), transaction() as session:
        session.get_one(Client, member.client.id).phone = number


def phone(member: Member) -> str | None:
    """Read a client's telephone number as it is in the database now."""
    assert member.client is not None
    db.session.remove()
    with carrier_opened(carrier_of(member)):
        return db.session.get_one(Client, member.client.id).phone


def stored(member: Member) -> bytes:
    """What the database holds of it."""
    assert member.client is not None
    with carrier_opened(carrier_of(member)):
        found = sa.select(Client.phone.sealed).where(Client.id == member.client.id)
        value: bytes = db.session.scalars(found).one()
        return value


def key_of(member: Member) -> bytes:
    """The wrapped data key as the database holds it."""
    assert member.client is not None
    with carrier_opened(carrier_of(member)):
        found = sa.select(ClientKey.wrapped).where(ClientKey.client_id == member.client.id)
        return db.session.scalars(found).one()


def put(member: Member, **values: Any) -> None:
    """Write into a client's row past the model, as somebody in the database would."""
    assert member.client is not None
    with carrier_opened(carrier_of(member)), transaction() as session:
        own = sa.update(Client).where(Client.id == member.client.id)
        session.execute(own.values(values), execution_options={"synchronize_session": False})


def put_key(member: Member, wrapped: bytes) -> None:
    """The same with the client's key."""
    assert member.client is not None
    with carrier_opened(carrier_of(member)), transaction() as session:
        own = sa.update(ClientKey).where(ClientKey.client_id == member.client.id)
        session.execute(
            own.values(wrapped=wrapped), execution_options={"synchronize_session": False}
        )


def add_master(path: Path) -> None:
    """A new key on top of the file, as another process would write it."""
    keyfile.write(path, [keyfile.new_master(), *keyfile.read(path)])


def of_the_first_version(secret: bytes, data: bytes, place: str) -> bytes:
    """A value as it was sealed before headers named a key."""
    nonce = os.urandom(12)
    return b"\x01" + nonce + AESGCM(secret).encrypt(nonce, data, place.encode())


def make_old(member: Member, number: str = SECRET) -> None:
    """Give a client a key and a sealed number of the first version."""
    assert member.client is not None
    secret = os.urandom(32)
    wrapping = crypto.ring().newest.derived("client keys")
    place = f"client.phone_sealed:{carrier_of(member)}:{member.client.id}"
    put_key(member, of_the_first_version(wrapping, secret, "client_key"))
    put(member, phone_sealed=of_the_first_version(secret, number.encode(), place))


def apart(app: Flask, work: Callable[[], Any]) -> Any:
    """Do something in a process of its own as far as sessions and carriers go."""
    done: list[Any] = []

    def within() -> None:
        with app.app_context():
            done.append(work())

    thread = threading.Thread(target=within)
    thread.start()
    thread.join()
    assert done, "it broke"
    return done[0]


def uid() -> uuid.UUID:
    """A random number of somebody who is gone."""
    return uuid.uuid4()
