"""Whether a client was expected today. Appointments stand above this feature and answer."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask, current_app

IsExpected = Callable[[int, datetime], bool]


def init_app(app: Flask, answer: IsExpected) -> None:
    """Keep who knows the answer."""
    app.extensions["is_expected"] = answer


def is_expected(client_id: int, *, now: datetime) -> bool:
    """True when an appointment of this client today stood in the calendar before today."""
    answer: IsExpected = current_app.extensions["is_expected"]
    return answer(client_id, now)
