"""What the macros of templates take: known before a page is drawn, they are called directly."""

from collections.abc import Iterator, Mapping

from jinja2 import Environment, nodes
from jinja2.compiler import find_undeclared

_SPECIAL = ("caller", "kwargs", "varargs")

Known = dict[str, tuple[str, ...]]  # what each macro takes, in its order


class Macros:
    """The macros of all templates, each looked at once for all languages."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._found: dict[str, Known] = {}

    def look_at(self, source: nodes.Template, name: str) -> None:
        """Learn the macros of a template; one that is given a block to draw stays with Jinja."""
        self._found[name] = {
            macro.name: tuple(argument.name for argument in macro.args)
            for macro in source.body
            if isinstance(macro, nodes.Macro) and not find_undeclared(macro.body, _SPECIAL)
        }

    def imported_in(self, source: nodes.Template, name: str | None) -> dict[str, tuple[str, str]]:
        """The macros of other templates that one calls: their template and their name there."""
        known = self.callable_in(source, name)
        return {
            alias: (line.template.as_const(), whole)
            for line in _imports(source.body)
            for whole, alias in _names(line)
            if alias in known
        }

    def callable_in(self, source: nodes.Template, name: str | None) -> Known:
        """The macros that a template calls by name; a name that means two things means none."""
        found = dict(self._defined_in(name)) if name else {}
        for line in _imports(source.body):
            there = self._defined_in(line.template.as_const())
            found |= {alias: there[whole] for whole, alias in _names(line) if whole in there}
        others = _others(source)
        return {alias: takes for alias, takes in found.items() if alias not in others}

    def _defined_in(self, name: str) -> Mapping[str, tuple[str, ...]]:
        if name not in self._found:
            loader = self._environment.loader
            assert loader is not None  # noqa: S101  # for the type checker
            text = loader.get_source(self._environment, name)[0]
            self.look_at(self._environment.parse(text, name), name)
        return self._found[name]


def _imports(body: list[nodes.Node]) -> Iterator[nodes.FromImport]:
    """The imports that hold in all of a template."""
    for line in body:
        if isinstance(line, nodes.FromImport) and isinstance(line.template, nodes.Const):
            yield line


def _names(line: nodes.FromImport) -> list[tuple[str, str]]:
    """What is imported, under its name there and its name here."""
    return [(name, name) if isinstance(name, str) else name for name in line.names]


def _others(source: nodes.Template) -> set[str]:
    """Names that a template gives to something else as well."""
    stored = {name.name for name in source.find_all(nodes.Name) if name.ctx != "load"}
    everywhere = {id(line) for line in _imports(source.body)}
    elsewhere = [line for line in source.find_all(nodes.FromImport) if id(line) not in everywhere]
    return stored | {alias for line in elsewhere for _, alias in _names(line)}
