"""Writing an offer's values, and deciding what of a change somebody may write herself."""

import difflib
import re
from datetime import date, datetime

from app.core.access import Role, Viewer
from app.core.db import db
from app.offers.indexing import index
from app.offers.records import OfferRecord
from app.offers.words import FIELDS
from app.offers.writing_parts import Values, put_parts

_ALIKE = 0.85  # of two texts that differ in spelling alone
_WORD = 0.5  # of what stands in the place of a word
_STRETCH = 400  # letters that differ in one piece are no slip of the pen
_OF_OFFER = (
    "name",
    "description",
    "topic",
    "kind",
    "is_free",
    "has_childcare",
    "is_step_free",
    "is_full",
)
_OR_NONE = (
    "url",
    "application_process",
    "fees_description",
    "eligibility_description",
    "min_level",
    "wait_time",
    "interpretation_services",
    "alert",
)
TRANSLATED = ("name", "description")


def changed(record: OfferRecord, values: Values) -> dict[str, object]:
    """Those of the values that differ from the offer's own."""
    before = record.values
    return {name: value for name, value in values.items() if before[name] != value}


def is_spelling(field: str, before: object, after: object) -> bool:
    """True when a text was only put right: nearly the same words, and the same numbers."""
    if not FIELDS[field].is_text or not before or not after:
        return False
    old, new = str(before), str(after)
    same_numbers = re.findall(r"\d+", old) == re.findall(r"\d+", new)
    return same_numbers and _nearly(old.split(), new.split())


def _nearly(old: list[str], new: list[str]) -> bool:
    """True when no word came or went, and each that is another has nearly the same letters.

    Word by word: of a long text difflib would leave out the letters that are frequent.
    """
    same = total = 0.0
    for kind, *ends in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[ends[0] : ends[1]]), "".join(new[ends[2] : ends[3]])
        both = len(gone) + len(come)
        alike = 1.0 if kind == "equal" else 0.0
        if kind == "replace" and both <= _STRETCH:
            alike = difflib.SequenceMatcher(None, gone, come, autojunk=False).ratio()
        if alike < _WORD:
            return False
        same, total = same + alike * both, total + both
    return same >= _ALIKE * total


def may_write(field: str, *, record: OfferRecord, after: object, by: Viewer) -> bool:
    """Say whether this viewer writes this change herself; others go to check."""
    is_own = by.organization_id is not None and by.organization_id == record.offer.organization_id
    if by.role is Role.COORDINATOR or (by.role is Role.VOLUNTEER and is_own):
        return True
    if is_spelling(field, record.values[field], after):
        return True
    return by.role in (Role.MANAGER, Role.TEAM_LEAD) and FIELDS[field].is_fact


def put(record: OfferRecord, changes: Values, *, now: datetime, is_minor: bool = False) -> bool:
    """Write these values and return True when only spelling changed.

    A change of substance raises the version. Other words outdate the translations made before,
    but when somebody says that it is only spelling, and it is.
    Nothing here moves the day of the last check.
    """
    before, offer = record.values, record.offer
    only_spelling = all(is_spelling(name, before[name], new) for name, new in changes.items())
    for name in _OF_OFFER:
        if name in changes:
            setattr(offer, name, changes[name])
    for name in _OR_NONE:
        if name in changes:
            setattr(offer, name, changes[name] or None)
    if "valid_to" in changes:
        last = str(changes["valid_to"])
        offer.valid_to = date.fromisoformat(last) if last else None
    put_parts(record, changes)
    offer.version += 0 if only_spelling else 1
    offer.words_version += any(
        name in changes and not (is_minor and is_spelling(name, before[name], changes[name]))
        for name in TRANSLATED
    )
    offer.last_modified = now
    db.session.flush()
    index(record)
    return only_spelling
