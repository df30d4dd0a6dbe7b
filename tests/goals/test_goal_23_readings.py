"""goal_23: each reading of a client's record is one row that she sees; the officer reads none."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule, UUIDConverter

from app.audit.models import AccessLog
from app.audit.queries import readings_of
from app.audit.rows import rows_of
from app.caseload.models import Client
from app.core.access import Access, Role, declared
from app.core.db import db, transaction
from app.core.personal import inventory
from app.core.tenancy import carrier_opened
from tests import build
from tests.cast import Member
from tests.goals import canaries

pytestmark = pytest.mark.goal_23
SignIn = Callable[[Member], FlaskClient]
# What an argument of an address names: a row of hers in this table.
NAMES = {
    "client_id": "client",
    "step_id": "step",
    "appointment_id": "appointment",
    "participation_id": "participation",
    "request_id": "data_request",
    "consent_id": "consent",
    "tie_id": "support_tie",
    "wish_id": "move_request",
    "title_id": "residence_title",
    "entitlement_id": "course_entitlement",
    "goal_id": "goal",
    "planned_id": "version_step",
    "start_id": "start_situation",
    "talk_id": "consultation",
}
# Names of her that stand on pages which read nothing else of the record: who is meant.
HER_NAME = {("person", "call_name"), ("client", "given_name"), ("client", "family_name")}


@pytest.fixture
def planted(app: Flask, selam: Member) -> Client:
    """A client with a canary in every free text."""
    client = selam.client
    assert client is not None
    with carrier_opened(client.carrier_id), transaction():
        canaries.plant(selam, "own")
    return client


def routes(app: Flask, role: Role) -> Iterator[tuple[str, Rule]]:
    """Endpoint and rule of every page about one thing that this role may open."""
    for rule in app.url_map.iter_rules():
        access = declared(app.view_functions[rule.endpoint])
        is_asked = access is not None and access.roles is not None and role in access.roles
        if is_asked and "GET" in (rule.methods or ()) and rule.arguments:
            yield rule.endpoint, rule


def address(app: Flask, rule: Rule, client: Client) -> str | None:
    """The address of a page about this client; None when it is about something else."""
    if not set(rule.arguments) <= set(NAMES):
        return None
    with carrier_opened(client.carrier_id):
        ids: dict[str, Any] = {}
        for name in rule.arguments:
            row = rows_of(inventory()[NAMES[name]], client.id)[0]
            is_uid = isinstance(rule._converters[name], UUIDConverter)
            ids[name] = row.uid if is_uid else row.id
    with app.test_request_context():
        built = rule.build(ids)
    assert built is not None
    return built[1]


def rows_about(client: Client) -> int:
    """How many readings stand in her trail."""
    with carrier_opened(client.carrier_id):
        statement = sa.select(sa.func.count(AccessLog.id)).where(
            AccessLog.client_id == client.id, AccessLog.what.startswith("RecordSeen:")
        )
        return db.session.scalar(statement) or 0


def faults(
    app: Flask, browser: FlaskClient, role: Role, client: Client
) -> Iterator[tuple[str, str]]:
    """Pages that read of one client and leave no row, or leave one without saying so."""
    for endpoint, rule in routes(app, role):
        where = address(app, rule, client)
        access = declared(app.view_functions[endpoint])
        assert isinstance(access, Access)
        if where is None:
            continue
        before = rows_about(client)
        answer = browser.get(where)
        made = rows_about(client) - before
        wanted = int(access.log is not None and answer.status_code == 200)
        read = canaries.places(answer.text, "own") - HER_NAME
        if made != wanted:
            yield endpoint, f"{made} rows instead of {wanted}"
        elif read and not made and not access.polls:
            yield endpoint, f"shows {sorted(read)} and leaves no row"


def test_every_reading_leaves_one_row_that_she_sees(
    app: Flask, planted: Client, selam: Member, jana: Member, signed_in: SignIn
) -> None:
    found = faults(app, signed_in(jana), Role.MANAGER, planted)
    said = [f"{endpoint}: {fault}" for endpoint, fault in found]
    assert not said, "\n".join(said)
    with carrier_opened(planted.carrier_id):
        seen = readings_of(selam.viewer)
    assert len(seen) == min(50, rows_about(planted))
    assert {one.who for one in seen} == {"Jana König"}


def test_every_page_about_a_client_is_asked(app: Flask) -> None:
    """An argument that nobody listed would leave a page out."""
    known = set(NAMES) | {"offer_id", "suggestion_id", "session_id", "person_id", "code", "token"}
    # Of several clients at once, like any list of the desk; open hours are the manager's own.
    known |= {"household_id", "round_id", "hours_id"}
    known |= {"note_id"}  # what reads notes has a log of its own: Log.NOTES, test_notes.py
    known |= {"substitution_id", "grant_id", "volunteer_id", "lang", "language", "kind", "purpose"}
    known |= {"target"}  # a language of offers, which are nobody's
    asked = {name for _, rule in routes(app, Role.MANAGER) for name in rule.arguments}
    assert asked <= known, sorted(asked - known)


def test_a_planted_unlogged_page_is_caught(
    app: Flask, planted: Client, jana: Member, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = app.view_functions["desk.client"]
    monkeypatch.setattr(view, "__access__", Access(roles=(Role.MANAGER,)))
    found = dict(faults(app, signed_in(jana), Role.MANAGER, planted))
    assert "leaves no row" in found["desk.client"]


def officer_pages(app: Flask, client: Client) -> Iterator[str]:
    """Every address of the officer's own pages."""
    for rule in app.url_map.iter_rules():
        access = declared(app.view_functions[rule.endpoint])
        if access is None or access.roles is None or Role.DPO not in access.roles:
            continue
        if "GET" in (rule.methods or ()):
            where = address(app, rule, client)
            if where is not None:
                yield where


def test_the_officer_reads_nothing_of_a_record(
    app: Flask, planted: Client, selam: Member, signed_in: SignIn
) -> None:
    with transaction():
        person, grant = build.person("Dora", "de", Role.DPO, carrier_id=planted.carrier_id)
    browser = signed_in(Member(person=person, grant=grant))
    pages = list(officer_pages(app, planted))
    assert {"/data-protection", "/data-protection/access-log"} <= set(pages)
    for where in pages:
        answer = browser.get(where)
        found = canaries.places(answer.text, "own") - {("legal_hold", "reason")}
        assert not found, (where, found)
    assert "Selam" not in browser.get("/data-protection").text


def test_a_planted_name_on_an_officers_page_is_caught(
    app: Flask, planted: Client, selam: Member, jana: Member, signed_in: SignIn
) -> None:
    """The same question at the manager's list, where names stand."""
    assert canaries.places(signed_in(jana).get("/desk/data-requests").text, "own")
