"""Each language has templates of its own; they say the same as those that look each text up."""

import os
import re
import uuid
from collections.abc import Callable
from typing import Any

import jinja2
import pytest
from flask import Flask, g, render_template_string
from flask.testing import FlaskClient
from jinja2 import DictLoader, UndefinedError, nodes
from markupsafe import Markup

from app.core.folding import SpokenEnvironment
from app.core.i18n import LANGUAGES, listed, speaking
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


@pytest.mark.parametrize(
    ("planted", "is_known"),
    [
        ("url_for('plan.plan')", True),
        ("url_for('plan.change_step', step_id=n, verb='finish')", True),
        ("url_for(view, step_id=n)", True),
        ("url_for(view, step_id=n ~ '')", True),
        ("url_for('offers.offer', offer_id=key)", True),
        ("url_for('home.choose_language', page=view)", True),
        ("url_for('home.choose_language', page=none_at_all)", True),
        ("url_for('home.choose_language', page='ü & <')", True),
        ("url_for('offers.offers', q=words)", True),
        ("url_for('offers.offers', q=words, page=n)", False),
    ],
)
def test_an_address_is_the_same_as_flasks(
    app: Flask, templates: Callable[..., Any], selam: Member, planted: str, is_known: bool
) -> None:
    names = {
        "key": uuid.UUID(int=7),
        "n": 12,
        "view": "plan.step",
        "words": "a b&c",
        "none_at_all": None,
    }
    env = app.jinja_env.overlay()
    assert isinstance(env, SpokenEnvironment)
    env.loader = DictLoader({"x.html": f"{{{{ {planted} }}}}"})
    env.__dict__["spoken"] = {}
    for path, viewer in (("/", None), ("/?lang=ar", None), ("/?lang=ar", selam.viewer)):
        with app.test_request_context(path):
            g.viewer = viewer
            ours = env.get_template("x.html").render(**names)
            with plain_templates(app):
                theirs = app.jinja_env.from_string(f"{{{{ {planted} }}}}").render(**names)
            assert ours == theirs
            source = env._spoken("de").compile(f"{{{{ {planted} }}}}", raw=True)
            assert ("environment.address" in source) is is_known


@pytest.mark.parametrize(
    ("planted", "is_whole"),
    [
        ("url_for('plan.plan')", True),
        ("url_for('home.choose_language', page='ü & <')", True),
        ("url_for('home.choose_language', page=none)", False),
        ("url_for('plan.change_step', step_id=n, verb='finish')", False),
        ("url_for(view)", False),
    ],
)
def test_an_address_that_all_who_are_signed_in_share_stands_in_the_compiled_page(
    app: Flask, planted: str, is_whole: bool
) -> None:
    env = app.jinja_env.overlay()
    assert isinstance(env, SpokenEnvironment)
    env.__dict__["spoken"] = {}
    with app.test_request_context():
        source = env._spoken("de", is_carrying=False).compile(f"{{{{ {planted} }}}}", raw=True)
    assert ("environment.address" not in source) is is_whole


def test_a_macro_called_directly_does_what_it_does_anyhow(templates: Callable[..., Any]) -> None:
    macros = """{% macro show(word, kind="plain", last=none) -%}
    <b>{{ word }} {{ kind }}{{ last }}</b>{%- endmacro %}
    {% macro boxed() %}<i>{{ caller() }}</i>{% endmacro %}
    {% macro other(show) %}{{ show }}{% endmacro %}"""
    assert "<b>&lt; plainNone</b>" in templates(macros + "{{ show('<') }}", "de")
    assert "<b>1 &amp;2</b>" in templates(macros + "{{ show(last=2, word=1, kind='&') }}", "de")
    assert "&lt;b&gt;" not in templates(macros + "{{ [show(1), show(2)] | join('<') }}", "de")
    assert "<i>x</i>" in templates(macros + "{% call boxed() %}x{% endcall %}", "de")
    assert "<b>" in templates(macros + "{{ show(**{'word': 1}) }}", "de")
    with pytest.raises(TypeError, match="not more than 3"):
        templates(macros + "{{ show(1, 2, 3, 4) }}", "de")


def test_what_is_kept_of_a_macro_is_escaped_by_kind(app: Flask) -> None:
    with app.test_request_context(), speaking("de"):
        module: Any = app.jinja_env.get_template("components/icon.html").module
        assert str(module.icon("<b>")) != str(module.icon(Markup("<b>")))
        assert "&lt;b&gt;" in module.icon("<b>")


def test_a_thing_without_the_asked_is_nothing_and_a_dictionary_answers(
    templates: Callable[..., Any],
) -> None:
    text = "{{ x.gone }}|{{ x.kept }}|{{ x.items() | list | length }}|{{ x.gone is defined }}"
    assert templates(text, "de", x={"kept": "<"}) == "|&lt;|1|False"
    with pytest.raises(UndefinedError):
        templates("{{ x.gone.further }}", "de", x={})


