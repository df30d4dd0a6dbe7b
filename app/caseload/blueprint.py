"""The blueprint of what managers do in their caseload."""

from flask import Blueprint

caseload_desk = Blueprint("caseload_desk", __name__, url_prefix="/desk/clients")
