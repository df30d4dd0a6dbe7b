"""What makes it an app: manifest, worker, offline page, the list of the pack."""

import json
import math
import re
import struct
import uuid
import zlib
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.appointments.models import Appointment
from app.caseload.models import ManagerProfile
from app.core import i18n
from app.core.access import declared
from app.core.assets import STATIC
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.home.views_app import SHELL
from app.offers.models import Bookmark
from app.plan.models import StepDocument
from tests import build
from tests.cast import Member
from tests.home.conftest import HTMX, GetPage, SignIn


def test_the_manifest_names_one_app_in_each_language(visitor: FlaskClient) -> None:
    for code, language in i18n.LANGUAGES.items():
        answer = visitor.get(f"/manifest.webmanifest?lang={code}")
        assert answer.mimetype == "application/manifest+json"
        told = json.loads(answer.data)
        shown = i18n.shown(language)
        assert (told["id"], told["scope"], told["start_url"]) == ("/", "/", "/?source=app")
        assert (told["lang"], told["dir"]) == (shown.code, shown.dir)
        assert len(told["short_name"]) <= 12
        assert [one["url"] for one in told["shortcuts"]] == ["/appointments", "/plan", "/offers"]


def test_the_manifests_pictures_are_there_in_their_size(visitor: FlaskClient) -> None:
    told = json.loads(visitor.get("/manifest.webmanifest").data)
    purposes = [picture["purpose"] for picture in told["icons"]]
    assert purposes == ["any", "any", "maskable", "monochrome"]
    for picture in told["icons"]:
        file = STATIC.joinpath(*picture["src"].split("/")[3:])
        width, height = struct.unpack(">II", file.read_bytes()[16:24])
        assert f"{width}x{height}" == picture["sizes"]
        assert file.stat().st_size < 8_000


def size_of_jpeg(data: bytes) -> tuple[int, int]:
    """Width and height, as the frame header says."""
    place = 2
    while data[place + 1] not in (0xC0, 0xC2):
        place += 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
    height, width = struct.unpack(">HH", data[place + 5 : place + 9])
    return width, height


def test_the_manifests_screens_are_small_and_fit_both_kinds_of_device(
    visitor: FlaskClient,
) -> None:
    told = json.loads(visitor.get("/manifest.webmanifest").data)
    shapes: dict[str, set[float]] = {}
    for screen in told["screenshots"]:
        data = STATIC.joinpath(*screen["src"].split("/")[3:]).read_bytes()
        width, height = size_of_jpeg(data)
        assert f"{width}x{height}" == screen["sizes"]
        assert len(data) < 70_000, (screen["src"], len(data))
        assert min(width, height) >= 320
        assert max(width, height) <= min(3840, 2.3 * min(width, height))  # else browsers skip it
        shapes.setdefault(screen["form_factor"], set()).add(width / height)
    assert set(shapes) == {"narrow", "wide"}
    assert all(len(ratios) == 1 for ratios in shapes.values())


def rows_of(png: bytes) -> tuple[list[bytes], bool]:
    """The rows of a picture with a palette, one byte a pixel, and whether a pixel is see-through.

    Only filters that palettes are written with: none, and the difference to the left or above.
    """
    chunks: dict[bytes, bytes] = {}
    place = 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        name, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        chunks[name] = chunks.get(name, b"") + data
        place += 12 + length
    width, height, depth, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (depth, kind) == (8, 3)
    packed = zlib.decompress(chunks[b"IDAT"])
    rows: list[bytes] = []
    for number in range(height):
        start = number * (width + 1)
        how, row = packed[start], bytearray(packed[start + 1 : start + 1 + width])
        above = rows[-1] if rows else bytes(width)
        assert how in (0, 1, 2), how
        for x in range(width if how else 0):
            row[x] = (row[x] + (above[x] if how == 2 else row[x - 1] if x else 0)) % 256
        rows.append(bytes(row))
    alphas = dict(enumerate(chunks.get(b"tRNS", b"")))
    return rows, any(alphas.get(colour, 255) < 255 for colour in {*b"".join(rows)})


def test_the_maskable_icon_fits_into_every_shape() -> None:
    """A phone cuts it to a circle of four fifths: nothing of the drawing may lie outside."""
    rows, is_see_through = rows_of((STATIC / "icons/icon-maskable-512.png").read_bytes())
    assert not is_see_through
    middle = len(rows) / 2
    outside = {
        row[x]
        for y, row in enumerate(rows)
        for x in range(len(row))
        if math.hypot(x + 0.5 - middle, y + 0.5 - middle) > 0.8 * middle
    }
    assert outside == {rows[0][0]}
    assert len({*b"".join(rows)}) > 1


def test_the_worker_changes_with_the_release(app: Flask, visitor: FlaskClient) -> None:
    answer = visitor.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"
    release = app.config["RELEASE"]
    first, second = answer.text.splitlines()
    told = json.loads(first.removeprefix("self.schrittweise = ").removesuffix(";"))
    assert told["release"] == release
    for address in told["shell"] + json.loads(f"[{second[14:-2]}]"):
        assert address.startswith(f"/static/{release}/")
        assert (STATIC / address.removeprefix(f"/static/{release}/")).is_file(), address


