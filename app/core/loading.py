"""Read a compiled catalogue as it lies on the disk."""

import logging
import struct
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations

from app.core.isolating import isolate_latin

_log = logging.getLogger("app")


def load(folder: Path, babel: str, *, isolates: bool) -> NullTranslations:
    """A language's own catalogue; one that cannot be read counts as none, and the log says so.

    `isolates`: its script runs from right to left, so German words in it are kept in one piece.
    """
    try:
        found = Translations.load(str(folder), [babel])
    except (OSError, ValueError, struct.error) as error:
        _log.error("the catalogue %s cannot be read: %s", babel, error)
        return NullTranslations()
    if isolates and isinstance(found, Translations):
        texts: dict[Any, str] = found._catalog
        texts.update({key: isolate_latin(text) for key, text in texts.items() if key})
    return found
