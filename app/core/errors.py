"""What can go wrong on purpose, and how it is answered as page and as fragment."""

import traceback
from types import TracebackType
from urllib.parse import quote

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, SecurityError


class Missing(Exception):
    """The thing is absent or the viewer may not know of it: both answer the same 404."""


class Refused(Exception):
    """A change that the rules do not allow; `words` (lazy, translated) say why beside `field`."""

    words: object = ""
    field: str | None = None
    may_repeat = False  # who has read why may say the same again


class Frozen(Refused):
    """A refusal that any form can meet: who does not say it beside a field answers a page of it."""


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
    app.register_error_handler(Frozen, _frozen)
    app.register_error_handler(Exception, _ours)
    app.log_exception = _log  # type: ignore[method-assign]  # Flask's own logs address and message


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    return _page(error.code or 500)


def _frozen(error: Frozen) -> ResponseReturnValue:
    """Say why; a page that sent a piece shows the words in its line for messages."""
    body = render_template("errors/error.html", status=409, said=error.words, is_error=True)
    return body, 409, {"X-Said": quote(str(error.words))}


def _too_many(error: TooMany) -> ResponseReturnValue:
    body, status = _page(429)
    return body, status, {"Retry-After": str(error.seconds)}


def _ours(error: Exception) -> ResponseReturnValue:
    """Our own fault: the log gets the trace, the reader a page."""
    if current_app.testing or current_app.debug:
        raise error
    _log((type(error), error, error.__traceback__))
    return _page(500)


ExcInfo = tuple[type, BaseException, TracebackType | None] | tuple[None, None, None]


def _log(exc_info: ExcInfo) -> None:
    """Write down where it broke. Never the message, nor the address: a database's message quotes
    the whole row, and others quote what somebody typed."""
    current_app.logger.error("unexpected failure at %s%s", request.endpoint, trace(exc_info[1]))


def trace(error: BaseException | None) -> str:
    """Kinds of failure and places in the code, from what was raised last to what began it."""
    said = ""
    while error is not None:
        said += f"\n{type(error).__module__}.{type(error).__qualname__}"
        for frame in traceback.extract_tb(error.__traceback__):
            said += f"\n  {frame.filename}:{frame.lineno} in {frame.name}"
        error = error.__cause__ or error.__context__
    return said


def _page(status: int) -> tuple[str, int]:
    """Render the page of this status. It shows nothing of the request: a missing and a
    foreign row must answer the same bytes."""
    # Asked for by the name of another host there are no addresses, so no page either.
    if isinstance(request.routing_exception, SecurityError):
        return "", 400
    known = status if status in (400, 401, 403, 404, 405, 413, 429) else 500
    return render_template("errors/error.html", status=known, is_error=True), status
