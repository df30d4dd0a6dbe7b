"""For whom a page is closed because of the way they came in: whom to ask instead."""

from datetime import timedelta

from flask import Response, g, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import Role, open_to
from app.core.direct import direct_g
from app.people.blueprint import people


@people.get("/in-person")
@open_to(Role.CLIENT)
def in_person() -> ResponseReturnValue:
    """Say that this needs a passkey or a visit, and how to reach the one who helps."""
    return render_template("people/in_person.html")


@people.after_app_request
def _leave_in_time(response: Response) -> Response:
    """At a kiosk the page itself goes away when the time is over, script or not."""
    viewer = direct_g().get("viewer")
    if viewer is not None and viewer.ends_at is not None and response.mimetype == "text/html":
        left = viewer.ends_at - clock.now() + timedelta(seconds=1)
        to = url_for("people.signed_out", lang=viewer.language)
        response.headers["Refresh"] = f"{max(1, int(left.total_seconds()))}; url={to}"
    return response


def minutes_left() -> int:
    """How many minutes of a kiosk session are left, for the bar on its pages."""
    assert g.viewer is not None  # noqa: S101  # because: asked on pages of a kiosk alone
    return max(0, int((g.viewer.ends_at - clock.now()).total_seconds() + 59) // 60)
