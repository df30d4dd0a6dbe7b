"""Who changed which field: what every order of files and corrections has in common."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange.comparing import compare, last_of
from app.exchange.pieces import applied, decide, standing_part

VALUE = st.sampled_from([None, "a", "b", "c"])
FIELDS = st.fixed_dictionaries({"name": VALUE, "url": VALUE})


@given(now=FIELDS, before=FIELDS, here=FIELDS)
def test_nothing_that_people_wrote_is_overwritten(now: Any, before: Any, here: Any) -> None:
    changes = compare(now, before=before, here=here)
    for name, said in now.items():
        changed_there, changed_here = said != before[name], here[name] != before[name]
        differs = said != here[name]
        assert (name in changes.writes) == (changed_there and not changed_here and differs)
        is_open = name in [one.field for one in changes.conflicts]
        assert is_open == (changed_there and changed_here and differs)
        assert changes.last[name] == (before[name] if is_open else said)


LINES = ("address_1", "postal_code", "city", "name", "transportation", "latitude")
WORD = st.sampled_from(["a", "b", "c"])
PARTS: dict[str, st.SearchStrategy[Any]] = {
    "phones": st.fixed_dictionaries({"number": WORD}, optional={"description": WORD}),
    "times": st.fixed_dictionaries(
        {"rule": st.fixed_dictionaries({"byday": WORD, "opens_at": WORD})}, optional={"notes": WORD}
    ),
    "places": st.fixed_dictionaries({"address_1": WORD}, optional=dict.fromkeys(LINES[1:], WORD)),
    "languages": st.fixed_dictionaries({"code": WORD}, optional={"note": WORD}),
    "for_whom": WORD,
}


@st.composite
def lists(draw: st.DrawFn) -> tuple[str, Any, Any, Any]:
    """A field that is a list: as it was said, as it is said now, as it stands here."""
    name = draw(st.sampled_from(sorted(PARTS)))
    one = st.lists(PARTS[name], max_size=3, unique_by=repr).map(lambda parts: parts or None)
    was = draw(one)
    return name, was, draw(one | st.just(was)), draw(one | st.just(was))


def in_order(parts: Any) -> list[str]:
    return sorted(json.dumps(part, sort_keys=True) for part in parts or [])


@settings(max_examples=150)
@given(lists())
def test_of_a_list_only_what_nobody_changed_here_is_written(drawn: Any) -> None:
    name, before, now, here = drawn
    changes = compare({name: now}, before={name: before}, here={name: here})
    after = changes.writes.get(name, here)
    if here == before:
        assert changes.conflicts == []
        assert in_order(after) == in_order(now)
    if now == before:
        assert (changes.writes, changes.conflicts) == ({}, [])
    if name != "places":  # whose lines are written one by one
        own = [part for part in here or [] if part not in (before or [])]
        assert [part for part in own if part not in (after or [])] == []


@settings(max_examples=150)
@given(lists())
def test_the_same_file_again_asks_the_same_and_what_is_decided_stays(drawn: Any) -> None:
    name, before, now, here = drawn
    first = compare({name: now}, before={name: before}, here={name: here})
    here, said = first.writes.get(name, here), {name: before} | first.last
    again = compare({name: now}, before=said, here={name: here}, waiting=first.conflicts)
    assert again.writes == {}
    assert key(again.conflicts) == key(first.conflicts)
    for clash in first.conflicts:  # the file counts
        told = {"before": clash.before, "now": clash.now}
        edits, last = decide(clash.field, **told, last=last_of(said, name), here=here or [])
        here, said = applied(here or [], edits), {**said, f"{name}~": last}
    after = compare({name: now}, before=said, here={name: here})
    assert (after.writes, after.conflicts) == ({}, [])


def key(clashes: Any) -> list[str]:
    return sorted(f"{one.field} {one.before} {one.now}" for one in clashes)


HOME = {"address_1": "Lange Straße 45", "postal_code": "71332", "city": "Waiblingen"}


def test_a_place_is_asked_line_by_line_and_the_point_goes_with_the_address() -> None:
    before = {**HOME, "name": "Bürgerhaus", "latitude": 48.8, "transportation": "Bus 5"}
    now = {**before, "address_1": "Kurze Straße 1", "latitude": 48.9, "name": "Rathaus"}
    here = {**HOME, "address_1": "Lange Str. 47", "name": "Bürgerhaus", "transportation": "Zu Fuß"}
    changes = compare({"places": [now]}, before={"places": [before]}, here={"places": [here]})
    (clash,) = changes.conflicts
    assert (clash.field, clash.now["address_1"]) == ("places/address", "Kurze Straße 1")
    assert changes.writes == {"places": [{**here, "name": "Rathaus"}]}
    told = {"last": changes.last["places~"], "here": changes.writes["places"]}
    assert standing_part(clash.field, before=clash.before, now=clash.now, **told) == {
        **HOME, "address_1": "Lange Str. 47",
    }  # fmt: skip
    edits, last = decide(clash.field, before=clash.before, now=clash.now, **told)
    assert edits == [(told["here"][0], {**now, "transportation": "Zu Fuß"})]
    assert last == [now]


def test_a_format_that_says_little_takes_nothing_away() -> None:
    """A table knows one number and no notes."""
    whole: dict[str, Any] = {
        "phones": [{"number": "1", "description": "Büro"}, {"number": "9"}],
        "places": [{**HOME, "accessibility": [{"description": "Aufzug"}]}],
    }
    before = {"phones": [{"number": "1"}], "places": [HOME]}
    now = {"phones": [{"number": "2"}], "places": [{**HOME, "address_1": "Kurze Straße 1"}]}
    changes = compare(now, before=before, here=before, whole=whole)
    assert changes.conflicts == []
    assert changes.writes == {
        "phones": [{"number": "2", "description": "Büro"}, {"number": "9"}],
        "places": [{**whole["places"][0], "address_1": "Kurze Straße 1"}],
    }


@pytest.mark.parametrize(
    ("now", "here", "written", "asked"),
    [
        ("AB", "A", "AB", 0),  # one more in the file
        ("A", "AC", None, 0),  # one more here
        ("AB", "AC", "ACB", 0),  # both are right
        ("B", "A", "B", 0),  # the file corrects
        ("B", "C", None, 1),  # both correct
        ("", "C", None, 1),  # taken away there, corrected here
        ("B", "", None, 1),  # corrected there, taken away here
        ("B", "B", None, 0),
    ],
)
def test_numbers_are_decided_one_by_one(now: str, here: str, written: Any, asked: int) -> None:
    def lines(text: str) -> Any:
        return [{"number": sign} for sign in text] or None

    told = {"phones": lines(now)}
    changes = compare(told, before={"phones": lines("A")}, here={"phones": lines(here)})
    assert changes.writes == ({"phones": lines(written)} if written else {})
    assert len(changes.conflicts) == asked
