"""What is wrong with one translation, whoever reads it, in words that say what to do."""

import gettext
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

from babel.messages.catalog import Message

from app.core.fidelity import kept_safe, lost

_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|&#?\w+;")
_WORD = re.compile(r"[^\W\d_]{3,}")
_NUMBER = frozenset({"%(num)d", "%(num)s"})
_LATIN_STOP = re.compile(r"(?:[\u0600-\u06ff]|%\(\w+\)[a-z])[,;?]")
_IN_BRACKETS = re.compile(r"(?<!%)\([^)]*\)")  # German beside the translation
# How sentences end, in every script: what stands in one column means the same.
_ENDS = dict(zip(".?!:…።፧!፦…۔؟!:…", ".?!:…" * 3, strict=True)) | {"፡": ":"}
# What is called the same in a language as in English; "" is every language.
SAME_WORDS = {
    "": {"HSDS (JSON)", "Integreat (JSON)", "Jobcenter"},
    "de": {"Code", "Name", "Original", "Plan", "Situation", "Team", "Text", "Website"},
    "tr": {"Plan"},
    "kmr": {"CV (Lebenslauf)", "Plan"},
    "so": {"CV (Lebenslauf)"},
    "fr": {
        *("%(num)d date", "%(num)d dates", "Administration", "CV (Lebenslauf)", "Code", "Contacts"),
        *("Coordination", "Description", "Note", "Notes", "Occasion", "Original", "Page", "Pages"),
        *("Permissions", "Plan", "Situation", "Sources", "Version %(number)s", "Versions"),
    },
}
# Where another language needs another end: (code, msgid).
OTHER_END = {("tr", "since")}


def several(text: object) -> tuple[str, ...]:
    """The forms of a plural, or the one text."""
    forms = text if isinstance(text, (tuple, list)) else (text,)
    return tuple(str(form or "") for form in forms)


def faults(message: Message, code: str, *, plural: str, is_rtl: bool) -> Iterator[str]:
    """All that is wrong with the translation of one text into a language.

    `plural` is the catalogue's rule for numbers, as C writes it.
    """
    originals, forms = several(message.id), several(message.string)
    if message.fuzzy:
        yield "it is marked fuzzy, so nobody sees it: look at it, then take out the mark"
    if 0 < sum(bool(form.strip()) for form in forms) < len(forms):
        filled = sum(bool(form.strip()) for form in forms)
        yield f"it has {filled} of {len(forms)} plural forms; fill them all"
    for number, form in enumerate(forms):
        if form:
            original = originals[min(number, len(originals) - 1)]
            yield from _of_places(originals, form, stands_for_many(plural, number))
            yield from _of_words(original, form, code, is_rtl=is_rtl)


def _of_places(originals: tuple[str, ...], form: str, is_many: bool) -> Iterator[str]:
    """A translation names exactly the placeholders of its original; only a plural form that
    stands for a single number may leave it out, since some languages have a word for it."""
    wanted = {place for text in originals for place in _PLACEHOLDER.findall(text)}
    found = set(_PLACEHOLDER.findall(form))
    optional = _NUMBER if len(originals) > 1 else frozenset()
    if found - wanted or wanted - found - optional:
        yield f"it needs {sorted(wanted)} and has {sorted(found)}: {form!r}"
    elif wanted - found and is_many:
        yield f"this form stands for several numbers, so it needs the number: {form!r}"
    elif all(map(_fills, originals)) and not _fills(form):
        yield f"a lone % breaks the page; write %%: {form!r}"


def _fills(text: str) -> bool:
    """True when values can be put into the text."""
    try:
        text % {name[2:-2]: 0 for name in _PLACEHOLDER.findall(text)}
    except (TypeError, ValueError):
        return False
    return True


@cache
def stands_for_many(plural: str, form: int) -> bool:
    """True when this form of a plural is used for more than one number: 1, 21, 31."""
    form_of: Callable[[int], int] = gettext.c2py(plural)
    return sum(form_of(number) == form for number in range(1, 131)) > 1


def _of_words(original: str, form: str, code: str, *, is_rtl: bool) -> Iterator[str]:
    """Tags, marks, numbers and ends are those of the original; the words are not."""
    if Counter(_TAG.findall(form)) != Counter(_TAG.findall(original)):
        yield f"its tags are not those of the original: {form!r}"
    if form.strip() != form:
        yield f"a blank at its edge: take it out: {form!r}"
    elif kept_safe(form) != form:
        yield f"a direction mark that is not closed, or a control: {form!r}"
    if gone := [number for number in lost(original, form) if number.isdecimal()]:
        yield f"the number {', '.join(gone)} is missing: {form!r}"
    if _ends_otherwise(original, form, code):
        yield f"it must end like the original ({original[-1]!r}): {form!r}"
    if is_rtl and _LATIN_STOP.search(_IN_BRACKETS.sub("", form)):
        yield f"a Latin comma, semicolon or question mark; write \u060c \u061b \u061f: {form!r}"
    known = SAME_WORDS[""] | SAME_WORDS.get(code.partition("-")[0], set())
    if form == original and original not in known and _WORD.search(_PLACEHOLDER.sub("", form)):
        yield f"it is still English: translate it, or name it in SAME_WORDS of {__name__}"


def _ends_otherwise(original: str, form: str, code: str) -> bool:
    """True when one is a whole sentence, a question or the beginning of a list and the other not.

    Simple German asks where others say; behind a value or an address a language may need a dot.
    """
    if code in ("en", "de-simple") or (code, original) in OTHER_END:
        return False
    if _ends_open(original) or _ends_open(form):
        return False
    return _ENDS.get(original[-1]) != _ENDS.get(form[-1])


def _ends_open(text: str) -> bool:
    """True when a text ends with a value that is filled in, or with the beginning of an address."""
    return text.endswith("://") or bool(re.search(r"%\(\w+\)[a-z]$", text))
