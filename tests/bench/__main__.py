"""make bench: `python -m tests.bench [perf_03 ...]` prints one JSON object per goal."""

import json
import operator
import sys
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

from tests.bench import paint, second_wall, sizes, stage


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A promised figure and how it is measured."""

    limit: float
    measure: Callable[[Flask], float]
    digits: int = 2

    def line(self, name: str, app: Flask) -> dict[str, object]:
        """Measure, and say whether the promise holds."""
        goal = f"<= {self.limit:.10g}"
        try:
            value = round(self.measure(app), self.digits)
        except (paint.NoBrowser, second_wall.NoServer) as why:
            return {"name": name, "value": None, "goal": goal, "ok": False, "why": str(why)}
        ok = operator.le(value, self.limit)
        return {
            "name": name,
            "value": int(value) if not self.digits else value,
            "goal": goal,
            "ok": ok,
        }


def statements(app: Flask) -> float:
    """SQL statements of the first page."""
    browser = stage.signed_in(app, stage.busy_client())
    browser.get("/home")
    return len(sizes.statements(browser, "/home"))


def first_answer(app: Flask) -> float:
    """The first page with its CSS in its heaviest language, in first windows."""
    browser = stage.signed_in(app, stage.busy_client())
    return max(sizes.home_by_language(browser).values()) / sizes.FIRST_WINDOW


def first_visit(app: Flask) -> float:
    """Bytes of the whole first visit."""
    return sum(sizes.first_visit(stage.signed_in(app, stage.busy_client())).values())


GOALS = {
    "perf_03": Goal(limit=4, measure=statements, digits=0),
    "perf_07": Goal(limit=1.0, measure=first_answer),
    "perf_08": Goal(limit=sizes.FIRST_VISIT, measure=first_visit, digits=0),
    "perf_09": Goal(limit=1.5, measure=paint.first_paint),
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
