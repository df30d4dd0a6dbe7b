"""Addresses: kept, in kebab-case, typed, and without anything that says who or what."""

import ast
import re
from collections.abc import Iterable, Iterator

import pytest
from flask import Flask
from jinja2 import Environment, nodes

from app.core import access
from app.core.access import STAFF, Access, Log, Role
from tests.house.sources import calls, constant, python, templates
from tests.house.urls import LIST, addresses

# Text in an address: a language, a key of the state, a random token, nothing a person is called.
PLAIN_WORDS = {"code", "token", "ags", "key", "target"}
pytestmark = pytest.mark.sqlite_only


def style(rule: str) -> Iterator[str]:
    """What is wrong with one address."""
    bare = re.sub(r"<[^>]+>", "", rule)
    if rule.startswith("/api/hsds/"):  # because: the standard named these
        bare = bare.replace("_", "-")
    if not re.fullmatch(r"[a-z0-9./-]*", bare) or (len(rule) > 1 and rule.endswith("/")):
        yield f"{rule}: lower case, words joined by -, no slash at the end"
    for converter, name in re.findall(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>", rule):
        if converter in ("", "string", "path") and name not in PLAIN_WORDS:
            yield f"{rule}: write <int:{name}> or <uuid:{name}>; what people type stands in forms"


def test_addresses_stay(built_app: Flask) -> None:
    """Other people's links, bookmarks and reminders lead there."""
    known, present = LIST.read_text("utf-8").splitlines(), addresses(built_app)
    gone, new = sorted(set(known) - set(present)), sorted(set(present) - set(known))
    advice = "if that is meant: python -m tests.house.urls, and commit tests/house/urls.txt"
    assert not gone + new, f"gone: {gone}\nnew: {new}\n{advice}"


def test_addresses_are_typed_and_say_nothing(built_app: Flask) -> None:
    said = [words for rule in built_app.url_map.iter_rules() for words in style(rule.rule)]
    assert not said, "\n".join(said)


def test_every_view_says_for_whom_it_is(built_app: Flask) -> None:
    for endpoint, view in built_app.view_functions.items():
        assert access.declared(view), f"{endpoint}: @open_to(Role...) or @open_to_all()"


def unlogged(rule: str, methods: Iterable[str], declared: Access | None) -> bool:
    """True when staff may read one client's record without leaving a trail."""
    is_reading = "GET" in methods and "/clients/<int:" in rule
    by_staff = declared is not None and set(declared.roles or ()) & set(STAFF)
    return bool(is_reading and by_staff and declared and not (declared.log or declared.polls))


def test_reading_a_record_leaves_a_trail(built_app: Flask) -> None:
    said = [
        f"{rule.endpoint}: @open_to(Role.MANAGER, log=Log.RECORD), or polls=True"
        for rule in built_app.url_map.iter_rules()
        if unlogged(
            rule.rule, rule.methods or (), access.declared(built_app.view_functions[rule.endpoint])
        )
    ]
    assert not said, "\n".join(said)


def wrong_links(app: Flask, endpoint: str, names: set[str], *, may_have_more: bool) -> str | None:
    """What is wrong with url_for(endpoint, names...)."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]
    if not rules:
        return f"no view {endpoint!r}"
    if may_have_more or any(rule.arguments <= names for rule in rules):
        return None
    return f"{endpoint!r} needs {sorted(rules[0].arguments - names)}"


def links(tree: ast.AST) -> Iterator[tuple[str, set[str], bool, int]]:
    """Every url_for with a constant view: its name, its arguments, whether there may be more."""
    for name, node in calls(tree):
        endpoint = constant(node.args[0]) if node.args else None
        if name.split(".")[-1] == "url_for" and endpoint and not endpoint.startswith("."):
            given = {word.arg for word in node.keywords if word.arg}
            yield endpoint, given, any(w.arg is None for w in node.keywords), node.lineno


def test_links_lead_somewhere(built_app: Flask) -> None:
    """In templates and Python alike."""
    said = []
    for source in python("app"):
        for endpoint, names, more, line in links(source.tree):
            if wrong := wrong_links(built_app, endpoint, names, may_have_more=more):
                said.append(source.at(line, wrong))
    for source in templates():
        for endpoint, names, more in template_links(source.text):
            if wrong := wrong_links(built_app, endpoint, names, may_have_more=more):
                said.append(source.at(1, wrong))
    assert not said, "\n".join(said)


def template_links(text: str) -> Iterator[tuple[str, set[str], bool]]:
    """Every url_for of a template."""
    for node in Environment(autoescape=True).parse(text).find_all(nodes.Call):
        target = getattr(node.node, "name", "")
        first = node.args[0] if node.args else None
        if target == "url_for" and isinstance(first, nodes.Const):
            yield first.value, {word.key for word in node.kwargs}, node.dyn_kwargs is not None


@pytest.mark.parametrize(
    "rule",
    ["/newClients", "/new_clients", "/clients/", "/clients/<name>", "/clients/<string:who>"],
)
def test_a_planted_address_is_caught(rule: str) -> None:
    assert list(style(rule))


def test_planted_links_are_caught(built_app: Flask) -> None:
    assert wrong_links(built_app, "nowhere.at_all", set(), may_have_more=False)
    assert wrong_links(built_app, "demo.enter", set(), may_have_more=False)
    assert wrong_links(built_app, "demo.enter", {"token"}, may_have_more=False) is None
    found = list(template_links('{{ url_for("a.b", c=1) }}{% set x = url_for("d.e", **f) %}'))
    assert found == [("a.b", {"c"}, False), ("d.e", set(), True)]


def test_a_planted_silent_reading_is_caught() -> None:
    rule = "/desk/clients/<int:client_id>"
    assert unlogged(rule, ["GET"], Access(roles=(Role.MANAGER,)))
    assert not unlogged(rule, ["GET"], Access(roles=(Role.MANAGER,), log=Log.RECORD))
    assert not unlogged(rule, ["GET"], Access(roles=(Role.MANAGER,), polls=True))


def test_an_undeclared_view_stops_the_start() -> None:
    app = Flask("planted")
    app.add_url_rule("/x", view_func=lambda: "x", endpoint="x")
    with pytest.raises(access.Undeclared):
        access.demand_declarations(app)
