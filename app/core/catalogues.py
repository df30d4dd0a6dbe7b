"""Keep the catalogues in step with the code: extract, update. English is the msgid.

Written so that two extractions of the same code give the same bytes: sorted, no line numbers,
no times.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from jinja2 import TemplateSyntaxError

from app.core.i18n import LANGUAGES, TRANSLATIONS, Language

ROOT = TRANSLATIONS.parent
_METHODS = [("app/**.py", "python"), ("app/templates/**.html", "jinja2")]
_KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "_l": None,
    "_n": (1, 2),
    "_ln": (1, 2),
    "gettext": None,
    "lazy_gettext": None,
    "N_": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
_OPTIONS = {"app/templates/**.html": {"silent": "false", "trimmed": "true", "encoding": "utf-8"}}
_RESTLESS = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By'
    r"|Report-Msgid-Bugs-To|Project-Id-Version):.*\n",
    re.MULTILINE,
)


def extract(root: Path = ROOT) -> Catalog:
    """Collect every text of the code and the templates; a file that cannot be read raises."""
    found = Catalog(project="Schrittweise", charset="utf-8")
    opened: list[str] = []
    try:
        for name, _line, message, comments, context in _texts_in(root, opened):
            found.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    except (TemplateSyntaxError, SyntaxError) as error:
        raise Untidy(f"{opened[-1]}: {error}") from error
    return found


def _texts_in(root: Path, opened: list[str]) -> Iterator[tuple[Any, ...]]:
    """Babel's extraction over app/; notes each file it opens, to be able to name it."""
    return extract_from_dir(
        root,
        _METHODS,
        options_map=_OPTIONS,
        keywords=_KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
        callback=lambda name, _method, _options: opened.append(name),
        directory_filter=lambda folder: Path(folder).parent != root or Path(folder).name == "app",
    )


class Untidy(Exception):
    """A file whose texts cannot be read; the text names it."""


def path_of(language: Language, folder: Path = TRANSLATIONS) -> Path:
    """Where a language's catalogue lies."""
    return folder / language.babel / "LC_MESSAGES" / "messages.po"


def read(language: Language, folder: Path = TRANSLATIONS) -> Catalog:
    """Return a language's catalogue as it was written; empty when there is none yet."""
    path = path_of(language, folder)
    if not path.exists():
        return Catalog(locale=language.babel, charset="utf-8")
    with path.open("rb") as file:
        return pofile.read_po(file, locale=language.babel, charset="utf-8")


def written(catalogue: Catalog) -> str:
    """The text of a .po file: sorted, quiet, the same for the same content."""
    catalogue.header_comment = f"# {catalogue.locale_identifier or 'template'}"
    catalogue.fuzzy = False
    for message in catalogue:
        message.locations = sorted({(name, 0) for name, _line in message.locations})
        message.auto_comments = sorted(set(message.auto_comments))
    out = io.BytesIO()
    pofile.write_po(
        out, catalogue, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True
    )
    return _RESTLESS.sub("", out.getvalue().decode())


def updated(language: Language, texts: Catalog, folder: Path = TRANSLATIONS) -> str:
    """A language's catalogue with exactly the texts of the code, its translations kept."""
    return brought_up(read(language, folder), texts)


def brought_up(catalogue: Catalog, texts: Catalog) -> str:
    """The same of a catalogue that was read; it is another one afterwards."""
    catalogue.update(texts, no_fuzzy_matching=True, update_header_comment=False)
    return written(catalogue)


def update(folder: Path = TRANSLATIONS, texts: Catalog | None = None) -> list[str]:
    """Bring all catalogues up to the code; return the languages whose file changed."""
    texts = texts or extract()
    changed = []
    for language in LANGUAGES.values():
        path, text = path_of(language, folder), updated(language, texts, folder)
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            changed.append(language.code)
    return changed
