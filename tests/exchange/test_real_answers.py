"""Every Integreat answer and the HSDS example beside this checkout, taken in and counted."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db, transaction
from app.exchange import integreat
from app.exchange.counting import Tally
from app.exchange.intake import take_at_once
from app.exchange.readers import READERS
from app.exchange.reading import Unreadable
from app.exchange.standing import standing
from app.offers.models import Offer, Translation
from tests import build
from tests.exchange.standard import EXAMPLE, needs_standard

FOLDER = EXAMPLE.parents[1] / "integreat_api"
KINDS = ("locations", "events")
needs_answers = pytest.mark.skipif(
    not FOLDER.exists(), reason=f"the answers of the Integreat API are not in {FOLDER}"
)
Take = Callable[[str, Path], dict[str, int]]


@pytest.fixture
def take(app: Flask) -> Take:
    """Take a file in; figures that are not zero."""
    with transaction():
        build.municipality()

    def take_in(format_: str, file: Path) -> dict[str, int]:
        reading = READERS[format_](file.read_bytes(), None)
        with transaction():
            tally, rejected = take_at_once(
                reading, ags=build.TOWN, format_=format_, by=SYSTEM, now=clock.now()
            )
        assert tally.rejected == len(rejected)
        return _not_zero(tally)

    return take_in


def _not_zero(tally: Tally) -> dict[str, int]:
    return {name: count for name, count in vars(tally).items() if count}


@needs_answers
def test_places_and_events_come_in_with_their_translations(take: Take) -> None:
    german = [take("integreat", FOLDER / f"augsburg_de_{kind}.json") for kind in KINDS]
    assert german == [{"created": 20}, {"created": 20}]  # six dates of one series are one offer
    others = {
        lang: [take("integreat", FOLDER / f"augsburg_{lang}_{kind}.json") for kind in KINDS]
        for lang in ("en", "ar", "fa")
    }
    assert others["en"] == [{"updated": 20}, {"updated": 20}]
    # what nobody translated stands there in German, with and without an id
    assert others["ar"] == [{"updated": 19, "unchanged": 1}, {"updated": 19, "unchanged": 1}]
    assert others["fa"] == [{"unchanged": 20}, {"unchanged": 20}]
    per_language = sa.select(Translation.lang, sa.func.count()).group_by(Translation.lang)
    words = {lang: count for lang, count in db.session.execute(per_language)}
    assert set(words) == {"en", "ar"}
    for lang in ("de", "en", "ar", "fa"):
        for kind in KINDS:
            assert take("integreat", FOLDER / f"augsburg_{lang}_{kind}.json") == {"unchanged": 20}
    _demand_plain()


def _demand_plain() -> None:
    """No markup is left, every offer waits for a check, made-up points are none."""
    entries = standing(db.session.scalars(sa.select(Offer.id)).all())
    assert len(entries) == 40
    for entry in entries.values():
        texts = [entry.name, entry.description, *(one.text for one in entry.translations)]
        assert not any("<p" in text or "&#" in text or "&nbsp;" in text for text in texts)
        assert all(place.latitude != 1.0 for place in entry.places)
    assert set(db.session.scalars(sa.select(Offer.state))) == {"in_check"}


@needs_answers
def test_every_other_answer_is_refused_in_words() -> None:
    files = sorted(FOLDER.glob("*.json"))
    assert len(files) == 35
    read, refused = [], []
    for file in files:
        try:
            read.append(integreat.read(file.read_bytes()))
        except Unreadable as why:
            refused.append(why.words)
    assert (len(read), len(refused), all(refused)) == (8, 27, True)
    assert [one.rejected for one in read] == [()] * 8
    warned = [entry for one in read for entry in one.entries if entry.warnings]
    assert [(one.source_id, one.warnings) for one in warned] == [
        ("augsburg/locations/test-ort", ("latitude", "longitude"))
    ]


@needs_standard
def test_the_example_of_hsds_comes_in_once(take: Take) -> None:
    assert take("hsds", EXAMPLE) == {"created": 1}
    assert take("hsds", EXAMPLE) == {"unchanged": 1}
