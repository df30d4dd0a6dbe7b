"""goal_14: every answer of every route carries the fifteen headers, error pages too."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from gunicorn.http import wsgi as gunicorn_answers
from werkzeug.test import TestResponse

from app import create_app
from app.config import read_settings
from app.core import security
from app.core.access import Role, open_to_all
from app.core.db import SAFE, db
from tests.goals import things
from tests.goals.cells import Cell, cells_of, is_let_in
from tests.goals.manners import faults, own_styles, weakened
from tests.goals.scene import Scene, build_scene
from tests.undone import undone

# Headers do not depend on the database.
pytestmark = [pytest.mark.goal_14, pytest.mark.sqlite_only]
OURS = {"Sec-Fetch-Site": "same-origin"}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
Look = Callable[..., list[str]]


@pytest.fixture
def https(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application as it is reached in real use."""
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://localhost")
    return app


@pytest.fixture
def scene(https: Flask) -> Scene:
    """Everything that an address can name."""
    return build_scene(https, things.THINGS)


@pytest.fixture
def style(https: Flask, visitor: FlaskClient) -> str:
    """The sources of the inlined stylesheets: of each page, and of those where people arrive."""
    sheets = https.jinja_env.globals["arriving_css"].values()  # type: ignore[attr-defined]
    return own_styles(visitor.get("/imprint").text, *(f"<style>{css}</style>" for css in sheets))


def questions(scene: Scene) -> list[Cell]:
    """GET of each route by each role that may and by nobody; one unsafe request of each."""
    chosen, done = [], set()
    for cell in cells_of(scene):
        is_first = (cell.endpoint, cell.address) not in done
        if cell.named or not cell.is_served or cell.relation not in ("none", "own"):
            continue
        may = is_let_in(scene.app, cell.endpoint, cell.role)
        if cell.method == "GET" and (may or cell.role is None):
            chosen.append(cell)
        elif cell.method not in SAFE and may and is_first:
            done.add((cell.endpoint, cell.address))
            chosen.append(cell)
    return chosen


def ask(scene: Scene, cell: Cell) -> TestResponse:
    browser = scene.browser(cell.role)
    if cell.method in SAFE:
        return browser.get(cell.address)
    with undone():
        return browser.open(cell.address, method=cell.method, data=cell.body)


def wrong(scene: Scene, cells: list[Cell], style: str) -> Iterator[str]:
    """What is wrong, with the question it was found at."""
    for cell in cells:
        answer = ask(scene, cell)
        is_personal = (
            cell.role is not None
            or cell.method not in SAFE
            or answer.status_code >= 400
            or b"Kanari" in answer.data  # a text of a client, whoever was asked to show what
        )
        for fault in faults(answer, is_personal=is_personal, style=style):
            yield f"{cell.method} {cell.address} as {cell.role} ({answer.status}): {fault}"


def test_every_route_carries_them(scene: Scene, style: str) -> None:
    asked = questions(scene)
    found = list(wrong(scene, asked, style))
    assert not found, f"{len(found)} faults\n" + "\n".join(found[:40])
    reached = {cell.endpoint for cell in asked}
    assert reached == scene.app.view_functions.keys(), "every view was asked"
    assert len(asked) > 400


# ---- what goes wrong ----


@open_to_all()
def breaking() -> str:
    """A view with a fault."""
    raise ValueError


def too_often(browser: FlaskClient) -> TestResponse:
    for _ in range(61):
        answer = browser.post("/enter", data={"secret": "x"})
    return answer


ERRORS: dict[int, Callable[[FlaskClient], TestResponse]] = {
    303: lambda browser: browser.get("/home"),
    400: lambda browser: browser.post("/signin", data={"a": ["1", "2"]}),
    401: lambda browser: browser.get("/home", headers=HTMX),
    403: lambda browser: browser.post("/signin", headers={"Sec-Fetch-Site": "cross-site"}),
    404: lambda browser: browser.get("/there/is/no/such/page"),
    405: lambda browser: browser.post("/imprint"),
    413: lambda browser: browser.post("/signin", data={"credential": "x" * 1_000_001}),
    422: lambda browser: browser.post("/signin", data={"credential": "x"}),
    429: too_often,
    500: lambda browser: browser.get("/sources"),
}


