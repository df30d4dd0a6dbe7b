"""What an address looks like before it is known which row it leads to."""

import re
import uuid
from typing import Any

from flask import Flask, url_for
from jinja2 import nodes
from werkzeug.routing import BaseConverter, UUIDConverter

from app.core.page_language import carries_language
from app.core.security import RowNumber

_MARK = 90_000_000_000  # no row has it: found again in the address, it says where a number stands
_HOLDS: dict[type[BaseConverter], str] = {RowNumber: "d", UUIDConverter: "s"}
_is_word = re.compile(r"[A-Za-z0-9_.-]+").fullmatch

Shape = tuple[str, str]  # the path with the numbers of rows open; the name of one open question


class Addresses:
    """Addresses of an application's views, put in place as far as they are known."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._by_name: dict[tuple[str, ...], Shape | None] = {}

    def shape_of(self, node: nodes.Call) -> nodes.Const | None:
        """What is known of a `url_for`: /steps/%(step_id)d.

        None in the constant where the view is named only on the page; no constant where Flask
        has to find the address each time.
        """
        if len(node.args) != 1 or node.dyn_args or node.dyn_kwargs:
            return None
        fixed = {k.key: k.value.value for k in node.kwargs if isinstance(k.value, nodes.Const)}
        if any(name.startswith("_") for name in fixed):
            return None
        if not isinstance(node.args[0], nodes.Const):
            return None if fixed else nodes.Const(None, lineno=node.lineno)
        given = [keyword.key for keyword in node.kwargs if keyword.key not in fixed]
        shape = self._shape(node.args[0].value, fixed, given)
        return None if shape is None else nodes.Const(shape, lineno=node.lineno)

    def whole(self, shape: nodes.Const, node: nodes.Call) -> str | None:
        """An address of which nothing is open, None when something is."""
        given = [keyword.value for keyword in node.kwargs]
        if shape.value is None or not all(isinstance(value, nodes.Const) for value in given):
            return None
        if any(value.as_const() is None for value in given):
            return None  # Flask leaves out what is None
        path, _asked = shape.value
        return str(path % {})

    def address(self, shape: Shape | None, endpoint: str, /, **values: Any) -> str:
        """An address of a known shape; by Flask where the language travels along."""
        if carries_language():
            return url_for(endpoint, **values)
        return self.without_language(shape, endpoint, **values)

    def without_language(self, shape: Shape | None, endpoint: str, /, **values: Any) -> str:
        """The same for who is signed in; by Flask where more belongs to it than was known."""
        shape = shape or self._named(endpoint, values)
        if shape is None or None in values.values():
            return url_for(endpoint, **values)
        path, asked = shape
        try:
            if not asked:
                return path % values
            if _is_word(values[asked]):
                return f"{path % values}?{asked}={values[asked]}"
        except TypeError:  # not the number of a row, or no text: it is for Flask to say
            pass
        return url_for(endpoint, **values)

    def _named(self, endpoint: str, values: dict[str, Any]) -> Shape | None:
        key = (endpoint, *values)
        if key not in self._by_name:
            self._by_name[key] = self._shape(endpoint, {}, list(values))
        return self._by_name[key]

    def _shape(self, endpoint: str, fixed: dict[str, Any], given: list[str]) -> Shape | None:
        """The shape of a view's address; None when more than rows and one question are open."""
        rules = list(self._app.url_map.iter_rules(endpoint))
        if len(rules) != 1:
            return None
        parts = rules[0]._converters
        asked = [name for name in given if name not in parts]
        rows = {name: _MARK + n for n, name in enumerate(given) if name in parts}
        is_asking = not set(fixed) <= set(parts)
        if len(asked) > 1 or (asked and is_asking):
            return None
        if not all(type(parts[name]) in _HOLDS for name in rows):
            return None
        marks = {n: uuid.UUID(int=m) if _is_uuid(parts[n]) else m for n, m in rows.items()}
        path = str(self._app.url_map.bind("").build(endpoint, {**fixed, **marks}))
        path = path.replace("%", "%%")
        for name, mark in marks.items():
            path = path.replace(str(mark), f"%({name}){_HOLDS[type(parts[name])]}")
        return path, "".join(asked)


def _is_uuid(part: BaseConverter) -> bool:
    return isinstance(part, UUIDConverter)
