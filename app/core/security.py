"""Headers, content policy, cross-site check, host and proxy rules, compression."""

import hmac
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

import brotli
from flask import (
    Flask,
    Request,
    Response,
    abort,
    get_flashed_messages,
    request,
    session,
)
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from app.core.crypto import derived_keys
from app.core.db import LARGEST, SAFE
from app.core.direct import asked_for, cookie_named, direct_app, direct_g, direct_request

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # no-referrer would make form posts send Origin: null
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
_FORMS = "schrittweise.forms"  # in the environment of a request: the token of its forms
_VARY = "HX-Request, HX-Request-Type, Cookie"
_VARY_BY_BROWSER = f"{_VARY}, Accept-Language"
_COMPRESS_FROM = 600  # bytes
_COMPRESSIBLE = ("text/", "application/json", "application/ld+json", "application/manifest+json")
_QUALITY = 7  # 0.3 ms more than 4 for an eighth of the bytes: 20 ms of a slow line


class RowNumber(IntegerConverter):
    """`<int:...>` in an address; a number that no column holds is read as 0, which no row has.

    So it is answered like every other missing row. Longer ones are no number at all.
    """

    regex = r"\d{1,18}"

    def to_python(self, value: str) -> int:
        """Read the number of a row."""
        number = int(value)
        return number if number <= LARGEST else 0


def init_app(app: Flask, *, proxy_hops: int) -> None:
    """Guard what comes in before anything else looks at it, and dress what goes out."""
    app.url_map.converters["int"] = RowNumber
    if proxy_hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxy_hops, x_proto=proxy_hops, x_host=proxy_hops
        )
    app.before_request(_refuse_cross_site)
    app.before_request(_refuse_double_keys)
    app.after_request(_compress)
    app.after_request(_say_who_may_keep_it)
    app.jinja_env.globals.update(csrf_token=csrf_token, flashed=flashed)
    app.jinja_env.filters["web_link"] = web_link
    app.session_interface = _SaidCookie()


def dress_answers(app: Flask) -> None:
    """Give all answers their headers; after whatever answers in the application's stead."""
    app.wsgi_app = Dressing(app)  # type: ignore[method-assign]


class _SaidCookie(SecureCookieSessionInterface):
    """Flask's cookie, signed with the keys of the moment: one rotated since still reads."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Most pages are asked for without it: then no key is needed."""
        if cookie_named(self.get_cookie_name(app)):
            return super().open_session(app, request)
        return self.session_class()

    def get_signing_serializer(self, _app: Flask) -> URLSafeTimedSerializer:
        """Sign with the newest key, accept every key of the file."""
        return URLSafeTimedSerializer(
            derived_keys("flash")[::-1],
            salt=self.salt,
            serializer=self.serializer,
            signer_kwargs={
                "key_derivation": self.key_derivation,
                "digest_method": self.digest_method,
            },
        )


def flashed() -> list[str]:
    """What the last change said, each thing once; who brings no cookie was told nothing."""
    name = direct_app().config["SESSION_COOKIE_NAME"]
    is_told = cookie_named(name) or session.modified
    return list(dict.fromkeys(map(str, get_flashed_messages()))) if is_told else []


def web_link(address: str | None) -> str:
    """An address for a link that leaves for the web; nothing when it would do anything else."""
    return address if address and address.startswith(("https://", "http://")) else ""


def csrf_token() -> str:
    """A token bound to the session cookie: for browsers that name no origin at all.

    Every form of a page holds the same.
    """
    environ = direct_request().environ
    known: str | None = environ.get(_FORMS)
    if known is None:
        known = environ[_FORMS] = _csrf_tokens()[0]
    return known


def _csrf_tokens() -> list[str]:
    """The token by each key of the file: a page opened before a rotation can still be sent."""
    cookie = _session_cookie().encode()
    return [blake2b(cookie, key=key, digest_size=32).hexdigest() for key in derived_keys("csrf")]


