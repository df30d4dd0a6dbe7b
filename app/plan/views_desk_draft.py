"""Draft a version of the plan together: one form, every button keeps all that was typed."""

from typing import Any

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload.queries import get_client
from app.caseload.text_words import STATUS
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import N_, t
from app.people.queries import get_person
from app.plan import agreeing, drafting, rows, saving, versions
from app.plan.blueprints import plan_desk
from app.plan.catalogue import by_topic
from app.plan.content import content_of
from app.plan.forms import read_op
from app.plan.forms_desk_draft import draft_form, read_edits
from app.plan.forms_desk_yes import YesForm
from app.plan.models import Plan
from app.plan.refusals_versions import NotRight
from app.plan.service import Op
from app.plan.standing import standing_of
from app.plan.versions import find_prepared
from app.plan.wording_versions import texts_in

Answer = ResponseReturnValue


@plan_desk.get("/draft")
@open_to(Role.MANAGER, log=Log.PLAN)
def draft(client_id: int) -> Answer:
    """The draft to be written, or how far the proposal is, or how to begin one."""
    names = draft_names(client_id)
    record_seen(client_id)
    return show("plan/desk_draft", **names)


def draft_names(client_id: int, **more: Any) -> dict[str, Any]:
    """What the page shows, whatever stage the version in preparation has reached."""
    client = get_client(client_id, seen_by=g.viewer)
    plan = versions.get_plan_to_read(client_id, seen_by=g.viewer)
    version = find_prepared(plan)
    names: dict[str, Any] = {"client": client, "version": version, "yes_form": YesForm()}
    names["standing"] = standing_of(client_id, seen_by=g.viewer)
    if version is not None:
        content, start = content_of(version), versions.situation_of(version)
        names |= {"content": content, "catalogue": dict(by_topic())}
        names |= {"form": draft_form(version, content, start=start), "edits": version.edits}
        names |= {"texts": list(texts_in(content, start, client_id=client_id))}
        names |= {"her": get_person(client.person_id).ui_language, "statuses": STATUS}
    return {**names, **more}


@plan_desk.post("/draft/start")
@open_to(Role.MANAGER)
def start_draft(client_id: int) -> Answer:
    """Begin a draft: a copy of what counts today, or a blank one."""
    op, is_copy = read_op(clock.now()), request.form.get("blank") != "1"
    with transaction():
        plan = rows.get_plan(client_id, seen_by=g.viewer)
        drafting.start(plan, is_copy=is_copy, op=op)
    return _shown_again(client_id, t(N_("The draft is there. The client does not see it yet.")))


@plan_desk.post("/draft")
@open_to(Role.MANAGER)
def save_draft(client_id: int) -> Answer:
    """Save all that was typed, then do what the button says."""
    op = read_op(clock.now())
    try:
        with transaction():
            said = _written(rows.get_plan(client_id, seen_by=g.viewer), op)
    except Refused as why:
        return _refused(client_id, why)
    return _shown_again(client_id, t(said))


def _written(plan: Plan, op: Op) -> str:
    """Write what was typed into the draft and propose it when that was pressed."""
    version = versions.get_draft(plan, edits=read_edits())
    form = draft_form(version, content_of(version), request.form)
    if not form.validate():
        raise NotRight
    saving.save(plan, version, form.read(), op=op)
    if form.button != "propose":
        return N_("Saved.")
    agreeing.propose(plan, version, next_review_on=form.review.on.data, op=op)
    return N_("The plan waits for the client's yes.")


def _refused(client_id: int, why: Refused) -> Answer:
    """The same page with everything that was typed, and what stands there now where it differs."""
    names = draft_names(client_id)
    version = names["version"]
    if version is not None and version.state == "draft":
        form = draft_form(version, names["content"], request.form)
        if version.edits == read_edits():
            form.validate()
        else:
            form.show_what_changed()
        names["form"] = form
    return show("plan/desk_draft", status=422, refusal=why.words, **names)


def _shown_again(client_id: int, said: str) -> Answer:
    here = url_for("plan_desk.draft", client_id=client_id)
    return done(here, "plan/_desk_draft.html", said=said, **draft_names(client_id))


@plan_desk.post("/draft/take-back")
@open_to(Role.MANAGER)
def take_back(client_id: int) -> Answer:
    """Something in the proposal is wanted otherwise: it is a draft again."""
    op = read_op(clock.now())
    try:
        with transaction():
            agreeing.take_back(rows.get_plan(client_id, seen_by=g.viewer), op=op)
    except Refused as why:
        return _refused(client_id, why)
    return _shown_again(client_id, t(N_("The plan is a draft again.")))
