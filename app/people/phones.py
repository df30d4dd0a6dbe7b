"""What kind of device a browser says it runs on: enough to recognise one's own in a list."""

# First match wins: an Android browser also says Linux, Edge also says Chrome, Chrome also Safari.
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Edg", "Edge"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def kind_of(user_agent: str) -> str:
    """Say system and browser in their own names, which need no translation."""
    parts = [_first(_SYSTEMS, user_agent), _first(_BROWSERS, user_agent)]
    return " · ".join(part for part in parts if part) or "?"


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for sign, name in names if sign in text), "")
