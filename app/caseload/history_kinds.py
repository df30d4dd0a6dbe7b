"""The histories of a client: for each its table, what an entry says, who may write, the words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.caseload import events
from app.caseload import situation_words as words
from app.caseload.dated import Dated
from app.caseload.models import CourseEntitlement, ResidenceTitle
from app.caseload.situation_models import (
    AccommodationStage,
    Competence,
    GermanLevel,
    HousingSituation,
    Livelihood,
    ResidenceRule,
)
from app.core.events import DomainEvent
from app.core.i18n import N_

Fact = type[DomainEvent]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One history."""

    key: str  # in addresses
    table: type[Any]
    says: tuple[str, ...]  # the columns of what an entry says
    title: str  # msgid
    icon: str
    in_words: Callable[[Any], Iterable[str]]
    ends_on: Callable[[Any], date | None] = lambda entry: None  # by when something must be done
    one_of_each: tuple[str, ...] | None = ()  # None: any number hold side by side
    by_client: bool = False  # she reports it herself
    owned: bool = False  # what she wrote stays hers to take back
    is_reminded: bool = False  # before it ends, by the notices
    id_name: str = ""  # of facts that other features know by their own name
    noted: Fact = events.SituationChanged
    ended: Fact = events.SituationEnded
    taken_up: Fact = events.SituationTakenUp
    taken_back: Fact = events.SituationTakenBack

    def says_the_same(self, one: Dated, other: Dated) -> bool:
        """True when both entries say the same, whenever and whoever."""
        return all(getattr(one, name) == getattr(other, name) for name in self.says)

    def is_hers(self, entry: Dated) -> bool:
        """True while the client may take the entry back herself."""
        is_open = self.owned or entry.taken_up_on is None
        return self.by_client and entry.reported_by == "client" and is_open

    def fact(self, which: Fact, entry: Dated, **known: Any) -> DomainEvent:
        """What happened to an entry, as its followers know it."""
        if issubclass(which, events.SituationFact):
            named: dict[str, Any] = {"kind": self.key, "entry_id": entry.id}
        else:
            named = {self.id_name: entry.id}
        return which(client_id=entry.client_id, **known, **named)


_ALL = (
    Kind(
        key="housing",
        table=HousingSituation,
        says=("kind",),
        title=N_("Housing"),
        icon="house-heart",
        in_words=words.of_housing,
        by_client=True,
    ),
    Kind(
        key="accommodation",
        table=AccommodationStage,
        says=("stage", "place_label"),
        title=N_("Stage of accommodation"),
        icon="map-pin",
        in_words=words.of_accommodation,
    ),
    Kind(
        key="livelihood",
        table=Livelihood,
        says=("kind",),
        title=N_("Money to live on"),
        icon="wallet",
        in_words=words.of_livelihood,
        by_client=True,
    ),
    Kind(
        key="german",
        table=GermanLevel,
        says=("skill", "level", "evidence"),
        one_of_each=("skill",),
        title=N_("German"),
        icon="message-circle",
        in_words=words.of_german,
        by_client=True,
    ),
    Kind(
        key="competences",
        table=Competence,
        says=("kind", "title", "country", "years", "recognised"),
        one_of_each=None,
        title=N_("School, work and skills"),
        icon="graduation-cap",
        in_words=words.of_competence,
        by_client=True,
        owned=True,
    ),
    Kind(
        key="title",
        table=ResidenceTitle,
        says=("kind", "valid_until"),
        title=N_("Residence title"),
        icon="file-text",
        in_words=words.of_title,
        ends_on=lambda title: title.valid_until,
        is_reminded=True,
        id_name="title_id",
        noted=events.TitleNoted,
        ended=events.TitleEnded,
        taken_back=events.TitleEnded,
    ),
    Kind(
        key="residence-rule",
        table=ResidenceRule,
        says=("until",),
        title=N_("Rule about where to live (Wohnsitzregelung)"),
        icon="lock",
        in_words=words.of_rule,
        ends_on=lambda rule: rule.until,
    ),
    Kind(
        key="entitlement",
        table=CourseEntitlement,
        says=("kind", "obligated", "issued_by_kind", "issued_on", "valid_until"),
        one_of_each=("kind",),
        title=N_("Course entitlement"),
        icon="school",
        in_words=words.of_entitlement,
        ends_on=lambda right: None if right.course_started_on else right.valid_until,
        is_reminded=True,
        id_name="entitlement_id",
        noted=events.EntitlementNoted,
        ended=events.EntitlementEnded,
        taken_back=events.EntitlementEnded,
    ),
)
KINDS = {kind.key: kind for kind in _ALL}
TABLES = frozenset(kind.table.__tablename__ for kind in _ALL)
_BY_TABLE = {kind.table: kind for kind in _ALL}


def part_of(keys: Iterable[str]) -> str:
    """The piece of an address that names one of these histories."""
    listed = ", ".join(f'"{key}"' for key in keys)
    return f"<any({listed}):part>"


EVERY = part_of(KINDS)
HERS = part_of(kind.key for kind in _ALL if kind.by_client)


def kind_of(entry: Dated) -> Kind:
    """The history an entry belongs to."""
    return _BY_TABLE[type(entry)]
