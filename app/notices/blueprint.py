"""Where this feature's pages for clients and phones hang."""

from flask import Blueprint

notices = Blueprint("notices", __name__, url_prefix="/push")
