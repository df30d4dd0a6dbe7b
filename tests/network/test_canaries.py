"""Every page a volunteer can open, with every number there is: no client in any of them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.caseload.ties_models import SupportTie, TieIndex
from app.core.access import Role, declared
from app.core.db import db
from tests import build
from tests.caseload.conftest import helps
from tests.caseload.scene import Help, at_work, inside, of
from tests.cast import Member
from tests.offers.shop import whole_offer

__all__ = ["helps"]
CANARY = "Zz-Kanarienvogel"
Sign = Callable[[Member], FlaskClient]


@pytest.fixture
def aviary(app: Flask, selam: Member, ahmad: Member, helps: Callable[..., Help]) -> list[Any]:
    """Two clients full of canaries, a volunteer who was proposed to one of them and knows every
    number: the ids of people, appointments, steps, the random ones of ties."""
    whole_offer("Angebot")
    found: list[Any] = [1, 2, 3]
    for member in (selam, ahmad):
        assert member.manager
        with at_work(member):
            client = of(member)
            client.given_name = client.family_name = member.person.call_name = CANARY
            booked = build.appointment(
                client, member.manager.person, place=CANARY, address=CANARY, note=CANARY
            )
            step = build.step(client, None, own_words=CANARY)
            found += [client.id, booked.id, step.id, client.uid, member.person.public_id]
            found += [member.person.id, booked.ics_uid]
    helps(selam, granted=False)
    with inside(selam):
        found += db.session.scalars(sa.select(SupportTie.uid))
    return list(dict.fromkeys(found))


def open_to_volunteers(app: Flask) -> Iterator[Rule]:
    """The rules of all views that a signed-in volunteer may ask."""
    for rule in app.url_map.iter_rules():
        access = declared(app.view_functions[rule.endpoint])
        if access and (access.roles is None or Role.VOLUNTEER in access.roles):
            yield rule


def addresses(rule: Rule, known: list[Any]) -> Iterator[str]:
    """A rule with everything filled in that the volunteer could know or guess."""
    if not rule.arguments:
        yield rule.rule
        return
    for value in known:
        values = {}
        for name in rule.arguments:
            items = getattr(rule._converters[name], "items", None)
            values[name] = next(iter(items)) if items else value
        try:
            built = rule.build(values)
        except (TypeError, ValueError):  # a random one where a number stands
            continue
        if built:
            yield built[1]


def seen_in(app: Flask, sign: Callable[[], FlaskClient], known: list[Any]) -> tuple[int, list[str]]:
    """How many pages there were, and which answers held a canary; some end the session."""
    asked, sung = 0, []
    for rule in open_to_volunteers(app):
        for address in addresses(rule, known):
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                answer = sign().open(f"{address}?q={CANARY[:4]}", method=method)
                asked += answer.status_code == 200
                if CANARY.encode() in answer.data:
                    sung.append(f"{method} {address}")
    return asked, sung


@pytest.mark.sqlite_only
def test_without_a_yes_no_page_holds_a_client(
    app: Flask, signed_in: Sign, gerhard: Member, aviary: list[Any]
) -> None:
    asked, sung = seen_in(app, lambda: signed_in(gerhard), aviary)
    assert asked > 15
    assert sung == []


@pytest.mark.sqlite_only
def test_a_planted_leak_is_heard(
    app: Flask, signed_in: Sign, selam: Member, gerhard: Member, aviary: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The walk reaches what it must: with the conditions of a tie gone it hears her."""
    monkeypatch.setattr("app.caseload.ties_queries.is_open", lambda: (sa.true(),))
    with at_work(selam):
        tie = db.session.scalars(sa.select(SupportTie)).one()
        db.session.add(
            TieIndex(uid=tie.uid, volunteer_id=gerhard.person.id, carrier_id=tie.carrier_id)
        )
    _asked, sung = seen_in(app, lambda: signed_in(gerhard), aviary)
    assert sorted({address.split("?")[0][:18] for address in sung}) == ["GET /circle/people"]
