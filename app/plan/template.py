"""What a step template is: words, papers, nature, deadline and where the hint comes from."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from app.carriers.hints import Hint
from app.core.i18n import N_, isolate_plain

SOON_DAYS = 7  # our proposal for "unverzüglich"


class Rule(enum.StrEnum):
    """How a date follows, when it can be computed at all."""

    NONE = "none"
    ON_PAPER = "on_paper"  # the date stands on the client's paper and is typed in together
    AFTER = "after"  # some time after something happened; the day is typed in together
    MONTH_END = "month_end"
    YEARLY = "yearly"  # the same day each year
    SOON = "soon"  # without delay, for those who are obligated


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """By when a step should be done: in words, and as a rule."""

    rule: Rule = Rule.NONE
    words: str = ""  # msgid
    yearly: tuple[int, int] = (1, 1)  # month, day
    remind_days: tuple[int, ...] = ()


NO_DEADLINE = Deadline()


@dataclass(frozen=True, kw_only=True)
class Param:
    """A name the manager may add; with it, one more sentence stands in the step."""

    key: str
    label: str  # msgid, for the desk
    sentence: str  # msgid with %(<key>)s


# Translators: sentences about one step. Names of schools and course providers come in as they are.
PROVIDER = Param(
    key="provider",
    label=N_("Course provider"),
    sentence=N_("Your course provider is %(provider)s."),
)
SCHOOL = Param(key="school", label=N_("School"), sentence=N_("Your school is %(school)s."))


@dataclass(frozen=True, kw_only=True)
class StepTemplate:
    """One step of the catalogue; all its texts are msgids."""

    key: str
    topic: str
    title: str
    why: str
    how: tuple[str, ...]
    nature: str
    office: str  # where it is done, as it is called in German
    may_be_duty: bool = False  # a duty for those whom an office obligated
    asked_by: str = ""  # the office that asks for it when it is a duty
    needs: tuple[str, ...] = ()
    yields: tuple[str, ...] = ()
    deadline: Deadline = NO_DEADLINE
    source: str = ""  # the law as it is cited; empty: common practice
    params: tuple[Param, ...] = ()

    def how_with(self, params: Mapping[str, object]) -> list[tuple[str, dict[str, object]]]:
        """What to do, sentence by sentence: msgid and the names to fill in."""
        plain: list[tuple[str, dict[str, object]]] = [(line, {}) for line in self.how]
        named = [param for param in self.params if params.get(param.key)]
        return plain + [
            (param.sentence, {param.key: isolate_plain(str(params[param.key]))}) for param in named
        ]

    @property
    def hint(self) -> Hint:
        """What it says about the law: to be checked by each carrier."""
        return Hint(key=self.key, title=self.title, nature=self.nature, source=self.source)

    def nature_with(self, params: Mapping[str, object]) -> str:
        """Right, duty or voluntary for this client."""
        return "duty" if self.may_be_duty and params.get("obligated") else self.nature

    def asker_with(self, params: Mapping[str, object]) -> str | None:
        """The office that asks for it; only duties are asked for."""
        return self.asked_by if self.nature_with(params) == "duty" else None


def proposed_due(
    template: StepTemplate, *, today: date, params: Mapping[str, object]
) -> date | None:
    """Propose a date where the rule gives one; never guess what stands on a paper."""
    deadline = template.deadline
    if deadline.rule is Rule.MONTH_END:
        return today + relativedelta(day=31)  # the last there is
    if deadline.rule is Rule.YEARLY:
        return _next_yearly(today, *deadline.yearly)
    if deadline.rule is Rule.SOON and template.nature_with(params) == "duty":
        return today + timedelta(days=SOON_DAYS)
    return None


def _next_yearly(today: date, month: int, day: int) -> date:
    this_year = date(today.year, month, day)
    return this_year if this_year > today else this_year.replace(year=today.year + 1)
