"""Commands of the operator and the translator."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import catalogues, coverage
from app.core.db import db
from app.core.i18n import LANGUAGES
from app.network import checks


@pytest.mark.sqlite_only
def test_languages_are_listed_with_their_state(app: Flask) -> None:
    shown = app.test_cli_runner().invoke(args=["languages"])
    assert shown.exit_code == 0
    lines = shown.output.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(LANGUAGES)
    english = next(line for line in lines if line.startswith("en "))
    assert english.split()[1:3] == ["100", "%"]


@pytest.mark.sqlite_only
def test_languages_are_listed_before_there_is_a_database(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = sa.text("SELECT key FROM not_there")
    monkeypatch.setattr(checks, "checked", lambda _code: db.session.scalar(nowhere))
    counted = coverage.coverage(LANGUAGES["ti"])  # one for all: each is read from its file
    monkeypatch.setattr(coverage, "coverage", lambda _language, **_more: counted)
    shown = app.test_cli_runner().invoke(args=["languages"])
    assert shown.exit_code == 0
    assert [line.split()[5] for line in shown.output.splitlines()[1:]] == ["?"] * len(LANGUAGES)


def test_extract_prints_a_template(app: Flask) -> None:
    shown = app.test_cli_runner().invoke(args=["strings", "extract"])
    assert 'msgid "Not found"' in shown.output
    assert "Translators: the ten topics" not in shown.output, "the mark itself is taken off"


def test_check_says_what_is_wrong_and_fails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        coverage, "complaints", lambda language, *_, **__: [f"{language.code}: bad"]
    )
    shown = app.test_cli_runner().invoke(args=["strings", "check"])
    assert shown.exit_code == 1
    assert "kmr: bad" in shown.output
    monkeypatch.setattr(coverage, "complaints", lambda *_, **__: [])
    assert app.test_cli_runner().invoke(args=["strings", "check"]).exit_code == 0


def test_update_names_what_changed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [["de", "ar"], []]
    monkeypatch.setattr(catalogues, "update", lambda: answers.pop(0))
    runner = app.test_cli_runner()
    assert runner.invoke(args=["strings", "update"]).output == "changed: de, ar\n"
    assert runner.invoke(args=["strings", "update"]).output == "nothing changed\n"


def test_a_template_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "app" / "templates" / "x.html"
    broken.parent.mkdir(parents=True)
    broken.write_text("{% if %}")
    with pytest.raises(catalogues.Untidy, match=r"app/templates/x\.html"):
        catalogues.extract(tmp_path)