@pytest.mark.parametrize("status", ERRORS)
def test_every_failure_carries_them(
    https: Flask, visitor: FlaskClient, style: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(https.config, "TESTING", False)
    monkeypatch.setitem(https.view_functions, "home.sources", breaking)
    visitor.get("/signin")
    answer = ERRORS[status](visitor)
    assert answer.status_code == status
    assert list(faults(answer, is_personal=status >= 400, style=style)) == []
    db.session.rollback()


def test_a_host_that_is_not_ours(visitor: FlaskClient, style: str) -> None:
    answer = visitor.get("/imprint", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text
    assert list(faults(answer, is_personal=True, style=style)) == []


def test_static_files(tmp_path: Path) -> None:
    """They may be kept for long: their address changes with them."""
    names = {"KEY_FILE": "key", "VAPID_KEY_FILE": "vapid.pem", "DATABASE_URL": "x.db"}
    settings = {f"SCHRITTWEISE_{name}": f"{tmp_path}/{file}" for name, file in names.items()}
    settings["SCHRITTWEISE_DATABASE_URL"] = f"sqlite:///{tmp_path}/x.db"
    create_app(read_settings(settings))  # makes the keys, which https does not
    settings["SCHRITTWEISE_PUBLIC_URL"] = "https://localhost"
    real = create_app(read_settings(settings))
    style, base = real.config["STYLE_HASH"], f"/static/{real.config['RELEASE']}"
    for name in ("js/app.js", "icons/sprite.svg", "css/desk.css", "icons/icon-192.png"):
        for method, status in {"GET": 200, "HEAD": 200, "POST": 404, "OPTIONS": 404}.items():
            answer = real.test_client().open(
                f"{base}/{name}", method=method, headers=OURS, buffered=True
            )
            assert answer.status_code == status, (name, method)
            assert list(faults(answer, is_personal=False, style=style)) == [], (name, method)


def test_the_server_names_no_version() -> None:
    class Asked:
        """As much of a request as an answer wants to know."""

        version = (1, 1)

        def should_close(self) -> bool:
            """It is the only one."""
            return True

    sent = gunicorn_answers.Response(Asked(), None, None)
    said = [line for line in sent.default_headers() if line.startswith("Server:")]
    assert said == ["Server: gunicorn\r\n"]


# ---- planted faults ----


@pytest.fixture
def look(https: Flask, visitor: FlaskClient, style: str) -> Look:
    """What is wrong with one public page."""
    return lambda **more: list(
        faults(visitor.get("/imprint"), **{"is_personal": False, "style": style, **more})
    )


def test_a_sound_page(look: Look) -> None:
    assert look() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content-Security-Policy", "default-src 'self' 'unsafe-inline'"),
        ("Strict-Transport-Security", "max-age=300"),
        ("X-Frame-Options", "SAMEORIGIN"),
        ("Referrer-Policy", "unsafe-url"),
        ("Content-Type", "text/html"),
        ("X-Powered-By", "Python"),
        ("Server", "Werkzeug/3.1"),
    ],
)
def test_a_planted_weak_header(
    https: Flask, look: Look, name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(https, "wsgi_app", weakened(https, name, value))
    (found,) = look()
    assert name in found or "version" in found


def test_a_route_cannot_weaken_its_own(
    https: Flask, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    @open_to_all()
    def own() -> Any:
        return (
            "",
            200,
            {"Content-Security-Policy": "default-src *", "X-Frame-Options": "SAMEORIGIN"},
        )

    monkeypatch.setitem(https.view_functions, "home.imprint", own)
    assert look() == []


@pytest.mark.parametrize("name", list(security._HEADERS))
def test_a_missing_header(look: Look, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(security._HEADERS, name)
    monkeypatch.setattr(security, "_dress", security._dress.__wrapped__)
    assert [fault.partition(":")[0] for fault in look()] == [name]


def test_a_personal_page_that_may_be_kept(look: Look) -> None:
    """The imprint, were it somebody's."""
    assert len(look(is_personal=True)) == 2


def test_the_crawl_sees_a_planted_page(
    scene: Scene, style: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [c for c in questions(scene) if c.endpoint == "home.home" and c.role is Role.CLIENT]
    assert list(wrong(scene, asked, style)) == []

    def keep(response: Response) -> Response:
        response.headers["Cache-Control"] = "max-age=60"
        return response

    hooks = scene.app.after_request_funcs[None]
    monkeypatch.setitem(scene.app.after_request_funcs, None, [keep, *hooks])
    assert len(list(wrong(scene, asked, style))) == 1
