"""The addresses of consultations: the desk's, the client's, the team lead's."""

from flask import Blueprint

consultations_desk = Blueprint("consultations_desk", __name__, url_prefix="/desk")
my_talks = Blueprint("my_talks", __name__, url_prefix="/me")
case_notes_lead = Blueprint("case_notes_lead", __name__, url_prefix="/team")
