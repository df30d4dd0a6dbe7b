"""A day at the end of the calendar is a slip of the finger: refused in words, never a fault."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.core.forms import DateField, Form, LocalDateTimeField


class Days(Form):
    """A day and a wall time."""

    on = DateField("On")
    at = LocalDateTimeField("At")


@pytest.mark.parametrize(("year", "is_ours"), [("0001", False), ("9999", False), ("2026", True)])
def test_only_years_that_people_live_in(app: Flask, year: str, is_ours: bool) -> None:
    with app.test_request_context():
        form = Days(MultiDict({"on": f"{year}-12-31", "at": f"{year}-12-31T23:59"}))
        assert form.validate() is is_ours
        assert set(form.errors) == (set() if is_ours else {"on", "at"})
