"""What makes the site an app: manifest, service worker, offline page, offline pack, health."""

import json

from flask import Response, current_app, g, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Role, open_to, open_to_all
from app.core.i18n import chosen, gettext, preferred, shown
from app.home import health
from app.home.blueprint import home
from app.home.pack import places

# What a page needs to look and act right without a net. The offline pages are fetched beside
# these, in the reader's language only: fourteen of them would cost every first visit.
SHELL = (
    "icons/sprite.svg",
    "vendor/htmx.min.js",
    "js/app.js",
    "js/forget.js",
    "js/offline.js",
    "js/read-aloud.js",
    "js/push.js",
)
WORKERS = ("js/sw-push.js", "js/sw.js")
PICTURES = (
    ("icon-192", 192, "any"),
    ("icon-512", 512, "any"),
    ("icon-maskable-512", 512, "maskable"),
    ("icon-mono-512", 512, "monochrome"),
)
PAPER = "#faf6ee"


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
    }
    return Response(json.dumps(told), mimetype="application/manifest+json")


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
    """List the pages her phone may keep, in her language and in German, each with its key."""
    has_original = preferred().code != "de"
    pages: dict[str, str] = {}
    for endpoint, arguments, key in places(g.viewer, release=current_app.config["RELEASE"]):
        pages[url_for(endpoint, **arguments)] = key
        if has_original:
            pages[url_for(endpoint, **arguments, lang="de")] = key
    return jsonify(person=str(g.viewer.public_id), pages=pages)


@home.get("/healthz")
@open_to_all(polls=True)
def healthz() -> ResponseReturnValue:
    """Tell a watching machine whether somebody must look; nothing about anybody."""
    found = health.examine()
    return jsonify(found.as_json()), 200 if found.is_good else 503
