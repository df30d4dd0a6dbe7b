"""perf_16: statements, bytes and plans of the public list; in a grown region a town is as quick."""

import pytest
from flask import Flask

from app.core.db import db
from app.core.i18n import LANGUAGES
from tests.bench import searching, sizes
from tests.visits import visitor_of

pytestmark = pytest.mark.perf_16


def test_a_grown_region_slows_no_town_down(app: Flask) -> None:
    region = searching.Region()
    # a wide margin: the gate shares its machine
    assert searching.growth(region, few=500, many=2_500, rounds=4) <= 8
    assert "ix_offer_search_town_lang" in searching.plan()
    browser = visitor_of(app)
    browser.get("/offers")
    for address in searching.region_addresses():
        assert len(sizes.statements(browser, address)) <= searching.MOST_STATEMENTS, address


@pytest.fixture
def uncounted(app: Flask) -> None:
    """A database whose rows nobody has counted: tests before this one may have."""
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS sqlite_stat1")
    db.engine.dispose()  # connections keep in mind what was counted


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("uncounted")
def test_a_new_database_searches_in_the_town_though_nobody_has_counted_its_rows() -> None:
    assert "ix_offer_search_town_lang" in searching.plan()
    assert "ix_offer_state" not in searching.plan()  # it would read all of the region


@pytest.mark.sqlite_only
def test_the_list_comes_with_the_first_answer(app: Flask) -> None:
    searching.Region().grow(searching.IN_A_TOWN)
    browser = visitor_of(app)
    for code, more in [*((one, "") for one in LANGUAGES), ("ti", "zzzzqqq"), ("ps", "zzzzqqq")]:
        weight = sizes.weigh(browser, f"/offers?town=all&lang={code}&q={more}")[0]
        assert weight <= sizes.FIRST_WINDOW, (code, more, weight)
