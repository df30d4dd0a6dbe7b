"""make bench: `python -m tests.bench [perf_03 ...]` prints one JSON object per goal."""

import json
import sys

from flask import Flask

from tests.bench import (
    caseload,
    claiming,
    lighthouse,
    paint,
    quickness,
    sealing,
    searching,
    second_wall,
    sizes,
    stage,
    wire,
    writers,
)
from tests.bench.lines import Goal, Measured


def statements(app: Flask) -> float:
    """SQL statements of the first page."""
    browser = stage.signed_in(app, stage.busy_client())
    browser.get("/home")
    return len(sizes.statements(browser, "/home"))


def first_answers(app: Flask) -> Measured:
    """Every client page with its CSS in its heaviest language: the heaviest, in first windows.

    Beside it the bytes of those that are heavier than promised.
    """
    browser = stage.signed_in(app, stage.busy_client())
    found = sizes.heaviest(browser, sizes.pages_from(app, browser))
    short = {page: size for page, size in found.items() if page not in sizes.LISTS}
    return Measured(
        value=max(short.values()) / sizes.FIRST_WINDOW,
        told={page: float(size) for page, size in short.items() if size > sizes.HALF},
        holds=max(found.values()) <= sizes.FIRST_WINDOW,
    )


def first_visit(app: Flask) -> float:
    """Bytes of the whole first visit."""
    return sum(sizes.first_visit(stage.signed_in(app, stage.busy_client())).values())


GOALS = {
    "perf_01": Goal(limit=10, measure=quickness.pages, digits=1),
    "perf_02": Goal(limit=7, sign=">=", measure=quickness.beside_naive, digits=1),
    "perf_03": Goal(limit=4, measure=statements, digits=0),
    "perf_04": Goal(limit=5, sign=">=", measure=quickness.drawing, digits=1),
    "perf_05": Goal(limit=2, measure=quickness.unchanged, digits=1),
    "perf_06": Goal(limit=10, measure=quickness.over_http, digits=1),
    "perf_07": Goal(limit=0.5, measure=first_answers),
    "perf_08": Goal(limit=sizes.FIRST_VISIT, measure=first_visit, digits=0),
    "perf_09": Goal(limit=1.25, measure=paint.first_paint),
    "perf_10": Goal(limit=2.0, measure=sealing.measured),
    "perf_11": Goal(limit=0.7, sign=">=", measure=wire.measured),
    "perf_12": Goal(limit=1.5, measure=claiming.measured),
    "perf_13": Goal(limit=0, measure=writers.lost_or_refused, digits=0),
    "perf_14": Goal(limit=100, measure=writers.slow_end, digits=1),
    "perf_16": Goal(limit=4, measure=searching.measured),
    "perf_18": Goal(limit=60, measure=caseload.measured, digits=1),
    "lighthouse": Goal(limit=99, sign=">=", measure=lighthouse.measured, digits=0),
    "goal_03": Goal(limit=1.1, measure=second_wall.measured),
}


def main(names: list[str]) -> int:
    """Measure the named goals, or all; 1 when one is missed, 2 when one is unknown."""
    if unknown := [name for name in names if name not in GOALS]:
        print(
            f"No such goal: {', '.join(unknown)}. There are: {', '.join(GOALS)}.", file=sys.stderr
        )
        return 2
    is_missed = False
    for name in names or GOALS:
        with stage.application() as app:
            line = GOALS[name].line(name, app)
        print(json.dumps(line), flush=True)
        is_missed = is_missed or not line["ok"]
    return int(is_missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
