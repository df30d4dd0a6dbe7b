"""A page by the keyboard alone: each stop takes the focus and shows it, in the order of reading,
nothing lies upon it, and Tab leads on from it. Sheets are <details>: Enter opens and closes them.
"""

from playwright.sync_api import Page

# Everything Tab stops at is focused as by the keyboard. A listener that swallows Tab is a trap.
STOPS = """() => {
  const faults = [];
  const said = (what, e) => faults.push(`${what}: ${e.outerHTML.slice(0, 90)}`);
  const stops = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]"
  )].filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true}));
  const isSeen = e => {
    const box = e.getBoundingClientRect();
    if (box.width < 2) return true;  // a mark for who hears the page
    const parts = [.1, .5, .9];
    return parts.some(across => parts.some(down => {
      const x = box.x + box.width * across, y = box.y + box.height * down;
      const top = document.elementFromPoint(x, y);
      return top && (e.contains(top) || top.contains(e));
    }));
  };
  let before = null;
  for (const e of stops) {
    if (e.tabIndex > 0) said("not in the order of the page", e);
    e.focus({focusVisible: true});
    if (document.activeElement !== e) { said("takes no focus", e); continue; }
    const {outlineStyle, outlineWidth} = getComputedStyle(e);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) said("no ring", e);
    if (!isSeen(e)) said("something lies upon it", e);
    const tab = new KeyboardEvent("keydown", {key: "Tab", bubbles: true, cancelable: true});
    if (!e.dispatchEvent(tab)) said("a trap", e);
    const box = e.getBoundingClientRect(), top = box.top + scrollY;
    if (e.closest("main") && !e.closest(".actions-bar")) {
      if (before && top < before.top - 8 && box.left < before.right - 8) said("stands higher", e);
      before = {top, right: box.right};
    }
  }
  return faults;
}"""
HELD = "document.activeElement === window.keyboardStop"


def by_keyboard(page: Page) -> list[str]:
    """What is wrong for somebody without mouse and finger, one line for each place."""
    faults: list[str] = page.evaluate(STOPS)
    page.evaluate("window.keyboardStop = document.activeElement")
    page.keyboard.press("Tab")
    if page.evaluate(HELD):
        faults.append("Tab does not lead out of the page")
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    return faults + _sheet(page)


def _sheet(page: Page) -> list[str]:
    """The first sheet is opened and closed with Enter."""
    has_sheet = """() => {
      window.keyboardStop = [...document.querySelectorAll("details > summary")]
        .find(one => one.checkVisibility());
      window.keyboardStop?.focus();
      return Boolean(window.keyboardStop);
    }"""
    if not page.evaluate(has_sheet):
        return []
    stands = []
    for _ in range(2):
        page.keyboard.press("Enter")
        stands.append(page.evaluate("window.keyboardStop.parentElement.open"))
    is_right = stands[0] != stands[1]
    return [] if is_right else [f"Enter does not open and close the first sheet: {stands}"]
