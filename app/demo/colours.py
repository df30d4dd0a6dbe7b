"""The colours of our stylesheets and how well words can be read in them (WCAG 2.2)."""

import re
from collections.abc import Mapping
from functools import cache

from app.core.assets import STATIC

_COLOUR = re.compile(r"--([\w-]+): (#\w+)")


@cache
def schemes() -> Mapping[str, Mapping[str, str]]:
    """The named colours, light and dark."""
    sheets = [(STATIC / "css" / name).read_text("utf-8") for name in ("tokens.css", "topics.css")]
    light, dark = zip(*(sheet.split("@media", 1) for sheet in sheets), strict=True)
    found = {"light": light, "dark": dark}
    return {scheme: dict(_COLOUR.findall("".join(parts))) for scheme, parts in found.items()}


def luminance(colour: str) -> float:
    """The relative luminance of #rgb or #rrggbb."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How much two colours differ, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
