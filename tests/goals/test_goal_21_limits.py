"""goal_21: of a hundred tries at once exactly so many pass, whoever the caller claims to be."""

import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import read_settings
from app.core import limits, pdf
from app.core.db import db
from app.core.errors import TooMany
from app.offers.views import REPORTS
from app.people import tries
from tests.cast import Member
from tests.house.sources import ROOT
from tests.people.conftest import Phone, codes, issue, let_in, new_phone
from tests.visits import visitor_of

__all__ = ["codes", "issue", "let_in", "new_phone"]

pytestmark = pytest.mark.goal_21
AT_ONCE = 100
# Every limited action, as the views call it, and how many of a hundred tries at once pass.
COUNTING = {  # each by this one function, with limits of its own
    "app/people/tries.py",
    "app/offers/views.py",
    "app/offers/views_confirm.py",
    "app/offers/views_provider.py",
    "app/offers/views_report.py",
    "app/offers/views_similar.py",
    "app/appointments/views_calendar.py",
    "app/core/pdf.py",
    "app/network/views_needs.py",
    "app/exchange/views_api.py",
}
LIMITED: dict[str, tuple[Callable[[], None], int]] = {
    "count_signin": (lambda: tries.count_signin(b"one browser"), 10),
    "count_again": (lambda: tries.count_again(7), 10),
    "count_opening": (tries.count_opening, 60),
    "count_pin_chosen": (lambda: tries.count_pin_chosen(7), 10),
    "report": (
        lambda: limits.count_try("report an offer", who="x", limit=REPORTS, seconds=9),
        REPORTS,
    ),
    "pdf": (lambda: limits.count_try("pdf", who="7", limit=pdf.FILES, seconds=9), pdf.FILES),
}


def passed(app: Flask, action: Callable[[], None], *, at_once: int = AT_ONCE) -> int:
    """How many of so many callers in ten threads get through."""
    start = Barrier(10)

    def call(number: int) -> bool:
        if number < 10:
            start.wait(10)
        with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.7"}):
            try:
                action()
            except TooMany:
                return False
            return True

    db.session.rollback()
    with ThreadPoolExecutor(10) as pool:
        return sum(pool.map(call, range(at_once)))


@pytest.mark.parametrize("name", LIMITED)
def test_exactly_so_many_pass(app: Flask, name: str) -> None:
    action, limit = LIMITED[name]
    assert passed(app, action) == limit


def test_every_limited_action_is_tried() -> None:
    """count_failed refuses by the next try, count_asking has a limit beyond a hundred."""
    known = {name for name, _ in inspect.getmembers(tries, inspect.isfunction)}
    assert {name for name in known if name.startswith("count_")} - {
        "count_failed",
        "count_asking",
    } == set(LIMITED) - {"report", "pdf"}


def test_no_other_place_limits_unseen() -> None:
    """Whoever counts somewhere else must be tried here, too."""
    callers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "app").rglob("*.py")
        if "count_try(" in path.read_text("utf-8")
    }
    assert callers - {"app/core/limits.py"} == COUNTING


def test_a_count_that_reads_first_is_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: look whether there is room, then count. A hundred at once slip through."""

    def count(action: str, *, who: str, limit: int, seconds: int) -> None:
        limits.demand_room(action, who=who, limit=limit, seconds=seconds)
        db.session.rollback()
        AFTER_LOOKING.wait(10)
        counted(action, who=who, limit=AT_ONCE, seconds=seconds)

    counted = limits.count_try
    monkeypatch.setattr(limits, "count_try", count)
    AFTER_LOOKING.reset()

    def again() -> None:
        limits.count_try("again", who="7", limit=5, seconds=60)

    assert passed(app, again, at_once=10) > 5


AFTER_LOOKING = Barrier(10)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Client-IP"])
def test_a_forged_address_changes_nothing(app: Flask, visitor: FlaskClient, header: str) -> None:
    """No proxy is configured, so none of these words is believed."""
    seen = []
    for number in range(70):
        forged = {
            header: f"for=198.51.100.{number}" if header == "Forwarded" else f"198.51.100.{number}"
        }
        seen.append(visitor.post("/enter", data={"secret": "x" * 43}, headers=forged).status_code)
    assert seen.count(429) == 10


@pytest.mark.parametrize(("hops", "believed"), [("0", "192.0.2.1"), ("1", "203.0.113.5")])
def test_only_the_configured_proxy_is_believed(tmp_path: Path, hops: str, believed: str) -> None:
    """What stands further left was written by the caller."""
    proxied = create_app(
        read_settings(
            {
                "SCHRITTWEISE_DATABASE_URL": f"sqlite:///{tmp_path}/x.db",
                "SCHRITTWEISE_KEY_FILE": str(tmp_path / "key"),
                "SCHRITTWEISE_VAPID_KEY_FILE": str(tmp_path / "vapid.pem"),
                "SCHRITTWEISE_PROXY_HOPS": hops,
            }
        )
    )
    seen: list[str] = []
    proxied.before_request_funcs[None].insert(0, lambda: seen.append(limits.address()))
    chain = {"X-Forwarded-For": "127.0.0.1, 198.51.100.1, 203.0.113.5"}
    browser = proxied.test_client()
    browser.get("/manifest.webmanifest", headers=chain, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert seen == [believed]


def test_nobody_locks_a_client_out(selam: Member, let_in: Callable[..., Phone], app: Flask) -> None:
    """Tries in her name from elsewhere fill their own buckets, not hers."""
    phone = let_in(selam)
    phone.browser.post("/signout")
    elsewhere = visitor_of(app)
    elsewhere.environ_base["REMOTE_ADDR"] = "198.51.100.9"
    attacker = Phone(elsewhere)
    attacker.key.credential_id = phone.key.credential_id
    attacker.key.handle = phone.key.handle
    statuses = {attacker.sign_in().status_code for _ in range(12)}
    assert statuses == {422, 429}
    assert phone.sign_in().status_code == 303
