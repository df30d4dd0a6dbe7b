"""The blueprint of volunteers and coordinators."""

from flask import Blueprint

bp = Blueprint("network", __name__)
