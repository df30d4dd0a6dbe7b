"""The lists of words by which offers are sorted, as HSDS taxonomies and terms.

Every id follows from the words, so that each installation names the same thing alike.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.core.i18n import DEFAULT, german, speaking, t
from app.core.ids import find_uuid
from app.core.translating import Status
from app.core.words import TOPICS
from app.exchange.entries import Entry
from app.offers.models import LEVELS
from app.offers.words import FOR_WHOM, KINDS

SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "schrittweise:hsds")

# Areas that the state funds (official German names; numbers are the codes).
FUNDING_AREAS = {
    "1": "Integrationsmanagement",
    "2": "Schule und Einstieg in den Beruf",
    "3": "Sprache",
    "4": "Bürgerschaftliches Engagement",
}
AREA_OF_TOPIC = {
    "language": "3", "school_education": "2", "training_study": "2", "work": "2",
    "participation": "4",
}  # fmt: skip
# What KURSNET calls the kinds of integration courses.
COURSES = {
    "general": ("MB 01", "Allgemeiner Integrationskurs"),
    "youth": ("MB 02", "Jugendintegrationskurs"),
    "parents": ("MB 03", "Elternintegrationskurs"),
    "women": ("MB 04", "Frauenintegrationskurs"),
    "literacy": ("MB 05", "Alphabetisierungskurs"),
    "repeat": ("MB 06", "Förderkurs"),
    "intensive": ("MB 07", "Intensivkurs"),
}
FEATURES = {"is_free": "Free of charge", "has_childcare": "Childcare", "is_step_free": "Step-free"}


def _in(lang: str, msgid: str) -> str:
    """A word of a list in one language, whoever reads; German names of their own stay."""
    if lang == DEFAULT.code:
        return german(msgid)
    with speaking(lang):
        return t(msgid)


@dataclass(frozen=True, kw_only=True)
class Term:
    """One word of one list."""

    taxonomy: str
    key: str  # what we call it
    code: str  # what the list calls it
    name: str  # msgid, or a German name of its own

    @property
    def id(self) -> uuid.UUID:
        """The same everywhere."""
        return uuid.uuid5(SPACE, f"{self.taxonomy}/{self.key}")

    def told(self, lang: str) -> dict[str, Any]:
        """It as an HSDS taxonomy_term."""
        name = _in(lang, self.name)
        return {
            "id": str(self.id),
            "code": self.code,
            "name": name,
            "description": name,
            "taxonomy": self.taxonomy,
            "taxonomy_id": str(taxonomy_id(self.taxonomy)),
            "language": lang.split("-")[0],
        }


def taxonomy_id(key: str) -> uuid.UUID:
    """The id of a list."""
    return uuid.uuid5(SPACE, key)


def _terms(taxonomy: str, names: Mapping[str, str]) -> dict[str, Term]:
    return {
        key: Term(taxonomy=taxonomy, key=key, code=key, name=name) for key, name in names.items()
    }


# key of a list -> its name (msgid or German), its words
TAXONOMIES: dict[str, tuple[str, dict[str, Term]]] = {
    "topic": ("Topic", _terms("topic", {key: one.word for key, one in TOPICS.items()})),
    "kind": ("Kind", _terms("kind", KINDS)),
    "for_whom": ("Only for", _terms("for_whom", FOR_WHOM)),
    "german_level": ("German level needed", _terms("german_level", {x: x for x in LEVELS})),
    "feature": ("What helps to come", _terms("feature", FEATURES)),
    "funding_area": ("Förderbereich", _terms("funding_area", FUNDING_AREAS)),
    "course_kind": (
        "KURSNET",
        {
            key: Term(taxonomy="course_kind", key=key, code=code, name=name)
            for key, (code, name) in COURSES.items()
        },
    ),
    "translation": ("translation status", _terms("translation", {s: s.upper() for s in Status})),
}
TERMS = {term.id: term for _name, terms in TAXONOMIES.values() for term in terms.values()}


@cache
def taxonomy_told(key: str, lang: str) -> dict[str, Any]:
    """A list as an HSDS taxonomy."""
    name = _in(lang, TAXONOMIES[key][0])
    return {"id": str(taxonomy_id(key)), "name": name, "description": f"{name} ({key})"}


@cache
def term_told(taxonomy: str, key: str, lang: str) -> dict[str, Any]:
    """A word of a list as an HSDS taxonomy_term."""
    return TAXONOMIES[taxonomy][1][key].told(lang)


def terms_of(entry: Entry) -> list[tuple[str, str]]:
    """Every list and word that fits an offer, in a fixed order."""
    one = {
        "topic": entry.topic,
        "kind": entry.kind,
        "german_level": entry.min_level,
        "funding_area": AREA_OF_TOPIC.get(entry.topic, "1") if entry.topic else "",
    }
    many = {"for_whom": entry.for_whom, "course_kind": entry.course_kinds}
    single = [(taxonomy, key) for taxonomy, key in one.items() if key]
    return single + [(taxonomy, key) for taxonomy, keys in many.items() for key in sorted(keys)]


def term_of(row: Mapping[str, Any]) -> Term | None:
    """The word of ours that a taxonomy_term of a file is, by its id."""
    id_ = find_uuid(row.get("id"))
    return TERMS.get(id_) if id_ else None
