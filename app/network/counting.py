"""How often something is missing, so that no number ever leads to one person.

Numbers come in full fives alone, without a sum anywhere: what one more signal changes, and what a
sum minus its parts would say, cannot be reckoned back. Places below five are told together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.carriers.models import Municipality
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.words import TOPICS
from app.network.models import NeedSignal
from app.offers.care import in_area

LEAST = 5  # fewer are never told
WINDOW = timedelta(days=365)
_MOST_TEXTS = 200


def told(count: int) -> int:
    """What of a number is told: full fives."""
    return count - count % LEAST


def told_together(counts: Iterable[int]) -> int:
    """What is told of several places that have fewer than five each.

    As many as there can be at most would say that each has four: then one five less is told.
    """
    each = list(counts)
    return told(min(sum(each), len(each) * (LEAST - 1) - 1)) if each else 0


@dataclass(frozen=True, kw_only=True)
class Words:
    """What somebody wrote about a need that is told."""

    id: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One topic: places with at least five, all others together, and what was written."""

    topic: str
    places: tuple[tuple[str, int], ...]  # name, at least so many
    others: int  # at least so many; 0: fewer than five
    words: tuple[Words, ...]


def count_needs(viewer: Viewer) -> list[Counted]:
    """All topics, always, for the viewer's area and the last twelve months; two statements."""
    area = in_area(NeedSignal.municipality_ags, viewer)
    lately = NeedSignal.told_on > clock.today() - WINDOW
    rows = db.session.execute(
        sa.select(NeedSignal.topic, NeedSignal.municipality_ags, Municipality.name, sa.func.count())
        .join(Municipality, Municipality.ags == NeedSignal.municipality_ags)
        .where(area, lately)
        .group_by(NeedSignal.topic, NeedSignal.municipality_ags, Municipality.name)
        .order_by(Municipality.name)
    ).all()
    counts = {(topic, ags): (name, count) for topic, ags, name, count in rows}
    words = _words(area, lately, {cell: told(count) for cell, (_name, count) in counts.items()})
    return [_counted(topic, counts, words.get(topic, ())) for topic in TOPICS]


def _counted(
    topic: str, counts: Mapping[tuple[str, str], tuple[str, int]], words: Iterable[Words]
) -> Counted:
    own = [held for (of, _ags), held in counts.items() if of == topic]
    return Counted(
        topic=topic,
        places=tuple((name, told(count)) for name, count in own if count >= LEAST),
        others=told_together(count for _name, count in own if count < LEAST),
        words=tuple(sorted(words, key=lambda one: one.text.casefold())),
    )


def _words(
    area: sa.ColumnElement[bool], lately: sa.ColumnElement[bool], shown: dict[tuple[str, str], int]
) -> dict[str, list[Words]]:
    """Texts of the needs that are told, by topic: of a place with seven, of the first five."""
    nth = sa.func.row_number().over(
        partition_by=(NeedSignal.topic, NeedSignal.municipality_ags), order_by=NeedSignal.id
    )
    numbered = (
        sa.select(
            NeedSignal.id,
            NeedSignal.topic,
            NeedSignal.municipality_ags,
            NeedSignal.text,
            nth.label("nth"),
        )
        .where(area, lately)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(numbered).where(numbered.c.text.is_not(None)).order_by(numbered.c.id.desc())
    )
    found: dict[str, list[Words]] = {}
    for row in rows:
        held = found.setdefault(row.topic, [])
        if row.nth <= shown[row.topic, row.municipality_ags] and len(held) < _MOST_TEXTS:
            held.append(Words(id=row.id, text=row.text))
    return found
