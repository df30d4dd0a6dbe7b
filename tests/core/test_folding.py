"""Each language has templates of its own; they say the same as those that look each text up."""

import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from jinja2 import DictLoader
from markupsafe import Markup

from app.core.i18n import LANGUAGES, speaking
from tests.bench.naive import plain_templates
from tests.cast import Member
from tests.notices.scene import MORNING, go_to

pytestmark = pytest.mark.sqlite_only
CHANGING = rb'value="[\w.-]{20,}"|datetime="[^"]+"|data-session="[^"]+"'
SPOKEN = (
    ("de", "de-simple", "ar", "ti") if os.environ.get("FULL_GOALS") != "1" else tuple(LANGUAGES)
)
PAGES = ("/home", "/plan", "/appointments", "/offers", "/me", "/push", "/me/consents", "/install")


@pytest.fixture
def templates(app: Flask) -> Callable[..., Any]:
    """Render a template of our own in a language."""

    def render(text: str, code: str, **names: object) -> str:
        env = app.jinja_env.overlay()
        env.loader = DictLoader({"x.html": text})
        env.__dict__["spoken"] = {}
        with app.test_request_context(), speaking(code):
            return str(env.get_template("x.html").render(**names))

    return render


def test_a_text_is_put_in_place_and_values_are_escaped(templates: Callable[..., Any]) -> None:
    text = "{{ _('Hello %(name)s', name=x) }}|{{ _('Plan') }}|{{ _('Choose %(name)s', name=x) }}"
    shown = templates(text, "de", x="<b>")
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown
    assert templates("{{ _('Choose %(name)s', name=x) }}", "en", x=Markup("<b>")) == "Choose <b>"


def test_languages_do_not_mix(templates: Callable[..., Any]) -> None:
    seen = {code: templates("{{ _('Appointments') }}", code) for code in ("de", "ar", "ti", "en")}
    assert seen["de"] == "Termine"
    assert len(set(seen.values())) == 4


@pytest.mark.parametrize(
    "planted", ["{{ _(x) }}", "{{ _('a' ~ x) }}", "{{ _() }}", "{{ _('a', **x) }}"]
)
def test_a_text_that_is_no_constant_does_not_compile(
    templates: Callable[..., Any], planted: str
) -> None:
    with pytest.raises(TypeError, match="constant"):
        templates(planted, "de", x="y")


@pytest.mark.perf_04
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_the_same_to_the_byte_as_without(
    app: Flask, signed_in: Callable[[Member], FlaskClient], selam: Member, path: str
) -> None:
    go_to(MORNING)  # pages say how old they are
    browser = signed_in(selam)
    folded = {code: _page(browser, f"{path}?lang={code}") for code in SPOKEN}
    with plain_templates(app):
        plain = {code: _page(browser, f"{path}?lang={code}") for code in SPOKEN}
    assert folded == plain


def _page(browser: FlaskClient, address: str) -> bytes:
    """The answer without what is new each time."""
    return re.sub(CHANGING, b"", browser.get(address).data)


def test_strings_are_templates_too(app: Flask) -> None:
    with app.test_request_context("/?lang=ar"):
        assert render_template_string("{{ _('Appointments') }}") == "المواعيد"
