"""Fields that are lists, part by part: which number, time or line of an address changed, and where.

All parts are packed. What stands for what follows from the parts themselves: what is equal, then
what is alike in what people name it by, then the one that is left for the one that is left.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# What people name a part by; of a field that is not here only equal parts are the same.
_NAMES: Mapping[str, Callable[[Any], Any]] = {
    "places": lambda part: part.get("address_1"),
    "times": lambda part: [part["rule"].get(name) for name in ("byday", "bymonthday")],
    "phones": lambda part: part["number"],
    "contacts": lambda part: part["title"],
    "documents": lambda part: part["document"],
    "prices": lambda part: part.get("option"),
    "languages": lambda part: part["code"],
}
_LONE = ("languages", "for_whom", "course_kinds")  # Arabic never stands for Persian
LISTS = frozenset(_NAMES) | frozenset(_LONE)
# A place is decided on line by line; the point on the map goes with the address.
FACETS = {
    "address": ("address_1", "postal_code", "city"),
    "name": ("name",),
    "transportation": ("transportation",),
    "accessibility": ("accessibility",),
}
_POINT = ("latitude", "longitude")


@dataclass(frozen=True, kw_only=True)
class Clash:
    """The file changed it and people changed it here: somebody has to decide."""

    field: str  # of a part of a place: places/address
    before: Any
    now: Any
    here: Any = None


@dataclass(frozen=True, kw_only=True)
class Merged:
    """What becomes of one list."""

    edits: list[tuple[Any, Any]] = field(default_factory=list)  # what stands here -> what will
    clashes: list[Clash] = field(default_factory=list)
    last: list[Any] = field(default_factory=list)  # what counts as said, clashes as before


def list_of(name: str) -> str:
    """The list to which a line of a part belongs: places/address is of the places."""
    return name.partition("/")[0]


def merge(name: str, *, now: Sequence[Any], before: Sequence[Any], here: Sequence[Any]) -> Merged:
    """Compare a list part by part. Whatever was corrected here is in no edit."""
    made = Merged()
    theirs, new = partners(name, before, now)
    ours, own = partners(name, before, here)
    for parts in zip(before, theirs, ours, strict=True):
        _weigh(made, name, *parts)
    beside, _left = partners(name, new, own, loosely=name == "places")
    for said, stands in zip(new, beside, strict=True):
        _weigh(made, name, None, said, stands)
    return made


def partners(
    name: str, parts: Sequence[Any], others: Sequence[Any], *, loosely: bool = True
) -> tuple[list[Any], list[Any]]:
    """What among the others stands for each of these parts, and the others that stand for none.

    Where several may, nobody guesses.
    """
    found: list[Any] = [None] * len(parts)
    left, named = list(others), _NAMES.get(name)
    for number, part in enumerate(parts):
        if part in left:
            found[number] = left.pop(left.index(part))
    if named:
        _pair(parts, found, left, lambda one, other: named(one) == named(other))
    if loosely and name not in _LONE:
        _pair(parts, found, left, lambda _one, _other: True)
    return found, left


def _pair(
    parts: Sequence[Any], found: list[Any], left: list[Any], is_same: Callable[[Any, Any], bool]
) -> None:
    """Pair off those that are the same as one other alone, which is the same as them alone."""
    wanted = {
        number: [one for one in left if is_same(part, one)]
        for number, part in enumerate(parts)
        if found[number] is None
    }
    for number, fits in wanted.items():
        rivals = sum(bool(fits) and fits[0] in others for others in wanted.values())
        if len(fits) == 1 and rivals == 1:
            found[number] = fits[0]
            left.remove(fits[0])


def _weigh(made: Merged, name: str, was: Any, said: Any, stands: Any) -> None:
    """One part: as it was said before, as it is said now, as it stands here."""
    if said not in (was, stands) and name == "places" and said and stands:
        _weigh_place(made, was or {}, said, stands)
        return
    is_clash = said not in (was, stands) and stands != was
    if is_clash:
        made.clashes.append(Clash(field=name, before=was, now=said, here=stands))
    elif said not in (was, stands):
        made.edits.append((stands, said))
    kept = was if is_clash else said
    made.last.extend([] if kept is None else [kept])


def _weigh_place(made: Merged, was: Any, said: Any, stands: Any) -> None:
    will, last = stands, said
    for facet, names in FACETS.items():
        before, now, here = (pick(part, names) for part in (was, said, stands))
        if now in (before, here):
            continue
        if here == before:
            will = put(will, names, now)
        else:
            name = f"places/{facet}"
            made.clashes.append(Clash(field=name, before=before, now=now, here=here))
            last = put(last, names, before)
    will = _with_point(will, was, said, stands)
    made.edits.extend([(stands, will)] if will != stands else [])
    made.last.append(last)


def _with_point(will: Any, was: Any, said: Any, stands: Any) -> Any:
    """The file's point belongs to the file's address, unless people moved the point of the same."""
    lines, point = FACETS["address"], pick(stands, _POINT)
    if pick(will, lines) != pick(said, lines):
        return will
    is_moved = pick(stands, lines) != pick(said, lines)
    is_theirs = is_moved or not point or point == pick(was, _POINT)
    return put(will, _POINT, pick(said, _POINT)) if is_theirs else will


def pick(part: Any, names: Sequence[str]) -> dict[str, Any]:
    """What a part says under these names."""
    return {name: part[name] for name in names if name in part}


def put(part: Any, names: Sequence[str], said: Any) -> Any:
    """The part saying this under these names."""
    return {name: one for name, one in part.items() if name not in names} | said


def applied(whole: Sequence[Any], edits: Sequence[tuple[Any, Any]]) -> list[Any]:
    """A list after these edits; of a part, what the edit does not speak of stays as it is."""
    made = list(whole)
    for old, new in edits:
        at = _place_of(made, old)
        if at is None:
            made.extend([] if new is None else [new])
        elif new is None:
            del made[at]
        else:
            made[at] = put(made[at], tuple(old), new) if isinstance(new, dict) else new
    return made


def _place_of(parts: Sequence[Any], wanted: Any) -> int | None:
    """Where a part stands: the very same, or one that says this and more."""
    if wanted in parts:
        return parts.index(wanted)
    if not isinstance(wanted, dict):
        return None
    covers = (i for i, part in enumerate(parts) if wanted.items() <= part.items())
    return next(covers, None)


def decide(
    name: str, *, before: Any, now: Any, last: Sequence[Any], here: Sequence[Any]
) -> tuple[list[tuple[Any, Any]], list[Any]]:
    """What to write if the file counts in a clash, and what counts as said from then on."""
    listed, _slash, facet = name.partition("/")
    ours, own = partners(listed, last, here)
    if facet:
        return _decide_line(FACETS[facet], before, now, last, ours)
    at = last.index(before) if before in last else None
    rest = [part for number, part in enumerate(last) if number != at]
    said = [*rest, *([] if now is None else [now])]
    if at is None:
        ours, at = partners(listed, [now], own, loosely=listed == "places")[0], 0
    return [(ours[at], now)], said


def _decide_line(
    names: Sequence[str], before: Any, now: Any, last: Sequence[Any], ours: Sequence[Any]
) -> tuple[list[tuple[Any, Any]], list[Any]]:
    held = [at for at, part in enumerate(last) if pick(part, names) == before and ours[at]]
    apart = [at for at in held if pick(ours[at], names) != before]
    at = next(iter(apart or held), None)
    if at is None:
        return [], list(last)
    was, stands, said = last[at], ours[at], put(last[at], names, now)
    will = _with_point(put(stands, names, now), was, said, stands)
    return [(stands, will)], [*last[:at], said, *last[at + 1 :]]


def standing_part(
    name: str, *, before: Any, now: Any, last: Sequence[Any], here: Sequence[Any]
) -> Any:
    """What stands here for the part of a clash; None when people took it away."""
    edits, _said = decide(name, before=before, now=now, last=last, here=here)
    stands = edits[0][0] if edits else None
    facet = name.partition("/")[2]
    return pick(stands, FACETS[facet]) if facet and stands else stands
