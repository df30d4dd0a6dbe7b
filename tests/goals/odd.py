"""Requests that no page of ours sends: for each address and role odd questions, forms, headers.

The same number makes the same request. Each text that would run holds `zq7`, as in payloads.py.
"""

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import wtforms
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import app
from app.core.db import SAFE
from app.core.forms import Form
from tests.goals import bodies
from tests.goals.cells import Route, address_of, id_for, is_let_in, routes_of
from tests.goals.payloads import PAYLOADS
from tests.goals.scene import ASKING, Scene
from tests.undone import undone

_ASKED = re.compile(r'request\.(?:args|form|values)(?:\.get|\.getlist)?[(\[] ?"([^"]+)"')


def _listed(text: str) -> list[str]:
    """What stands between bars."""
    return text.strip("\n").replace("\n", "|").split("|")


_HEADERS = _listed("""
Accept|Accept-Encoding|Accept-Language|Cookie|HX-Current-URL|HX-Request|HX-Request-Type|HX-Target
Host|If-Modified-Since|If-None-Match|Origin|Range|Referer|Sec-Fetch-Site|User-Agent
X-Forwarded-For|X-HTTP-Method-Override|X-Person|X-Ticket|X-Version
""")
_TYPES = _listed("""
application/json|text/plain|multipart/form-data|multipart/form-data; boundary=|x|text/html
application/x-www-form-urlencoded; charset=utf-16|application/x-www-form-urlencoded; charset=zq7
""")
# What is no number, no day, no address, no JSON and no text.
_WORDS = _listed("""
-1|0|-0|00|1e309|NaN|inf|0x10|1_0|²|½|٣|१|Ⅷ|9999999999999999999|99999999999999999999999999
2026-02-30|0000-00-00|0001-01-01|9999-12-31|99999-01-01|2026-W01-1|24.11.|25:61|2026-03-29T02:30
2026-11-24T14:00:00Z|9999-12-31T23:59|0001-01-01T00:00|Thu, 99 Foo 2026|bytes=9-1,-|W/"x"|a=b; c
true|null|None|on|[]|{}|{"a":|"\\ud800"|../../../etc/passwd|..\\|//zq7.example|/\\zq7.example
https://zq7.example/|%(name)s|%s%n%%|{0.__class__}|' OR 1=1 --|';--|\\|%|%00|*|(?:a+)+$|=|AAAA
08119079|08|0811907900|00000000-0000-0000-0000-000000000000|de|xx-yy-zz|de;q=x| |\t|\0|a\0b|\r\n
\u202ezq7|\u2066\u2066|\ufeff|\ufffe|\U0010ffff|ß|İ|\u1e9e
""")
_LONG = ("a" * 10_000, "ሀ" * 999, "😀" * 99, "a\u0301" * 99, "\n" * 999, "9" * 5_000, "[" * 9_000)
VALUES: tuple[bytes, ...] = (
    *(text.encode() for text in ("", *_WORDS, *_LONG, '{"a":' * 2_000, *PAYLOADS)),
    *(b"\xed\xa0\x80", b"\xff\xfe\xfd", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"a\xe2\x82"),
)


@dataclass(frozen=True, kw_only=True)
class Odd:
    """One such request."""

    endpoint: str
    role: Any
    method: str
    address: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    kind: str | None = None  # the content type it claims

    def ask(self, browser: FlaskClient) -> TestResponse:
        """Send it; what it changes is undone."""
        raw = {"PATH_INFO": unquote_to_bytes(self.address).decode("latin-1")}
        more = {"QUERY_STRING": self.query, **raw}
        told: dict[str, Any] = {"data": self.body, "content_type": self.kind}
        with undone():
            return browser.open(
                "/", method=self.method, headers=self.headers, environ_overrides=more, **told
            )

    def __str__(self) -> str:
        sent = (self.query[:200], self.headers, self.kind, (self.body or b"")[:300])
        return f"{self.method} {self.address[:200]} as {self.role}: {sent}"


def requests(scene: Scene, number: int) -> Iterator[Odd]:
    """So many requests, over all views in turn; who may comes by, now and then who may not."""
    chance = random.Random(25)  # noqa: S311  # because: the same requests each time
    routes = [route for route in routes_of(scene.app) if route.rule.endpoint != "static"]
    names = sorted(_names())
    made = 0
    while made < number:
        chance.shuffle(routes)
        for route in routes[: number - made]:
            yield _made(scene, route, chance, names)
            made += 1


def _names() -> set[str]:
    """What our code asks a question or a form for, and the fields of all our forms."""
    root = Path(app.__file__).parent
    asked = {
        name for path in root.rglob("*.py") for name in _ASKED.findall(path.read_text("utf-8"))
    }
    return asked | {name for form in _forms(Form) for name in _fields(form)}


