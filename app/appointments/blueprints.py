"""The addresses of appointments: the client's, the desk's, and what calendars fetch."""

from flask import Blueprint

appointments = Blueprint("appointments", __name__, url_prefix="/appointments")
appointments_desk = Blueprint("appointments_desk", __name__, url_prefix="/desk")
calendar = Blueprint("calendar", __name__)
