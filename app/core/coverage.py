"""How far each language is, and what is wrong with its catalogue."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from app.core.audiences import client_files
from app.core.catalogues import path_of, read, updated
from app.core.i18n import TRANSLATIONS, Language

_PLACES = re.compile(r"^#:.*\n", re.MULTILINE)
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")


def is_translated(message: Message) -> bool:
    """True when every form has text; an empty plural is a gap, whatever tools count."""
    if message.fuzzy:
        return False
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(text and text.strip() for text in texts)


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
    files = client_files() if seen is None else seen
    messages = list(_texts_of(read(language, folder)))
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
    return message.id[0] if isinstance(message.id, (tuple, list)) else str(message.id)


def complaints(
    language: Language,
    texts: Catalog,
    folder: Path = TRANSLATIONS,
    files: frozenset[str] | None = None,
) -> list[str]:
    """What is wrong with a language's catalogue, in sentences that say what to do."""
    path = path_of(language, folder)
    where = f"translations/{language.babel}"
    if not path.exists() or _told(path.read_text("utf-8")) != _told(
        updated(language, texts, folder)
    ):
        return [f"{where} is not what the code says: run `flask strings update` and commit it."]
    catalogue = read(language, folder)
    wrong = (*_wrong_placeholders(catalogue), *_half_filled(catalogue))
    said = [f"{where}: {words}" for words in wrong]
    counted = coverage(language, folder, files)
    if language.code == "de" and counted.translated < counted.texts:
        gaps = [_key(m) for m in _texts_of(read(language, folder)) if not is_translated(m)]
        said.append(f"{where}: German is the original and needs every text; missing: {_some(gaps)}")
    elif language.is_ready and counted.missing:
        said.append(
            f"{where}: {counted.client_translated} of {counted.client_texts} texts that clients "
            f"read; missing: {_some(counted.missing)}"
        )
    return said


def _told(text: str) -> str:
    """A catalogue without the places its texts stand at: to move a text makes none stale."""
    return _PLACES.sub("", text)


def _some(texts: list[str] | tuple[str, ...]) -> str:
    shown = "; ".join(repr(text) for text in texts[:10])
    return shown + (f" and {len(texts) - 10} more" if len(texts) > 10 else "")


def _half_filled(catalogue: Catalog) -> Iterator[str]:
    """A plural of which one form is empty shows nothing for those numbers, whoever reads it."""
    for message in _texts_of(catalogue):
        forms = message.string if isinstance(message.string, (tuple, list)) else ()
        filled = sum(bool(form and form.strip()) for form in forms)
        if 0 < filled < len(forms):
            yield f"{_key(message)!r} has {filled} of {len(forms)} plural forms; fill them all"


def _wrong_placeholders(catalogue: Catalog) -> Iterator[str]:
    """A translation names exactly the placeholders of its original; a plural form may leave
    the number out, since some languages have a word for it."""
    for message in _texts_of(catalogue):
        originals = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        wanted = set().union(*(_placeholders(text) for text in originals))
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        for text in filter(None, strings):
            found = _placeholders(text)
            optional = {"%(num)d", "%(num)s"} if len(originals) > 1 else set()
            if found - wanted or wanted - found - optional:
                yield f"{_key(message)!r} has {sorted(wanted)}, its translation {sorted(found)}"
            elif all(map(_fills, originals)) and not _fills(text):
                yield f"{_key(message)!r}: a lone % in its translation breaks the page; write %%"


def _fills(text: str) -> bool:
    """True when values can be put into the text."""
    try:
        text % {name[2:-2]: 0 for name in _placeholders(text)}
    except (TypeError, ValueError):
        return False
    return True


def _placeholders(text: str) -> set[str]:
    """The named placeholders of a text, with their kind: %(name)s."""
    return set(_PLACEHOLDER.findall(text))