def _forms(form: type[Form]) -> Iterator[type[Form]]:
    for below in form.__subclasses__():
        yield below
        yield from _forms(below)


def _fields(form: type[Form]) -> Iterator[str]:
    for name, unbound in vars(form).items():
        if issubclass(getattr(unbound, "field_class", type), wtforms.Field):
            yield unbound.kwargs.get("name") or name


def _made(scene: Scene, route: Route, chance: random.Random, names: list[str]) -> Odd:
    may = [role for role in ASKING if is_let_in(scene.app, route.endpoint, role)]
    role = chance.choice(may if may and chance.random() < 0.9 else ASKING)
    methods = sorted((route.rule.methods or set()) - {"HEAD", "OPTIONS"})
    method = chance.choice(methods)
    if chance.random() < 0.04:
        method = chance.choice(("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"))
    own = {name: id_for(scene, route, name, role, "own") for name in route.things}
    address = address_of(route, {**route.others, **own})
    is_named_oddly = route.things and chance.random() < 0.15
    if is_named_oddly:
        named = {**own, chance.choice(route.things): quote(_value(chance))}
        address = address_of(route, {**route.others, **named})
    asks = method in SAFE or chance.random() < 0.2
    body, kind = (None, None) if method in SAFE else _body(chance, route.endpoint, names)
    return Odd(
        endpoint=route.endpoint,
        role=role,
        method=method,
        address=address,
        query=_encoded(_pairs(chance, names)) if asks else "",
        headers=dict(_headers(chance)) if chance.random() < 0.4 else {},
        body=body,
        kind=kind,
    )


def _value(chance: random.Random) -> bytes:
    return chance.choice(VALUES)


def _pairs(chance: random.Random, names: list[str]) -> list[tuple[str, bytes]]:
    """A handful of names; now and then one several times, made into a list, or none of ours."""
    chosen = list(dict.fromkeys(chance.choices(names, k=chance.randint(1, 8))))
    if chance.random() < 0.2:
        chosen.append(chance.choice((chosen[0], f"{chosen[0]}[]", "x" * 999)))
    return [(name, _value(chance)) for name in chosen]


def _encoded(pairs: list[tuple[str, bytes]]) -> str:
    return "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)


def _headers(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Letters that a web server passes on; without line feeds, which it refuses itself."""
    for name in chance.sample(_HEADERS, chance.randint(1, 4)):
        if name != "Host" or chance.random() < 0.2:
            yield name, re.sub(r"[\r\n\0]", "", _value(chance).decode("latin-1"))


def _body(chance: random.Random, endpoint: str, names: list[str]) -> tuple[bytes, str]:
    """A form of this view of which something is odd, in one of five ways."""
    form = {**bodies.BODY, **bodies.BODIES.get(endpoint, {})}
    told = {name: text.encode() for name, text in form.items()}
    told |= {name: _value(chance) for name in chance.sample(sorted(told), chance.randint(0, 3))}
    others = _pairs(chance, names)
    is_several = len(dict(others)) < len(others)
    pairs = [*told.items(), *others] if is_several else list({**told, **dict(others)}.items())
    ways: tuple[Callable[[], tuple[bytes, str]], ...] = (
        lambda: (_encoded(pairs).encode(), "application/x-www-form-urlencoded"),
        lambda: (_encoded(pairs).encode(), chance.choice(_TYPES)),
        lambda: _parts(pairs, is_broken=chance.random() < 0.5),
        lambda: (_as_json(chance, pairs), "application/json"),
        lambda: (_value(chance) * chance.choice((1, 1, 300)), chance.choice(_TYPES)),
    )
    return chance.choices(ways, (60, 8, 16, 8, 8))[0]()


def _parts(pairs: list[tuple[str, bytes]], *, is_broken: bool) -> tuple[bytes, str]:
    """The same as a form with files, cut off in the middle when it is broken."""
    said = b""
    for number, (name, value) in enumerate(pairs):
        file = f'; filename="{quote(value[:20])}"' if number % 5 == 4 else ""
        head = f'--b\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
        said += head.encode() + value + b"\r\n"
    said += b"--b--\r\n"
    return said[: len(said) // 2] if is_broken else said, "multipart/form-data; boundary=b"


def _as_json(chance: random.Random, pairs: list[tuple[str, bytes]]) -> bytes:
    """The same as JSON: an object, a list, or nothing that can be read."""
    told = {name: value.decode("utf-8", "replace") for name, value in pairs}
    whole = json.dumps(chance.choice((told, [told], list(told))))
    return whole.encode()[: chance.choice((None, 40))]
