"""All legal hints of the program: those of the catalogue, and those about a client's papers."""

from collections.abc import Iterator

from app.carriers.hints import Check, Hint, checks_of
from app.caseload.situation_words import LEGAL
from app.core.errors import Missing
from app.plan.catalogue import CATALOGUE, by_topic
from app.plan.template import StepTemplate


def by_heading() -> Iterator[tuple[str | None, list[Hint]]]:
    """Walk through topics with their hints; last, without a topic, what is said of papers."""
    for topic, templates in by_topic():
        yield topic, [template.hint for template in templates]
    yield None, list(LEGAL.values())


def get_hint(key: str) -> Hint:
    """One of them; raise Missing."""
    for _topic, hints in by_heading():
        for hint in hints:
            if hint.key == key:
                return hint
    raise Missing


def all_hints() -> list[Hint]:
    """Every one."""
    return [template.hint for template in CATALOGUE.values()] + list(LEGAL.values())


def check_of(template: StepTemplate | None) -> Check | None:
    """Whether the open carrier has checked a step of the catalogue as it is."""
    return None if template is None else checks_of([template.hint]).get(template.key)
