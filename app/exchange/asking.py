"""What somebody asks of the HSDS read API: parameters of the standard, each with its limits."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.core.i18n import DEFAULT, find_language

MOST = 200  # whole services on one page
MOST_MINIMAL = 10_000  # of ids alone
_SIZE = 50
_LONGEST = 120  # letters of a search
_FARTHEST = 200_000  # metres


class BadQuestion(Exception):
    """A parameter that cannot be understood; `reason` says which and why, in English."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Question:
    """One request in our words."""

    lang: str = DEFAULT.code
    page: int = 1
    per_page: int = _SIZE
    search: str = ""
    modified_after: datetime | None = None
    organization_id: uuid.UUID | None = None
    taxonomy_id: uuid.UUID | None = None
    taxonomy_term_id: uuid.UUID | None = None
    parent_id: uuid.UUID | None = None
    postcode: str = ""
    proximity: int = 0  # metres
    is_minimal: bool = False
    is_full: bool = False
    with_services: bool = False  # `full_service`


def read_question(given: Mapping[str, str]) -> Question:
    """Read a request's parameters; raise BadQuestion at the first that makes no sense."""
    if given.get("format", "json") != "json":
        raise BadQuestion("format: only json is offered")
    is_minimal = _truth(given, "minimal")
    most, usual = (MOST_MINIMAL, MOST_MINIMAL) if is_minimal else (MOST, _SIZE)
    postcode, proximity = given.get("postcode", ""), _number(given, "proximity", 0, _FARTHEST)
    if proximity and not postcode:
        raise BadQuestion("proximity: it needs a postcode")
    return Question(
        lang=_language(given),
        page=_number(given, "page", 1, 10**6),
        per_page=_number(given, "per_page", usual, most),
        search=given.get("search", "")[:_LONGEST],
        modified_after=_instant(given, "modified_after"),
        organization_id=_id(given, "organization_id"),
        taxonomy_id=_id(given, "taxonomy_id"),
        taxonomy_term_id=_id(given, "taxonomy_term_id"),
        parent_id=_id(given, "parent_id"),
        postcode=postcode[:_LONGEST],
        proximity=proximity,
        is_minimal=is_minimal,
        is_full=_truth(given, "full"),
        with_services=_truth(given, "full_service"),
    )


def _language(given: Mapping[str, str]) -> str:
    """The feed that is asked for; German unless one is named, whatever the browser speaks."""
    named = given.get("lang")
    language = find_language(named) if named else DEFAULT
    if language is None:
        raise BadQuestion("lang: there is no feed in this language")
    return language.code


def _number(given: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = given.get(name)
    if not text:
        return usual
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and 1 <= int(text) <= most):
        raise BadQuestion(f"{name}: a whole number from 1 to {most}")
    return int(text)


def _truth(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name, "false").lower()
    if text not in ("true", "false"):
        raise BadQuestion(f"{name}: true or false")
    return text == "true"


def _id(given: Mapping[str, str], name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(given[name]) if given.get(name) else None
    except ValueError as error:
        raise BadQuestion(f"{name}: a UUID") from error


def _instant(given: Mapping[str, str], name: str) -> datetime | None:
    """An instant; one without a zone is UTC, and a `+` that an address made a blank is one."""
    text = given.get(name, "").replace(" ", "+") if "T" in given.get(name, "") else given.get(name)
    if not text:
        return None
    try:
        made = datetime.fromisoformat(text)
        return (made if made.tzinfo else made.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadQuestion(f"{name}: a day or an instant, as 2026-11-24T14:00:00Z") from error
