"""Which files a client's eyes reach: what her pages extend, include or import, and our Python.

Used to count translations: a language is ready when everything a client reads is translated.
"""

from pathlib import Path

from jinja2 import Environment, meta, nodes

APP = Path(__file__).resolve().parents[1]
LAYOUTS = "layouts/"
STAFF_LAYOUT = "layouts/desk.html"
STAFF_FEATURES = ("desk", "network", "team")


def client_files() -> frozenset[str]:
    """Paths (from the root of the repository) of all files whose texts a client may read."""
    templates = APP / "templates"
    links = {
        path.relative_to(templates).as_posix(): referenced(path.read_text("utf-8"))
        for path in sorted(templates.rglob("*.html"))
    }
    for_staff = staff_only(links)
    found = {f"app/templates/{name}" for name in links if name not in for_staff}
    found |= {
        path.relative_to(APP.parent).as_posix()
        for path in APP.rglob("*.py")
        if not is_staff_module(path.relative_to(APP))
    }
    return frozenset(found)


def referenced(source: str) -> set[str]:
    """The templates that a template extends, includes or imports by a constant name.

    Of a page that extends one layout for staff and another for clients: both.
    """
    tree = Environment(autoescape=True).parse(source)
    words = (word for page in tree.find_all(nodes.Extends) for word in page.find_all(nodes.Const))
    layouts = {word.value for word in words if str(word.value).startswith(LAYOUTS)}
    return layouts | {name for name in meta.find_referenced_templates(tree) if name}


def staff_only(links: dict[str, set[str]]) -> set[str]:
    """Templates that only pages on the staff's layout reach, and fragments they alone use."""
    layouts = {name: {o for o in others if o.startswith(LAYOUTS)} for name, others in links.items()}
    staff_pages = {name for name, extended in layouts.items() if extended == {STAFF_LAYOUT}}
    client_pages = {name for name, extended in layouts.items() if extended} - staff_pages
    hers = {name: others - {STAFF_LAYOUT} for name, others in links.items()}
    seen_by_clients = reached(client_pages - {STAFF_LAYOUT}, hers)
    by_staff = reached(staff_pages | {STAFF_LAYOUT}, links)
    alone = {name for name in links if name.split("/")[0] in STAFF_FEATURES}
    return (by_staff | alone) - seen_by_clients


def reached(start: set[str], links: dict[str, set[str]]) -> set[str]:
    """Everything these templates lead to, themselves included."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(links.get(name, ()))
    return found


def is_staff_module(path: Path) -> bool:
    """True for Python that only speaks to staff: features of theirs, and files named so."""
    is_named_so = any(word in path.stem for word in ("desk", "staff"))
    return path.parts[0] in STAFF_FEATURES or is_named_so or path.parts[0] == "demo"
