"""A promised figure, and the line that says whether it holds."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Flask

COMPARE = {"<=": operator.le, ">=": operator.ge}


class NotHere(Exception):
    """This machine lacks what the figure is measured with."""


class NotAsked(NotHere):
    """It lacks what the figure is only promised with: then nothing is missed."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A figure with what else was found on the way; `holds`: the rest of the promise."""

    value: float
    told: Mapping[str, float] = field(default_factory=dict)
    holds: bool = True


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A promised figure and how it is measured."""

    limit: float
    measure: Callable[[Flask], float | Measured]
    digits: int = 2
    sign: str = "<="

    def line(self, name: str, app: Flask) -> dict[str, object]:
        """Measure, and say whether the promise holds."""
        goal = f"{self.sign} {self.limit:.10g}"
        try:
            found = self.measure(app)
        except NotHere as why:
            is_free = isinstance(why, NotAsked)
            return {"name": name, "value": None, "goal": goal, "ok": is_free, "why": str(why)}
        measured = found if isinstance(found, Measured) else Measured(value=found)
        value = round(measured.value, self.digits)
        ok = COMPARE[self.sign](value, self.limit) and measured.holds
        told = {what: round(number, self.digits) for what, number in measured.told.items()}
        shown = value if self.digits else int(value)
        return {"name": name, "value": shown, "goal": goal, "ok": ok, **told}
