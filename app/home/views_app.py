"""What makes the site an app: manifest, service worker, offline page, offline pack, health."""

import json
from typing import Any, NamedTuple

from flask import Response, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.core.access import Role, open_to, open_to_all
from app.core.i18n import chosen, gettext, preferred, shown
from app.core.inside import page_at
from app.home import health
from app.home.blueprint import home
from app.home.pack import offer_pages, own_pages

# What a page needs to look and act right without a net. The offline pages are fetched beside
# these, in the reader's language only: fourteen of them would cost every first visit.
SHELL = (
    "css/later.css",
    "icons/sprite.svg",
    "vendor/htmx.min.js",
    "js/app.js",
    "js/forget.js",
    "js/offline.js",
    "js/pack.js",
    "js/read-aloud.js",
    "js/push.js",
)
WORKERS = ("js/store.js", "js/later.js", "js/sw-push.js", "js/sw.js")
PICTURES = (
    ("icon-192", 192, "any"),
    ("icon-512", 512, "any"),
    ("icon-maskable-512", 512, "maskable"),
    ("icon-mono-512", 512, "monochrome"),
)
PAPER = "#faf6ee"


class Screen(NamedTuple):
    """A picture of the app for whoever is asked to install it; tests/home/pictures.py takes it."""

    file: str
    address: str
    form_factor: str
    width: int
    height: int


SCREENS = (
    Screen("screens/home.jpg", "/home", "narrow", 720, 1480),
    Screen("screens/plan.jpg", "/plan", "narrow", 720, 1480),
    Screen("screens/wide.jpg", "/plan", "wide", 1280, 800),
)
AT_ONCE = 24  # pages in one answer


def _asset(name: str) -> str:
    return f"/static/{current_app.config['RELEASE']}/{name}"


def _picture(name: str, size: int, purpose: str) -> dict[str, str]:
    return {
        "src": _asset(f"icons/{name}.png"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


@home.get("/manifest.webmanifest")
@open_to_all(polls=True)
def manifest() -> ResponseReturnValue:
    """Say how the app is called and looks once it is installed: neutral words, one identity."""
    language = shown(chosen())
    pictures = [_picture(*one) for one in PICTURES]
    told = {
        "id": "/",
        "name": "Schrittweise",
        "short_name": "Schrittweise",
        "lang": language.code,
        "dir": language.dir,
        "start_url": "/?source=app",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": pictures,
        "shortcuts": _shortcuts(pictures[:1]),
        "screenshots": [_screenshot(screen) for screen in SCREENS],
    }
    return Response(json.dumps(told), mimetype="application/manifest+json")


def _screenshot(screen: Screen) -> dict[str, str]:
    """People on it are invented; in German, as the offices around her read."""
    return {
        "src": _asset(screen.file),
        "sizes": f"{screen.width}x{screen.height}",
        "type": "image/jpeg",
        "form_factor": screen.form_factor,
    }


def _shortcuts(icons: list[dict[str, str]]) -> list[dict[str, object]]:
    """Three places that open from the icon; their words say nothing about anybody."""
    places = (
        (gettext("Appointments"), "/appointments"),
        (gettext("Plan"), "/plan"),
        (gettext("Offers"), "/offers"),
    )
    return [{"name": name, "url": url, "icons": icons} for name, url in places]


@home.get("/sw.js")
@open_to_all(polls=True)
def service_worker() -> ResponseReturnValue:
    """Start the worker with this release's files; other bytes make browsers install it anew."""
    told = {
        "release": current_app.config["RELEASE"],
        "shell": [_asset(name) for name in SHELL],
    }
    scripts = ", ".join(json.dumps(_asset(name)) for name in WORKERS)
    script = f"self.schrittweise = {json.dumps(told)};\nimportScripts({scripts});\n"
    answer = Response(script, mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = "/"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@home.get("/offline")
@open_to_all(polls=True)
def offline() -> ResponseReturnValue:
    """The page a phone shows when there is no internet; it knows nobody."""
    return render_template("home/offline.html")


@home.get("/offline/pack")
@open_to(Role.CLIENT, keeps=True, polls=True)
def pack() -> ResponseReturnValue:
    """The pages her phone may keep, in her language and in German: those it does not have yet.

    It names the keys of what it has, as browsers name ETags; where nothing is new, that is said
    in a few bytes. A long pack comes in several answers, so that a weak line keeps what it got.
    """
    return _new_of(own_pages(g.viewer, **_asked_for()))


@home.get("/offline/offers")
@open_to(Role.CLIENT, keeps=True, polls=True)
def offers_pack() -> ResponseReturnValue:
    """The other part: the offers of her town, and those that fit her steps, answered alike.

    Her phone asks once a day: they are many, the same for all her neighbours, and change slowly.
    """
    return _new_of(offer_pages(g.viewer, **_asked_for()))


def _asked_for() -> dict[str, Any]:
    """Pages drawn by which release, and whether in German as well."""
    return {"release": current_app.config["DRAWN_BY"], "has_original": preferred().code != "de"}


def _new_of(listed: dict[str, str]) -> ResponseReturnValue:
    held = set(request.if_none_match.as_set())
    if held == set(listed.values()):
        return Response(status=304)
    person = str(g.viewer.public_id)
    new = [address for address, key in listed.items() if key not in held]
    now = {address: page_at(address) for address in new[:AT_ONCE]}
    return jsonify(person=person, pages=listed, html=now, is_more=len(new) > AT_ONCE)


@home.get("/outbox")
@open_to(Role.CLIENT, keeps=True)
def outbox() -> ResponseReturnValue:
    """What waits on this phone to be sent; the phone itself fills it in, here nobody knows."""
    return render_template("home/outbox.html")


@home.get("/healthz")
@open_to_all(polls=True)
def healthz() -> ResponseReturnValue:
    """Tell a watching machine whether somebody must look; nothing about anybody."""
    found = health.examine()
    return jsonify(found.as_json()), 200 if found.is_good else 503
