"""goal_22, rotation: keys are replaced while other processes read and write."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.caseload.models import Client
from app.core import keyfile
from app.core.db import db
from app.core.sealed import ClientKey
from app.core.tenancy import carrier_opened
from app.safekeeping import rotation
from tests.cast import Member
from tests.goals import keeping
from tests.goals.test_goal_22_encryption import carrier_of, opens
from tests.safekeeping import scene

pytestmark = pytest.mark.goal_22
ROTATED = 100_000 if os.environ.get("FULL_GOALS") == "1" else 300


@pytest.fixture
def key_file(app: Flask) -> Iterator[Path]:
    """The key file of the application."""
    with scene.key_file_of(app) as path:
        yield path


def rotate(app: Flask) -> str:
    """The command, in a session of its own."""
    done = scene.apart(app, lambda: scene.run(app, "keys", "rotate"))
    assert done.exit_code == 0, done.output
    return str(done.output)


@pytest.mark.timeout(1800)
def test_keys_are_replaced_while_others_read_and_write(
    app: Flask, jana: Member, key_file: Path
) -> None:
    crowd = keeping.crowd(jana, ROTATED)
    carrier_id = carrier_of(jana)
    before = keyfile.read(key_file)
    told: dict[str, Any] = {}
    db.session.remove()
    with keeping.busy(app, carrier_id, told):
        said = rotate(app)
        assert f"{ROTATED} clients" in said
    print(told)
    assert told["wrong"] == 0, told
    assert told["read"] > 5
    assert told["written"] > 5
    assert scene.apart(app, rotation.count_left) == 0
    keyfile.write(key_file, keyfile.read(key_file)[:1])
    assert keyfile.read(key_file)[0].secret not in {key.secret for key in before}
    with carrier_opened(carrier_id):
        for start in range(0, len(crowd), keeping.CHUNK):
            some = crowd[start : start + keeping.CHUNK]
            found = db.session.scalars(sa.select(Client).where(Client.id.in_(some))).all()
            assert all(keeping.is_number_of(client.id, client.phone) for client in found)
            db.session.expunge_all()


def test_a_planted_rotation_that_forgets_to_wait_is_caught(
    app: Flask, jana: Member, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys first, fields later: whoever reads in between must notice."""
    crowd = keeping.crowd(jana, 3)
    write = rotation._write

    def keys_alone(changes: Any) -> None:
        write({ClientKey: changes[ClientKey]})

    monkeypatch.setattr(rotation, "_write", keys_alone)
    rotate(app)
    with carrier_opened(carrier_of(jana)):
        db.session.remove()
        assert not any(opens(client_id) for client_id in crowd)
