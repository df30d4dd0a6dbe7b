"""Who looks, in which role, and which views are open to whom. Undeclared views stop the start."""

import enum
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import Flask, Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, refusals
from app.core.direct import direct_app, direct_g, direct_request
from app.core.errors import Missing
from app.core.tenancy import open_carrier
from app.core.wayback import way_back


class Role(enum.StrEnum):
    """The seven roles of people, and the one of our own jobs."""

    CLIENT = "client"
    VOLUNTEER = "volunteer"
    MANAGER = "manager"
    TEAM_LEAD = "team_lead"
    COORDINATOR = "coordinator"
    CARRIER_ADMIN = "carrier_admin"
    DPO = "dpo"
    SYSTEM = "system"


class Entry(enum.StrEnum):
    """How somebody came in. Only a passkey proves enough for everything."""

    PASSKEY = "passkey"
    PIN = "pin"
    KIOSK = "kiosk"  # a quarter of an hour on a computer of the office


PEOPLE = tuple(role for role in Role if role is not Role.SYSTEM)
STAFF = (Role.MANAGER, Role.TEAM_LEAD, Role.CARRIER_ADMIN, Role.DPO)


class Log(enum.StrEnum):
    """What a staff view reads of one client's record; she sees a row for each reading."""

    RECORD = "record"
    APPOINTMENT = "appointment"
    PLAN = "plan"
    NOTES = "notes"  # case notes, by their author, a substitute, or a team lead with a reason
    SHARED = "shared"  # a volunteer: what she chose to share


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """The person in front, in one role, for one carrier or one municipality."""

    role: Role
    person_id: int | None
    public_id: uuid.UUID | None = None  # what the person's phone keeps her stores apart by
    call_name: str = ""
    language: str = "de"
    session_id: int | None = None
    carrier_id: int | None = None
    area_ags: str | None = None  # municipality (8 digits) or district (5): a prefix of AGS keys
    organization_id: uuid.UUID | None = None  # offer editor of this organization only
    has_more_roles: bool = False  # another role could be switched to
    fresh_until: datetime | None = None
    entry: Entry = Entry.PASSKEY
    ends_at: datetime | None = None  # of a kiosk session
    device_added_at: datetime | None = None  # the person's last one after the first

    def is_fresh(self, now: datetime) -> bool:
        """True while a passkey was touched a short time ago."""
        return self.fresh_until is not None and now < self.fresh_until

    @property
    def is_at_kiosk(self) -> bool:
        """True on a computer that is not hers: nothing may stay there."""
        return self.entry is Entry.KIOSK


SYSTEM = Viewer(role=Role.SYSTEM, person_id=None)


@dataclass(frozen=True, kw_only=True)
class Access:
    """What a view declares: for whom it is open and what reading it leaves behind."""

    roles: tuple[Role, ...] | None  # None: everybody, signed in or not
    log: Log | None = None
    fresh: bool = False
    passkey: bool = False  # not for who came in by PIN or at a kiosk; `fresh` says so too
    keeps: bool = False  # leaves something in this browser: not at a kiosk
    polls: bool = False  # asked by the page itself: neither logged nor prolonging the session


View = TypeVar("View", bound=Callable[..., Any])


def open_to(
    *roles: Role,
    log: Log | None = None,
    fresh: bool = False,
    passkey: bool = False,
    keeps: bool = False,
    polls: bool = False,
) -> Callable[[View], View]:
    """Declare that only these roles may use a view; others get the common 404."""
    return _declare(
        Access(roles=roles, log=log, fresh=fresh, passkey=passkey, keeps=keeps, polls=polls)
    )


def open_to_all(*, polls: bool = False) -> Callable[[View], View]:
    """Declare that a view is public."""
    return _declare(Access(roles=None, polls=polls))


