"""Answer a request at the desk: what is asked, what stands there, what is put right with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.audit import corrections, requests
from app.audit.contests import Contested, get_contested
from app.audit.forms_desk import AnswerForm, CorrectionForm
from app.audit.requests import About
from app.audit.requests_queries import RequestCard
from app.caseload.history_kinds import TABLES
from app.caseload.queries import get_client
from app.core.access import Viewer
from app.core.errors import Missing
from app.core.forms import Form


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a request is about, as it stands now, and the field that puts it right."""

    contested: Contested | None = None  # None: about no field, or the row is gone
    correction: Form | None = None  # None: it is put right on its own page

    @property
    def is_situation(self) -> bool:
        """It is an entry of one of her histories."""
        return self.contested is not None and self.contested.about.table in TABLES


def asked(card: RequestCard, *, seen_by: Viewer, towns: list[tuple[str, str]]) -> Asked:
    """What the client calls wrong; nothing for the other rights."""
    if card.about_table is None or card.about_id is None:
        return Asked()
    client = get_client(card.client_id, seen_by=seen_by)
    about = About(table=card.about_table, row_id=card.about_id, column=card.about_column)
    try:
        contested = get_contested(client, about)
    except Missing:
        return Asked()
    if about.column is None or (about.table, about.column) not in corrections.FIELDS:
        return Asked(contested=contested)
    value = corrections.current(client, about.table, about.column)
    form = CorrectionForm.of(about.table, about.column, value, towns)
    return Asked(contested=contested, correction=form)


def answer(
    card: RequestCard, form: AnswerForm, correction: Any, *, by: Viewer, now: datetime
) -> None:
    """Answer, and put the field right when the request is met."""
    requests.answer(card.id, ground=form.ground.data, words=form.words.data, by=by, now=now)
    if correction is None or card.about_table is None or card.about_column is None:
        return
    client = get_client(card.client_id, seen_by=by)
    (field,) = list(correction)
    corrections.correct(client, card.about_table, card.about_column, field.data, by=by, now=now)
