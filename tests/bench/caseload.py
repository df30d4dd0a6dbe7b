"""perf_18: the caseload of 200 clients among 4,000 cases, against bare WSGI with the same bytes."""

import os
import statistics
import tempfile
import time
from pathlib import Path

from flask import Flask

from app.core.tenancy import carrier_opened
from app.desk import board
from tests.bench import floor, office, sizes, stage
from tests.bench.lines import Measured
from tests.cast import Member, make_member

CASES, PAGE = 4000, "/desk/clients"
ROUNDS, TIMES = 5, 40
MOST_BYTES, MOST_STATEMENTS, SLOWEST_SEARCH = 20_000, 10, 20.0  # milliseconds
SOUGHT = ("Muster00100", "ama", "çi mus", "zz")


def measured(app: Flask) -> Measured:
    """The caseload page over HTTP in floors; with bytes, statements and a search by name."""
    jana = make_member("jana", {})
    office.fill(jana, cases=CASES)
    browser = stage.signed_in(app, jana)
    browser.get(PAGE)
    told = {
        "bytes": float(sizes.weigh(browser, PAGE)[0]),
        "statements": float(len(sizes.statements(browser, PAGE))),
        "search_ms": search(app, jana),
    }
    holds = (
        told["bytes"] <= MOST_BYTES
        and told["statements"] <= MOST_STATEMENTS
        and told["search_ms"] <= SLOWEST_SEARCH
    )
    return Measured(value=_over_http(app, jana), told=told, holds=holds)


def search(app: Flask, manager: Member) -> float:
    """The slowest search by name, in milliseconds; each is the best of five."""
    carrier_id = manager.grant.carrier_id
    assert carrier_id is not None
    with app.test_request_context(), carrier_opened(carrier_id):
        return max(_best(word, manager) for word in SOUGHT)


def _best(word: str, manager: Member) -> float:
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        board.find_board(word, seen_by=manager.viewer)
        taken.append(time.perf_counter() - began)
    return min(taken) * 1000


def _over_http(app: Flask, manager: Member) -> float:
    """Both servers are asked in turn, so that whatever else the machine does meets both alike."""
    asking = {"Host": "localhost", "Cookie": f"{app.config['COOKIE_NAME']}={manager.token()}"}
    settings = app.config["SETTINGS"]
    own = {
        "DATABASE_URL": settings.database_url,
        "KEY_FILE": str(settings.key_file),
        "VAPID_KEY_FILE": str(settings.vapid_key_file),
        "PUBLIC_URL": settings.public_url,
    }
    environment = {**os.environ, **{f"SCHRITTWEISE_{k}": v for k, v in own.items()}}
    with tempfile.TemporaryDirectory() as home:
        page = Path(home, "page.html")
        page.write_bytes(stage.signed_in(app, manager).get(PAGE).data)
        bare = f"tests.bench.floor:fixed('{page}')"
        with (
            floor.behind_gunicorn("app:create_app()", environment) as ours,
            floor.behind_gunicorn(bare, environment) as theirs,
        ):
            floor.seconds(ours, PAGE, asking, times=5)
            ratios = [
                floor.seconds(ours, PAGE, asking, times=TIMES)
                / floor.seconds(theirs, PAGE, asking, times=TIMES)
                for _ in range(ROUNDS)
            ]
    return statistics.median(ratios)
