"""What every test may ask for: the app on either database, the cast, a signed-in browser."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from app import create_app
from app.config import read_settings
from app.core import clock
from app.core.db import db
from app.core.tenancy import open_carrier
from tests import postgres
from tests.cast import Member, make_member
from tests.postgres import empty_tables
from tests.visits import visitor_of
from tools.machine import find_postgres

__all__ = ["empty_tables", "visitor_of"]

pytest_plugins = ["tests.pages", "tests.browser", "tests.journeys.town"]

# How long an example takes says how busy the machine is, not whether it holds.
hypothesis.settings.register_profile(
    "busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy")

COLLECTED = pytest.StashKey[set[Path]]()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Note which files have tests, before any is deselected: tests/house asks."""
    item.config.stash.setdefault(COLLECTED, set()).add(item.path)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever needs the app runs on SQLite and, where it is installed, on PostgreSQL."""
    if "database" not in metafunc.fixturenames:
        return
    has_mark = metafunc.definition.get_closest_marker
    kinds = [] if has_mark("postgresql_only") else ["sqlite"]
    if find_postgres() and not has_mark("sqlite_only"):
        kinds.append("postgresql")
    metafunc.parametrize("database", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[str]:
    """The address of an empty database of the kind this test runs on."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database')}/test.db"
        return
    with postgres.running_server() as admin:
        yield postgres.make_database(admin)


@pytest.fixture(scope="session")
def built_app(database: str, tmp_path_factory: Any) -> Iterator[Flask]:
    """The application, migrated, once per kind of database."""
    keys: Path = tmp_path_factory.mktemp("keys")
    settings = read_settings(
        {
            "SCHRITTWEISE_DATABASE_URL": database,
            "SCHRITTWEISE_OWNER_DATABASE_URL": postgres.as_role(postgres.OWNER, database),
            "SCHRITTWEISE_PUBLIC_URL": "http://localhost",
            "SCHRITTWEISE_KEY_FILE": str(keys / "key"),
            "SCHRITTWEISE_VAPID_KEY_FILE": str(keys / "vapid.pem"),
        }
    )
    app = create_app(settings)
    app.testing = True
    with app.app_context():
        upgrade()
        postgres.in_haste()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(built_app: Flask) -> Iterator[Flask]:
    """The application with empty tables, inside an application context, no carrier open."""
    with built_app.app_context():
        open_carrier(None)
        yield built_app
        db.session.rollback()
        empty_tables()
        clock.shift(timedelta(0))
        open_carrier(None)


@pytest.fixture
def cast(app: Flask) -> Callable[[str], Member]:
    """Bring somebody of the cast on stage, with all they need, once per test."""
    on_stage: dict[str, Member] = {}
    return lambda name: make_member(name, on_stage)


def _member_fixture(name: str) -> Any:
    def bring(cast: Callable[[str], Member]) -> Member:
        return cast(name)

    bring.__name__ = name
    bring.__doc__ = f"{name.title()} of the cast."
    return pytest.fixture(bring)


selam = _member_fixture("selam")
ahmad = _member_fixture("ahmad")
rojin = _member_fixture("rojin")
oksana = _member_fixture("oksana")
jana = _member_fixture("jana")
gerhard = _member_fixture("gerhard")
aylin = _member_fixture("aylin")
brandt = _member_fixture("brandt")
yonas = _member_fixture("yonas")
keller = _member_fixture("keller")
vogt = _member_fixture("vogt")
adler = _member_fixture("adler")


@pytest.fixture
def signed_in(app: Flask) -> Callable[[Member], FlaskClient]:
    """A browser in which this member is signed in."""

    def sign_in(member: Member) -> FlaskClient:
        browser = visitor_of(app)
        browser.set_cookie(app.config["COOKIE_NAME"], member.token())
        return browser

    return sign_in


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return visitor_of(app)
