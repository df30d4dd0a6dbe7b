"""perf_01, 02, 05: the same bytes for far fewer statements; what is built once stays one person's.

What the gate asks of time is processor time with wide margins, on SQLite, which works in this very
thread. How long pages take: `make bench PERF="perf_01 perf_02 perf_04 perf_05 perf_06"`.
"""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.appointments.own import own_next
from app.caseload.queries import ANY_CLIENT, clients_of
from app.core import clock
from app.core.db import db
from app.core.tenancy import carrier_opened
from app.home.queries import get_screen
from app.plan.queries import own_goals, own_steps
from tests.bench import naive, quickness, sizes
from tests.bench.stage import furnish
from tests.cast import Member

SignIn = Callable[[Member], FlaskClient]


@pytest.mark.perf_02
@pytest.mark.sqlite_only
def test_the_naive_page_is_the_same_page(app: Flask, signed_in: SignIn, selam: Member) -> None:
    furnish(selam)
    browser = signed_in(selam)
    ours, few = quickness.plain_of(browser, "/plan"), sizes.statements(browser, "/plan")
    with naive.naive_plan(app):
        theirs, many = quickness.plain_of(browser, "/plan"), sizes.statements(browser, "/plan")
    assert ours == theirs
    assert len(ours) > 20_000
    assert len(many) >= 5 * len(few)


def open_record_of(member: Member, desk: FlaskClient) -> tuple[str, dict[str, str]]:
    """A busy record that is open at the desk: what its page asks for again and sends along."""
    furnish(member)
    assert member.client is not None
    record = f"/desk/clients/{member.client.id}"
    return f"{record}/mirror", quickness.mirrored(desk, record)


@pytest.mark.perf_05
def test_nothing_new_is_said_in_few_statements(
    app: Flask, signed_in: SignIn, selam: Member, jana: Member
) -> None:
    desk = signed_in(jana)
    mirror, asking = open_record_of(selam, desk)
    assert desk.get(mirror, headers=asking).status_code == 204
    assert len(sizes.statements(desk, mirror, headers=asking)) <= 2
    guest, known = app.test_client(), quickness.tagged(app, "/offers")
    assert guest.get("/offers", headers=known).status_code == 304
    assert len(sizes.statements(guest, "/offers", headers=known)) == 1
    held = quickness.kept(app, selam)
    assert signed_in(selam).get("/offline/pack", headers=held).status_code == 304
    assert len(sizes.statements(signed_in(selam), "/offline/pack", headers=held)) <= 9


@pytest.mark.perf_05
@pytest.mark.sqlite_only
@pytest.mark.alone
def test_nothing_new_is_said_quickly(
    app: Flask, signed_in: SignIn, selam: Member, jana: Member
) -> None:
    """Of 2 bare answers, the promise, public pages need 2.0; the desk's poll, which finds a
    session and opens a carrier, 3.9. The margin is for machines unlike this one.
    """
    desk, guest = signed_in(jana), app.test_client()
    quickness.wait_for_a_slot()
    mirror, asking = open_record_of(selam, desk)
    known = quickness.tagged(app, "/offers")
    for browser, address, headers, most in (
        (desk, mirror, asking, 8),
        (guest, "/offers", known, 4),
    ):
        found = quickness.beside_bare(
            browser, address, headers=headers, watch=time.thread_time, rounds=25
        )
        assert found <= most, (address, found)


@pytest.mark.perf_01
@pytest.mark.alone
def test_home_and_plan_are_answered_quickly(signed_in: SignIn, selam: Member) -> None:
    """Of 10 bare answers, the promise, both need 9.5; on PostgreSQL 18 of 20, without what its own
    processes take. The margin is for machines unlike this one.
    """
    furnish(selam)
    most = 16 if db.engine.dialect.name == "sqlite" else 32
    phone = signed_in(selam)
    for address in ("/home", "/plan"):
        phone.get(address)
        found = quickness.beside_bare(phone, address, watch=time.thread_time, rounds=25)
        assert found <= most, (address, found)


def test_a_statement_for_any_client_runs_for_nobody_unnamed(app: Flask) -> None:
    with carrier_opened(1), pytest.raises(sa.exc.StatementError, match="reader"):
        db.session.execute(clients_of(ANY_CLIENT))


def test_what_is_built_once_shows_each_her_own(
    app: Flask, selam: Member, ahmad: Member, yonas: Member, jana: Member
) -> None:
    for member in (selam, yonas):
        furnish(member)
    for member, has in ((selam, True), (ahmad, False), (yonas, True), (jana, False)):
        viewer = member.viewer
        with app.test_request_context(), carrier_opened(viewer.carrier_id or 0):
            own = {member.client.id} if member.client else set()
            assert {card.client_id for card in own_steps(viewer)} == (own if has else set())
            found = own_next(viewer)
            assert ({found.client_id} if found else set()) == (own if has else set())
            assert bool(own_goals(viewer)) is has
            assert bool(get_screen(None, seen_by=viewer).saved) is has


def test_what_is_built_once_knows_the_time(app: Flask, selam: Member) -> None:
    furnish(selam)
    viewer = selam.viewer
    with app.test_request_context(), carrier_opened(viewer.carrier_id or 0):
        seen = []
        for days in (0, 1, 9):
            clock.shift(timedelta(days=days, hours=1))
            found = own_next(viewer)
            seen.append(found.id if found else None)
        assert seen[0] != seen[1]
        assert seen[2] is None
