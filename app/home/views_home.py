"""The public start page and the client's first page."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Role, open_to_all
from app.home.blueprint import home

# Where each role begins its day; the others have no place of their own yet and see the page.
BEGINNINGS = {
    Role.CLIENT: "home.home",
    Role.MANAGER: "desk.today",
    Role.VOLUNTEER: "network.circle",
    Role.COORDINATOR: "network.network",
}


@home.get("/")
@open_to_all()
def start() -> ResponseReturnValue:
    """Say what this is; whoever is signed in goes where their day begins."""
    beginning = None if g.viewer is None else BEGINNINGS.get(g.viewer.role)
    if beginning is not None:
        return redirect(url_for(beginning), 303)
    return render_template("home/start.html")
