"""Read the plan together: one step per screen, the client's language beside German."""

from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.caseload.queries import get_client
from app.core.access import Log, Role, open_to, record_seen
from app.core.errors import Missing
from app.core.forms import small
from app.core.i18n import DEFAULT, find_language, speaking
from app.people.queries import language_of
from app.plan import versions
from app.plan.blueprints import plan_desk
from app.plan.content import Content, PlannedGoal, PlannedStep, content_of


@plan_desk.get("/read")
@open_to(Role.MANAGER, log=Log.PLAN)
def read(client_id: int) -> ResponseReturnValue:
    """The draft (else the plan that counts) screen by screen; ?at= says which."""
    client = get_client(client_id, seen_by=g.viewer)
    plan = versions.get_plan_to_read(client_id, seen_by=g.viewer)
    version = versions.find_prepared(plan) or versions.find_last(plan)
    if version is None:
        raise Missing
    record_seen(client_id)
    names = {"client": client, "version": version, **_screen(content_of(version))}
    her = find_language(language_of(client.person_id)) or DEFAULT
    with speaking((find_language(request.args.get("lang")) or her).code):
        return render_template("plan/desk_read.html", her=her, **names)


def _screen(content: Content) -> dict[str, Any]:
    """Which goal and step this screen shows; past the last one, that it is the end."""
    screens: list[tuple[PlannedGoal, PlannedStep | None]] = []
    for one in content.standing:
        steps = [step for step in one.steps if not step.is_dropped]
        screens += [(one, step) for step in steps] or [(one, None)]
    at = min(max(request.args.get("at", type=small) or 1, 1), len(screens) + 1)
    goal, step = screens[at - 1] if at <= len(screens) else (None, None)
    return {"at": at, "last": len(screens), "goal": goal, "step": step}
