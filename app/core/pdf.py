"""A printed page as a PDF, where WeasyPrint (the extra `pdf`) is installed."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flask import Response

from app.core.assets import CRITICAL, LATER, STATIC, css_of
from app.core.limits import count_try

SHEET = STATIC / "css" / "paper.css"
FILES, HOUR = 30, 3600  # setting one takes half a second of work


@cache
def is_possible() -> bool:
    """True where WeasyPrint is installed."""
    return find_spec("weasyprint") is not None


def answer(html: str, *, name: str, who: str) -> Response:
    """Set a page of ours as a file, so many an hour for each; its name says nothing of anybody."""
    count_try("pdf", who=who, limit=FILES, seconds=HOUR)
    made = Response(written(html), mimetype="application/pdf")
    made.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return made


def written(html: str) -> bytes:
    """Set a page of ours; it may name no address, and none would be asked."""
    weasyprint = import_module("weasyprint")
    ours = css_of((*CRITICAL, *LATER))
    styles = [weasyprint.CSS(string=css) for css in (ours, SHEET.read_text("utf-8"))]
    page = weasyprint.HTML(string=html, url_fetcher=_refuse)
    return bytes(page.write_pdf(stylesheets=styles))


def _refuse(address: str, *_: Any, **__: Any) -> Any:
    raise ValueError(f"a printed page names no address: {address}")
