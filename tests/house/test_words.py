"""What has no place in the repository: paths of one machine, leftovers, secrets, other hosts."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import NOT_OURS, ROOT, Source

TEXT = {".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ".po", ".ini", ".mako", ".yml", ""}
# Pieces are joined here so that this file does not hold the words it looks for.
RULES = {
    "a path of one machine: build it from app.config.ROOT": re.compile(
        r"(?<![\w.$/])/(?:" + "|".join(["home", "Users", "root", "work"]) + r")/(?!me\b)\w[\w.-]*/"
    ),
    "a leftover: do it, or file an issue": re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b"),
    "who or what wrote this is not part of the work": re.compile(
        r"(?i)\b(?:"
        + "|".join(["cla" + "ude", "anth" + "ropic", "chat" + "gpt", "copi" + "lot"])
        + r"|language "
        + r"model|session_(?=[a-z]*[0-9])[0-9a-z]{8,})\b"
    ),
    "a package host: the ordinary client knows its own": re.compile(
        r"--(?:extra-)?index" + r"-url|//[\w.-]*pyth" + r"onhosted"
    ),
    "a private key": re.compile("-----BEGIN [A-Z ]*PRIVATE " + "KEY"),
}


def sources() -> Iterator[Source]:
    """Every text file of ours, vendored ones aside."""
    for path in sorted(ROOT.rglob("*")):
        parts = set(path.relative_to(ROOT).parts)
        is_made = NOT_OURS & parts or any(part.endswith("_cache") for part in parts)
        if path.is_file() and not is_made and path.suffix in TEXT and ".hypothesis" not in parts:
            yield Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))


def misplaced(source: Source) -> Iterator[str]:
    """Words that have no place here."""
    for advice, pattern in RULES.items():
        for found in pattern.finditer(source.text):
            number = source.text.count("\n", 0, found.start()) + 1
            if not source.is_excused(number):
                yield source.at(number, f"{found[0]!r}: {advice}")


def test_nothing_is_misplaced() -> None:
    said = [words for source in sources() for words in misplaced(source)]
    assert not said, "\n".join(said)


@pytest.mark.parametrize(
    "text",
    [
        "see /" + "home/somebody/notes/x",
        "# TO" + "DO: later",
        "written by Chat" + "GPT",
        "--index" + "-url https://packages.example",
        "-----BEGIN EC PRIVATE " + "KEY-----",
    ],
)
def test_a_planted_word_is_found(text: str) -> None:
    assert list(misplaced(Source("x.md", text)))


def test_addresses_of_ours_pass() -> None:
    text = 'href="/home/me" https://example.org/jobs/us/ url("/home")'
    assert list(misplaced(Source("x.html", text))) == []


def test_nothing_made_is_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text("utf-8").split()
    assert {".venv/", "instance/", "*.mo"} <= set(ignored)
    assert not list(Path(ROOT / "app").rglob("*.mo"))
