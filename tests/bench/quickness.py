"""perf_01, 02, 04, 05, 06: what our pages cost beside a bare answer, and beside a naive page.

Both sides are asked in turn and the quickest answer of each counts: it is the one that nothing
else on the machine held up. Each request stands by itself, as in production: it opens its session,
begins and ends its transaction.
"""

import json
import re
import time
from collections.abc import Callable
from contextlib import nullcontext
from contextvars import Context
from html import unescape
from typing import Any

from flask import Flask, before_render_template, render_template
from flask.testing import FlaskClient

from app.offers.stamp import EVERY
from tests import postgres
from tests.bench import floor, naive, sizes, stage
from tests.bench.lines import Measured
from tests.cast import Member
from tools.machine import find_postgres

HEAVY = "/plan"
PAGES = ("/home", HEAVY)
ROUNDS, TIMES = 100, 20  # seconds long: a busy machine lets few answers through undisturbed
LONGEST = 15  # seconds that an unchanged answer is asked for
# What is new in each answer, whoever draws it.
CHANGING = re.compile(rb'value="[\w.-]{20,}"|datetime="[^"]+"|data-session="[^"]+"|\d\d:\d\d')


def best(
    *works: Callable[[], object],
    rounds: int = ROUNDS,
    times: int = TIMES,
    watch: Callable[[], float] = time.perf_counter,
) -> list[float]:
    """The quickest time of each in microseconds, asked in turn."""
    found = [float("inf")] * len(works)
    for _ in range(rounds):
        for number, work in enumerate(works):
            work()  # what stood in the processor's memory was the other one's
            for _ in range(times):
                began = watch()
                work()
                found[number] = min(found[number], watch() - began)
    return [seconds * 1e6 for seconds in found]


def bare(body: str) -> FlaskClient:
    """A Flask application with one route that answers these bytes."""
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: body, endpoint="answer")
    return app.test_client()


def beside_bare(
    browser: FlaskClient,
    address: str,
    *,
    watch: Callable[[], float] = time.perf_counter,
    rounds: int = ROUNDS,
    **more: Any,
) -> float:
    """One page in bare answers."""
    answer = browser.get(address, **more)
    assert answer.status_code in (200, 204, 304), answer.status
    floor_ = bare(answer.text)
    theirs_too = asking(floor_, "/", **more)  # the same question, put in the same way
    ours, theirs = best(asking(browser, address, **more), theirs_too, rounds=rounds, watch=watch)
    again = browser.get(address, **more)
    assert again.status_code == answer.status_code, f"{address} changed while it was asked for"
    return ours / theirs


def asking(browser: FlaskClient, address: str, **more: Any) -> Callable[[], object]:
    """A request that knows nothing of the context around it."""
    apart = Context()
    return lambda: apart.run(browser.get, address, **more)


def pages(app: Flask) -> Measured:
    """perf_01: the heavier of home and plan in bare answers; PostgreSQL beside."""
    told = _pages_on(app, "sqlite")
    if find_postgres() is not None:
        with (
            postgres.running_server() as server,
            stage.application(postgres.make_database(server)) as other,
        ):
            told |= _pages_on(other, "postgresql")
    on_sqlite = max(number for name, number in told.items() if name.startswith("sqlite"))
    return Measured(value=on_sqlite, told=told, holds=max(told.values()) <= 20)


def _pages_on(app: Flask, kind: str) -> dict[str, float]:
    browser = stage.signed_in(app, stage.busy_client())
    return {f"{kind}_{page[1:]}": beside_bare(browser, page) for page in PAGES}


def plain_of(browser: FlaskClient, address: str) -> bytes:
    """An answer without what is new each time."""
    return CHANGING.sub(b"", browser.get(address).data)


def beside_naive(app: Flask, *, rounds: int = ROUNDS) -> Measured:
    """perf_02: how many of our plans are answered while the naive one is; the same bytes."""
    browser = stage.signed_in(app, stage.busy_client())
    ours = theirs = float("inf")
    told: dict[str, float] = {}
    pages = {}
    for _ in range(rounds):
        for is_naive in (False, True):
            with naive.naive_plan(app) if is_naive else nullcontext():
                pages[is_naive] = plain_of(browser, HEAVY)
                (took,) = best(asking(browser, HEAVY), rounds=1, times=10)
                if is_naive:
                    theirs = min(theirs, took)
                    told["naive_statements"] = float(len(sizes.statements(browser, HEAVY)))
                else:
                    ours = min(ours, took)
    return Measured(value=theirs / ours, told=told, holds=pages[False] == pages[True])


