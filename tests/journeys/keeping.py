"""A phone that keeps pages: arriving, saying yes, going offline, looking into its stores."""

from playwright.sync_api import Locator, Page, expect

from tests.browser import eventually, unless_left

SECRET = "Zz-Frauenhaus-7"
FORMS = ("/appointments/ask", "/plan/wishes")  # kept though nothing of hers stands there
NOTES = {"/index", "/index-offers", "/fresh", "/today"}  # what a pack knows of itself
PACKS = "(await caches.keys()).filter(name => name.startsWith('pack-'))"
KEPT = """async () => {
  const kept = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const { pathname, search } = new URL(request.url);
      const answer = await cache.match(request);  // it may go while one looks
      if (answer) kept[`${name} ${pathname}${search}`] = await answer.text();
    }
  }
  return kept;
}"""
SAID = """() => {
  const main = document.querySelector("main").cloneNode(true);
  const added = ["#as-of", "#unsent", "#outbox", "#offline-card", "[data-needs-net]"];
  main.querySelectorAll([...added, "[data-sensitive]", "[data-voice]"].join(", "))
    .forEach((part) => part.remove());
  main.querySelectorAll("section").forEach((one) => {
    if (one.children.length === 1) one.remove();  // a heading over nothing
  });
  return main.textContent;
}"""
TELL = "setTimeout(() => dispatchEvent(new Event('online')))"
STATE = """async () => {
  const kept = await (await caches.open("state")).match("/state");
  return kept ? ((await kept.json()).person ?? null) : "nothing yet";
}"""


def arrive(page: Page, address: str = "/home") -> None:
    """Open a page and wait until all its scripts have begun."""
    page.goto(address)
    arrived(page)


def arrived(page: Page) -> None:
    """Wait until the page is the server's and the worker knows who is here."""
    expect(page.locator("html:not([data-kept])")).to_have_count(1)
    controlled(page)
    person = page.locator("html").get_attribute("data-person")
    eventually(lambda: page.evaluate(STATE) == person)


def controlled(page: Page) -> None:
    """Wait for the worker; the content policy forbids Playwright's own waiting for a function."""
    eventually(lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"))


def card(page: Page) -> Locator:
    return page.locator("#offline-card")


def say_yes(page: Page) -> None:
    """Her yes on the card of the first page; wait until all is on the phone."""
    arrive(page)
    card(page).locator('[data-when="ask"] [data-decide="yes"]').click()
    expect(card(page).locator('p[data-when="yes"]')).to_be_visible(timeout=60_000)


def said(page: Page) -> str:
    """The words of the page without what only the phone or only the server adds."""
    return " ".join(str(page.evaluate(SAID)).split())


def packs(page: Page) -> list[str]:
    found: list[str] = page.evaluate(f"async () => {PACKS}")
    return found


def kept_texts(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(KEPT)
    return found


def stores(page: Page) -> set[str]:
    """The names of the caches in which something lies."""
    return {key.split(" ")[0] for key in kept_texts(page)}


def kept_home(page: Page) -> list[str]:
    """The kept first page in both languages."""
    return [text for key, text in kept_texts(page).items() if "/home" in key]


def offline(page: Page, address: str) -> None:
    """Open an address without a net."""
    page.context.set_offline(True)
    page.goto(address)


def online(page: Page) -> None:
    """The net is back. On a machine that has none itself the browser must be told.

    The page that says "no internet" goes by itself then, and has gone when this ends.
    """
    page.context.set_offline(False)
    unless_left(lambda: page.evaluate(f"navigator.onLine || {TELL}"))
    eventually(lambda: not is_offline_page(page) or page.evaluate(f"{TELL} < 0"))


def is_offline_page(page: Page) -> bool:
    return page.evaluate("document.querySelector('main [data-kept]') !== null") is True
