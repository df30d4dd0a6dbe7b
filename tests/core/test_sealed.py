"""Sealed fields: text in Python, ciphertext in the database, opened in its own place alone."""

import uuid

import pytest
import sqlalchemy as sa
from flask import Flask

from app.caseload.models import Client
from app.core.access import Role
from app.core.cipher import Unreadable
from app.core.db import db, transaction
from app.core.sealed import ClientKey, KeyGone, destroy_key
from app.core.tenancy import carrier_opened
from tests import build
from tests.cast import Member
from tests.pages import counting
from tests.safekeeping import scene
from tests.safekeeping.scene import SECRET


def test_a_text_comes_back_and_the_database_holds_none_of_it(selam: Member) -> None:
    scene.give_phone(selam)
    assert scene.phone(selam) == SECRET
    assert SECRET[4:].encode() not in scene.stored(selam)
    scene.give_phone(selam, None)
    assert scene.phone(selam) is None


def test_what_was_typed_is_there_before_it_is_written_and_goes_with_a_rollback(
    selam: Member,
) -> None:
    with carrier_opened(scene.carrier_of(selam)):
        assert selam.client is not None
        client = db.session.get_one(Client, selam.client.id)
        client.phone = SECRET
        assert client.phone == SECRET
        assert SECRET not in repr(vars(client))
        db.session.rollback()
        assert client.phone is None


def test_a_new_row_is_sealed_with_its_insert(selam: Member, jana: Member) -> None:
    assert selam.client is not None
    with carrier_opened(scene.carrier_of(selam)), transaction():
        other = build.client(build.person("Neu", "de", Role.CLIENT)[0], jana.person)
        other.phone = SECRET
    with carrier_opened(scene.carrier_of(selam)):
        assert db.session.scalars(sa.select(Client).where(Client.id == other.id)).one().phone


def test_without_a_key_nothing_is_sealed(selam: Member) -> None:
    assert selam.client is not None
    with carrier_opened(scene.carrier_of(selam)), pytest.raises(KeyGone), transaction() as session:
        session.add(Client(phone=SECRET, id=selam.client.id + 99))


def test_a_value_opens_in_no_other_row(selam: Member, ahmad: Member) -> None:
    scene.give_phone(selam)
    scene.give_phone(ahmad, "+4915199999999")
    foreign, key = scene.stored(ahmad), scene.key_of(selam)
    scene.put(selam, phone_sealed=foreign)
    with pytest.raises(Unreadable):
        scene.phone(selam)
    scene.put_key(selam, scene.key_of(ahmad))
    with pytest.raises(Unreadable):
        scene.phone(selam)
    scene.put_key(selam, key)
    scene.give_phone(selam)
    assert scene.phone(selam) == SECRET


def test_a_row_that_was_given_another_number_does_not_open(selam: Member) -> None:
    scene.give_phone(selam)
    scene.put(selam, uid=uuid.uuid4())
    with pytest.raises(Unreadable):
        scene.phone(selam)


@pytest.mark.parametrize("place", ["table", "column", "carrier"])
def test_the_place_names_everything(place: str) -> None:
    seen = Client.phone.place(1, 2)
    other = {
        "table": seen.replace("client.", "person."),
        "column": seen.replace("phone", "note"),
        "carrier": Client.phone.place(3, 2),
    }[place]
    assert other != seen


def test_a_damaged_value_is_refused(selam: Member) -> None:
    scene.give_phone(selam)
    value = scene.stored(selam)
    scene.put(selam, phone_sealed=value[:-1] + bytes([value[-1] ^ 1]))
    with pytest.raises(Unreadable) as refused:
        scene.phone(selam)
    assert SECRET not in str(refused.value)


def test_a_hundred_fields_are_opened_with_one_statement(selam: Member, jana: Member) -> None:
    with carrier_opened(scene.carrier_of(selam)), transaction():
        for number in range(100):
            client = build.client(build.person(f"C{number}", "de", Role.CLIENT)[0], jana.person)
            client.phone = f"+49151000{number:05}"
    db.session.remove()
    with carrier_opened(scene.carrier_of(selam)), counting() as statements:
        clients = db.session.scalars(sa.select(Client).where(Client.phone.sealed.is_not(None)))
        numbers = {client.phone for client in clients.all()}
    assert len(numbers) == 100
    assert len(statements) == 2, statements


@pytest.mark.parametrize("plain", [b"", SECRET.encode(), b"\x02" + SECRET.encode()])
def test_plain_text_does_not_get_into_the_column(selam: Member, plain: bytes) -> None:
    with pytest.raises(sa.exc.StatementError, match="sealed values alone"):
        scene.put(selam, phone_sealed=plain)


def test_a_destroyed_key_takes_the_fields_with_it(selam: Member) -> None:
    scene.give_phone(selam)
    assert selam.client is not None
    with carrier_opened(scene.carrier_of(selam)), transaction():
        assert db.session.get_one(Client, selam.client.id).phone == SECRET
        destroy_key(selam.client.id)
        assert db.session.get_one(Client, selam.client.id).phone is None
    assert scene.phone(selam) is None
    with pytest.raises(KeyGone):
        scene.give_phone(selam)


def test_what_was_sealed_before_keys_had_names_still_opens(app: Flask, selam: Member) -> None:
    scene.make_old(selam)
    assert scene.phone(selam) == SECRET
    assert selam.client is not None
    with carrier_opened(scene.carrier_of(selam)):
        row = db.session.execute(sa.select(*Client.phone.parts).join(ClientKey)).one()
        assert Client.phone.read(row) == SECRET
    scene.give_phone(selam, "+4915100000001")
    assert scene.stored(selam)[:1] == b"\x02"
    assert scene.phone(selam) == "+4915100000001"


def test_a_key_that_is_replaced_while_a_row_is_held_is_looked_up_again(
    app: Flask, selam: Member
) -> None:
    """What a reader on PostgreSQL meets in the middle of a rotation."""
    scene.give_phone(selam)
    assert selam.client is not None
    with carrier_opened(scene.carrier_of(selam)):
        held = db.session.get_one(Client, selam.client.id)
        before = (scene.stored(selam), scene.key_of(selam))
        db.session.commit()
        with scene.key_file_of(app):
            scene.apart(app, lambda: scene.run(app, "keys", "rotate"))
            assert (scene.stored(selam), scene.key_of(selam)) != before
            sa.orm.attributes.set_committed_value(held, "phone_sealed", before[0])
            assert held.phone == SECRET
