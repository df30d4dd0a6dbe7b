"""The municipalities there are: loaded once, never written over."""

import pytest
from flask import Flask

from app.carriers.models import Municipality
from app.core.db import db
from tests import build


@pytest.mark.sqlite_only
def test_a_district_is_loaded_and_what_is_there_stays(app: Flask) -> None:
    with db.session.begin():
        build.municipality(name="Unser Name")
    run = app.test_cli_runner().invoke
    assert run(args=["towns", "load", "08119"]).output == "30 added, 1 were there\n"
    assert run(args=["towns", "load", "08119", "08111"]).output == "1 added, 31 were there\n"
    own = db.session.get_one(Municipality, build.TOWN, populate_existing=True)
    assert (own.name, own.latitude, own.longitude) == ("Unser Name", 48.8349, 9.3077)
    assert db.session.get_one(Municipality, "08111000").district_name == "Stuttgart"
    assert "no municipality" in run(args=["towns", "load", "99"]).output
