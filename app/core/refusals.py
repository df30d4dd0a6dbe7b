"""Each refusal leaves one line in the log: which view, which role, which answer.

Never who asked or for what: addresses hold ids, forms hold what people typed. The same session
has the same mark, so that somebody who tries many doors is seen; whose it is, the log does not say.
"""

from flask import Flask, Response, current_app, g, request

from app.core.crypto import keyed_fingerprint
from app.core.direct import direct_g

# A form filled in wrongly is no refusal; a page that no view serves is nobody's.
_NO_REFUSAL = 422


def init_app(app: Flask) -> None:
    """Look at every answer."""
    app.after_request(_note)


def refused() -> None:
    """Say that this answer is a refusal though its status does not: a way to the sign-in page."""
    g.is_refused = True


def _note(response: Response) -> Response:
    is_refusal = 400 <= response.status_code < 500 and response.status_code != _NO_REFUSAL
    here = direct_g()
    if here.pop("is_refused", is_refusal) and request.endpoint:
        viewer = here.get("viewer")
        current_app.logger.warning(
            "refused status=%d method=%s endpoint=%s role=%s session=%s",
            response.status_code,
            request.method,
            request.endpoint,
            viewer.role if viewer else "nobody",
            _mark(viewer.session_id) if viewer and viewer.session_id else "-",
        )
    return response


def _mark(session_id: int) -> str:
    """The same for the same session, and nothing without our key."""
    return keyed_fingerprint(f"session {session_id}", "refusals")[:12]
