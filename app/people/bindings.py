"""A random cookie that ties a ceremony to the one browser that began it."""

import base64
import hmac
import secrets

from flask import Response, current_app, request

from app.core.crypto import derived, fingerprint

_LIFE = 24 * 3600  # seconds


def _name() -> str:
    """The prefix keeps other hosts from setting it; browsers want https for that."""
    return "__Host-enrol" if current_app.config["SESSION_COOKIE_SECURE"] else "enrol"


def find_browser() -> bytes | None:
    """The hash of this browser's cookie; None when it brought none."""
    token = request.cookies.get(_name())
    return fingerprint(token) if token else None


def token_for(ceremony_id: int) -> str:
    """The token this browser gets at the end of a ceremony: the same however often it asks.

    Made of the cookie, of which we keep a hash alone, so nobody else can make it.
    """
    cookie = request.cookies.get(_name(), "")
    drawn = hmac.digest(derived("device token"), f"{ceremony_id}:{cookie}".encode(), "sha256")
    return base64.urlsafe_b64encode(drawn).decode().rstrip("=")


def tie(response: Response) -> Response:
    """Give the browser its cookie, unless it has one. Nothing is stored on our side."""
    if request.cookies.get(_name()) is None:
        response.set_cookie(
            _name(),
            secrets.token_urlsafe(32),
            max_age=_LIFE,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
    return response


def untie(response: Response) -> Response:
    """Take the cookie away at the end of a ceremony: the next one gets a new browser."""
    response.delete_cookie(
        _name(),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
