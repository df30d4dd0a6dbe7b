"""perf_16: searching in one town of a large region, and in all of the region at once.

perf_15, that what people type is found, is a list and exact: tests/offers/recall.py.
"""

import itertools
import random
import statistics
import time
import uuid
from collections.abc import Iterator
from datetime import time as wall
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.carriers.models import Municipality
from app.core import clock
from app.core.db import db, transaction
from app.core.words import TOPICS
from app.offers.finding import Search
from app.offers.models import (
    Location,
    Offer,
    OfferLanguage,
    Schedule,
    SearchText,
    SearchWord,
)
from app.offers.search import vocabulary
from app.offers.towns import towns
from app.offers.wish import Wish
from tests import postgres
from tests.bench import sizes, stage
from tests.bench.lines import Measured, NotHere
from tests.postgres import ADMIN, engine_by
from tests.visits import visitor_of
from tools.machine import find_postgres

IN_A_TOWN = 500  # offers
FEW, MANY = 1_000, 100_000
ROUNDS = 15
REGION_P95, MOST_STATEMENTS = 150.0, 6  # milliseconds
WORDS = (
    "sprach kurs treff cafe beratung frauen kinder deutsch spiel gruppe hilfe schule familie"
    " garten sport musik fest werkstatt recht arbeit wohnung erlaubnis aufenthalt bildung lern"
    " jugend eltern senioren markt stadt bus pflege digital bewerbung ausbildung studium"
)
PARTS = WORDS.split()
LETTERS = {"de": ("bcdfgklmnprst", "aeiou"), "ar": ("بتجدرسشصطعفقكلمنهوي", "اوي")}
TOWN = "08900000"
COMMON, RARE, NOWHERE, MISTYPED = "kurs", "erlaubnisgarten", "zzzzqqq", "sprcahcafe"


def town_wishes() -> list[Wish]:
    """A common word, a rare one, two words, none that is there."""
    asked = (COMMON, RARE, f"{COMMON} treff", NOWHERE)
    return [Wish(query=query, town=TOWN) for query in asked]


def region_addresses() -> Iterator[str]:
    """What people ask of a whole region."""
    for query in (COMMON, RARE, f"{COMMON}+treff", NOWHERE, MISTYPED, "", "سلام", "arbeit"):
        yield f"/offers?town=all&lang=ar&q={query}"
    for more in (
        "when=now",
        "when=week",
        "free=1&level=A2",
        "sort=fresh",
        "topic=work&language=ti",
    ):
        yield f"/offers?town=all&{more}"
    yield f"/offers?town={TOWN}&km=50&sort=near&q={COMMON}"
    yield f"/offers?town=all&when=week&age=30&q={COMMON}"


