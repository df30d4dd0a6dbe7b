"""goal_25: no request, however odd, meets a fault of ours, and each answer keeps its manners.

10,000 with FULL_GOALS=1, over every view. What no page of ours sends: letters that are none,
numbers that no row has, days that are none, lists for one value, bodies that break off, JSON.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from app.appointments import feeds
from app.core import clock
from app.core.access import Role, open_to_all
from app.core.db import SAFE, transaction
from app.core.tenancy import carrier_opened
from tests.goals import things, whom
from tests.goals.manners import faults, own_styles, weakened
from tests.goals.odd import Odd, requests
from tests.goals.planting import stems
from tests.goals.scene import Scene, build_scene

# A body that breaks off leaves its files to the garbage collector, in Werkzeug.
pytestmark = [
    pytest.mark.goal_25,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
FULL = os.environ.get("FULL_GOALS") == "1"
NUMBER = 10_000 if FULL else 70
INSIDE = ("Traceback (most recent", "sqlalchemy.", "psycopg", "sqlite3.")
SICK = ("home.healthz", 503)  # no worker is running


@pytest.fixture
def scene(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Everything that an address can name, in an application that answers as in real use."""
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://localhost")
    monkeypatch.setitem(app.config, "TESTING", False)
    made = build_scene(app, things.THINGS)
    world = made.worlds["own"]
    with carrier_opened(world.carrier_id), transaction():
        token = feeds.make(by=world.people[Role.CLIENT].viewer, now=clock.now())
    monkeypatch.setitem(whom.PLAIN, "token", token)  # her calendar's address
    return made


@pytest.fixture
def style(scene: Scene, visitor: FlaskClient) -> str:
    """The sources of the inlined stylesheets."""
    sheets: dict[str, str] = scene.app.jinja_env.globals["arriving_css"]  # type: ignore[assignment]  # ours
    pages = (f"<style>{css}</style>" for css in sheets.values())
    return own_styles(visitor.get("/imprint").text, *pages)


def wrong(
    scene: Scene, asked: Iterable[Odd], style: str, caplog: Any, seen: Counter[int]
) -> Iterator[str]:
    """What is wrong with the answers, with the request and the log of each."""
    for odd in asked:
        caplog.clear()
        answer = odd.ask(scene.browser(odd.role))
        seen[answer.status_code] += 1
        if answer.status_code >= 500 and (odd.endpoint, answer.status_code) != SICK:
            yield f"{odd} answers {answer.status}\n{caplog.text[:1500]}"
            continue
        for fault in _faults(odd, answer, style):
            yield f"{odd} answers {answer.status}: {fault}"


def _faults(odd: Odd, answer: Any, style: str) -> Iterator[str]:
    is_personal = (
        odd.role is not None
        or odd.method not in SAFE
        or answer.status_code >= 400
        or b"Kanari" in answer.data
    )
    yield from faults(answer, is_personal=is_personal, style=style)
    text = answer.data.decode("utf-8", "replace")
    yield from (f"shows {word!r}" for word in INSIDE if word in text)
    if answer.mimetype == "text/html" and "zq7" in text:
        yield from stems(text)


@pytest.mark.timeout(3600)
def test_no_request_meets_a_fault_of_ours(scene: Scene, style: str, caplog: Any) -> None:
    asked = list(requests(scene, NUMBER))
    seen: Counter[int] = Counter()
    found = list(wrong(scene, asked, style, caplog, seen))
    assert not found, f"{len(found)} faults\n" + "\n".join(found[:20])
    assert {200, 404, 422} <= seen.keys(), "some are understood, some refused"
    assert scene.browser(None).get(f"/calendar/{whom.PLAIN['token']}.ics").status_code == 200
    assert len({odd.endpoint for odd in asked}) > 0.9 * min(NUMBER, len(scene.app.view_functions))


@open_to_all()
def breaking() -> str:
    """Planted: it takes what it is asked for to be a number."""
    return str(int(request.args["page"]))


@open_to_all()
def repeating() -> str:
    """Planted: it shows what it was asked for."""
    return "".join(request.args.values())


@pytest.mark.sqlite_only
def test_planted_views_are_found(
    scene: Scene, style: str, caplog: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    payload = "<script>zq7()</script>"
    odd = Odd(endpoint="home.imprint", role=None, method="GET", address="/imprint")
    asked = [Odd(**{**vars(odd), "query": f"page={payload}"})]
    seen: Counter[int] = Counter()
    assert list(wrong(scene, asked, style, caplog, seen)) == []
    monkeypatch.setitem(scene.app.view_functions, "home.imprint", breaking)
    (found,) = wrong(scene, asked, style, caplog, seen)
    assert "500" in found
    assert "in breaking" in found
    monkeypatch.setitem(scene.app.view_functions, "home.imprint", repeating)
    assert any("script" in found for found in wrong(scene, asked, style, caplog, seen))
    monkeypatch.setattr(scene.app, "wsgi_app", weakened(scene.app, "X-Frame-Options", None))
    assert any("X-Frame-Options" in found for found in wrong(scene, asked, style, caplog, seen))
