"""How a template may use htmx: a rule of the house."""

from collections.abc import Iterator

from tests.house.markup import Element, Markup, taken_apart
from tests.house.sources import Source


def htmx(source: Source) -> Iterator[str]:
    """htmx only improves what works without it; nothing is inherited."""
    markup = taken_apart(source)
    for element in markup.elements:
        if source.is_excused(element.line):
            continue
        for said in _htmx_of(element, markup):
            yield source.at(element.line, said)


def _htmx_of(element: Element, markup: Markup) -> Iterator[str]:
    given = element.attributes
    if any(name.startswith("hx-") for name in given):
        yield "write data-hx-*, the HTML validator refuses hx-*"
    if any(name.endswith(":inherited") or "boost" in name for name in given):
        yield "no inheritance and no boost: each element names its own target"
    if "[" in given.get("data-hx-trigger", ""):
        yield "no trigger filters: they need eval, which the policy forbids"
    for verb, tag, address in (("post", "form", "action"), ("get", "a", "href")):
        url = given.get(f"data-hx-{verb}")
        if url is None:
            continue
        if element.tag != tag or (verb == "post" and given.get("method") != "post"):
            yield f"data-hx-{verb} belongs on <{tag}> alone: without script it must work too"
        elif markup.filled(given.get(address, "")) != markup.filled(url):
            yield f"data-hx-{verb} and {address} must be the same address"
        for needed in ("data-hx-target", "data-hx-swap"):
            if needed not in given:
                yield f"name {needed} here: htmx 4 inherits nothing"
    if {"data-hx-put", "data-hx-delete", "data-hx-patch"} & set(given):
        yield "forms know get and post alone: use data-hx-post"
