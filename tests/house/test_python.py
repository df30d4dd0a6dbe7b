"""Python: sizes, one commit, one clock, raw SQL in its places, services and views as agreed."""

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from tests.house.sources import Source, calls, constant, python

APP = list(python("app"))
EVERYTHING = list(python())
Rule = Callable[[Source], Iterator[str]]
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "stuff", "manager", "managers"}
SQL_PLACES = ("migrations/", "app/core/db.py", "app/core/tenancy.py", "tests/")


def long_file(source: Source) -> Iterator[str]:
    """A file of more than 300 lines is two files."""
    limit = 150 if source.name.endswith("conftest.py") else 300
    reason = ast.get_docstring(source.tree) or ""
    if len(source.lines) > limit and "because:" not in reason:
        yield source.at(limit, f"{len(source.lines)} lines, at most {limit}: split it by a thing")


def long_function(source: Source) -> Iterator[str]:
    """A function of more than 40 lines hides what it does; a view has 20."""
    for node in ast.walk(source.tree):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        limit = 20 if _is_view(node) and source.name.startswith("app/") else 40
        length = (node.end_lineno or 0) - node.lineno + 1
        if length > limit and not source.is_excused(node.lineno):
            yield source.at(node.lineno, f"{node.name} has {length} lines, at most {limit}")


def _is_view(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("open_to" in ast.unparse(decorator) for decorator in node.decorator_list)


def vague_name(source: Source) -> Iterator[str]:
    """A file is named after what it holds."""
    if VAGUE & set(re.split(r"[/_.]", source.name)):
        yield source.at(1, "a name that fits anything: name the file after what it holds")


def commit(source: Source) -> Iterator[str]:
    """Only transaction() commits."""
    for name, node in calls(source.tree):
        if name.endswith(".commit") and source.name != "app/core/db.py":
            yield source.at(node.lineno, "only app/core/db.py commits: use `with transaction():`")


def clock(source: Source) -> Iterator[str]:
    """Only app/core/clock.py reads the time, so that tests can move it."""
    if source.name == "app/core/clock.py":
        return
    for name, node in calls(source.tree):
        is_clock = re.search(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)$", name)
        if is_clock and not source.is_excused(node.lineno):
            yield source.at(node.lineno, f"{name}(): ask app.core.clock instead")


def raw_sql(source: Source) -> Iterator[str]:
    """SQL as text passes the walls between carriers by."""
    if source.name.startswith(SQL_PLACES):
        return
    for name, node in calls(source.tree):
        is_raw = name in ("text", "sa.text", "sqlalchemy.text") or name.endswith("exec_driver_sql")
        if is_raw and not source.is_excused(node.lineno):
            yield source.at(node.lineno, "SQL as text belongs in migrations, core/db, core/tenancy")


def view_file(source: Source) -> Iterator[str]:
    """HTTP in, HTTP out: asking is the queries' part, changing the service's."""
    if not re.search(r"/views\w*\.py$", source.name):
        return
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Attribute) or source.is_excused(node.lineno):
            continue
        text = ast.unparse(node)
        if text.startswith(("sa.", "db.session")):
            yield source.at(node.lineno, f"{text}: move it to queries.py or service.py")
    for name, node in calls(source.tree):
        if name == "publish":
            yield source.at(node.lineno, "the service publishes: a second way in would forget it")


def service_file(source: Source) -> Iterator[str]:
    """A service changes rows; who calls it decides about the transaction."""
    if not re.search(r"/(service|handlers|queries|models|events)\w*\.py$", source.name):
        return
    for name, node in calls(source.tree):
        if name == "transaction" and not source.is_excused(node.lineno):
            yield source.at(node.lineno, "no transaction here: the view or command opens it")


def event_file(source: Source) -> Iterator[str]:
    """An event is a fact: frozen, keyword-only, without slots (they leave a ghost subclass)."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ClassDef):
            continue
        if not any(ast.unparse(base).endswith("DomainEvent") for base in node.bases):
            continue
        marks = {ast.unparse(decorator) for decorator in node.decorator_list}
        if marks != {"dataclass(frozen=True, kw_only=True)"}:
            yield source.at(node.lineno, f"{node.name}: @dataclass(frozen=True, kw_only=True)")


def translation_call(source: Source) -> Iterator[str]:
    """_() takes a constant: a variable cannot be extracted, and flask_babel marks it as safe."""
    if source.name == "app/core/i18n.py":
        return
    for name, node in calls(source.tree):
        if name.split(".")[-1] not in ("_", "_l", "gettext", "lazy_gettext", "N_"):
            continue
        if not node.args or constant(node.args[0]) is None:
            yield source.at(node.lineno, f"{name}() takes a constant text; for data use t(msgid)")


RULES = (
    long_file,
    long_function,
    vague_name,
    commit,
    clock,
    raw_sql,
    view_file,
    service_file,
    event_file,
    translation_call,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps(rule: Rule) -> None:
    for_all = rule in (long_file, long_function, vague_name)
    said = [words for source in (EVERYTHING if for_all else APP) for words in rule(source)]
    assert not said, "\n".join(said)


VIEW = "@bp.get('/')\n@open_to(Role.CLIENT)\ndef x() -> str:\n"
PLANTED: list[tuple[Rule, str, str]] = [
    (long_file, "app/x/y.py", "x = 1\n" * 301),
    (long_file, "tests/conftest.py", "x = 1\n" * 151),
    (long_function, "app/x/y.py", "def x() -> None:\n" + "    y()\n" * 41),
    (long_function, "app/x/views.py", VIEW + "    y()\n" * 21),
    (vague_name, "app/x/utils.py", ""),
    (vague_name, "app/core/date_helpers.py", ""),
    (commit, "app/x/service.py", "db.session.commit()"),
    (clock, "app/x/service.py", "from datetime import datetime\ndatetime.now(UTC)"),
    (clock, "app/x/service.py", "import datetime\ndatetime.date.today()"),
    (raw_sql, "app/x/queries.py", "db.session.execute(sa.text('SELECT 1'))"),
    (raw_sql, "app/x/queries.py", "connection.exec_driver_sql('SELECT 1')"),
    (view_file, "app/x/views.py", "db.session.add(x)"),
    (view_file, "app/x/views_desk.py", "sa.select(X)"),
    (view_file, "app/x/views.py", "publish(X())"),
    (service_file, "app/x/service.py", "with transaction():\n    pass"),
    (event_file, "app/x/events.py", "@dataclass(frozen=True)\nclass X(DomainEvent):\n    a: int"),
    (translation_call, "app/x/views.py", "_(name)"),
    (translation_call, "app/x/views.py", "_(f'Hello {name}')"),
]


@pytest.mark.parametrize(("rule", "name", "text"), PLANTED)
def test_a_planted_fault_is_caught(rule: Rule, name: str, text: str) -> None:
    assert list(rule(Source(name, text)))


def test_a_reason_excuses() -> None:
    text = "sa.text('SELECT 1')  # because: it only asks the catalog"
    assert list(raw_sql(Source("app/x/queries.py", text))) == []
    text = '"""One table.\n\nbecause: a catalogue is read as a whole.\n"""\n' + "x = 1\n" * 301
    assert list(long_file(Source("app/x/y.py", text))) == []
