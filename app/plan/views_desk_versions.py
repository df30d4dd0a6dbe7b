"""The versions of a plan, what is different between two of them, and the client's spoken yes."""

from typing import Any

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload.queries import get_client
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import small
from app.core.htmx import done, show
from app.core.i18n import N_, t
from app.plan import agreeing, rows, versions
from app.plan.agreeing import Yes
from app.plan.blueprints import plan_desk
from app.plan.content import Content, content_of
from app.plan.differences import Difference, compare
from app.plan.forms import read_op
from app.plan.forms_desk_yes import YesForm
from app.plan.models import PlanVersion
from app.plan.refusals_versions import NotThisVersion
from app.plan.standing import standing_of
from app.plan.views_desk_draft import draft_names


@plan_desk.get("/versions", endpoint="versions")
@open_to(Role.MANAGER, log=Log.PLAN)
def all_versions(client_id: int) -> ResponseReturnValue:
    """All versions, and two of them compared in words: ?older= and ?newer= are their numbers."""
    client = get_client(client_id, seen_by=g.viewer)
    found = versions.versions_of(client_id, seen_by=g.viewer)
    record_seen(client_id)
    standing = standing_of(client_id, seen_by=g.viewer)
    return show(
        "plan/desk_versions",
        client=client,
        versions=found,
        standing=standing,
        **_compared({one.no: one for one in found}),
    )


def _compared(by_no: dict[int, PlanVersion]) -> dict[str, Any]:
    """The two versions that are looked at; by itself the newest and the one before."""
    newest = max(by_no, default=0)
    newer = by_no.get(request.args.get("newer", type=small) or newest)
    if newer is None:
        return {"older": None, "newer": None, "differences": []}
    older = by_no.get(request.args.get("older", type=small) or newer.no - 1)
    return {"older": older, "newer": newer, "differences": _between(older, newer)}


def _between(older: PlanVersion | None, newer: PlanVersion) -> list[Difference]:
    before = Content(goals=()) if older is None else content_of(older)
    return compare(before, content_of(newer))


@plan_desk.post("/agreement")
@open_to(Role.MANAGER)
def record_yes(client_id: int) -> ResponseReturnValue:
    """Write down that the client said yes in the talk, to the version on this screen."""
    form, op = YesForm.read(), read_op(clock.now())
    try:
        with transaction():
            plan = rows.get_plan(client_id, seen_by=g.viewer)
            if not form.validate():
                raise NotThisVersion
            agreeing.agree(plan, _yes(form), op=op)
    except Refused as why:
        names = draft_names(client_id, yes_form=form)
        return show("plan/desk_draft", status=422, refusal=why.words, **names)
    here = url_for("plan_desk.plan", client_id=client_id)
    return done(here, said=t(N_("Both sides agreed to the plan.")))


def _yes(form: YesForm) -> Yes:
    try:
        number = small(form.no.data or "")
    except ValueError:
        raise NotThisVersion from None
    read = form.content_hash.data or ""
    return Yes(no=number, content_hash=read, how=form.how.data, language=form.language.data)