def _declare(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.__access__ = access  # type: ignore[attr-defined]
        return view

    return mark


def declared(view: Callable[..., Any]) -> Access | None:
    """Return what a view declared, None when it forgot to."""
    return getattr(view, "__access__", None)


class Undeclared(RuntimeError):
    """A view without a declaration: the application does not start."""


FindViewer = Callable[[bool], Viewer | None]
FollowReading = Callable[[Viewer, Sequence[int], Log, str | None], None]


def init_app(app: Flask, *, find_viewer: FindViewer, follow_reading: FollowReading) -> None:
    """Ask for the viewer before each view, guard it, and keep the trail of readings.

    `find_viewer(prolong)` reads the session cookie; `follow_reading(viewer, client_ids, log,
    reason)` publishes that these records were seen.
    """
    app.extensions["find_viewer"] = find_viewer
    app.extensions["follow_reading"] = follow_reading
    app.before_request(_guard)
    app.context_processor(lambda: {"viewer": direct_g().get("viewer")})
    app.after_request(_keep_trail)
    refusals.init_app(app)


def demand_declarations(app: Flask) -> None:
    """Stop the start when a view is undeclared; the last step of create_app()."""
    for endpoint, view in app.view_functions.items():
        if declared(view) is None:
            raise Undeclared(f"{endpoint} declares no access: use open_to() or open_to_all()")


def _guard() -> ResponseReturnValue | None:
    """Find who looks and decide; the carrier opens before the view runs."""
    here, app = direct_g(), direct_app()
    here.viewer = None
    here.seen_client_ids = ()
    here.seen_because = None
    open_carrier(None)
    access = here.access = _declared_here(app)
    find_viewer: FindViewer = app.extensions["find_viewer"]
    viewer = here.viewer = find_viewer(not (access and access.polls))
    is_other = _is_meant_for_another(viewer)
    # Finding the session told the database its carrier: who may not come in closes it again.
    open_carrier(None if viewer is None or is_other else viewer.carrier_id)
    if is_other:
        return _send_to(url_for("people.signin"))
    if access is None or access.roles is None:
        return None
    if viewer is None:
        return to_signin()
    if viewer.role not in access.roles:
        raise Missing
    return _demand_proof(access, viewer)


def _declared_here(app: Flask) -> Access | None:
    view = app.view_functions.get(direct_request().endpoint or "")
    return declared(view) if view else None


def _is_meant_for_another(viewer: Viewer | None) -> bool:
    """True when a phone sends what one person kept there while another one is signed in."""
    meant = direct_request().environ.get("HTTP_X_PERSON")
    return meant is not None and (viewer is None or str(viewer.public_id) != meant)


def _demand_proof(access: Access, viewer: Viewer) -> ResponseReturnValue | None:
    """Ask for as much proof as the view wants; who can never give it is told whom to ask."""
    if access.keeps and viewer.is_at_kiosk:
        raise Missing
    if (access.fresh or access.passkey) and viewer.entry is not Entry.PASSKEY:
        return _send_to(url_for("people.in_person"))
    if access.fresh and not viewer.is_fresh(clock.now()):
        return to_signin(again=True)
    return None


def to_signin(*, again: bool = False) -> ResponseReturnValue:
    """Send to the sign-in page: 303 for a page, 401 with HX-Redirect for a fragment.

    `again` asks somebody signed in for the passkey once more, as proof of presence.
    """
    address = (
        url_for("people.signin", again=1, back=way_back()) if again else url_for("people.signin")
    )
    return _send_to(address)


def _send_to(address: str) -> ResponseReturnValue:
    refusals.refused()
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": address})
    return redirect(address, 303)


def record_seen(*client_ids: int, because: str | None = None) -> None:
    """Note whose records this view reads; a view that declares a log class must say so.

    `because`: what somebody wrote as the reason; the client reads it.
    """
    g.seen_client_ids = client_ids
    g.seen_because = because


def _keep_trail(response: Response) -> Response:
    """Write the reading down before the answer leaves; without the row there is no answer."""
    here = direct_g()
    access: Access | None = here.get("access")
    viewer: Viewer | None = here.get("viewer")
    if access is None or access.log is None or viewer is None or response.status_code != 200:
        return response
    if request.method == "OPTIONS":  # answered by Flask: no view ran, nothing was read
        return response
    if not here.seen_client_ids:
        raise Undeclared(f"{request.endpoint} declares a log class but names no client")
    follow_reading: FollowReading = direct_app().extensions["follow_reading"]
    follow_reading(viewer, here.seen_client_ids, access.log, here.seen_because)
    return response
