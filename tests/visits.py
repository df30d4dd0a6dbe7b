"""Test browsers: what they send, and that one request knows nothing of the last."""

from typing import Any

from flask import Flask, g, has_app_context
from flask.testing import FlaskClient

from app.core.db import db, is_reading


class Browser(FlaskClient):
    """A browser whose requests know nothing of one another, though a test is one context: without
    this a page would be written in the language of the page before it."""

    def open(self, *args: Any, **more: Any) -> Any:
        """Send a request; what the test goes on with sees what it left."""
        if not has_app_context():
            return super().open(*args, **more)
        g.pop("_flask_babel", None)
        answer = super().open(*args, **more)
        if is_reading(db.session()):
            db.session.commit()
        return answer


def visitor_of(app: Flask) -> FlaskClient:
    """A browser that sends what real ones send with every request of our own pages."""
    browser = Browser(app, app.response_class, use_cookies=True)
    browser.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    return browser
