"""The cookie by which a browser is known: one opaque token for each person with a PIN or a
protected passkey here. It names nobody, and stays when somebody signs out."""

import re
from dataclasses import dataclass

from flask import Response, current_app, request

_LIFE = 400 * 24 * 3600  # seconds; browsers keep no cookie longer
_MOST = 8  # people on one phone
_TOKEN = re.compile(r"([pk])([\w-]{43})", re.ASCII)


@dataclass(frozen=True)
class Known:
    """What one browser brought along."""

    pins: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()  # of protected passkeys


def _name() -> str:
    """The prefix keeps other hosts from setting it; browsers want https for that."""
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"


def known_here() -> Known:
    """The tokens of this browser; whatever else stands in the cookie is left out."""
    brought = (_TOKEN.fullmatch(part) for part in request.cookies.get(_name(), "").split("."))
    found = [match.groups() for match in brought if match][:_MOST]
    return Known(
        pins=tuple(token for kind, token in found if kind == "p"),
        keys=tuple(token for kind, token in found if kind == "k"),
    )


def keep(response: Response, known: Known) -> Response:
    """Give the browser these tokens, the newest of each kind first; none takes the cookie away."""
    tokens = [f"p{token}" for token in known.pins] + [f"k{token}" for token in known.keys]
    response.set_cookie(
        _name(),
        ".".join(tokens[:_MOST]),
        max_age=_LIFE if tokens else 0,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
