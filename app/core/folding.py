"""Templates compiled once per language, with texts and addresses put in place: as little as can be
is looked up while a page is drawn. A text with values keeps them open.
"""

import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from functools import partial
from typing import Any

from babel.support import NullTranslations
from flask import Flask, g, has_request_context
from flask.templating import Environment
from jinja2 import Environment as JinjaEnvironment
from jinja2 import Template, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer

from app.core import writing
from app.core.addresses import Addresses
from app.core.i18n import LANGUAGES, catalogue, shown
from app.core.macros import Macros
from app.core.page_language import SPOKEN_FILTERS, carries_language

_INDENTED = re.compile(r"\n\s+")


class Fold(NodeTransformer):
    """Replaces `_("text")` by the text of one language, addresses by what they look like, and
    `drawn` macros by what they draw.
    """

    def __init__(
        self, environment: "SpokenEnvironment", drawn: Mapping[str, Callable[..., str]]
    ) -> None:
        self._drawn = drawn
        self._gettext = environment.texts.gettext
        self._addresses = environment.addresses
        self._is_carrying = environment.is_carrying
        self._comma = LANGUAGES[environment.language or ""].comma
        self._asset: Callable[[str], str] = environment.globals["asset"]  # type: ignore[assignment]

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """Each word of a template that means the same on every page has its own way."""
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name == "_":
            return self._text(node)
        if name == "comma":
            return nodes.Const(self._comma, lineno=node.lineno)
        if name == "asset" and isinstance(node.args[0], nodes.Const):
            return nodes.Const(self._asset(node.args[0].value), lineno=node.lineno)
        if name in ("t", "ngettext"):
            return _offered(name, node)
        if name in self._drawn:
            return self._drawing(node, self._drawn[name])
        return self._address(node) if name == "url_for" else node

    def visit_Output(self, node: nodes.Output) -> nodes.Output:
        """What is printed only sometimes is nothing otherwise: no object that says so."""
        self.generic_visit(node)
        _else_nothing(node.nodes)
        return node

    def visit_List(self, node: nodes.List) -> nodes.List:
        """The same of words in a row."""
        self.generic_visit(node)
        _else_nothing(node.items)
        return node

    def _address(self, node: nodes.Call) -> nodes.Node:
        """An address with the numbers of rows left open; a named view is looked up only once."""
        shape = self._addresses.shape_of(node)
        if shape is None:
            return node
        if not self._is_carrying and (whole := self._addresses.whole(shape, node)) is not None:
            return nodes.Const(whole, lineno=node.lineno)
        node.args.insert(0, shape)
        return _offered("address", node)

    def _drawing(self, node: nodes.Call, draw: Callable[..., str]) -> nodes.Node:
        """An icon named by constants is drawn while its template is compiled."""
        given = [*node.args, *(named.value for named in node.kwargs)]
        if node.dyn_args or node.dyn_kwargs or not all(isinstance(a, nodes.Const) for a in given):
            return node
        named = {k.key: k.value.as_const() for k in node.kwargs}
        words = nodes.Const(str(draw(*[a.as_const() for a in node.args], **named)))
        return nodes.MarkSafe(words, lineno=node.lineno)

    def _text(self, node: nodes.Call) -> nodes.Node:
        """A constant text becomes a constant; one with values, a constant to be filled."""
        if len(node.args) != 1 or not isinstance(node.args[0], nodes.Const) or node.dyn_kwargs:
            # _() would print a text out of the database unescaped; t() is for those.
            raise TypeError(f"line {node.lineno}: _() takes one constant; use t() for data")
        line = {"lineno": node.lineno}
        text = self._gettext(node.args[0].value)
        if not node.kwargs:
            return nodes.MarkSafe(nodes.Const(text % {}, **line), **line)
        values = [nodes.Pair(nodes.Const(k.key, **line), k.value, **line) for k in node.kwargs]
        fill = nodes.EnvironmentAttribute("filled", **line)
        filling = [nodes.Const(text, **line), nodes.Dict(values, **line)]
        return nodes.Call(fill, filling, [], None, None, **line)


def _else_nothing(parts: list[nodes.Expr]) -> None:
    for part in parts:
        if isinstance(part, nodes.CondExpr) and part.expr2 is None:
            part.expr2 = nodes.Const("", lineno=part.lineno)


def _offered(name: str, node: nodes.Call) -> nodes.Call:
    """The same call of what the environment of a language offers under this name."""
    node.node = nodes.EnvironmentAttribute(name, lineno=node.lineno)
    return node


def texts_of(texts: NullTranslations) -> Callable[..., str]:
    """`t()` in one language."""
    find = texts.gettext  # t() is for data: what it is asked for stands in no template

    def t(msgid: str, **values: object) -> str:
        text = str(find(msgid)) if msgid else ""
        return text % values if values else text

    return t


def plurals_of(texts: NullTranslations) -> Callable[..., str]:
    """`ngettext()` in one language: filled with what is escaped on the way."""

    def ngettext(one: str, many: str, num: int, **values: object) -> str:
        return writing.filled(texts.ngettext(one, many, num), {"num": num, **values})

    return ngettext


