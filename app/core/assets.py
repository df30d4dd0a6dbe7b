"""Static files under an address that changes with their content, precompressed; critical CSS."""

import base64
import functools
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import brotli
from flask import Flask
from markupsafe import Markup
from whitenoise import WhiteNoise

STATIC = Path(__file__).resolve().parents[1] / "static"
# Inlined on every page: on a slow line one answer that paints beats a second request that blocks.
CRITICAL = ("tokens.css", "base.css", "layout.css", "components.css")
# Inlined beside it where people arrive, as their first screen shows it: there nothing is waited
# for. What stands further down is dressed by the linked rest and waits for it (home/home.html).
ARRIVING = {
    "meeting": ("meeting.css", "folded.css"),
    "choosing": ("topics.css", "choosing.css", "folded.css"),
}
# Linked, in one file: kept by the browser before a page after the first asks for it.
LATER = ("topics.css", "meeting.css", "choosing.css", "folded.css", "later.css")
_COMPRESSED = {".css", ".js", ".svg", ".json"}
_IMMUTABLE = 365 * 24 * 3600  # seconds


def release() -> str:
    """A short hash over all static files: the same files, the same address."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(STATIC).as_posix().encode())
            digest.update(_served(path))
    return digest.hexdigest()[:10]


@functools.cache
def drawn_by() -> str:
    """A short hash over what draws pages, beside the files they link: code, templates, texts."""
    digest = hashlib.sha256()
    app = STATIC.parent
    texts = app.parent / "translations"
    for path in sorted([*app.rglob("*.py"), *app.rglob("*.html"), *texts.rglob("*.po")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def css_of(names: Iterable[str]) -> str:
    """Stylesheets one after the other, without comments and spaces nobody needs."""
    text = "".join((STATIC / "css" / name).read_text() for name in names)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s*([{};,>])\s*", r"\1", text)
    return re.sub(r":\s+", ":", text).replace(";}", "}").strip()


def style_hash(css: str) -> str:
    """The content policy's source that allows exactly this inline stylesheet."""
    digest = hashlib.sha256(css.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def init_app(app: Flask, *, cache: Path) -> None:
    """Serve app/static under /static/<release>/ and give templates `asset()`."""
    version = release()
    critical = css_of(CRITICAL)
    arriving = {name: css_of(files) for name, files in ARRIVING.items()}
    app.config["RELEASE"] = version
    app.config["DRAWN_BY"] = f"{version}{drawn_by()}"
    app.config["STYLE_HASH"] = " ".join(sorted(map(style_hash, [critical, *arriving.values()])))
    app.jinja_env.globals.update(
        critical_css=Markup(critical),  # noqa: S704  # because: our own files, no data in them
        arriving_css={name: Markup(css) for name, css in arriving.items()},  # noqa: S704
        asset=lambda name: f"/static/{version}/{name}",
        release=version,
    )
    inner = app.wsgi_app
    served = WhiteNoise(
        inner,
        max_age=_IMMUTABLE,
        immutable_file_test=lambda *_: True,
        mimetypes={".svg": "image/svg+xml; charset=utf-8"},
    )
    served.add_files(str(_compressed(cache / version)), prefix=f"static/{version}/")

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        """Files are only read: any other method is for the application to refuse."""
        is_reading = environ["REQUEST_METHOD"] in ("GET", "HEAD")
        return (served if is_reading else inner)(environ, start_response)

    app.wsgi_app = answer  # type: ignore[method-assign]


def _served(path: Path) -> bytes:
    """What a browser gets of a file."""
    if path.name == LATER[-1]:
        return css_of(LATER).encode()
    body = path.read_bytes()
    return lean(body.decode()).encode() if path.parent.name == "js" else body


def lean(script: str) -> str:
    """A script of ours without indentation and the lines that are comments: a fifth of its bytes.

    So no text of a script may go over several lines (tests/house/test_assets.py).
    """
    return re.sub(r"^\s*(//.*)?\n|^\s*/\*(?:.|\n)*?\*/\s*\n|^[ \t]+", "", script, flags=re.M)


def _compressed(folder: Path) -> Path:
    """Copy the static files beside their brotli form, once per release."""
    if folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=folder.parent))
    shutil.copytree(STATIC, draft, dirs_exist_ok=True)
    for path in draft.rglob("*"):
        if path.suffix in _COMPRESSED:
            path.write_bytes(body := _served(path))
            path.with_name(path.name + ".br").write_bytes(brotli.compress(body))
    draft.chmod(0o755)
    try:
        os.rename(draft, folder)
    except OSError:
        shutil.rmtree(draft)
        if not folder.exists():  # else another process was quicker: its copy is the same
            raise
    return folder
