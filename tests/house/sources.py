"""The files of the house, as the rules look at them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".venv", ".git", "instance", "node_modules", "__pycache__", "vendor"}
WAY_OUT = "because:"


@dataclass(frozen=True)
class Source:
    """One file: its path from the root and its text."""

    name: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """Its lines."""
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree (Python)."""
        return ast.parse(self.text, self.name)

    def line(self, number: int) -> str:
        """One line, counted from 1."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def is_excused(self, number: int) -> bool:
        """True when the line gives its reason."""
        return WAY_OUT in self.line(number)

    def at(self, number: int, advice: str) -> str:
        """A complaint about a line."""
        return f"{self.name}:{number}: {advice}"


def files(pattern: str, *folders: str) -> Iterator[Source]:
    """Our own files under these folders."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob(pattern)):
            if not NOT_OURS & set(path.relative_to(ROOT).parts):
                yield Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))


def python(*folders: str) -> Iterator[Source]:
    """Python files; written migrations are history and keep their form."""
    folders = folders or ("app", "tests", "tools", "migrations")
    return (one for one in files("*.py", *folders) if "/versions/" not in one.name)


def templates() -> Iterator[Source]:
    """All templates."""
    return files("*.html", "app/templates")


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with its dotted name: ("db.session.commit", node)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def constant(node: ast.AST | None) -> str | None:
    """The text of a string constant, None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None
