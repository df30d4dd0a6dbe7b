"""Pages asked for from inside: what the same browser would get at another address of ours."""

from flask import request
from werkzeug.test import EnvironBuilder

from app.core.db import db
from app.core.direct import direct_app

# What decides about an answer besides the address; nothing of htmx, so it is the whole page.
_PASSED_ON = ("Cookie", "User-Agent", "Accept-Language")


def page_at(address: str) -> str | None:
    """The page at this address as the browser in front would get it; None when there is none.

    It is a request of its own: guarded, and with a database session that ends with it. So the
    session of the request in front is given back before.
    """
    db.session.remove()
    headers = [(name, request.headers[name]) for name in _PASSED_ON if name in request.headers]
    environ = EnvironBuilder(address, base_url=request.host_url, headers=headers).get_environ()
    app = direct_app()
    with app.app_context(), app.request_context(environ):
        answer = app.full_dispatch_request()
        if answer.status_code != 200 or answer.mimetype != "text/html":
            return None
        return str(answer.get_data(as_text=True))