def drawing(app: Flask, *, rounds: int = ROUNDS) -> Measured:
    """perf_04: drawing the plan alone, beside plain Jinja with Flask-Babel."""
    member = stage.busy_client()
    drawn: dict[str, Any] = {}

    def keep(_app: Flask, template: Any, context: dict[str, Any], **_more: Any) -> None:
        drawn.update(name=template.name, context=dict(context))

    with before_render_template.connected_to(keep, app):
        stage.signed_in(app, member).get(HEAVY)
    cookie = f"{app.config['COOKIE_NAME']}={member.token()}"
    with app.test_request_context(HEAVY, headers={"Cookie": cookie}):
        app.preprocess_request()
        ours, theirs = [float("inf")], [float("inf")]
        for _ in range(rounds):
            for times, is_plain in ((ours, False), (theirs, True)):
                with naive.plain_templates(app) if is_plain else nullcontext():
                    times += best(
                        lambda: render_template(drawn["name"], **drawn["context"]),
                        rounds=1,
                        times=10,
                    )
    return Measured(value=min(theirs) / min(ours), told={"microseconds": min(ours)})


def unchanged(app: Flask) -> Measured:
    """perf_05: "nothing is new", said to who comes back to public pages.

    Told beside: what it takes where somebody is signed in, who has to be found first and whose
    carrier has to be opened. The desk's open page takes one statement more; the phone's kept pages
    are known by what each shows, which is read for it.
    """
    selam = stage.busy_client()
    asked = {"/offline/pack": (stage.signed_in(app, selam), kept(app, selam))}
    if selam.manager and selam.client:
        mirror = f"/desk/clients/{selam.client.id}/mirror"
        jana = stage.signed_in(app, selam.manager)
        asked[mirror] = (jana, mirrored(jana, f"/desk/clients/{selam.client.id}"))
    asked["/offers"] = (app.test_client(), tagged(app, "/offers"))
    home = beside_bare(stage.signed_in(app, selam), "/home")
    told = {"home": home}
    for address, (browser, headers) in asked.items():
        name = address.rsplit("/", 1)[1]
        told[name] = beside_bare(browser, address, headers=headers)
        found = sizes.statements(browser, address, headers=headers)
        told[f"{name}_statements"] = float(len(found))
    value = told["offers"]
    return Measured(
        value=value,
        told=told,
        holds=value <= home / 4
        and told["offers_statements"] <= 1
        and told["mirror_statements"] <= 2,
    )


def mirrored(browser: FlaskClient, page: str) -> dict[str, str]:
    """What an open page of the desk sends along when it asks for the client's screen again."""
    wait_for_a_slot()
    html = browser.get(page).get_data(as_text=True)
    found = re.search(r"data-hx-headers='([^']+)'", html)
    assert found is not None
    told: dict[str, str] = json.loads(unescape(found[1]))
    return {"HX-Request": "true", "HX-Request-Type": "partial", **told}


def wait_for_a_slot() -> None:
    """Pages count as new every five minutes by the clock: what is measured fits in between."""
    left = EVERY - time.time() % EVERY
    if left < LONGEST:
        time.sleep(left)


def tagged(app: Flask, address: str) -> dict[str, str]:
    """What a browser that has a public page sends along."""
    wait_for_a_slot()
    return {"If-None-Match": app.test_client().get(address).headers["ETag"]}


def kept(app: Flask, member: Member) -> dict[str, str]:
    """What a phone that has all its pages sends along."""
    told = stage.signed_in(app, member).get("/offline/pack").get_json()
    return {"If-None-Match": ", ".join(f'"{key}"' for key in told["pages"].values())}


def over_http(app: Flask) -> float:
    """perf_06: home behind the server of production, in answers of bare WSGI."""
    selam = stage.busy_client()
    asking = {"Host": "localhost", "Cookie": f"{app.config['COOKIE_NAME']}={selam.token()}"}
    body = stage.signed_in(app, selam).get("/home").data
    return floor.ratio("/home", body, asking, stage.environment_of(app))
