"""The public start page and the client's first page."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Role, open_to, open_to_all
from app.home.blueprint import home
from app.home.queries import get_screen
from app.people.starts import start_endpoint


@home.get("/")
@open_to_all()
def start() -> ResponseReturnValue:
    """Say what this is; whoever is signed in goes where their day begins."""
    if g.viewer is not None:
        return redirect(url_for(start_endpoint(g.viewer.role)), 303)
    return render_template("home/start.html")


@home.get("/home", endpoint="home")
@open_to(Role.CLIENT)
def first_page() -> ResponseReturnValue:
    """Answer three questions at once: next appointment, next step, who helps me."""
    return render_template("home/home.html", screen=get_screen(None, seen_by=g.viewer))
