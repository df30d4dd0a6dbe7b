"""What somebody looks for: the conditions of the public list, as its address holds them."""

from dataclasses import dataclass, replace

from app.offers.search import words_of

KILOMETRES = (5, 10, 20, 50)  # how far around a town
SORTS = ("fit", "fresh", "near")
WHEN = ("now", "week")
OLDEST = 120  # years
NAMED = (
    "query",
    "topic",
    "town",
    "language",
    "for_whom",
    "age",
    "level",
    "is_free",
    "has_childcare",
    "is_step_free",
    "when",
)  # in the order people meet them


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody looks for; an empty value is no condition."""

    query: str = ""
    topic: str = ""
    town: str = ""  # AGS of a municipality, or of a district: a prefix
    km: int = 0  # so far around the town; 0: in it alone
    language: str = ""  # in which it is given
    for_whom: str = ""
    age: int | None = None
    level: str = ""  # German she has: offers that need no more
    is_free: bool = False
    has_childcare: bool = False
    is_step_free: bool = False
    when: str = ""
    sort: str = ""  # empty: what fits best first

    @property
    def words(self) -> tuple[str, ...]:
        """The folded words."""
        return words_of(self.query)

    @property
    def conditions(self) -> tuple[str, ...]:
        """Names of the conditions that are set, in the order people meet them."""
        bare = Wish()
        return tuple(name for name in NAMED if getattr(self, name) != getattr(bare, name))

    @property
    def filters(self) -> tuple[str, ...]:
        """Those of them that are set on the sheet of filters."""
        return tuple(name for name in self.conditions if name not in ("query", "topic"))

    def on(self, topic: str) -> "Wish":
        """The same wish on one topic."""
        return replace(self, topic=topic)

    def without(self, *conditions: str) -> "Wish":
        """The same wish with these conditions dropped; around no town there is no distance."""
        bare, dropped = Wish(), set(conditions)
        if "town" in dropped:
            dropped |= {"km"} | ({"sort"} if self.sort == "near" else set())
        return replace(self, **{name: getattr(bare, name) for name in dropped})
