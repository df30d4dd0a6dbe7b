"""Keep a number, room or name in one piece, whichever way the script around it runs."""

from markupsafe import Markup


def isolated(text: str, direction: str = "ltr") -> Markup:
    """Wrap a number, phone, room or name so that it reads right inside any script."""
    return Markup('<bdi dir="{}">{}</bdi>').format(direction, text)


def isolate_plain(text: str) -> str:
    """The same where HTML has no say (push, titles): U+2068 ... U+2069."""
    return f"\u2068{text}\u2069"
