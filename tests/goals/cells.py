"""Every address x method x role x relation, written out from the routes of the application."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.routing import AnyConverter, IntegerConverter, Rule, UUIDConverter

from app.core import access
from app.core.access import Role
from app.core.db import SAFE
from tests.goals import bodies, things, whom
from tests.goals.scene import ASKING, MISSING, Scene

FULL = os.environ.get("FULL_GOALS") == "1"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
RELATIONS = ("own", "beside", "other", "foreign", "gone", "missing", "wrong")
NO_UUID = "00000000-0000-4000-8000-0000000f4241"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One question: somebody asks for something of somebody."""

    endpoint: str
    method: str
    role: Role | None
    relation: str  # of the things named; "none" when the address names nothing
    address: str
    body: Mapping[str, str] | None
    is_served: bool = True  # False: the address does not know this method
    is_mixed: bool = False  # one thing is another's than the rest of the address
    named: str = ""  # the thing is named in the form or the question, not in the address


@dataclass(frozen=True, kw_only=True)
class Route:
    """One address with its arguments sorted: things of people, and others."""

    rule: Rule
    things: tuple[str, ...]
    others: dict[str, Any] = field(default_factory=dict)
    relations: tuple[str, ...] = RELATIONS
    unserved: frozenset[str] = frozenset()  # by any view of this address; named once

    @property
    def endpoint(self) -> str:
        """The name of its view."""
        return str(self.rule.endpoint)


class Unknown(AssertionError):
    """An address that the matrix cannot fill in; the text says what to add."""


def routes_of(app: Flask) -> Iterator[Route]:
    """Each view of each address; where one serves several fixed words, the first asks for all."""
    served: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        served.setdefault(rule.rule, set()).update(rule.methods or ())
    for rule in app.url_map.iter_rules():
        unserved = set(METHODS) - served.pop(rule.rule, set(METHODS))
        yield from _routes(rule, frozenset(unserved))


def _routes(rule: Rule, unserved: frozenset[str]) -> Iterator[Route]:
    others = {name: whom.PLAIN[name] for name in rule.arguments & whom.PLAIN.keys()}
    words = {n: k.items for n, k in rule._converters.items() if isinstance(k, AnyConverter)}
    named = tuple(n for n in rule._converters if n not in others.keys() | words.keys())
    for name in named:
        demand_known(str(rule.endpoint), name)
    choices: list[dict[str, Any]] = [{}]
    for name, items in words.items():
        choices = [{**chosen, name: word} for chosen in choices for word in sorted(items)]
    for number, chosen in enumerate(choices):
        yield Route(
            rule=rule,
            things=named,
            others={**others, **chosen},
            relations=RELATIONS if number == 0 or FULL else ("own", "foreign"),
            unserved=unserved if number == 0 else frozenset(),
        )


def unknown(app: Flask) -> list[str]:
    """What to add for addresses that are new."""
    found: dict[str, None] = {}
    for rule in app.url_map.iter_rules():
        try:
            for_whom(rule.rule)
            list(_routes(rule, frozenset()))
        except Unknown as why:
            found[str(why)] = None
    return list(found)


def demand_known(endpoint: str, argument: str) -> None:
    """Say what to add for an address that is new."""
    if thing_of(endpoint, argument) is None:
        raise Unknown(
            f"{endpoint} has an argument {argument!r} that tests/goals/things.py does not know: "
            f"add to THINGS how one is made ({argument!r}: a function of a World that returns its "
            "id), or to PLAIN in whom.py when it names no thing of anybody"
        )


def thing_of(endpoint: str, argument: str) -> str | None:
    """Under which name THINGS knows this argument."""
    blueprint = endpoint.split(".")[0]
    return next(
        (
            name
            for name in (f"{endpoint}:{argument}", f"{blueprint}:{argument}", argument)
            if name in things.THINGS
        ),
        None,
    )


def cells_of(scene: Scene, *, only: Callable[[Route], bool] | None = None) -> Iterator[Cell]:
    """All questions; `only` picks routes."""
    for route in routes_of(scene.app):
        if only is None or only(route):
            for role in ASKING:
                for method in sorted((route.rule.methods or set()) - {"OPTIONS"}):
                    if method != "HEAD" or FULL or is_let_in(scene.app, route.endpoint, role):
                        yield from _asked(scene, route, role, method)
            for role in ASKING if FULL else ASKING[:1]:
                for method in sorted(route.unserved):
                    yield from _asked(scene, route, role, method, is_served=False)


def _asked(
    scene: Scene, route: Route, role: Role | None, method: str, *, is_served: bool = True
) -> Iterator[Cell]:
    body = None
    if method not in SAFE:
        body = {**bodies.BODY, **bodies.BODIES.get(route.endpoint, {})}
    common: dict[str, Any] = {
        "endpoint": route.endpoint,
        "method": method,
        "role": role,
        "body": body,
        "is_served": is_served,
    }
    if not route.things:
        yield Cell(relation="none", address=address_of(route, route.others), **common)
    for relation in _relations(scene, route, role, method, is_served=is_served):
        for chosen, is_mixed in _mixes(route, relation):
            values = {name: id_for(scene, route, name, role, chosen[name]) for name in chosen}
            address = address_of(route, {**route.others, **values})
            yield Cell(relation=relation, address=address, is_mixed=is_mixed, **common)
    if is_served and method != "HEAD":
        yield from _named_elsewhere(scene, route, role, common)


