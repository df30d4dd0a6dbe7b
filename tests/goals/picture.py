"""Who may see whom, in plain words: no SQL, and none of our rules' code."""

from dataclasses import dataclass, field
from datetime import date

Pair = tuple[int, int]  # client, volunteer


@dataclass(kw_only=True)
class Picture:
    """Who may see whom, in plain words."""

    today: date
    manager_of: dict[int, int]
    with_case: set[int]
    stand_ins: dict[int, tuple[int, int, date, date]] = field(default_factory=dict)
    ties: dict[Pair, str] = field(default_factory=dict)
    lasts: dict[Pair, date] = field(default_factory=dict)
    shared: dict[Pair, dict[tuple[str, int], date | None]] = field(default_factory=dict)
    promises: dict[int, date] = field(default_factory=dict)  # volunteer -> last day

    def clients_of(self, manager_id: int) -> set[int]:
        """A manager's own clients, and today's of those she stands in for."""
        for_whom = {manager_id} | {
            of
            for of, by, first, last in self.stand_ins.values()
            if by == manager_id and first <= self.today <= last
        }
        return {client for client in self.with_case if self.manager_of[client] in for_whom}

    def helped_by(self, volunteer_id: int) -> set[int]:
        """The clients who let this volunteer help today."""
        if self.promises[volunteer_id] < self.today:
            return set()
        return {
            client
            for (client, helper), state in self.ties.items()
            if helper == volunteer_id
            and state == "granted"
            and client in self.with_case
            and self.lasts[client, helper] >= self.today
        }

    def shared_with(self, pair: Pair, kind: str) -> set[int]:
        """What of this kind she shows today."""
        return {
            thing
            for (one, thing), until in self.shared.get(pair, {}).items()
            if one == kind and (until is None or until >= self.today)
        }
