"""Choosing the language: for a signed-in person it is stored, for others it travels along."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import PEOPLE, open_to, open_to_all
from app.core.db import transaction
from app.core.errors import Missing
from app.core.htmx import done
from app.core.i18n import LANGUAGES, gettext, speaking
from app.home.blueprint import home
from app.people import account

# Where one may come back to, by name and never by address. A page about one thing names the list
# it stands in: the id does not travel.
RETURNS = {
    "home.start": "home.start",
    "home.home": "home.home",
    "home.welcome": "home.welcome",
    "home.welcome_on": "home.welcome",
    "home.me": "home.me",
    "home.devices": "home.me",
    "home.readings": "home.me",
    "home.sharing": "home.sharing",
    "home.sharing_with": "home.sharing",
    "my_consents.ledger": "my_consents.ledger",
    "my_consents.question": "my_consents.ledger",
    "home.imprint": "home.imprint",
    "home.privacy": "home.privacy",
    "home.accessibility": "home.accessibility",
    "home.sources": "home.sources",
    "people.signin": "people.signin",
    "plan.plan": "plan.plan",
    "plan.step": "plan.plan",
    "appointments.appointments": "appointments.appointments",
    "appointments.appointment": "appointments.appointments",
    "offers.offers": "offers.offers",
    "offers.offer": "offers.offers",
    "offers.suggest": "offers.suggest",
    "desk.today": "desk.today",
    "desk.clients": "desk.clients",
    "desk.client": "desk.clients",
    "appointments_desk.appointments": "appointments_desk.appointments",
    "notices.choices": "notices.choices",
    "notices_desk.calls": "notices_desk.calls",
    "network.circle": "network.circle",
    "network.helped_people": "network.helped_people",
    "network.helped_person": "network.helped_people",
    "network.network": "network.network",
}


def _back(name: str | None) -> str:
    """The endpoint to go back to; anything unknown leads to the start page."""
    return RETURNS.get(name or "", "home.start")


@home.get("/language")
@open_to_all()
def choose_language() -> ResponseReturnValue:
    """Show all languages, each by its own name."""
    page = request.args.get("page")
    return render_template(
        "home/choose_language.html", page=page if page in RETURNS else None, back=_back(page)
    )


@home.get("/language/<code>")
@open_to_all()
def speak_language(code: str) -> ResponseReturnValue:
    """Open the start page in one language: an address to print on paper."""
    if code not in LANGUAGES:
        raise Missing
    return redirect(url_for("home.start", lang=code), 303)


@home.post("/language/<code>")
@open_to(*PEOPLE)
def store_language(code: str) -> ResponseReturnValue:
    """Keep the language of who is signed in and go back to where they came from."""
    if code not in LANGUAGES:
        raise Missing
    with transaction():
        account.set_language(code, by=g.viewer, now=clock.now())
    with speaking(code):
        said = gettext("The language is changed.")
    return done(url_for(_back(request.form.get("page"))), said=said)
