"""What pages show of a plan: frozen cards, read once, with what follows from their values."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.core import clock
from app.core.i18n import DEFAULT
from app.core.translating import FreeText, Translated
from app.core.words import TOPICS
from app.plan.catalogue import CATALOGUE
from app.plan.models import DONE_STATES, OPEN_STATES
from app.plan.template import StepTemplate

BECAUSE = "because"  # the field of translations of reasons
Stones = tuple[str, ...]  # "done", "now", "open", in the order in which they are walked
UNDO_DAYS = 7  # a client may take her own tick back so long


def words_of(card: Any) -> FreeText:
    """The own words of a step or a goal, as it is or as a version of the plan has it."""
    made = tuple(one for one in card.translations if one.field == "own_words")
    return FreeText(card.own_words or "", card.own_words_lang, card.own_words_version, made)


def reason_of(card: Any, because: str | None, version: int = 1) -> FreeText | None:
    """The reason a manager gave, in German, and where somebody translated it."""
    made = tuple(one for one in card.translations if one.field == BECAUSE)
    return FreeText(because, DEFAULT.code, version, made) if because else None


@dataclass(frozen=True, kw_only=True)
class StepCard:
    """One step as a page shows it. Its words are a template's msgids, or somebody's own words."""

    id: int
    client_id: int
    topic: str
    template_key: str | None
    params: dict[str, Any]
    own_words: str | None
    own_words_lang: str
    own_words_version: int
    nature: str
    demanded_by: str | None
    due_on: date | None
    state: str
    first_id: int | None  # an open step that must be over before: see `first`
    waiting_on: str | None
    waiting_since: date | None
    not_needed_because: str | None
    help_asked_at: datetime | None
    done_at: datetime | None
    sort: int
    support_level: str | None
    owner: str
    goal_lineage: uuid.UUID | None
    offer_id: uuid.UUID | None  # that the manager chose for it
    is_private: bool
    is_wish: bool  # of the client herself, in her own words
    was_declined: bool  # she did not want it
    version: int  # raised by each change, of its papers too
    translations: tuple[Translated, ...] = ()  # of its own words
    first: "StepCard | None" = None

    @property
    def words(self) -> FreeText:
        """Its own words in all languages they are written in; for steps without a template."""
        return words_of(self)

    @property
    def reason(self) -> FreeText | None:
        """Why it is no longer needed; what she said herself when she declined stays as it is."""
        return None if self.was_declined else reason_of(self, self.not_needed_because)

    @property
    def is_blocked(self) -> bool:
        """True while another step must be over first, or bring a paper; said in words."""
        return self.first_id is not None

    @property
    def template(self) -> StepTemplate | None:
        """The catalogue's step, None for own words."""
        return CATALOGUE.get(self.template_key or "")

    @property
    def title_msgid(self) -> str | None:
        """The title to translate; None when the step has own words."""
        found = self.template
        return found.title if found else None

    @property
    def why_msgid(self) -> str | None:
        """Why the step is worth doing; own words have no reason of their own."""
        found = self.template
        return found.why if found else None

    @property
    def is_open(self) -> bool:
        """True while there is something to do or to wait for."""
        return self.state in OPEN_STATES

    @property
    def is_done(self) -> bool:
        """True once it is ticked."""
        return self.state in DONE_STATES

    @property
    def is_overdue(self) -> bool:
        """True when its day has passed; said in words, never in red."""
        return self.is_open and self.due_on is not None and self.due_on < clock.today()

    @property
    def may_be_undone(self) -> bool:
        """True while the client herself may take the tick back."""
        return (
            self.state == "done"
            and self.done_at is not None
            and clock.now() - self.done_at <= timedelta(days=UNDO_DAYS)
        )

    @property
    def stone(self) -> str:
        """How its stone looks in a list."""
        if self.is_done:
            return "done"
        return "blocked" if self.is_blocked or self.state == "waiting" else "open"


@dataclass(frozen=True, kw_only=True)
class GoalCard:
    """One goal with its steps; without an id, steps of a topic that has no goal yet."""

    id: int | None
    lineage: uuid.UUID | None
    topic: str
    own_words: str | None
    own_words_lang: str
    own_words_version: int
    wish_of: str | None
    state: str
    because: str | None  # why it is paused
    because_version: int = 1
    household_shared: bool = False
    agreed_at: datetime | None
    steps: tuple[StepCard, ...]
    translations: tuple[Translated, ...] = ()  # of its own words

    @property
    def words(self) -> FreeText:
        """Its own words in all languages they are written in; for goals that have some."""
        return words_of(self)

    @property
    def reason(self) -> FreeText | None:
        """Why it is paused."""
        return reason_of(self, self.because, self.because_version)

    @property
    def usual(self) -> str:
        """What people usually want to reach in this topic (a msgid)."""
        return TOPICS[self.topic].goal


def next_step(cards: Sequence[StepCard]) -> StepCard | None:
    """The one thing to do next: what is not blocked before what is, the nearest day first.

    Steps of others and waiting ones come last: there the client can only wait.
    """
    open_cards = [card for card in cards if card.is_open]
    return min(open_cards, key=_urgency, default=None)


def _urgency(card: StepCard) -> tuple[bool, bool, bool, date, int, int]:
    return (
        card.state == "waiting",
        card.owner != "client",
        card.is_blocked,
        card.due_on or date.max,
        card.sort,
        card.id,
    )


def next_in(goals: Sequence[GoalCard]) -> int | None:
    """The id of the step to do next, of all steps of these goals."""
    coming = next_step([card for goal in goals for card in goal.steps])
    return None if coming is None else coming.id


def stones_of(cards: Sequence[StepCard], *, has_next: bool = True) -> Stones:
    """The stones of the drawn way: what is done, where one stands now, what is still to come.

    Without the next step among them, one stands nowhere on this part of the way.
    """
    done = sum(card.is_done for card in cards)
    return laid(done=done, to_come=sum(card.is_open for card in cards), has_next=has_next)


def laid(*, done: int, to_come: int, has_next: bool = True) -> Stones:
    """So many stones, in the order in which they are walked."""
    if to_come == 0 or not has_next:
        return *("done",) * done, *("open",) * to_come
    return *("done",) * done, "now", *("open",) * (to_come - 1)


def ways_of(cards: Sequence[StepCard], coming: StepCard | None) -> list[tuple[str, Stones]]:
    """The way topic by topic: each topic that has steps, with its own stones.

    `coming`: what next_step() found among all of them.
    """
    by_topic: dict[str, list[StepCard]] = {}
    for card in cards:
        by_topic.setdefault(card.topic, []).append(card)
    here = None if coming is None else coming.topic
    own = ((topic, by_topic[topic]) for topic in TOPICS if topic in by_topic)
    ways = [(topic, stones_of(steps, has_next=topic == here)) for topic, steps in own]
    return [(topic, stones) for topic, stones in ways if stones]
