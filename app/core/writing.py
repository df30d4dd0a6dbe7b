"""How a template becomes Python: as Jinja writes it, with fewer detours while a page is drawn."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from keyword import iskeyword
from types import FunctionType
from typing import Any, cast

import markupsafe
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from app.core.macros import Known, Macros

# Drawn once for each of their arguments: words out of our own tables, and rows of such words.
KEPT = {
    ("components/icon.html", "icon"),
    ("components/path.html", "progress_words"),
    ("components/path.html", "way"),
    ("components/topic.html", "topic"),
}
# What escape() does to a text, without an object around it that says so: nobody would ask it.
_escaped: Callable[[str], str] = getattr(markupsafe, "_escape_inner", escape)


# A text that is safe already, made so without being asked whether it has other markup.
marked: Callable[[str], Markup] = partial(str.__new__, Markup)


def written(value: Any) -> str:
    """Escape a value that goes straight into a page; what needs nothing goes as it is."""
    kind = type(value)
    if kind is str:
        return _escaped(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]  # because: a str, as was asked
    return str(value) if kind is int else escape(value)


def filled(text: str, values: Mapping[str, Any]) -> Markup:
    """A text of ours with its values, escaped as Markup would do it in four times as long."""
    safe = {name: one if type(one) is int else escape(one) for name, one in values.items()}
    return marked(text % safe)  # because: the text is ours, each value is escaped


def kept(macro: Macro) -> Macro:
    """Draw a macro once for the same arguments; their kinds count, as they do in escaping."""
    macro._func = lru_cache(128, typed=True)(macro._func)
    return macro


class Writer(CodeGenerator):
    """Calls known macros and what the environment itself offers directly."""

    _known: Known
    _in_page: nodes.Node | None = None  # goes straight into the page: nobody looks at its kind

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        """Look at once which macros this template calls."""
        macros = cast("Macros", self.environment.macros)  # type: ignore[attr-defined]
        self._known = macros.callable_in(node, self.name)
        super().visit_Template(node, frame)

    def write_commons(self) -> None:
        """Begin each part of a template with its tools."""
        super().write_commons()
        self.writeline("written = environment.written")
        self.writeline("Markup = environment.marked")  # Jinja gives it nothing but plain texts

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        """What a part draws is put together where it ends: handed on piece by piece, each piece
        would pass through every layout around it.
        """
        if x.startswith("yield from "):
            x = f"yield concat({x.removeprefix('yield from ')})"
        super().writeline(x, node, extra)

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:
        """A part knows what its page knows, and is drawn in one piece."""
        if node.ignore_missing or not node.with_context:
            raise TypeError(f"line {node.lineno}: a part has to be there, and knows its page")
        self.start_write(frame, node)
        self.write("environment.part(")
        self.visit(node.template, frame)
        self.write(f", context, {self.dump_local_context(frame)})")
        self.end_write(frame)

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        """What is imported stands ready; Jinja looks for it at each page and part anew."""
        if node.with_context or not isinstance(node.template, nodes.Const):
            super()._import_common(node, frame)
        else:
            self.write(f"environment.module({node.template.value!r})")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """Keep what the small ones draw that stand everywhere."""
        is_kept = (self.name, getattr(macro_ref.node, "name", "")) in KEPT
        self.write("environment.kept(" if is_kept else "(")
        super().macro_def(macro_ref, frame)
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        """A macro's words are safe: they need no second look."""
        self._in_page = node
        self.write("(" if self._macro(node) is not None else "written(")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Call what is known without asking what it is."""
        takes = None if forward_caller else self._macro(node)
        if _is_simple(node) or (takes is None and not forward_caller and self._is_plain(node)):
            self._call(node, [*node.args, *node.kwargs], frame)
        elif takes is None:
            super().visit_Call(node, frame, forward_caller=forward_caller)
        else:
            self.write("(" if self._in_page is node else "Markup(")
            self._call(node, _in_order(node, takes), frame, "._func")
            self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """Ask a thing for what it has; Jinja's own way only when it has no such thing."""
        thing, found = self.temporary_identifier(), self.temporary_identifier()
        self.write(f"({found} if ({found} := getattr(({thing} := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing else ")
        self.write(f"environment.getattr({thing}, {node.attr!r}))")

    def _call(
        self, node: nodes.Call, given: list[nodes.Node | None], frame: Frame, part: str = ""
    ) -> None:
        self.visit(node.node, frame)
        self.write(f"{part}(")
        for argument in given:
            if argument is None:
                self.write("missing")
            else:
                self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def _is_plain(self, node: nodes.Call) -> bool:
        """True for a function of ours that every template knows and that asks for no context."""
        if not isinstance(node.node, nodes.Name) or not _is_closed(node):
            return False
        found = self.environment.globals.get(node.node.name)
        return isinstance(found, FunctionType) and not hasattr(found, "jinja_pass_arg")

    def _macro(self, node: nodes.Node) -> tuple[str, ...] | None:
        """What the macro takes that is called here, when it is known and given no more."""
        if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
            return None
        takes = self._known.get(node.node.name)
        if takes is None or node.dyn_args or node.dyn_kwargs:
            return None
        rest = takes[len(node.args) :]
        is_fitting = len(node.args) <= len(takes) and all(k.key in rest for k in node.kwargs)
        return takes if is_fitting else None


def _is_simple(node: nodes.Call) -> bool:
    """True for what the environment offers, and for a thing's own method."""
    return isinstance(node.node, nodes.EnvironmentAttribute | nodes.Getattr) and _is_closed(node)


def _is_closed(node: nodes.Call) -> bool:
    """True when all that is given stands there."""
    is_open = node.dyn_args is not None or node.dyn_kwargs is not None
    return not is_open and not any(iskeyword(named.key) for named in node.kwargs)


def _in_order(node: nodes.Call, takes: tuple[str, ...]) -> list[nodes.Node | None]:
    """What a macro takes, in its order; None for what is not given."""
    named = {keyword.key: keyword.value for keyword in node.kwargs}
    return [*node.args, *(named.get(name) for name in takes[len(node.args) :])]
