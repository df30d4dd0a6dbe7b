"""The plan on paper: for the desk, and for the client herself."""

from typing import Any

from flask import current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload.models import Client
from app.caseload.queries import find_contact, get_client, get_self
from app.core import clock, pdf
from app.core.access import Log, Role, open_to, record_seen
from app.core.i18n import DEFAULT, N_, Language, find_language, preferred
from app.people.queries import language_of
from app.plan import queries, versions
from app.plan.blueprints import plan, plan_desk
from app.plan.content import content_of
from app.plan.models import PlanVersion
from app.plan.paper import HEADING, SIGNED_BY, Paper, agreed_version, drawn_way_back

NOTE = N_("This does not replace legal advice.")


@plan.get("/plan/print", endpoint="paper")
@open_to(Role.CLIENT)
def own_paper() -> ResponseReturnValue:
    """Her plan to print; ?private=1 puts what only she sees on it, ?next=1 is the proposed one."""
    return render_template("plan/paper.html", **_own())


@plan.get("/plan/print.pdf", endpoint="paper_pdf")
@open_to(Role.CLIENT)
def own_pdf() -> ResponseReturnValue:
    """The same as a file; where none can be made, the page that is printed from the browser."""
    if not pdf.is_possible():
        return redirect(url_for("plan.paper", next=_next()), 303)
    return _as_file(_own())


def _own() -> dict[str, Any]:
    client, language = get_self(g.viewer), preferred()
    if _next():
        version = versions.get_prepared(client.id, seen_by=g.viewer)
        return {**_of_version(version, client, language), "has_private": False}
    goals = queries.own_goals(g.viewer)
    has_private = any(card.is_private for goal in goals for card in goal.steps)
    with_private = request.args.get("private") == "1"
    names = _of_today(goals, client, language, with_private=with_private)
    return {**names, "has_private": has_private}


def _next() -> int | None:
    """1 when the version that is prepared is asked for, not the one that counts."""
    return 1 if request.args.get("next") == "1" else None


@plan_desk.get("/print", endpoint="paper")
@open_to(Role.MANAGER, log=Log.PLAN)
def desk_paper(client_id: int) -> ResponseReturnValue:
    """A client's plan to print and to sign, in two languages; ?next=1 is what is prepared."""
    return render_template("plan/paper_desk.html", **_at_desk(client_id))


@plan_desk.get("/print.pdf", endpoint="paper_pdf")
@open_to(Role.MANAGER, log=Log.PLAN)
def desk_pdf(client_id: int) -> ResponseReturnValue:
    """The same as a file; where none can be made, the page that is printed from the browser."""
    names = _at_desk(client_id)
    if not pdf.is_possible():
        return redirect(url_for("plan_desk.paper", client_id=client_id, next=_next()), 303)
    return _as_file(names)


def _at_desk(client_id: int) -> dict[str, Any]:
    client = get_client(client_id, seen_by=g.viewer)
    record_seen(client_id)
    language = find_language(language_of(client.person_id)) or DEFAULT
    if _next():
        return _of_version(versions.get_prepared(client_id, seen_by=g.viewer), client, language)
    goals = queries.goals_of(client_id, seen_by=g.viewer)
    return _of_today(goals, client, language, with_private=False)


def _as_file(names: dict[str, Any]) -> ResponseReturnValue:
    html = render_template("plan/paper_pdf.html", **names)
    return pdf.answer(html, name="plan", who=f"person {g.viewer.person_id}")


def _of_today(
    goals: list[queries.GoalCard], client: Client, language: Language, *, with_private: bool
) -> dict[str, Any]:
    """The plan people live by."""
    paper = Paper(language)
    lines = list(paper.goals(goals, with_private=with_private))
    standing = paper.standing(agreed_version(client.id, seen_by=g.viewer))
    said = {"goals": lines, "standing": standing, "with_private": with_private}
    return _sheet(paper, client) | said


def _of_version(version: PlanVersion, client: Client, language: Language) -> dict[str, Any]:
    """A draft or a proposal, marked as such."""
    paper = Paper(language)
    lines = list(paper.planned(content_of(version)))
    return _sheet(paper, client) | {"goals": lines, "standing": paper.mark(version)}


def _sheet(paper: Paper, client: Client) -> dict[str, Any]:
    """What every printed plan says, in German and in her language."""
    address = current_app.config["PUBLIC_URL"]
    return {
        "next": _next(),
        "client": client,
        "helper": find_contact(client.id, seen_by=g.viewer),
        "is_both": paper.language is not DEFAULT,
        "heading": paper.words(HEADING),
        "signed_by": [paper.words(line) for line in SIGNED_BY],
        "note": paper.words(NOTE),
        "code": drawn_way_back(address),
        "address": f"{address}/plan",
        "has_file": pdf.is_possible(),
        "printed_on": clock.today(),
    }
