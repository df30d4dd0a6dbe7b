"""Entry links: only under DEMO=1, random, hashed, each to its person's start page."""

import dataclasses
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.crypto import fingerprint
from app.core.db import db, transaction
from app.demo import entries, links
from app.demo.entries import DemoPerson
from app.demo.models import DemoEntry
from app.demo.views import FRESH
from app.people.models import Session
from tests.cast import Member


@pytest.fixture
def demo(app: Flask) -> Iterator[Flask]:
    """The application as `make run` starts it."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(before, demo=True)
    yield app
    app.config["SETTINGS"] = before


def issued(member: Member) -> DemoPerson:
    with transaction():
        return entries.issue(member.grant, member.person, now=clock.now())


@pytest.mark.parametrize(
    ("name", "start"),
    [("selam", "/home"), ("jana", "/desk"), ("gerhard", "/circle"), ("aylin", "/network")],
)
def test_the_link_signs_in_and_leads_to_the_start_page(
    demo: Flask, cast: Callable[[str], Member], visitor: FlaskClient, name: str, start: str
) -> None:
    answer = visitor.get(f"/demo/{issued(cast(name)).entry_token}")
    assert (answer.status_code, answer.headers["Location"]) == (303, start)
    assert answer.headers["Cache-Control"] == "no-store"
    assert visitor.get(start).status_code == 200


def test_without_demo_there_is_nothing(app: Flask, selam: Member, visitor: FlaskClient) -> None:
    real = visitor.get(f"/demo/{issued(selam).entry_token}")
    missing = visitor.get("/offers/00000000-0000-0000-0000-000000000000")
    assert real.status_code == missing.status_code == 404
    assert real.data == missing.data
    assert "Set-Cookie" not in real.headers


def test_another_token_is_the_same_404(demo: Flask, selam: Member, visitor: FlaskClient) -> None:
    issued(selam)
    wrong = visitor.get("/demo/not-a-token")
    missing = visitor.get("/offers/00000000-0000-0000-0000-000000000000")
    assert wrong.status_code == missing.status_code == 404
    assert wrong.data == missing.data


def test_only_the_hash_is_kept(app: Flask, selam: Member) -> None:
    token = issued(selam).entry_token
    row = db.session.query(DemoEntry).one()
    assert len(token) >= 32
    assert row.token_hash == fingerprint(token)


def test_a_demo_manager_is_fresh_all_day(demo: Flask, jana: Member, visitor: FlaskClient) -> None:
    visitor.get(f"/demo/{issued(jana).entry_token}")
    session = db.session.query(Session).one()
    assert session.fresh_until is not None
    assert session.fresh_until - session.created_at == FRESH


def test_the_link_renews_what_a_passkey_would(
    demo: Flask, selam: Member, visitor: FlaskClient
) -> None:
    """Nobody in the demo has a key: the page for it says so, and the link opens it again."""
    link = f"/demo/{issued(selam).entry_token}"
    visitor.get(link)
    clock.shift(FRESH)
    asked = visitor.get("/me/devices")
    assert asked.location.startswith("/signin?again=1")
    assert "open your entry link again" in visitor.get(f"{asked.location}&lang=en").text
    visitor.get(link)
    assert visitor.get("/me/devices").status_code == 200


def test_who_was_signed_in_before_is_signed_out(
    demo: Flask, selam: Member, jana: Member, visitor: FlaskClient
) -> None:
    visitor.get(f"/demo/{issued(selam).entry_token}")
    visitor.get(f"/demo/{issued(jana).entry_token}")
    db.session.expire_all()
    by_person = {row.person_id: row.revoked_at for row in db.session.query(Session)}
    assert by_person[selam.person.id] is not None
    assert by_person[jana.person.id] is None


def test_new_links_for_everybody_old_ones_for_a_day(
    demo: Flask, selam: Member, jana: Member, visitor: FlaskClient
) -> None:
    old = [issued(selam), issued(jana)]
    with transaction():
        new = entries.renew(now=clock.now())
    assert {one.name for one in new} == {"Selam", "Jana"}
    assert not {one.entry_token for one in old} & {one.entry_token for one in new}
    assert visitor.get(f"/demo/{old[0].entry_token}").status_code == 303
    with transaction():
        entries.renew(now=clock.now() + 2 * entries.KEPT)
    assert visitor.get(f"/demo/{old[0].entry_token}").status_code == 404


def test_links_are_shown_as_lines_and_as_json(app: Flask) -> None:
    people = [
        DemoPerson(name="Selam", role="client", language="ti", entry_token="a"),
        DemoPerson(name="Jana", role="manager", language="de", entry_token="b"),
    ]
    lines = links.as_lines(people)
    assert lines[0].split()[:3] == ["Jana", "manager", "de"]
    assert lines[1].endswith("http://localhost/demo/a")
    assert '"entry_url": "http://localhost/demo/b"' in links.as_json(people)
