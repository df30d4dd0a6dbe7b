"""What axe cannot see: forced colours, zoom, wide text, the keyboard, and who wants no motion."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.bench.stage import furnish
from tests.browser import Live
from tests.journeys.keyboard import by_keyboard
from tests.journeys.test_every_page import SIDEWAYS

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

CLIENT_PAGES = ("/home", "/plan")
WORDY = ("/offers", "/install", "/me/who-sees-what", "/me/consents", "/me/situation")
ZOOMED = {200: (640, 512), 400: (320, 256)}  # what is left of 1280 by 1024
# WCAG 1.4.12: nobody has to lose a word for it.
WIDE_TEXT = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important; } p { margin-block-end: 2em !important; }"""
LARGE = "html { font-size: 212.5% !important; }"
DRESS = """css => { const s = new CSSStyleSheet(); s.replaceSync(css);
  document.adoptedStyleSheets = [s]; }"""
# Texts that are cut off where they stand.
CUT = """[...document.querySelectorAll("main *, nav *")].filter(e => {
  const style = getComputedStyle(e);
  return e.checkVisibility() && !e.closest(".visually-hidden, svg") && e.innerText
    && (style.overflow !== "visible" || style.textOverflow === "ellipsis")
    && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
}).map(e => e.outerHTML.slice(0, 90))"""
# Drawn in the colour of what lies behind it: an icon, a stone, a frame that tells something apart.
UNSEEN = """(() => {
  const paint = document.createElement("i");
  document.body.append(paint);
  const system = name => { paint.style.color = name; return getComputedStyle(paint).color; };
  const behind = e => {
    for (let at = e; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return colour;
    }
    return system("Canvas");
  };
  const faults = [];
  for (const e of document.querySelectorAll(".icon, .path-stone, .path-way, .path-tick")) {
    const style = getComputedStyle(e);
    if (!e.checkVisibility({visibilityProperty: true})) continue;
    const ground = e.classList.contains("path-tick") ? system("CanvasText") : behind(e);
    if (style.stroke === ground) faults.push(e.outerHTML.slice(0, 120));
  }
  for (const e of document.querySelectorAll(".button, .leaf, .tick-box, .stone, .badge, .card"))
    if (e.checkVisibility() && parseFloat(getComputedStyle(e).borderTopWidth) < 1)
      faults.push(e.outerHTML.slice(0, 120));
  paint.remove();
  return faults;
})()"""
# Where the focus is: its name, whether a ring is drawn, and what of it other things lie upon.
FOCUSED = """(() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const points = [.1, .5, .9].map(part => [box.x + box.width / 2, box.y + box.height * part]);
  const free = points.filter(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (e.contains(top) || top.contains(e));
  });
  return {name: (e.innerText || e.value || e.getAttribute("aria-label") || "").trim(),
    html: e.outerHTML.slice(0, 90), ring: style.outlineStyle !== "none",
    isFree: free.length > 0 || box.width < 2,
    order: [...document.querySelectorAll("*")].indexOf(e)};
})()"""


@pytest.fixture
def as_selam(live: Live, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Open a browser in which a client with a full plan is signed in."""
    selam = live.member("selam")
    with live.app.app_context():
        furnish(selam)

    def open_page(**options: object) -> Page:
        page = new_page(**options)
        live.sign_in(page.context, selam)
        return page

    return open_page


def test_forced_colours_hide_nothing(as_selam: Callable[..., Page]) -> None:
    page = as_selam(viewport={"width": 360, "height": 740}, forced_colors="active")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, forced_colors="active")
        for address in CLIENT_PAGES:
            page.goto(address)
            assert page.evaluate(UNSEEN) == [], (scheme, address)


def test_zoom_and_wide_text_lose_nothing(as_selam: Callable[..., Page]) -> None:
    page = as_selam()
    for width, height in ZOOMED.values():
        page.set_viewport_size({"width": width, "height": height})
        for address in CLIENT_PAGES:
            page.goto(address)
            assert (page.evaluate(SIDEWAYS), page.evaluate(CUT)) == (0, []), (width, address)
            page.evaluate(DRESS, WIDE_TEXT)
            assert (page.evaluate(SIDEWAYS), page.evaluate(CUT)) == (0, []), (width, address)


def test_letters_of_double_size_fit_a_phone(as_selam: Callable[..., Page]) -> None:
    page = as_selam(viewport={"width": 360, "height": 740})
    for address in (*CLIENT_PAGES, *WORDY):
        page.goto(address)
        page.evaluate(DRESS, LARGE)
        assert (page.evaluate(SIDEWAYS), page.evaluate(CUT)) == (0, []), address
        last = page.locator(".places a").last
        expect(last).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("size", [(360, 740), ZOOMED[400]], ids=["phone", "zoomed"])
def test_the_keyboard_reaches_all_in_order(
    as_selam: Callable[..., Page], size: tuple[int, int]
) -> None:
    page = as_selam(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    page.goto("/home")
    walked = walk(page)
    assert str(walked[0]["html"]).startswith('<a class="skip"')
    names = " ".join(str(stop["name"]) for stop in walked)
    assert len(walked) > 20, names
    for stop in walked:
        assert stop["name"], stop
        assert stop["ring"], stop
        assert stop["isFree"], f"something lies upon it: {stop}"
    orders = [int(str(stop["order"])) for stop in walked]
    assert orders == sorted(orders), "from top to bottom"
    assert by_keyboard(page) == []
    button = "document.querySelector('main .button')"
    for fault in ("outline: none", "position: relative; inset-block-start: -20rem"):
        page.evaluate(f"css => {{ {button}.style.cssText = css; }}", fault)
        assert by_keyboard(page), f"a planted {fault!r} is found"
    page.evaluate(f"() => {{ {button}.onkeydown = pressed => pressed.preventDefault(); }}")
    assert any("a trap" in fault for fault in by_keyboard(page))


def walk(page: Page) -> list[dict[str, object]]:
    """Press Tab till the page is over."""
    stops: list[dict[str, object]] = []
    for _ in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found is None or (stops and found["order"] == stops[0]["order"]):
            break
        stops.append(found)
    return stops


def test_the_skip_link_leads_to_the_content(as_selam: Callable[..., Page]) -> None:
    page = as_selam(viewport={"width": 360, "height": 740})
    page.goto("/home")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_who_wants_no_motion_gets_none(as_selam: Callable[..., Page]) -> None:
    page = as_selam(reduced_motion="reduce")
    page.goto("/home")
    moving = """[...document.querySelectorAll("*")].filter(e => {
      const style = getComputedStyle(e);
      return parseFloat(style.transitionDuration) > 0 || style.animationName !== "none";
    }).length"""
    assert page.evaluate(moving) == 0
    assert page.evaluate("document.getAnimations().length") == 0
