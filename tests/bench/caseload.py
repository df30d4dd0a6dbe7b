"""perf_18: the caseload of 200 clients among 4,000 cases, against bare WSGI with the same bytes.

On both databases, where PostgreSQL is there; the worse one counts.
"""

import time
from collections.abc import Callable
from functools import partial

from flask import Flask

from app.core.tenancy import carrier_opened
from app.desk import board
from app.desk.filters import FILTERS
from tests import postgres
from tests.bench import floor, office, sizes, stage
from tests.bench.lines import Measured
from tests.cast import Member, make_member
from tools.machine import find_postgres

CASES, PAGE = 4000, "/desk/clients"
MOST_BYTES, MOST_STATEMENTS, SLOWEST_SEARCH = 20_000, 10, 20.0  # milliseconds
SOUGHT = ("Muster00100", "ama", "çi mus", "zz")


def measured(app: Flask) -> Measured:
    """The worse database's figure, and what was found on each."""
    found = {"sqlite": _on_one(app)}
    if find_postgres() is not None:
        with (
            postgres.running_server() as server,
            stage.application(postgres.make_database(server)) as other,
        ):
            found["postgresql"] = _on_one(other)
    return Measured(
        value=max(one.value for one in found.values()),
        told={f"{kind}_{what}": n for kind, one in found.items() for what, n in one.told.items()},
        holds=all(one.holds for one in found.values()),
    )


def _on_one(app: Flask) -> Measured:
    """The caseload page over HTTP in floors; bytes, statements, the slowest filter and search."""
    jana = make_member("jana", {})
    office.fill(jana, cases=CASES)
    browser = stage.signed_in(app, jana)
    browser.get(PAGE)
    over_http = _over_http(app, jana)
    told = {
        "floors": over_http,
        "bytes": float(sizes.weigh(browser, PAGE)[0]),
        "statements": float(len(sizes.statements(browser, PAGE))),
        "filter_ms": max(_best(partial(browser.get, f"{PAGE}?show={kind}")) for kind in FILTERS),
        "search_ms": search(app, jana),
    }
    holds = (
        told["bytes"] <= MOST_BYTES
        and told["statements"] <= MOST_STATEMENTS
        and told["search_ms"] <= SLOWEST_SEARCH
    )
    return Measured(value=over_http, told=told, holds=holds)


def search(app: Flask, manager: Member) -> float:
    """The slowest search by name, in milliseconds."""
    carrier_id = manager.grant.carrier_id
    assert carrier_id is not None
    with app.test_request_context(), carrier_opened(carrier_id):
        find = partial(board.find_board, seen_by=manager.viewer)
        return max(_best(partial(find, word)) for word in SOUGHT)


def _best(work: Callable[[], object]) -> float:
    """The best of five, in milliseconds."""
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken) * 1000


def _over_http(app: Flask, manager: Member) -> float:
    """The page behind the server of production, in answers of bare WSGI."""
    asking = {"Host": "localhost", "Cookie": f"{app.config['COOKIE_NAME']}={manager.token()}"}
    body = stage.signed_in(app, manager).get(PAGE).data
    return floor.ratio(PAGE, body, asking, stage.environment_of(app))
