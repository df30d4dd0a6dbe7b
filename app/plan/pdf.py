"""The printed plan as a PDF, where WeasyPrint (the extra `pdf`) is installed."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app.core.assets import critical_css

SHEET = Path(__file__).parents[1] / "static" / "css" / "paper.css"


@cache
def is_possible() -> bool:
    """True where WeasyPrint is installed."""
    return find_spec("weasyprint") is not None


def written(html: str) -> bytes:
    """Set a page of ours; it may name no address, and none would be asked."""
    weasyprint = import_module("weasyprint")
    styles = [weasyprint.CSS(string=css) for css in (critical_css(), SHEET.read_text("utf-8"))]
    page = weasyprint.HTML(string=html, url_fetcher=_refuse)
    return bytes(page.write_pdf(stylesheets=styles))


def _refuse(address: str, *_: Any, **__: Any) -> Any:
    raise ValueError(f"a printed plan names no address: {address}")
