"""flask offers import: figures, a reason for each rejected row, exit 1 when there was one."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db, transaction
from app.exchange.models import IntakeSource
from app.exchange.reading import LARGEST
from app.offers.models import Offer
from tests import build
from tests.exchange.answers import answer, place

READ = ["offers", "import", "integreat"]


@pytest.fixture
def imported(app: Flask, tmp_path: Path) -> Any:
    with transaction():
        build.municipality()

    def run(data: bytes, *more: str, ags: str = build.TOWN) -> Any:
        file = tmp_path / "answer.json"
        file.write_bytes(data)
        return app.test_cli_runner().invoke(args=[*READ, str(file), "--municipality", ags, *more])

    return run


def offers() -> int:
    return db.session.scalar(sa.select(sa.func.count(Offer.id))) or 0


def test_a_dry_run_only_tells_and_the_import_does_it(imported: Any) -> None:
    data = answer(place(), place("x", title=""))
    tried = imported(data, "--dry-run")
    assert tried.stdout.splitlines()[:4] == [
        "created: 1",
        "updated: 0",
        "unchanged: 0",
        "rejected: 1",
    ]
    assert (offers(), db.session.scalar(sa.select(sa.func.count(IntakeSource.id)))) == (0, 0)
    done = imported(data)
    assert done.stdout == tried.stdout
    assert done.stdout.splitlines()[-1] == "row 2 (testkreis/locations/x): The name is missing"
    assert (done.exit_code, offers()) == (1, 1)
    assert done.stderr == "1 of 1\n"
    again = imported(answer(place()))
    assert (again.exit_code, again.stdout.splitlines()[2]) == (0, "unchanged: 1")


@pytest.mark.parametrize("data", [b"[{", b"\xff\xfe\x00", b"[" * 100_000, b" " * (LARGEST + 1)])
def test_a_file_that_cannot_be_read_changes_nothing(imported: Any, data: bytes) -> None:
    done = imported(data)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: This file is") or "cannot be read" in done.stderr
    assert offers() == 0


def test_part_of_a_list_withdraws_nothing(imported: Any) -> None:
    imported(answer(place(), place("haus")))
    assert "withdrawn: 0" in imported(answer(place()), "--part").stdout
    assert "withdrawn: 1" in imported(answer(place()), "--dry-run").stdout
    assert "withdrawn: 1" in imported(answer(place())).stdout


def test_other_towns_and_other_languages_are_named(imported: Any) -> None:
    assert "there is no municipality 09999999" in imported(answer(place()), ags="09999999").stderr
    assert "another language" in imported(answer(place()), "--language", "ar").stderr
