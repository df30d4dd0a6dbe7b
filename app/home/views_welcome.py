"""Three screens for the first visit: what comes next, what a step is, and who helps."""

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import Role, open_to
from app.home.blueprint import home
from app.people.starts import start_endpoint
from app.plan.catalogue import CATALOGUE

SCREENS = ("today", "steps", "help")


@home.get("/welcome")
@open_to(Role.CLIENT)
def welcome() -> ResponseReturnValue:
    """Begin. Each screen can be left out, and all be seen again."""
    return _screen(SCREENS[0])


@home.get("/welcome/<any('steps', 'help'):screen>")
@open_to(Role.CLIENT)
def welcome_on(screen: str) -> ResponseReturnValue:
    """Show one of those after it."""
    return _screen(screen)


def _screen(screen: str) -> ResponseReturnValue:
    number = SCREENS.index(screen)
    return render_template(
        "home/welcome.html",
        screen=screen,
        number=number + 1,
        screens=len(SCREENS),
        following=SCREENS[number + 1] if number + 1 < len(SCREENS) else None,
        start=start_endpoint(Role.CLIENT),
        sample=CATALOGUE["course_reg"],
        in_three_days=clock.today() + timedelta(days=3),
    )
