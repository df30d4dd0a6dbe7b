"""The catalogue: every step template by its key, by topic, and by a word of its German title."""

from collections.abc import Iterator

from app.core.i18n import german
from app.core.words import TOPICS
from app.plan import catalogue_arrival, catalogue_growth, catalogue_living
from app.plan.template import StepTemplate

CATALOGUE: dict[str, StepTemplate] = {
    template.key: template
    for template in (
        *catalogue_arrival.RESIDENCE,
        *catalogue_arrival.LIVELIHOOD,
        *catalogue_arrival.HEALTH,
        *catalogue_arrival.FAMILY,
        *catalogue_arrival.EDUCATION,
        *catalogue_growth.LANGUAGE,
        *catalogue_growth.WORK,
        *catalogue_growth.TRAINING,
        *catalogue_living.HOUSING,
        *catalogue_living.PARTICIPATION,
    )
}


def by_topic(word: str = "") -> Iterator[tuple[str, list[StepTemplate]]]:
    """Walk through topics with their templates; with a word, only those whose title has it."""
    wanted = word.casefold().split()
    for topic in TOPICS:
        found = [
            template
            for template in CATALOGUE.values()
            if template.topic == topic and _has(template, wanted)
        ]
        if found:
            yield topic, found


def _has(template: StepTemplate, wanted: list[str]) -> bool:
    """True when every word stands in the title, the office or the key: German or English."""
    told = f"{german(template.title)} {template.title} {template.office} {template.key}"
    return all(word in told.casefold() for word in wanted)
