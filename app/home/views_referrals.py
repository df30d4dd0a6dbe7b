"""The client's page of other offices: who was asked what about her, and how far it is."""

from flask import g, render_template
from flask.typing import ResponseReturnValue

from app.consultations import referrals_words
from app.core.access import Role, open_to
from app.home.blueprint import home
from app.home.referrals import cards_of


@home.get("/me/referrals")
@open_to(Role.CLIENT)
def referrals() -> ResponseReturnValue:
    """Where she may find help, what was told there, and how far it is."""
    return render_template("home/referrals.html", cards=cards_of(g.viewer), words=referrals_words)
