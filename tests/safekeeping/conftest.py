"""A key file that every test may change, two clients with numbers, another installation."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import read_settings
from tests.cast import Member
from tests.safekeeping import scene
from tests.safekeeping.scene import key_file_of


@pytest.fixture
def key_file(app: Flask) -> Iterator[Path]:
    """The key file of the application."""
    with key_file_of(app) as path:
        yield path


@pytest.fixture
def town(app: Flask, key_file: Path, selam: Member, yonas: Member) -> tuple[Member, Member]:
    """Two clients of two carriers, both with a number."""
    scene.give_phone(selam)
    scene.give_phone(yonas, "+4915100000002")
    return selam, yonas


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the backup goes."""
    return tmp_path / "town.backup"


@pytest.fixture
def elsewhere(app: Flask, tmp_path: Path) -> Flask:
    """Another installation: an SQLite database without any table, and the same key file."""
    settings = app.config["SETTINGS"]
    return create_app(
        read_settings(
            {
                "SCHRITTWEISE_DATABASE_URL": f"sqlite:///{tmp_path}/other.db",
                "SCHRITTWEISE_PUBLIC_URL": "http://localhost",
                "SCHRITTWEISE_KEY_FILE": str(settings.key_file),
                "SCHRITTWEISE_VAPID_KEY_FILE": str(settings.vapid_key_file),
            }
        )
    )
