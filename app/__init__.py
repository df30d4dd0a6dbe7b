"""Schrittweise: create_app() configures, connects, wires and mounts."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_migrate import Migrate

from app.caseload import expected
from app.cli import add_commands
from app.config import ROOT, Settings, read_settings
from app.core import (
    access,
    assets,
    crypto,
    db,
    errors,
    page_language,
    personal,
    security,
    walls,
)
from app.core.folding import SpokenEnvironment
from app.core.statistics import RENEWED_AFTER
from app.demo import cli as demo_cli
from app.demo import style as demo_style
from app.demo import views as demo_views
from app.inventory import PERSONAL
from app.mounting import (
    BLUEPRINTS,
    TEMPLATE_FILTERS,
    TEMPLATE_WORDS,
    find_viewer,
    follow_reading,
    is_expected,
)
from app.notices import vapid
from app.wiring import CHORES, SUBSCRIPTIONS


class Portal(Flask):
    """Flask, whose views and hooks are plain functions."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Flask looks anew at each hook of each request whether it is a coroutine."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application; a setting that cannot work raises Unusable."""
    settings = settings or read_settings()
    app = Portal(__name__, static_folder=None)
    app.config.from_mapping(_configuration(settings))
    app.jinja_environment = SpokenEnvironment
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    (ROOT / "instance").mkdir(exist_ok=True)
    crypto.init_app(app, settings.key_file, may_create=not settings.is_secure)
    security.init_app(app, proxy_hops=settings.proxy_hops)
    db.init_app(app)
    walls.init_app(app, is_strict=settings.is_secure)
    Migrate(app, db.db, directory=str(ROOT / "migrations"))
    page_language.init_app(app)
    assets.init_app(app, cache=ROOT / "instance" / "static")
    security.dress_answers(app)
    errors.init_app(app)
    vapid.init_app(app, settings.vapid_key_file, may_create=not settings.is_secure)
    app.extensions.update(subscriptions=SUBSCRIPTIONS, chores=CHORES)
    personal.init_app(app, PERSONAL)
    expected.init_app(app, is_expected)
    access.init_app(app, find_viewer=find_viewer, follow_reading=follow_reading)
    app.jinja_env.globals.update(TEMPLATE_WORDS)
    app.jinja_env.filters.update(TEMPLATE_FILTERS)
    for blueprint in (*BLUEPRINTS, demo_views.bp, demo_style.bp):
        app.register_blueprint(blueprint)
    add_commands(app, demo_cli.demo)
    access.demand_declarations(app)
    return app


def _configuration(settings: Settings) -> dict[str, Any]:
    """What Flask and its extensions are told."""
    return dict(
        SETTINGS=settings,
        PUBLIC_URL=settings.public_url,
        COOKIE_NAME="__Host-session" if settings.is_secure else "session",
        TRUSTED_HOSTS=[settings.host],
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "hide_parameters": True,  # an error names no values
            "pool_recycle": RENEWED_AFTER,
        },
        MAX_CONTENT_LENGTH=1_000_000,  # bytes
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=1_000,
        SESSION_COOKIE_NAME="__Host-said" if settings.is_secure else "said",  # only for flash()
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_secure,
    )