def test_a_name_means_one_macro_on_a_page(app: Flask) -> None:
    """Layout and page share their names; a macro of one must not be another of the other."""
    known = {name: _bound(app, name) for name in app.jinja_env.list_templates()}
    assert known["plan/plan.html"][0] == ["layouts/client.html"]
    assert "icon" in known["layouts/client.html"][1]
    for name in known:
        means: dict[str, tuple[str, str]] = {}
        waiting = [name]
        while waiting:
            parents, own = known[waiting.pop()]
            waiting += parents
            for alias, meant in own.items():
                assert means.setdefault(alias, meant) == meant, (name, alias)


def _bound(app: Flask, name: str) -> tuple[list[str], dict[str, tuple[str, str]]]:
    """What a template may extend, and which macro each of its names is."""
    text = app.jinja_env.loader.get_source(app.jinja_env, name)[0]  # type: ignore[union-attr]
    source = app.jinja_env.parse(text)
    named = [
        part.value for line in source.find_all(nodes.Extends) for part in line.find_all(nodes.Const)
    ]
    parents = [word for word in named if word.endswith(".html")]
    means = {macro.name: (name, macro.name) for macro in source.find_all(nodes.Macro)}
    for line in source.find_all(nodes.FromImport):
        for pair in line.names:
            whole, alias = (pair, pair) if isinstance(pair, str) else pair
            means[alias] = (line.template.as_const(), whole)
    return parents, means


def test_strings_are_templates_too(app: Flask) -> None:
    with app.test_request_context("/?lang=ar"):
        assert render_template_string("{{ _('Appointments') }}") == "المواعيد"


@pytest.mark.parametrize(("code", "comma"), [("de", ", "), ("fa-AF", "، "), ("ti", "፣ ")])
def test_a_list_has_the_comma_of_the_readers_script(
    app: Flask, templates: Callable[..., str], code: str, comma: str
) -> None:
    text = "{% for a in words %}{{ comma() if not loop.first }}{{ a }}{% endfor %}"
    assert templates(text, code, words="ab") == f"a{comma}b"
    with app.test_request_context(), speaking(code):
        assert listed(["a", "", "b"]) == f"a{comma}b"
        assert render_template_string("{{ words | listed }}", words=["a", "b"]) == f"a{comma}b"


def test_an_icon_named_by_constants_is_drawn_when_its_template_is_compiled(
    app: Flask,
) -> None:
    """One that a page names, and a name that means something else as well, wait for the page."""
    own = {
        "components/icon.html": "{% macro icon(name, turns=0) %}<i>{{ name }}</i>{% endmacro %}",
        "x.html": "{% from 'components/icon.html' import icon %}{{ icon('a') }}{{ icon(x) }}",
        "y.html": "{% from 'components/icon.html' import icon %}{{ icon('a') }}"
        "{% for icon in [x] %}{{ icon('b') }}{% endfor %}",
    }
    env = app.jinja_env.overlay()
    env.loader = DictLoader(own)
    env.__dict__["spoken"] = {}
    with app.test_request_context(), speaking("de"):
        assert env.get_template("x.html").render(x="<b>") == "<i>a</i><i>&lt;b&gt;</i>"
        beside = env._spoken("de")  # type: ignore[attr-defined]
        written = beside.compile(own["x.html"], "x.html", "x.html", raw=True)
        assert "'<i>a</i>'" in written
        assert env.get_template("y.html").render(x=lambda name: name) == "<i>a</i>b"


def test_what_every_template_knows_is_called_at_once_and_a_page_may_mean_its_own(
    templates: Callable[..., Any],
) -> None:
    assert len(templates("{{ new_op_id() }}", "de")) == 32
    assert templates("{{ new_op_id() }}", "de", new_op_id=lambda: "<") == "&lt;"
    assert templates("{% macro new_op_id() %}<i>{% endmacro %}{{ new_op_id() }}", "de") == "<i>"
    assert templates("{{ new_op_id(*[]) | length }}", "de") == "32"


def test_a_part_knows_what_its_page_knows(app: Flask) -> None:
    env = app.jinja_env.overlay()
    assert isinstance(env, SpokenEnvironment)
    page = "{% set a = 1 %}{% for n in (2, 3) %}{% include part %}{% endfor %}{{ inner }}"
    parts = {
        "x.html": page,
        "part.html": "{% set inner = 9 %}[{{ a }}{{ n }}{{ outer }}]",
    }
    env.loader = DictLoader(parts)
    env.__dict__["spoken"] = {}
    names = {"part": "part.html", "outer": "<"}
    with app.test_request_context("/"):
        ours = env.get_template("x.html").render(**names)
    theirs = jinja2.Environment(loader=env.loader, autoescape=True)
    assert ours == theirs.get_template("x.html").render(**names) == "[12&lt;][13&lt;]"


@pytest.mark.parametrize("planted", ["ignore missing", "without context"])
def test_a_part_that_may_be_missing_or_knows_nothing_is_refused(app: Flask, planted: str) -> None:
    with app.test_request_context("/"), pytest.raises(TypeError, match="line 1"):
        app.jinja_env._spoken("de").compile(f"{{% include 'x.html' {planted} %}}")  # type: ignore[attr-defined]  # ours
