"""The blueprint of getting in and out."""

from flask import Blueprint

people = Blueprint("people", __name__)
