"""The way back after showing the passkey once more: a signed name of a view, never an address."""

from flask import current_app, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError, RequestRedirect

_HOLDS = 3600  # seconds


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="way back")


def way_back() -> str | None:
    """Sign the view that answers a GET at this request's path; None when there is none."""
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return None
    try:
        endpoint, arguments = adapter.match(request.path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return str(_signer().dumps([endpoint, dict(arguments)]))


def read_way_back(token: str) -> str | None:
    """The address of the signed view; None for anything we did not sign lately."""
    try:
        endpoint, arguments = _signer().loads(token, max_age=_HOLDS)
        return url_for(endpoint, **arguments)
    except (BadSignature, BuildError):
        return None
