"""make bench speaks JSON, one line per goal, and says when a goal is unknown or missed."""

import json

import pytest
from flask import Flask

from tests.bench import paint
from tests.bench.__main__ import GOALS, main
from tests.bench.lines import Goal, Measured


def test_a_line_has_the_contracts_fields(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["perf_03"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line == {"name": "perf_03", "value": line["value"], "goal": "<= 4", "ok": True}


def test_an_unknown_goal_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["perf_99"]) == 2
    assert "There are: perf_01" in capsys.readouterr().err


@pytest.mark.parametrize(("value", "ok"), [(1.5, True), (1.51, False)])
def test_a_missed_goal_is_not_ok(value: float, ok: bool) -> None:
    line = Goal(limit=1.5, measure=lambda _app: value).line("perf_09", Flask("x"))
    assert line == {"name": "perf_09", "value": value, "goal": "<= 1.5", "ok": ok}


def test_what_else_was_promised_counts_too() -> None:
    found = Measured(value=0.9, told={"times_naive": 80.123}, holds=False)
    line = Goal(limit=0.7, sign=">=", measure=lambda _app: found).line("perf_11", Flask("x"))
    assert line == {
        "name": "perf_11",
        "value": 0.9,
        "goal": ">= 0.7",
        "ok": False,
        "times_naive": 80.12,
    }


def test_without_a_browser_the_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paint, "find_chromium", lambda: None)
    line = GOALS["perf_09"].line("perf_09", Flask("x"))
    assert (line["ok"], line["value"], line["why"]) == (False, None, "no Chromium on this machine")


def test_without_node_the_line_says_so_and_nothing_is_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.bench.lighthouse.shutil.which", lambda _name: None)
    line = GOALS["lighthouse"].line("lighthouse", Flask("x"))
    assert (line["ok"], line["value"]) == (True, None)
    assert line["why"] == "not measured: node is missing"