def test_what_a_kept_script_needs_is_kept_too() -> None:
    """A browser's own cache hides what is missing, till it is emptied."""
    scripts = STATIC / "js"
    (tools,) = re.findall(r"const TOOLS = (\[[^]]+\])", (scripts / "pack.js").read_text())
    later = [f"{name}.js" for name in json.loads(tools)]
    kept = {name.removeprefix("js/") for name in SHELL if name.startswith("js/")} | set(later)
    for name in kept:
        text = (scripts / name).read_text()
        wanted = set(re.findall(r"""(?:from|import|import\() ?"\./([\w-]+\.js)""", text))
        assert wanted - {"outbox.js"} <= kept, name  # that one lays itself by, for managers


def test_the_offline_page_knows_nobody(
    visitor: FlaskClient, signed_in: SignIn, selam: Member, page: GetPage
) -> None:
    for code in i18n.LANGUAGES:
        found = page(visitor, f"/offline?lang={code}", statements=0)
        assert found.root.get("data-language") == i18n.shown(i18n.LANGUAGES[code]).code
    mine = signed_in(selam).get("/offline?lang=ti").text
    assert "Selam" not in mine
    assert "Jana" not in mine


def packed(browser: FlaskClient) -> dict[str, Any]:
    answer = browser.get("/offline/pack")
    assert answer.status_code == 200
    told: dict[str, Any] = answer.get_json()
    return told


def book(member: Member, **more: Any) -> Appointment:
    assert member.client is not None
    assert member.manager is not None
    with carrier_opened(member.client.carrier_id), transaction():
        return build.appointment(member.client, member.manager.person, **more)


def test_the_pack_lists_her_pages_in_both_languages(
    signed_in: SignIn, selam: Member, ahmad: Member
) -> None:
    assert selam.client is not None
    assert ahmad.client is not None
    with carrier_opened(selam.client.carrier_id), transaction() as session:
        step, foreign = build.step(selam.client), build.step(ahmad.client)
        offer, unsaved = build.offer(), build.offer("Fußball")
        session.add(
            Bookmark(client_id=selam.client.id, offer_id=offer.id, created_at=offer.last_modified)
        )
    open_one, secret = book(selam), book(selam, is_sensitive=True)
    told = packed(signed_in(selam))
    assert told["person"] == str(selam.person.public_id)
    own = {
        "/home",
        "/plan",
        "/appointments",
        "/outbox",
        "/me",
        "/appointments/ask",
        "/plan/wishes",
        f"/plan/steps/{step.id}",
        f"/appointments/{open_one.id}",
        f"/appointments/{open_one.id}/another-time",
        f"/offers/{offer.id}",
    }
    assert set(told["pages"]) == own | {f"{address}?lang=de" for address in own}
    for absent in (
        f"/appointments/{secret.id}",
        f"/plan/steps/{foreign.id}",
        f"/offers/{unsaved.id}",
    ):
        assert absent not in told["pages"]


def test_who_reads_german_needs_one_language(signed_in: SignIn, selam: Member) -> None:
    browser = signed_in(selam)
    browser.post("/language/de")
    own = {"/home", "/plan", "/plan/wishes", "/appointments", "/appointments/ask", "/outbox", "/me"}
    assert set(packed(browser)["pages"]) == own


def test_a_key_changes_with_what_its_page_shows(signed_in: SignIn, selam: Member) -> None:
    browser = signed_in(selam)
    before = packed(browser)["pages"]
    assert packed(browser)["pages"] == before
    book(selam)
    after = packed(browser)["pages"]
    assert after["/home"] != before["/home"]
    assert after["/appointments"] != before["/appointments"]
    assert after["/plan"] == before["/plan"]
    browser.post("/language/ar")
    assert packed(browser)["pages"]["/plan"] != before["/plan"]


def test_a_paper_that_was_ticked_and_a_new_contact_change_the_keys_too(
    signed_in: SignIn, selam: Member
) -> None:
    assert selam.client is not None
    browser = signed_in(selam)
    with carrier_opened(selam.client.carrier_id), transaction() as session:
        step = build.step(selam.client)
        paper = StepDocument(step_id=step.id, doc_type="title", direction="needs")
        session.add(paper)
    here = f"/plan/steps/{step.id}"
    before = packed(browser)["pages"]
    browser.post(f"{here}/papers/{paper.id}/here", data={"op_id": str(uuid.uuid4())})
    ticked = packed(browser)["pages"]
    assert ticked[here] != before[here]
    with carrier_opened(selam.client.carrier_id), transaction() as session:
        session.execute(sa.update(ManagerProfile).values(room="Zimmer 3"))
    moved = packed(browser)["pages"]
    assert moved["/home"] != ticked["/home"]
    assert moved[here] != ticked[here]


def test_the_pack_is_for_clients(
    signed_in: SignIn, visitor: FlaskClient, jana: Member, gerhard: Member
) -> None:
    assert visitor.get("/offline/pack").status_code == 303
    assert visitor.get("/offline/pack", headers=HTMX).status_code == 401
    missing = signed_in(jana).get("/offline/nothing")
    for member in (jana, gerhard):
        answer = signed_in(member).get("/offline/pack")
        assert answer.status_code == 404
    assert signed_in(jana).get("/offline/pack").data == missing.data


@pytest.mark.parametrize("address", ["/manifest.webmanifest", "/sw.js", "/offline", "/healthz"])
def test_what_the_phone_asks_by_itself_keeps_no_session_alive(
    app: Flask, signed_in: SignIn, selam: Member, address: str
) -> None:
    endpoint, _ = app.url_map.bind("localhost").match(address)
    access = declared(app.view_functions[str(endpoint)])
    assert access is not None
    assert access.polls
