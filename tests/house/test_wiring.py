"""Every event is wired, and the trail comes first."""

import importlib
from collections.abc import Iterable

import pytest

from app.audit import handlers as audit
from app.core.events import DomainEvent, Follower, Subscriptions
from app.wiring import SUBSCRIPTIONS
from tests.house.sources import ROOT


def all_events() -> set[type[DomainEvent]]:
    """Every event of every feature; a base that others share is not published itself."""
    for path in sorted((ROOT / "app").glob("*/events.py")):
        importlib.import_module(f"app.{path.parent.name}.events")
    heirs = (event for event in _heirs(DomainEvent) if not event.__subclasses__())
    return {event for event in heirs if event.__module__.startswith("app.")}


def _heirs(kind: type[DomainEvent]) -> set[type[DomainEvent]]:
    return {heir for one in kind.__subclasses__() for heir in (one, *_heirs(one))}


def complaints(events: Iterable[type[DomainEvent]], wired: Subscriptions) -> list[str]:
    """Events nobody hears, and events that leave no trail."""
    said = []
    for event in sorted(events, key=lambda one: one.__name__):
        followers: tuple[Follower, ...] = wired.get(event, ())
        if not followers:
            said.append(f"{event.__name__} is not in SUBSCRIPTIONS of app/wiring.py")
        elif followers[0] is not audit.write_entry:
            said.append(f"{event.__name__}: audit.write_entry is its first follower")
    return said


def test_every_event_is_wired_and_leaves_a_trail() -> None:
    said = complaints(all_events(), SUBSCRIPTIONS)
    assert not said, "\n".join(said)


def test_only_real_events_are_wired() -> None:
    assert set(SUBSCRIPTIONS) <= all_events()


class Planted(DomainEvent):
    """An event nobody wired."""


@pytest.mark.parametrize("followers", [None, (), (print,), (print, audit.write_entry)])
def test_a_planted_fault_is_caught(followers: tuple[Follower, ...] | None) -> None:
    assert complaints([Planted], {} if followers is None else {Planted: followers})
