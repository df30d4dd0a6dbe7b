"""Templates compiled once per language, with their texts put in place: nothing is looked up while
a page is drawn. A text with values keeps them open; plurals are looked up as before.
"""

from collections.abc import Callable, MutableMapping
from typing import Any

from flask import g, has_request_context
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

from app.core.i18n import catalogue, shown


class Fold(NodeTransformer):
    """Replaces `_("text")` by the text of one language."""

    def __init__(self, gettext: Callable[[str], str]) -> None:
        self._gettext = gettext

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """A constant text becomes a constant; one with values, a constant to be filled."""
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.node.name != "_":
            return node
        if len(node.args) != 1 or not isinstance(node.args[0], nodes.Const) or node.dyn_kwargs:
            # _() would print a text out of the database unescaped; t() is for those.
            raise TypeError(f"line {node.lineno}: _() takes one constant; use t() for data")
        line = {"lineno": node.lineno}
        text = self._gettext(node.args[0].value)
        if not node.kwargs:
            return nodes.MarkSafe(nodes.Const(text % {}, **line), **line)
        values = [nodes.Pair(nodes.Const(k.key, **line), k.value, **line) for k in node.kwargs]
        return nodes.Mod(
            nodes.MarkSafe(nodes.Const(text, **line), **line), nodes.Dict(values, **line), **line
        )


class Spoken(Template):
    """A template whose macros stand ready once it was imported."""

    def _get_default_module(self, _ctx: Context | None = None) -> TemplateModule:
        """Jinja looks at each import whether somebody gave one template words of its own; here
        all have the environment's.
        """
        return super()._get_default_module()


class SpokenEnvironment(Environment):
    """Flask's environment with one beside it for each language, made when first spoken."""

    template_class = Spoken
    language: str | None = None  # of the one beside it

    def _load_template(
        self,
        name: str,
        globals: MutableMapping[str, Any] | None,  # Jinja's name
    ) -> Template:
        """Every way to a template, inclusion and import too, leads through here."""
        if self.language is not None or not (has_request_context() or "spoken" in g):
            return super()._load_template(name, globals)
        return self._spoken(shown().code)._load_template(name, globals)

    def _spoken(self, code: str) -> "SpokenEnvironment":
        """The environment of a language; it shares all but the compiled templates."""
        made: dict[str, SpokenEnvironment] = self.__dict__.setdefault("spoken", {})
        if code not in made:
            beside = self.overlay()
            assert isinstance(beside, SpokenEnvironment)  # noqa: S101  # for the type checker
            beside.language = code
            made[code] = beside
        return made[code]

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        """Jinja's own hook between parsing and compiling."""
        if self.language is not None:
            source = Fold(catalogue(self.language).gettext).visit(source)
        return super()._generate(source, name, filename, defer_init)
