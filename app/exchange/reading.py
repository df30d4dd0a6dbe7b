"""What a reader makes of a file, and what it says of a file that nobody can read."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.core.errors import Refused
from app.core.i18n import N_
from app.core.i18n import lazy_gettext as _l
from app.exchange.entries import Entry, Rejected
from app.exchange.packing import packed

LONGEST_KEY = 200  # letters by which a list names an offer
LARGEST = 25_000_000  # bytes: 10,000 offers with long texts in several languages

# Why a row is not taken; what it is about may follow after a colon.
NO_ID = N_("The id is missing")
SAME_ID = N_("This id stands in the file twice")
NO_NAME = N_("The name is missing")
TOO_LONG = N_("A text is too long")
BROKEN = N_("The row is broken")
WRONG_TIMES = N_("These times make no sense")
UNREADABLE = N_("We cannot read this value")
NO_GERMAN = N_("There is no German text yet. Take in the German file first")
FORMULA = N_("A cell holds a formula")
TOO_MANY_CELLS = N_("The row has more cells than there are columns")
FOREIGN = N_("It belongs to another municipality")
ENDED = N_("It has ended already")

# A row that is taken though a part of it is left out.
IN_PART = N_("Taken without")


class Unreadable(Refused):
    """A file of which nothing can be taken; it changes nothing."""

    field = "file"

    def __init__(self, words: object) -> None:
        super().__init__()
        self.words = words


class NotTaken(ValueError):
    """One row cannot be taken; `reason` is a msgid."""

    def __init__(self, reason: str, about: str = "") -> None:
        super().__init__(reason)
        self.reason, self.about = reason, about

    def at(self, position: int, source_id: str) -> Rejected:
        """The row that is not taken for this."""
        return Rejected(
            position=position, source_id=source_id, reason=self.reason, about=self.about
        )


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Everything a file holds; a file in another language than German holds translations."""

    entries: tuple[Entry, ...]
    rejected: tuple[Rejected, ...]
    name: str = ""  # of the list inside its source, as the source calls it
    language: str = "de"


def gathered(results: Iterable[Entry | Rejected], *, name: str, language: str) -> Reading:
    """The reading of these results, each kind in the order of the file."""
    listed = [_storable(one) for one in sorted(results, key=lambda one: one.position)]
    return Reading(
        entries=tuple(one for one in listed if isinstance(one, Entry)),
        rejected=tuple(one for one in listed if isinstance(one, Rejected)),
        name=name,
        language=language,
    )


def _storable(one: Entry | Rejected) -> Entry | Rejected:
    """The same; a row with half letters, zero bytes or endless numbers fits in no database.

    Nor does an endless id in an index.
    """
    if len(one.source_id) > LONGEST_KEY:
        key = one.source_id[:LONGEST_KEY]
        one = Rejected(position=one.position, source_id=key, reason=TOO_LONG, about="id")
    try:
        text = json.dumps(packed(one), ensure_ascii=False, allow_nan=False)
        if b"\\u0000" not in text.encode():
            return one
    except ValueError:  # half letters are one, too
        pass
    return Rejected(position=one.position, source_id="", reason=BROKEN)


def not_too_large(data: bytes) -> bytes:
    """Pass the file on; refuse one that is empty or too large."""
    if len(data) > LARGEST:
        raise Unreadable(_l("This file is too large. The most are 25 MB. Divide it."))
    if not data.strip():
        raise Unreadable(_l("This file is empty."))
    return data


def read_json(data: bytes) -> Any:
    """What a JSON file holds."""
    try:
        return json.loads(not_too_large(data).decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise Unreadable(
            _l("The letters of this file cannot be read. Save it as UTF-8.")
        ) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(_l("This file is broken: it is no complete JSON.")) from error


def _no_number(name: str) -> Any:
    raise ValueError(name)  # NaN and Infinity are no JSON, and no database takes them
