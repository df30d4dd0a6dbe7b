"""What can go wrong on purpose, and how it is answered as page and as fragment."""

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException


class Missing(Exception):
    """The thing is absent or the viewer may not know of it: both answer the same 404."""


class Refused(Exception):
    """A change that the rules do not allow; `words` (lazy, translated) say why beside `field`."""

    words: object = ""
    field: str | None = None


class TooMany(Exception):
    """A limited action was tried too often; carries the seconds to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def init_app(app: Flask) -> None:
    """Register one answer per kind of failure."""
    app.register_error_handler(Missing, lambda _error: _page(404))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(Exception, _ours)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    return _page(error.code or 500)


def _too_many(error: TooMany) -> ResponseReturnValue:
    body, status = _page(429)
    return body, status, {"Retry-After": str(error.seconds)}


def _ours(error: Exception) -> ResponseReturnValue:
    """Our own fault: the log gets the trace without the address' values, the reader a page."""

    if current_app.testing or current_app.debug:
        raise error
    current_app.logger.error("unexpected failure at %s", request.endpoint, exc_info=error)
    return _page(500)


def _page(status: int) -> tuple[str, int]:
    """Render the page of this status. It shows nothing of the request: a missing and a
    foreign row must answer the same bytes."""
    known = status if status in (400, 401, 403, 404, 405, 413, 429) else 500
    return render_template("errors/error.html", status=known, is_error=True), status