class PageContext(Context):
    """What a page or a part of it knows. Jinja's own notes for each part which words its template
    brings, in case another has others; ours all have the environment's.
    """

    def __init__(
        self,
        environment: JinjaEnvironment,
        parent: dict[str, Any],
        name: str | None,
        blocks: dict[str, Callable[[Context], Iterator[str]]],
        globals: MutableMapping[str, Any] | None = None,  # Jinja's name
    ) -> None:
        own = None if globals is environment.globals else globals
        super().__init__(environment, parent, name, blocks, own)

    def of_part(self, part: Template, own: Mapping[str, Any]) -> "PageContext":
        """What an included part knows: all that its page does, and the words of the block around
        it. Jinja copies all of them three times.
        """
        words = {**self.parent, **self.vars}
        words.update([one for one in own.items() if one[1] is not missing])
        return PageContext(self.environment, words, part.name, part.blocks)


class SpokenEnvironment(Environment):
    """Flask's environment with one beside it for each language, made when first spoken."""

    app: Flask
    language: str | None = None  # of the one beside it
    is_carrying = True  # the language travels in the addresses of its pages
    texts: NullTranslations
    t: Callable[..., str]
    ngettext: Callable[..., str]
    addresses: Addresses
    address: Callable[..., str]
    macros: Macros
    loaded: dict[str, Template]
    modules: dict[str, TemplateModule]
    context_class = PageContext
    marked = staticmethod(writing.marked)
    written = staticmethod(writing.written)
    filled = staticmethod(writing.filled)
    kept = staticmethod(writing.kept)

    def _load_template(
        self,
        name: str,
        globals: MutableMapping[str, Any] | None,  # Jinja's name
    ) -> Template:
        """Every way to a template, inclusion and import too, leads through here."""
        if self.language is not None:
            return self._ready(name, globals)
        if not (has_request_context() or "spoken" in g):
            return super()._load_template(name, globals)
        beside = self._spoken(shown().code, is_carrying=carries_language())
        return beside._load_template(name, globals)

    def _ready(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:
        """A page names some thirty templates: each is looked for once."""
        found = self.loaded.get(name)
        if found is None or self.auto_reload or globals:
            found = self.loaded[name] = super()._load_template(name, globals)
        return found

    def part(self, name: str, context: PageContext, own: Mapping[str, Any]) -> str:
        """An included part, drawn; `own`: the words of the block around it."""
        part = self._ready(name, None)
        return self.concat(part.root_render_func(context.of_part(part, own)))

    def module(self, name: str) -> TemplateModule:
        """The macros of a template; they stand ready once it was imported."""
        found = self.modules.get(name)
        if found is None or self.auto_reload:
            found = self.modules[name] = self.get_template(name)._get_default_module()
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Jinja chains two dictionaries so that a template may have words of its own, and walks
        through both for each page and part. Ours have the environment's.
        """
        return super().make_globals(d) if d else self.globals

    def _spoken(self, code: str, *, is_carrying: bool = True) -> "SpokenEnvironment":
        """The environment of a language; it shares all but the compiled templates.

        Who is signed in has one of its own: there most addresses are the same for everybody.
        """
        made: dict[tuple[str, bool], SpokenEnvironment] = self.__dict__.setdefault("spoken", {})
        if not made:
            self.macros, self.addresses = Macros(self), Addresses(self.app)
        if (code, is_carrying) not in made:
            beside = self.overlay()
            assert isinstance(beside, SpokenEnvironment)  # noqa: S101  # for the type checker
            beside.speak(code, is_carrying=is_carrying)
            made[code, is_carrying] = beside
        return made[code, is_carrying]

    def speak(self, code: str, *, is_carrying: bool) -> None:
        """Compile templates for one language from now on."""
        self.language, self.loaded, self.modules = code, {}, {}
        self.is_carrying = is_carrying
        self.autoescape = True  # all our templates are HTML
        self.code_generator_class = writing.Writer
        addresses = self.addresses
        self.address = addresses.address if is_carrying else addresses.without_language
        self.texts = catalogue(code)
        spoken = {name: partial(write, code=code) for name, write in SPOKEN_FILTERS.items()}
        self.filters = {**self.filters, **spoken}
        self.t = texts_of(self.texts)
        self.ngettext = plurals_of(self.texts)

    def _drawn_in(self, source: nodes.Template, name: str | None) -> dict[str, Callable[..., str]]:
        """The macros under their names here that draw the same for the same constants."""
        return {
            alias: getattr(self.module(template), macro)
            for alias, (template, macro) in self.macros.imported_in(source, name).items()
            if (template, macro) in writing.KEPT
        }

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Jinja's own hook before that: what indents a template does not travel with the page."""
        found = super()._parse(source, name, filename)
        for text in found.find_all(nodes.TemplateData):
            text.data = _INDENTED.sub("\n", text.data)
        return found

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        """Jinja's own hook between parsing and compiling."""
        if self.language is not None:
            if name is not None:
                self.macros.look_at(source, name)
            source = Fold(self, self._drawn_in(source, name)).visit(source)
        return super()._generate(source, name, filename, defer_init)
