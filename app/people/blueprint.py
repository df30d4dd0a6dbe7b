"""The blueprints of getting in and out, and of looking after accounts."""

from flask import Blueprint, Response

people = Blueprint("people", __name__)
staff = Blueprint("staff", __name__)


@people.after_request
def _keep_nowhere(response: Response) -> Response:
    """No browser keeps these pages: they show numbers, names of keys, who is signed in."""
    response.headers["Cache-Control"] = "no-store"
    return response
