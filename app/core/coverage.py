"""How far each language is, and what is wrong with its catalogue."""

import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from app.core.audiences import client_files
from app.core.catalogues import brought_up, path_of, read
from app.core.i18n import LANGUAGES, TRANSLATIONS, Language
from app.core.proofreading import faults, several

_PLACES = re.compile(r"^#:.*\n", re.MULTILINE)


def is_translated(message: Message) -> bool:
    """True when every form has text; an empty plural is a gap, whatever tools count."""
    if message.fuzzy:
        return False
    return all(text.strip() for text in several(message.string))


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How far a language is: all texts, and those a client reads."""

    code: str
    texts: int
    translated: int
    client_texts: int
    client_translated: int
    missing: tuple[str, ...]  # client texts without translation

    @property
    def share(self) -> str:
        """Translated texts in per cent."""
        return per_cent(self.translated, self.texts)

    @property
    def client_share(self) -> str:
        """Translated texts that clients read, in per cent."""
        return per_cent(self.client_translated, self.client_texts)


def per_cent(part: int, whole: int) -> str:
    """Rounded down: 100 % means every single one."""
    return f"{100 * part // whole if whole else 0} %"


def coverage(
    language: Language, folder: Path = TRANSLATIONS, seen: frozenset[str] | None = None
) -> Coverage:
    """Count one language. English is complete by birth: its texts are the msgids."""
    return _counted(language, read(language, folder), client_files() if seen is None else seen)


def _counted(language: Language, catalogue: Catalog, files: frozenset[str]) -> Coverage:
    messages = list(_texts_of(catalogue))
    clients = [m for m in messages if any(name in files for name, _line in m.locations)]
    done = {id(m) for m in messages if language.code == "en" or is_translated(m)}
    return Coverage(
        code=language.code,
        texts=len(messages),
        translated=len(done),
        client_texts=len(clients),
        client_translated=sum(id(m) in done for m in clients),
        missing=tuple(_key(m) for m in clients if id(m) not in done),
    )


def _texts_of(catalogue: Catalog) -> Iterator[Message]:
    """All messages but the header."""
    return (message for message in catalogue if message.id)


def _key(message: Message) -> str:
    return several(message.id)[0]


def complaints(
    language: Language,
    texts: Catalog,
    folder: Path = TRANSLATIONS,
    files: frozenset[str] | None = None,
) -> list[str]:
    """What is wrong with a language's catalogue, in sentences that say what to do."""
    where = f"translations/{language.babel}/LC_MESSAGES/messages.po"
    catalogue = read(language, folder)
    is_rtl = language.dir == "rtl"
    said = [
        f"{where}:{message.lineno}: {_key(message)!r}: {words}"
        for message in _texts_of(catalogue)
        for words in faults(message, language.code, plural=catalogue.plural_expr, is_rtl=is_rtl)
    ]
    gaps = _gaps(language, catalogue, client_files() if files is None else files)
    if differs := _stale(language, catalogue, texts, folder):  # last: the catalogue changes by it
        other = (
            f"{where} is not what the code says ({differs}): run `flask strings update`, fill it"
        )
        return [other, *said]
    return [*said, f"{where}: {gaps}"] if gaps else said


def _gaps(language: Language, catalogue: Catalog, files: frozenset[str]) -> str:
    """What is not translated and has to be."""
    counted = _counted(language, catalogue, files)
    if language.code == "de" and counted.translated < counted.texts:
        missing = [_key(m) for m in _texts_of(catalogue) if not is_translated(m)]
        return f"German is the original and needs every text; missing: {_some(missing)}"
    if language.is_ready and counted.missing:
        return (
            f"{counted.client_translated} of {counted.client_texts} texts that clients read; "
            f"missing: {_some(counted.missing)}"
        )
    return ""


def all_complaints(texts: Catalog) -> list[str]:
    """The same of every language, on all cores: each takes more than a second."""
    with ProcessPoolExecutor() as pool:
        found = pool.map(_complaints_of, LANGUAGES, repeat(texts), repeat(client_files()))
        return [said for one in found for said in one]


def _complaints_of(code: str, texts: Catalog, files: frozenset[str]) -> list[str]:
    return complaints(LANGUAGES[code], texts, files=files)


def _stale(language: Language, catalogue: Catalog, texts: Catalog, folder: Path) -> str:
    """What makes a catalogue another than the code says; empty when nothing does."""
    path = path_of(language, folder)
    here, there = ({_key(m) for m in _texts_of(one)} for one in (catalogue, texts))
    if path.exists() and _told(path.read_text("utf-8")) == _told(brought_up(catalogue, texts)):
        return ""
    parts = (("new", sorted(there - here)), ("gone", sorted(here - there)))
    return "; ".join(f"{word}: {_some(keys)}" for word, keys in parts if keys) or "in its form"


def _told(text: str) -> str:
    """A catalogue without the places its texts stand at: to move a text makes none stale."""
    return _PLACES.sub("", text)


def _some(texts: list[str] | tuple[str, ...]) -> str:
    shown = "; ".join(repr(text) for text in texts[:10])
    return shown + (f" and {len(texts) - 10} more" if len(texts) > 10 else "")
