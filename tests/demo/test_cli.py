"""flask demo: an empty database becomes a town, a lived-in one is left alone."""

import json

import pytest
from flask import Flask

from app.core.db import db
from app.people.models import Person
from tests.cast import Member


def test_the_town_is_built_once(app: Flask) -> None:
    runner = app.test_cli_runner()
    built = runner.invoke(args=["demo", "load", "--clients", "8", "--json"])
    assert built.exit_code == 0, built.output
    people = json.loads(built.output)["people"]
    assert set(people[0]) == {"name", "role", "language", "entry_url"}
    assert {"client", "manager", "volunteer", "coordinator"} <= {one["role"] for one in people}
    count = db.session.query(Person).count()
    again = runner.invoke(args=["demo", "load"])
    assert again.exit_code == 1
    assert "only built in an empty one" in again.output
    assert db.session.query(Person).count() == count


def test_a_standing_town_gets_new_links(app: Flask) -> None:
    runner = app.test_cli_runner()
    first = json.loads(runner.invoke(args=["demo", "open", "--json"]).output)["people"]
    second = json.loads(runner.invoke(args=["demo", "open", "--json"]).output)["people"]
    assert sorted(one["name"] for one in first) == sorted(one["name"] for one in second)
    assert not {one["entry_url"] for one in first} & {one["entry_url"] for one in second}


def test_real_people_are_never_mixed_with_invented_ones(app: Flask, jana: Member) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["demo", "load"]).exit_code == 1
    opened = runner.invoke(args=["demo", "open"])
    assert (opened.exit_code, opened.output.strip()) == (0, "")


@pytest.mark.parametrize("words", [["--clients", "0"], ["--clients", "x"], ["--seed", "x"]])
def test_unusable_numbers_are_refused(app: Flask, words: list[str]) -> None:
    assert app.test_cli_runner().invoke(args=["demo", "load", *words]).exit_code == 2
