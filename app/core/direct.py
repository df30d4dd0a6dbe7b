"""Flask's `g`, `request` and `current_app` themselves, for what runs with every page or every text.

A word asked of their proxies takes a microsecond, and a page would ask a hundred times. Everywhere
else the proxies serve.
"""

from flask import Flask, Request, current_app, g, request
from flask.ctx import _AppCtxGlobals


def direct_g() -> _AppCtxGlobals:
    """What this request or job keeps; outside of any context a RuntimeError, as `g` raises it."""
    here: _AppCtxGlobals = g._get_current_object()
    return here


def direct_request() -> Request:
    """The request that is being answered; outside of one a RuntimeError."""
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]
    return asked


def cookie_named(name: str) -> str:
    """A cookie of the request, empty where there is none; most that come without an account bring
    none at all, and nothing is taken apart for them.
    """
    asked = direct_request()
    return asked.cookies.get(name, "") if "HTTP_COOKIE" in asked.environ else ""


def asked_for(name: str) -> str | None:
    """A word of the question in the address; most addresses have none to take apart."""
    asked = direct_request()
    return asked.args.get(name) if asked.environ.get("QUERY_STRING") else None


def direct_app() -> Flask:
    """The application that answers."""
    ours: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return ours
