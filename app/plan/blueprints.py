"""The blueprints of the client's plan and of the manager's plan editor."""

from flask import Blueprint

plan = Blueprint("plan", __name__)
plan_desk = Blueprint("plan_desk", __name__, url_prefix="/desk/clients/<int:client_id>/plan")
