"""A catalogue that cannot be read: its readers get simple German, nobody an error."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import i18n
from app.core.folding import SpokenEnvironment
from app.doctor import examine


@pytest.fixture
def broken(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Catalogues in a folder of their own, the Arabic one cut off, the Pashto one gone."""
    folder = tmp_path / "translations"
    shutil.copytree(i18n.TRANSLATIONS, folder, ignore=shutil.ignore_patterns("*.po"))
    (folder / "ar/LC_MESSAGES/messages.mo").write_bytes(b"\xde\x12")
    (folder / "ps/LC_MESSAGES/messages.mo").unlink()
    environment = app.jinja_env
    assert isinstance(environment, SpokenEnvironment)
    monkeypatch.setattr(i18n, "TRANSLATIONS", folder)
    monkeypatch.setitem(environment.__dict__, "spoken", {})
    _forget()
    yield folder
    _forget()


def _forget() -> None:
    i18n.catalogue.cache_clear()
    i18n.is_readable.cache_clear()


@pytest.mark.sqlite_only
def test_its_readers_get_simple_german(
    broken: Path, visitor: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    for code, page in (("ar", "de-simple"), ("ps", "de-simple"), ("fa", "fa"), ("ti", "ti")):
        shown = visitor.get(f"/?lang={code}")
        assert shown.status_code == 200
        assert f'data-language="{page}"' in shown.text
    assert "catalogue ar cannot be read" in caplog.text
    (found,) = (one for one in examine() if one.subject == "catalogues")
    assert (found.is_wrong, "ar, ps" in found.words) == (True, True)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "asked",
    ["", ",", ";q=", "xx", "ar;q=abc", "q" * 9000, "\u0661;q=\u0662", "*", "-", "ti;q=9e99"],
)
def test_whatever_a_browser_asks_for_is_answered(visitor: FlaskClient, asked: str) -> None:
    sent = {"Accept-Language": asked.encode("utf-8").decode("latin-1")}
    assert visitor.get("/", headers=sent).status_code == 200
    assert visitor.get("/", query_string={"lang": asked[:100]}).status_code == 200
