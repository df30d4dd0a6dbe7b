"""How a client lives, in the reader's language: the words of each history."""

from collections.abc import Iterator

from app.carriers.hints import Hint
from app.caseload.models import CourseEntitlement, ResidenceTitle
from app.caseload.situation_models import (
    AccommodationStage,
    Competence,
    GermanLevel,
    HousingSituation,
    Livelihood,
    ResidenceRule,
)
from app.caseload.title_words import COURSES, TITLES
from app.core.i18n import N_, format_date, gettext, isolate_plain, ngettext, t

# Translators: the three stages in which people who fled are housed in Germany.
STAGES = {
    "initial_reception": N_("First reception centre of the state"),
    "provisional": N_("Temporary accommodation of the district"),
    "follow_up": N_("Accommodation of the municipality"),
}
# Translators: how somebody lives.
HOUSING = {
    "collective": N_("In a shared accommodation"),
    "assigned": N_("In a home from the municipality"),
    "private_lease": N_("In a home with an own rental contract"),
    "other": N_("Something else"),
}
# Translators: what somebody lives on; kinds of money, never amounts.
LIVELIHOODS = {
    "asylblg": N_("Money for asylum seekers"),
    "sgb2_full": N_("Money from the Jobcenter"),
    "sgb2_partial": N_("Own work and money from the Jobcenter"),
    "own_income": N_("Own work"),
    "other": N_("Something else"),
}
# Translators: parts of knowing a language.
SKILLS = {
    "overall": N_("German overall"),
    "listening": N_("Understanding"),
    "reading": N_("Reading"),
    "speaking": N_("Speaking"),
    "writing": N_("Writing"),
}
# Translators: the first step of learning a language: letters, reading and writing.
LEVELS = {"alpha": N_("Learning to read and write")} | {
    level: level for level in ("A1", "A2", "B1", "B2", "C1", "C2")
}
# Translators: how a level of German is known.
EVIDENCE = {
    "certificate": N_("Certificate"),
    "placement_test": N_("Placement test"),
    "course": N_("From the course"),
    "estimate": N_("Own estimate"),
}
# Translators: what somebody brings along.
COMPETENCES = {
    "school": N_("School"),
    "job": N_("Work"),
    "training": N_("Vocational training or studies"),
    "skill": N_("Special skill"),
}
# Translators: who said how a client lives; said to the client.
REPORTERS = {"client": N_("You told us"), "manager": N_("Written down by your office")}
# Translators: the same, said to the integration manager; stands behind "since 3 March 2026".
REPORTERS_AT_DESK = {"client": N_("as the client said"), "manager": N_("as the office knows")}
# Translators: what a manager should think of when something ends soon, by kind.
HINTS = {
    "title": N_("Ends soon. Apply for a new one before this day."),
    "entitlement": N_("Ends soon. The course has to begin before this day."),
    "residence-rule": N_("Ends soon. Talk about where to live then."),
}
# Where the law says so: to be checked.
SOURCES = {
    "title": "AufenthG § 81(4)",
    "entitlement": "AufenthG § 44(2)",
    "residence-rule": "AufenthG § 12a",
}
LEGAL = {
    key: Hint(key=f"situation-{key}", title=words, source=SOURCES[key])
    for key, words in HINTS.items()
}
# Translators: where a manager knows it from.
KNOWN_FROM = {"client": N_("told by the client"), "manager": N_("known to the office")}


def of_housing(entry: HousingSituation) -> Iterator[str]:
    """How she lives."""
    yield t(HOUSING[entry.kind])


def of_accommodation(entry: AccommodationStage) -> Iterator[str]:
    """Which stage, in which house."""
    yield t(STAGES[entry.stage])
    if entry.place_label:
        yield isolate_plain(entry.place_label)


def of_livelihood(entry: Livelihood) -> Iterator[str]:
    """What she lives on."""
    yield t(LIVELIHOODS[entry.kind])


def of_german(entry: GermanLevel) -> Iterator[str]:
    """Which skill at which level, and how that is known."""
    yield f"{t(SKILLS[entry.skill])}: {t(LEVELS[entry.level])}"
    yield t(EVIDENCE[entry.evidence])


def of_competence(entry: Competence) -> Iterator[str]:
    """What she can do, in her words; where and how long."""
    yield f"{t(COMPETENCES[entry.kind])}: {isolate_plain(entry.title)}"
    if entry.country:
        yield isolate_plain(entry.country)
    if entry.years:
        yield ngettext("%(num)d year", "%(num)d years", entry.years)
    if entry.recognised:
        yield gettext("Recognised in Germany")


def of_title(entry: ResidenceTitle) -> Iterator[str]:
    """Which paper, until when."""
    yield t(TITLES[entry.kind])
    if entry.valid_until is None:
        yield gettext("Valid without an end")
    else:
        yield gettext("Valid until %(day)s", day=format_date(entry.valid_until, "long"))


def of_rule(entry: ResidenceRule) -> Iterator[str]:
    """Until when she has to live where she lives."""
    yield gettext("until %(day)s", day=format_date(entry.until, "long"))


def of_entitlement(entry: CourseEntitlement) -> Iterator[str]:
    """Which course, and whether it began."""
    yield t(COURSES[entry.kind])
    if entry.course_started_on is None:
        yield gettext("Valid until %(day)s", day=format_date(entry.valid_until, "long"))
    else:
        day = format_date(entry.course_started_on, "long")
        yield gettext("Course begun on %(day)s", day=day)
