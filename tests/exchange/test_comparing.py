"""Who changed which field: what every order of files and corrections has in common."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.exchange.comparing import compare

VALUE = st.sampled_from([None, "a", "b", "c"])
FIELDS = st.fixed_dictionaries({"name": VALUE, "url": VALUE})


@given(now=FIELDS, before=FIELDS, here=FIELDS, waiting=st.dictionaries(st.just("name"), VALUE))
def test_nothing_that_people_wrote_is_overwritten(
    now: Any, before: Any, here: Any, waiting: Any
) -> None:
    last = {**before, **waiting}
    changes = compare(now, before=before, here=here, open_conflicts=waiting)
    for name, said in now.items():
        changed_there, changed_here = said != last[name], here[name] != last[name]
        differs = said != here[name]
        assert (name in changes.writes) == (changed_there and not changed_here and differs)
        assert (name in changes.conflicts) == (changed_there and changed_here and differs)
    assert changes.settled == waiting.keys() - changes.conflicts.keys()


@given(now=FIELDS, before=FIELDS, here=FIELDS)
def test_the_same_file_again_writes_nothing(now: Any, before: Any, here: Any) -> None:
    first = compare(now, before=before, here=here, open_conflicts={})
    after = {**here, **first.writes}
    again = compare(now, before=now, here=after, open_conflicts=first.conflicts)
    assert again.writes == {}
    assert again.conflicts == first.conflicts
    assert again.settled == frozenset()