def _relations(
    scene: Scene, route: Route, role: Role | None, method: str, *, is_served: bool
) -> tuple[str, ...]:
    """Which relations are asked for. Who is not let in is refused before anything is looked up,
    and the view of GET answers HEAD: there one of them says as much, unless all are wanted."""
    if not route.things:
        return ()
    is_looked_up = is_served and method != "HEAD" and is_let_in(scene.app, route.endpoint, role)
    return route.relations if is_looked_up or (FULL and is_served) else ("own",)


def _mixes(route: Route, relation: str) -> Iterator[tuple[dict[str, str], bool]]:
    """Everything of this relation; and each single thing of it among those that are own."""
    yield dict.fromkeys(route.things, relation), False
    if len(route.things) > 1 and relation not in ("own", "wrong"):
        for name in route.things:
            if (route.endpoint, name) not in whom.UNASKED:
                yield {**dict.fromkeys(route.things, "own"), name: relation}, True


def _named_elsewhere(
    scene: Scene, route: Route, role: Role | None, common: dict[str, Any]
) -> Iterator[Cell]:
    """The address is one's own; in the form or in the question stands something of each world."""
    own = {name: id_for(scene, route, name, role, "own") for name in route.things}
    address = address_of(route, {**route.others, **own})
    asked = whom.ASKED_FOR.get(route.endpoint, {})
    sent = whom.SENT.get(route.endpoint, {}) if common["body"] is not None else {}

    def id_of(thing: str, relation: str) -> str:
        return str(scene_id(scene, thing, role, relation, (common["body"] or {}).values()))

    for relation in RELATIONS[:-1]:
        for named, thing in asked.items():
            question = f"{address}?{named}={id_of(thing, relation)}"
            yield Cell(**common, relation=relation, named=named, address=question)
        for named, thing in sent.items():
            rest = {field: id_of(other, "own") for field, other in sent.items()}
            body = {**common["body"], **rest, named: id_of(thing, relation)}
            yield Cell(**{**common, "body": body}, relation=relation, named=named, address=address)


def id_for(scene: Scene, route: Route, name: str, role: Role | None, relation: str) -> object:
    """What stands in the address for this thing."""
    kind = route.rule._converters[name]
    if relation == "wrong":
        return _Verbatim("7" if isinstance(kind, UUIDConverter) else "x")
    thing = thing_of(route.endpoint, name)
    assert thing is not None
    if relation == "missing":
        return MISSING if isinstance(kind, IntegerConverter) else NO_UUID
    return scene_id(scene, thing, role, relation, route.others.values())


def scene_id(
    scene: Scene, thing: str, role: Role | None, relation: str, words: Iterable[Any] = ()
) -> object:
    """The id of a thing in one of the worlds; some are another for each role."""
    if relation == "missing":
        return MISSING if isinstance(scene.worlds["own"].ids[thing], (int, dict)) else NO_UUID
    found = scene.worlds[relation].ids[thing]
    if not isinstance(found, dict):
        return found
    return next((found[key] for key in (role, *words) if key in found), MISSING)


class _Verbatim(str):
    """Text that stands in an address where a number or a UUID should."""


def address_of(route: Route, values: Mapping[str, object]) -> str:
    """The address with everything filled in, also with what does not fit."""
    built = ""
    for is_argument, text in route.rule._trace:
        built += str(values[text]) if is_argument else text
    return built.split("|", 1)[-1]


def is_theirs(cell: Cell) -> bool:
    """True when what the address names belongs to who asks."""
    if cell.is_mixed and cell.endpoint not in whom.SIDE_BY_SIDE:
        return False
    if cell.relation in ("missing", "wrong"):
        return False
    if cell.relation in ("none", "own"):
        return True
    names = (f"{cell.endpoint}:{cell.named}", cell.endpoint, cell.endpoint.split(".")[0])
    found = (whom.ALSO_THEIRS.get((name, cell.relation)) for name in names)
    roles = next((roles for roles in found if roles is not None), None)
    if roles is not None:
        return cell.role in roles
    is_at_desk = cell.role is Role.MANAGER and cell.address.startswith("/desk/")
    return is_at_desk and cell.relation in whom.HER_CLIENTS


def is_let_in(app: Flask, endpoint: str, role: Role | None) -> bool:
    """True when the view lets this role in at all."""
    declared = access.declared(app.view_functions[endpoint])
    return declared is None or declared.roles is None or role in declared.roles


def for_whom(address: str) -> set[Role | None]:
    """The roles whose pages stand there, by DOMAIN.md."""
    starts = [start for start in whom.FOR_WHOM if f"{address}/".startswith(f"{start}/")]
    if not starts:
        raise Unknown(f"{address}: say in FOR_WHOM of tests/goals/whom.py whose page it is")
    return whom.FOR_WHOM[max(starts, key=len)]
