"""What every answer carries, as SECURITY.md section 7 has it and apart from the code."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' {style}; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
EXACTLY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
YEAR = 365 * 24 * 3600  # seconds
TEXTS = ("text/", "application/xhtml+xml", "image/svg+xml")
NAMED = re.compile(r"; charset=\"?utf-8\"?$")
INLINE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


def faults(answer: TestResponse, *, is_personal: bool, style: str) -> Iterator[str]:
    """What is missing or weak in one answer of a server that is reached over https.

    `style` are the sources of the inlined stylesheets, as own_styles() reckons them from pages.
    """
    headers = answer.headers
    expected = {**EXACTLY, "Content-Security-Policy": POLICY.format(style=style)}
    for name, value in expected.items():
        if headers.getlist(name) != [value]:
            yield f"{name}: {headers.getlist(name)}"
    said = re.fullmatch(
        r"max-age=(\d+); includeSubDomains", headers.get("Strict-Transport-Security", "")
    )
    if said is None or int(said[1]) < YEAR:
        yield f"Strict-Transport-Security: {headers.get('Strict-Transport-Security')}"
    denied = headers.get("Permissions-Policy", "")
    if not all(f"{name}=()" in denied for name in ("camera", "microphone", "geolocation", "usb")):
        yield f"Permissions-Policy: {denied}"
    yield from _type(answer)
    if is_personal:
        yield from _kept(answer)
    if re.search(r"\d", headers.get("Server", "")) or "X-Powered-By" in headers:
        yield "it says which software in which version answers"


def _type(answer: TestResponse) -> Iterator[str]:
    """A browser need not guess what it reads, nor in which letters."""
    kind = answer.headers.get("Content-Type", "")
    if answer.data and (not kind or (kind.startswith(TEXTS) and not NAMED.search(kind))):
        yield f"Content-Type: {kind!r}"


def _kept(answer: TestResponse) -> Iterator[str]:
    """Nobody keeps or finds it."""
    if answer.headers.getlist("Cache-Control") != ["no-store"]:
        yield f"Cache-Control: {answer.headers.getlist('Cache-Control')}"
    if answer.headers.get("X-Robots-Tag") != "noindex":
        yield "X-Robots-Tag is missing"
    if "ETag" in answer.headers or "Last-Modified" in answer.headers:
        yield "it can be asked for again by its ETag or its date"


def own_styles(*pages: str) -> str:
    """The sources that allow the stylesheets of these pages, and nothing besides."""
    found = {css for page in pages for css in INLINE.findall(page)}
    digests = (base64.b64encode(hashlib.sha256(css.encode()).digest()) for css in found)
    return " ".join(sorted(f"'sha256-{digest.decode()}'" for digest in digests))


def weakened(app: Flask, name: str, value: str | None) -> Callable[..., Any]:
    """An application that answers with another header, or without: planted outside of all that
    answers, since further in nothing can weaken what is put on last.
    """
    inner = app.wsgi_app

    def answer(environ: Any, start_response: Any) -> Any:
        def weaken(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            kept = [header for header in headers if header[0].lower() != name.lower()]
            planted = [] if value is None else [(name, value)]
            return start_response(status, [*kept, *planted], *more)

        return inner(environ, weaken)

    return answer