class Region:
    """Invented offers, five hundred a town, the same each time."""

    def __init__(self) -> None:
        self.random = random.Random(16)  # noqa: S311  # because: invented offers, no secrets
        self.invented = {lang: [self._invented(lang) for _ in range(2_000)] for lang in LETTERS}
        self.known: set[str] = set()
        self.towns = 0

    def grow(self, offers: int) -> None:
        """Add towns until the region has so many offers; the planner knows them."""
        with transaction():
            while self.towns * IN_A_TOWN < offers:
                self._add_town()
        with engine_by(ADMIN).begin() as connection:
            connection.exec_driver_sql("ANALYZE")

    def _add_town(self) -> None:
        number = self.towns
        self.towns += 1
        ags = f"{int(TOWN) + number:08}"
        place = {"latitude": 48.0 + number % 15 / 30, "longitude": 9.0 + number // 15 / 20}
        town = {"ags": ags, "name": f"Ort {number}", "district_ags": ags[:5], "district_name": "K"}
        rows: dict[Any, list[dict[str, Any]]] = {Municipality: [{**town, **place}]}
        for table in (Offer, Location, Schedule, OfferLanguage, SearchText):
            rows[table] = []
        for _ in range(IN_A_TOWN):
            self._add_offer(ags, place, rows)
        new = set().union(*(vocabulary(row["text"]) for row in rows[SearchText])) - self.known
        self.known |= new
        rows[SearchWord] = [{"word": word} for word in sorted(new)]
        for table, values in rows.items():
            if values:
                db.session.execute(sa.insert(table.__table__), values)

    def _add_offer(
        self, ags: str, town: dict[str, float], rows: dict[Any, list[dict[str, Any]]]
    ) -> None:
        pick, key = self.random.choice, uuid.UUID(int=self.random.getrandbits(128))
        name = f"{pick(PARTS)}{pick(PARTS)} {pick(self.invented['de'])}"
        german = f"{name} {self._text('de')}"
        day = clock.today() - timedelta(days=self.random.randrange(150))
        rows[Offer].append(
            {"id": key, "name": name.title(), "description": german, "topic": pick(list(TOPICS)),
             "kind": "other", "state": "published", "is_free": pick([True, False]),
             "min_level": pick([None, "A1", "B1"]), "municipality_ags": ags, "assured_date": day,
             "assured_by": "Helferkreis", "last_modified": clock.now()}
        )  # fmt: skip
        place = {name: self.random.gauss(at, 0.02) for name, at in town.items()}
        rows[Location].append(
            {"offer_id": key, "address_1": "Weg 1", "postal_code": "70000", "city": "Ort", **place}
        )
        days, opens = pick(["MO,WE", "TU", "SA", "MO,TU,WE,TH,FR"]), pick([9, 14, 18])
        rows[Schedule].append(
            {"offer_id": key, "byday": days, "opens_at": wall(opens), "closes_at": wall(opens + 3)}
        )
        rows[OfferLanguage].append({"offer_id": key, "code": pick(["de", "ar", "ti"])})
        texts = {"de": german, "ar": f"{self._text('ar')} {german}"}
        for lang in ("de", "ar") if self.random.random() < 0.5 else ("de",):
            rows[SearchText].append(
                {"offer_id": key, "lang": lang, "municipality_ags": ags, "name": name,
                 "text": texts[lang]}
            )  # fmt: skip

    def _text(self, lang: str) -> str:
        words = (self._word(lang) for _ in range(30))
        return " ".join(words)

    def _word(self, lang: str) -> str:
        pick = self.random.choice
        if lang == "de" and self.random.random() < 0.2:
            return pick(PARTS) + pick(PARTS)
        return pick(self.invented[lang])

    def _invented(self, lang: str) -> str:
        hard, soft = LETTERS[lang]
        pick = self.random.choice
        return "".join(pick(hard) + pick(soft) for _ in range(self.random.randint(2, 5)))


def in_town(rounds: int) -> dict[str, float]:
    """Seconds of each search in one town, the best of many."""
    known = [town for town in towns(None) if town.ags == TOWN]
    return {
        wish.query: min(_seconds(Search(wish, reader="ar", towns=known)) for _ in range(rounds))
        for wish in town_wishes()
    }


def _seconds(search: Search) -> float:
    began = time.perf_counter()
    search.find()
    return time.perf_counter() - began


def growth(region: Region, *, few: int, many: int, rounds: int = ROUNDS) -> float:
    """How many times as long the slowest kind of search in a town takes in a grown region."""
    region.grow(few)
    before = in_town(rounds)
    region.grow(many)
    return max(now / before[query] for query, now in in_town(rounds).items())


def region_p95(browser: FlaskClient) -> float:
    """Milliseconds in which 95 of 100 pages about the whole region are made."""
    taken = []
    for address in itertools.chain(*(region_addresses() for _ in range(5))):
        began = time.perf_counter()
        assert browser.get(address).status_code == 200
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(taken, n=20)[-1]


def plan() -> str:
    """How the database goes about a search in one town."""
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, text: str, parameters: Any, *_rest: Any) -> None:
        sent.append((text, parameters))

    connection = db.session.connection()
    sa.event.listen(connection, "before_cursor_execute", note)
    Search(town_wishes()[0], reader="ar", towns=[]).find()
    sa.event.remove(connection, "before_cursor_execute", note)
    text, parameters = sent[0]
    explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    return "\n".join(str(row) for row in connection.exec_driver_sql(explain + text, parameters))


def on_one(app: Flask) -> dict[str, float]:
    """All figures of one database."""
    browser = visitor_of(app)
    figures = {"growth": growth(Region(), few=FEW, many=MANY), "p95_ms": region_p95(browser)}
    page = "/offers?town=all&lang=ar"
    statements = max(len(sizes.statements(browser, one)) for one in region_addresses())
    return {
        **figures,
        "statements": float(statements),
        "bytes": float(sizes.weigh(browser, page)[0]),
    }


def measured(_app: Flask) -> Measured:
    """The worse of the two databases, each with a hundred thousand offers."""
    if find_postgres() is None:
        raise NotHere("no PostgreSQL on this machine")
    with stage.application() as app:
        found = {"sqlite": on_one(app)}
    with (
        postgres.running_server() as server,
        stage.application(postgres.make_database(server)) as a,
    ):
        found["postgresql"] = on_one(a)
        engine_by(ADMIN).dispose()
    worst = {name: max(one[name] for one in found.values()) for name in found["sqlite"]}
    holds = (
        worst["p95_ms"] <= REGION_P95
        and worst["statements"] <= MOST_STATEMENTS
        and worst["bytes"] <= sizes.FIRST_WINDOW
    )
    told = {f"{kind}_{name}": n for kind, one in found.items() for name, n in one.items()}
    return Measured(value=worst["growth"], told=told, holds=holds)
