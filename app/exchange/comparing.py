"""What a file said last time, what it says now, what stands here: who changed which field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.exchange.pieces import LISTS, Clash, applied, list_of, merge, standing_part

Fields = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What follows for one offer: fields to write, and on what people must decide.

    `last` is what is kept as said. Till somebody decides it is what was said before; a list is kept
    as it was said, and beside it, under its name with a tilde, what counts.
    """

    writes: dict[str, Any] = field(default_factory=dict)
    conflicts: list[Clash] = field(default_factory=list)
    last: dict[str, Any] = field(default_factory=dict)


NOTHING = Changes()


def compare(
    now: Fields,
    *,
    before: Fields,
    here: Fields,
    whole: Fields | None = None,
    waiting: Sequence[Clash] = (),
) -> Changes:
    """Compare field by field, lists part by part. Whatever was corrected here is not overwritten.

    `whole` is what stands here where `here` is only as much of it as the file's format can say.
    A list that says the same as last time asks the same as last time: `waiting`.
    """
    made = Changes()
    for name, said in now.items():
        if name not in LISTS:
            _compare_one(made, name, said, before.get(name), here.get(name))
        elif said == before.get(name):
            asked = (one for one in waiting if list_of(one.field) == name)
            made.conflicts.extend(one for one in asked if is_open(one, before, here))
        else:
            _compare_list(made, name, said, last_of(before, name), here.get(name), whole or here)
    return made


def last_of(said: Fields, name: str) -> list[Any]:
    """What of a list counts as said last."""
    held = said.get(f"{name}~")
    return (said.get(name) if held is None else held) or []


def is_open(clash: Clash, said: Fields, here: Fields) -> bool:
    """True while here stands something else than the file says."""
    return bool(here_of(clash, said, here) != clash.now)


def here_of(clash: Clash, said: Fields, here: Fields) -> Any:
    """The part that is meant as it stands here."""
    name = list_of(clash.field)
    lists = {"last": last_of(said, name), "here": here.get(name) or []}
    return standing_part(clash.field, before=clash.before, now=clash.now, **lists)


def _compare_one(made: Changes, name: str, said: Any, was: Any, stands: Any) -> None:
    is_news = said not in (was, stands)
    is_clash = is_news and stands != was
    made.last[name] = was if is_clash else said
    if is_clash:
        made.conflicts.append(Clash(field=name, before=was, now=said, here=stands))
    elif is_news:
        made.writes[name] = said


def _compare_list(
    made: Changes, name: str, said: Any, was: list[Any], stands: Any, whole: Fields
) -> None:
    merged = merge(name, now=said or [], before=was, here=stands or [])
    made.last[name] = said
    made.last[f"{name}~"] = merged.last if merged.clashes else None
    made.conflicts.extend(merged.clashes)
    if merged.edits:
        made.writes[name] = applied(whole.get(name) or [], merged.edits) or None
