"""Static files are prepared once per release, by whoever comes first."""

import os
from pathlib import Path

import pytest

from app.core import assets


def test_who_comes_second_takes_the_copy_of_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "release"

    def beaten(source: str, to: str) -> None:
        Path(to).mkdir()
        raise OSError("not empty")

    monkeypatch.setattr(os, "rename", beaten)
    assert assets._compressed(target) == target
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_cannot_be_made_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without this the site would come up without a single stylesheet."""

    def refused(source: str, to: str) -> None:
        raise PermissionError("read-only")

    monkeypatch.setattr(os, "rename", refused)
    with pytest.raises(PermissionError):
        assets._compressed(tmp_path / "release")


@pytest.mark.parametrize("path", sorted(assets.STATIC.glob("js/*.js")), ids=lambda p: p.name)
def test_only_comments_and_indentation_are_left_out_of_a_script(path: Path) -> None:
    """A text over several lines could hold what looks like a comment."""
    lines = path.read_text().splitlines()
    assert not [line for line in lines if line.count("`") % 2], "texts stand in one line each"
    inside, code = False, []
    for line in map(str.strip, lines):
        inside = inside or line.startswith("/*")
        if line and not inside and not line.startswith("//"):
            code.append(line)
        inside = inside and not line.endswith("*/")
    assert [line.strip() for line in assets.lean(path.read_text()).splitlines()] == code
