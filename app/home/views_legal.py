"""Pages that say who stands behind this, what is stored, and where facts come from."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.carriers.queries import all_carriers
from app.carriers.texts_queries import Said, said_by_carriers
from app.core.access import open_to_all
from app.core.i18n import chosen, shown
from app.home.blueprint import home
from app.home.credits import FACTS, WORKS


def _carriers() -> list[Said]:
    """What the carriers say, for readers of this page's language."""
    return said_by_carriers(shown(chosen()).code)


@home.get("/imprint")
@open_to_all()
def imprint() -> ResponseReturnValue:
    """Name the carriers: each is responsible for its own clients."""
    return render_template("home/imprint.html", carriers=_carriers())


@home.get("/privacy")
@open_to_all()
def privacy() -> ResponseReturnValue:
    """Say in plain words what is stored, why, for how long, and who reads it."""
    return render_template("home/privacy.html", carriers=_carriers())


@home.get("/accessibility")
@open_to_all()
def accessibility() -> ResponseReturnValue:
    """Say honestly what was checked and what was not."""
    return render_template("home/accessibility.html", carriers=all_carriers())


@home.get("/sources")
@open_to_all()
def sources() -> ResponseReturnValue:
    """Name whose work this stands on, with the lines their licences ask for."""
    return render_template("home/sources.html", facts=FACTS, works=WORKS)
