"""The two addresses of appointments: the client's and the desk's."""

from flask import Blueprint

appointments = Blueprint("appointments", __name__, url_prefix="/appointments")
appointments_desk = Blueprint("appointments_desk", __name__, url_prefix="/desk")
