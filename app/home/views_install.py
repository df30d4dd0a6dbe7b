"""How the app comes to the home screen, by pictures: for everybody, before push is asked for."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core.access import open_to_all
from app.home.blueprint import home

APPLE = ("iPhone", "iPad")


@home.get("/install")
@open_to_all()
def install() -> ResponseReturnValue:
    """Show the way on an iPhone and on an Android phone, the reader's own first."""
    is_apple = any(name in request.user_agent.string for name in APPLE)
    return render_template("home/install.html", is_apple=is_apple)
