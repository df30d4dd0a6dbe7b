"""What a file said last time, what it says now, what stands here: who changed which field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Fields = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What follows for one offer: fields to write, and fields on which people must decide."""

    writes: Fields
    conflicts: Fields  # field -> what the file said before
    settled: frozenset[str]  # conflicts that are none any more


NOTHING = Changes(writes={}, conflicts={}, settled=frozenset())


def compare(now: Fields, *, before: Fields, here: Fields, open_conflicts: Fields) -> Changes:
    """Compare field by field. Whatever was corrected here is never overwritten.

    `open_conflicts` holds what the file said before each conflict began: till somebody decides,
    that is what counts as said last.
    """
    writes: dict[str, Any] = {}
    conflicts: dict[str, Any] = {}
    for name, said in now.items():
        last = open_conflicts.get(name, before.get(name))
        if said == last or said == here.get(name):
            continue
        if here.get(name) == last:
            writes[name] = said
        else:
            conflicts[name] = last
    settled = (open_conflicts.keys() & now.keys()) - conflicts.keys()
    return Changes(writes=writes, conflicts=conflicts, settled=frozenset(settled))
