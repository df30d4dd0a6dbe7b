"""On which pages a text of the interface stands, told by the page's own heading."""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.core.audiences import APP, reached, referenced

_TITLE = re.compile(r'{% block title %}\s*{{\s*_\("([^"%]+)"')
_TEMPLATES = "app/templates/"
MOST = 3  # pages named; what stands on more is part of the frame


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A page: the text of its title, and by the house's names the view that shows it."""

    title: str  # msgid
    endpoint: str


@functools.cache
def _pages() -> dict[str, tuple[Standing, ...]]:
    """Template -> the pages it is part of, itself included."""
    folder = APP / "templates"
    sources = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.html"))
    }
    links = {name: referenced(source) for name, source in sources.items()}
    found: dict[str, list[Standing]] = {}
    for name, source in sources.items():
        if title := _TITLE.search(source):
            page = Standing(
                title=title[1], endpoint=name.removesuffix(".html").replace("/", ".", 1)
            )
            for part in reached({name}, links):
                found.setdefault(part, []).append(page)
    return {name: tuple(pages) for name, pages in found.items()}


def pages_with(files: Iterable[str]) -> tuple[Standing, ...]:
    """The pages that hold a text of these files; none when it stands on many or in Python."""
    named = (_pages().get(name.removeprefix(_TEMPLATES), ()) for name in files)
    found = tuple(dict.fromkeys(page for pages in named for page in pages))
    return found if len(found) <= MOST else ()