def _session_cookie() -> str:
    return cookie_named(direct_app().config["COOKIE_NAME"])


def _refuse_cross_site() -> None:
    """Refuse unsafe requests that another site started; before signing in is even looked at."""
    if direct_request().method in SAFE:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        is_ours = site in ("same-origin", "none")
    elif origin is not None:
        is_ours = origin == direct_app().config["PUBLIC_URL"]
    else:
        token = request.form.get("csrf", "") if _session_cookie() else ""
        is_ours = any([hmac.compare_digest(token.encode(), one.encode()) for one in _csrf_tokens()])
    if not is_ours:
        abort(403)


def _refuse_double_keys() -> None:
    """A form key sent twice reads differently in different places: refuse it.

    Fields that are lists by nature say so by a name ending in `[]`.
    """
    if direct_request().method in SAFE:
        return
    for key, values in request.form.lists():
        if len(values) > 1 and not key.endswith("[]"):
            abort(400)


def _say_who_may_keep_it(response: Response) -> Response:
    """A page of somebody's, a change and a refusal are kept nowhere; the rest is asked for anew."""
    headers, viewer, asked = response.headers, direct_g().get("viewer"), direct_request()
    said = {name.lower(): value for name, value in headers}
    if "vary" not in said and said.get("content-type", "").startswith("text/html"):
        is_by_browser = viewer is None and asked_for("lang") is None
        headers.add("Vary", _VARY_BY_BROWSER if is_by_browser else _VARY)
    if viewer is not None or asked.method not in SAFE or response.status_code >= 400:
        headers["Cache-Control"] = "no-store"
        headers["X-Robots-Tag"] = "noindex"
        if "etag" in said:
            headers.pop("ETag")
    elif "cache-control" not in said:
        headers.add("Cache-Control", "no-cache")
    return response


class Dressing:
    """Gives each answer, pages and files alike, the headers that no view may weaken.

    Outside of everything, since they are the same for all answers.
    """

    def __init__(self, app: Flask) -> None:
        self._settings, self._inner = app.config, app.wsgi_app

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Answer as the application does, and dress what goes out."""

        settings = self._settings

        def dressed(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            ours, names = _dress(settings["STYLE_HASH"], settings["PUBLIC_URL"])
            own = [header for header in headers if header[0].lower() not in names]
            return start_response(status, [*own, *ours], *more)

        return self._inner(environ, dressed)


Dress = tuple[tuple[tuple[str, str], ...], frozenset[str]]


@lru_cache(8)
def _dress(style_hash: str, public_url: str) -> Dress:
    """What every answer carries by these rules, and the names of it in small letters."""
    headers = {**_HEADERS, "Content-Security-Policy": _policy(style_hash)}
    if urlsplit(public_url).scheme == "https":
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return tuple(headers.items()), frozenset(name.lower() for name in headers)


def _policy(style_hash: str) -> str:
    """The content policy: our own files, and the one inlined stylesheet by its hash."""
    return (
        "default-src 'none'; script-src 'self'; "
        f"style-src 'self' {style_hash}; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
        "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    )


def _compress(response: Response) -> Response:
    """Compress text for who takes brotli; static files come precompressed another way."""
    if (
        response.direct_passthrough
        or response.status_code in (204, 304)
        or "Content-Encoding" in response.headers
        or not (response.content_type or "").startswith(_COMPRESSIBLE)
    ):
        return response
    varies = response.headers.get("Vary")
    response.headers["Vary"] = f"{varies}, Accept-Encoding" if varies else "Accept-Encoding"
    if "br" not in direct_request().environ.get("HTTP_ACCEPT_ENCODING", ""):
        return response
    body = response.get_data()
    if len(body) < _COMPRESS_FROM or not direct_request().accept_encodings["br"]:
        return response
    response.set_data(brotli.compress(body, quality=_QUALITY))
    response.headers["Content-Encoding"] = "br"
    return response
