"""One view serves page and fragment: which of the two is wanted, and how a change is answered."""

from urllib.parse import quote

from flask import Response, flash, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from app.core.direct import direct_request
from app.core.errors import Refused


def wants_fragment() -> bool:
    """Say whether htmx asks for a piece; going back in history asks for the whole page."""
    return direct_request().environ.get("HTTP_HX_REQUEST_TYPE") == "partial"


def show(
    name: str, *, status: int = 200, fragment: str | None = None, **names: object
) -> ResponseReturnValue:
    """Render the fragment for htmx, the page that includes it for everybody else.

    The fragment of folder/name is folder/_name, unless another feature's is named.
    """
    folder, leaf = name.rsplit("/", 1)
    template = (fragment or f"{folder}/_{leaf}.html") if wants_fragment() else f"{name}.html"
    return render_template(template, **names), status


def refused(name: str, why: Refused, **names: object) -> Response:
    """Answer a change that was refused: the thing as it is now, which says why.

    A phone that had kept the change for later reads the reason in a header.
    """
    answer = make_response(show(name, status=422, fragment=None, **names))
    answer.headers["X-Refused"] = quote(str(why.words))
    answer.headers["X-May-Repeat"] = str(int(why.may_repeat))
    return answer


def done(to: str, fragment: str | None = None, *, said: str, **names: object) -> Response:
    """Answer a change that happened: the fragment with its new state, or 303 to `to`.

    `said` is the sentence people read (and hear) afterwards. Without a fragment htmx is sent on.
    """
    if not wants_fragment():
        flash(said)
        return make_response(redirect(to, 303))
    if fragment is None:
        flash(said)
        return Response(status=204, headers={"HX-Redirect": to})
    answer = make_response(render_template(fragment, **names))
    answer.headers["X-Said"] = quote(said)  # headers are ASCII; the page's script shows it
    return answer
