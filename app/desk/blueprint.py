"""The blueprint of the manager's pages."""

from flask import Blueprint

desk = Blueprint("desk", __name__, url_prefix="/desk")
