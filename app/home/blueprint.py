"""The blueprint of the first page and of what belongs to nobody's plan."""

from flask import Blueprint

home = Blueprint("home", __name__)
