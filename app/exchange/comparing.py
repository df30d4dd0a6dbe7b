"""What a file said last time, what it says now, what stands here: who changed which field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.exchange.pieces import LISTS, Clash, applied, merge

Fields = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What follows for one offer: fields to write, and on what people must decide.

    `last` is what counts as said from now on: till somebody decides, what was said before.
    """

    writes: dict[str, Any] = field(default_factory=dict)
    conflicts: list[Clash] = field(default_factory=list)
    last: dict[str, Any] = field(default_factory=dict)


NOTHING = Changes()


def compare(now: Fields, *, before: Fields, here: Fields, whole: Fields | None = None) -> Changes:
    """Compare field by field, lists part by part. Whatever was corrected here is not overwritten.

    `whole` is what stands here where `here` is only as much of it as the file's format can say.
    """
    made = Changes()
    for name, said in now.items():
        if name in LISTS:
            _compare_list(made, name, said, before.get(name), here.get(name), whole or here)
        else:
            _compare_one(made, name, said, before.get(name), here.get(name))
    return made


def _compare_one(made: Changes, name: str, said: Any, was: Any, stands: Any) -> None:
    is_news = said not in (was, stands)
    is_clash = is_news and stands != was
    made.last[name] = was if is_clash else said
    if is_clash:
        made.conflicts.append(Clash(field=name, before=was, now=said, here=stands))
    elif is_news:
        made.writes[name] = said


def _compare_list(
    made: Changes, name: str, said: Any, was: Any, stands: Any, whole: Fields
) -> None:
    merged = merge(name, now=said or [], before=was or [], here=stands or [])
    made.last[name] = (merged.last or None) if merged.clashes else said
    made.conflicts.extend(merged.clashes)
    if merged.edits:
        made.writes[name] = applied(whole.get(name) or [], merged.edits) or None
