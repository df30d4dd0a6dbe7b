"""What is measured: one client with everything a busy life puts on her first page."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from app import create_app
from app.config import read_settings
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.core.words import TOPICS
from app.offers.models import Bookmark
from app.plan.models import Goal, Step
from app.plan.versions_models import VersionStep
from tests import build
from tests.cast import Member, make_member
from tests.postgres import OWNER, as_role, measure_tables
from tests.visits import visitor_of

GOALS, STEPS, APPOINTMENTS, OFFERS = 4, 6, 3, 8  # PERFORMANCE.md, section 1


def furnish(member: Member) -> None:
    """Give a client goals, steps, appointments and saved offers."""
    client, manager = member.client, member.manager
    assert client is not None
    assert manager is not None
    with carrier_opened(client.carrier_id), transaction():
        for topic in list(TOPICS)[:GOALS]:
            goal = build.goal(client, topic)
            for sort in range(STEPS):
                step = build.step(client, topic=topic, goal_lineage=goal.lineage, sort=sort)
                db.session.add(_agreed(step, goal))
        for days in range(1, APPOINTMENTS + 1):
            starts = clock.local(clock.now() + timedelta(days=days)).replace(microsecond=0)
            build.appointment(client, manager.person, starts_local=starts)
        for number in range(OFFERS):
            offer = build.offer(f"Sprachcafé {number + 1}")
            db.session.add(Bookmark(client_id=client.id, offer_id=offer.id, created_at=clock.now()))


def _agreed(step: Step, goal: Goal) -> VersionStep:
    """The step as both sides agreed to it."""
    said = {name: getattr(step, name) for name in ("topic", "template_key", "goal_lineage", "sort")}
    return VersionStep(version_id=goal.version_id, step_id=step.id, **said)


@contextmanager
def application(address: str | None = None) -> Iterator[Flask]:
    """The application inside its context, on this database or an SQLite file of its own."""
    with tempfile.TemporaryDirectory() as home:
        own = {
            "DATABASE_URL": (address := address or f"sqlite:///{home}/bench.db"),
            "OWNER_DATABASE_URL": as_role(OWNER, address),
            "KEY_FILE": f"{home}/key",
            "VAPID_KEY_FILE": f"{home}/vapid.pem",
            "PUBLIC_URL": "http://localhost",
        }
        app = create_app(read_settings({f"SCHRITTWEISE_{k}": v for k, v in own.items()}))
        with app.app_context():
            upgrade()
            yield app
            db.session.remove()
            db.engine.dispose()


def environment_of(app: Flask) -> dict[str, str]:
    """What another process needs to be this application."""
    settings = app.config["SETTINGS"]
    own = {
        "DATABASE_URL": settings.database_url,
        "KEY_FILE": str(settings.key_file),
        "VAPID_KEY_FILE": str(settings.vapid_key_file),
        "PUBLIC_URL": settings.public_url,
    }
    return {f"SCHRITTWEISE_{k}": v for k, v in own.items()}


def signed_in(app: Flask, member: Member) -> FlaskClient:
    """A browser in which this member is signed in."""
    browser = visitor_of(app)
    browser.set_cookie(app.config["COOKIE_NAME"], member.token())
    return browser


def busy_client() -> Member:
    """Selam with a full plan, in a database that knows its tables as after a day of use."""
    member = make_member("selam", {})
    furnish(member)
    measure_tables()
    return member
