"""Translations at the desk: what is to be done, and one text beside its translations."""

from collections.abc import Callable
from typing import Any

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload.text_words import ENTITIES, STATUS
from app.caseload.texts import Source, spoken_by, translate
from app.consultations.notes_texts import note_source
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import small
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.desk import texts, words
from app.desk.blueprint import desk
from app.desk.forms_texts import TranslationForm, WordingForm
from app.plan import rows, wording
from app.plan.cards import BECAUSE
from app.plan.forms import read_op
from app.plan.queries import get_card
from app.plan.wording_queries import (
    goal_reason_source,
    goal_source,
    step_reason_source,
    step_source,
)
from app.plan.wording_versions import planned_source, start_source

Answer = ResponseReturnValue
# Whose text an address names: endpoint, and its argument.
PAGES = {
    "step": ("desk.step_texts", "step_id"),
    "goal": ("desk.goal_texts", "goal_id"),
    "shared_note": ("desk.note_texts", "note_id"),
    "step-because": ("desk.step_reason", "step_id"),
    "goal-because": ("desk.goal_reason", "goal_id"),
    "version_step": ("desk.planned_texts", "planned_id"),
    "version_step-because": ("desk.planned_reason", "planned_id"),
    "start_situation": ("desk.start_texts", "start_id"),
}


def page_of(entity: str, entity_id: int, client_id: int, field: str = "") -> str:
    """The address of one text with its translations."""
    endpoint, argument = PAGES.get(f"{entity}-{field}") or PAGES[entity]
    named: dict[str, Any] = {argument: entity_id}
    return url_for(endpoint, client_id=client_id, **named)


@desk.get("/translations")
@open_to(Role.MANAGER)
def translations() -> Answer:
    """What her clients cannot read in their language, or only as it was before."""
    todos = texts.get_todos(seen_by=g.viewer, page=request.args.get("page", 1, type=small))
    return show("desk/translations", todos=todos, page_of=page_of, **_words())


def _words() -> dict[str, Any]:
    return {"entities": ENTITIES, "statuses": STATUS, "language_name": words.language_name}


@desk.get("/clients/<int:client_id>/steps/<int:step_id>/texts")
@open_to(Role.MANAGER, log=Log.PLAN)
def step_texts(client_id: int, step_id: int) -> Answer:
    """A step's own words in all languages."""
    return _opened(_step(step_id, client_id))


def _step(step_id: int, client_id: int) -> Source:
    return step_source(step_id, client_id, seen_by=g.viewer)


@desk.get("/clients/<int:client_id>/goals/<int:goal_id>/texts")
@open_to(Role.MANAGER, log=Log.PLAN)
def goal_texts(client_id: int, goal_id: int) -> Answer:
    """A goal's own words in all languages."""
    return _opened(goal_source(goal_id, client_id, seen_by=g.viewer))


@desk.get("/clients/<int:client_id>/step-reasons/<int:step_id>/texts")
@open_to(Role.MANAGER, log=Log.PLAN)
def step_reason(client_id: int, step_id: int) -> Answer:
    """Why a step is no longer needed, in all languages."""
    return _opened(step_reason_source(step_id, client_id, seen_by=g.viewer))


@desk.get("/clients/<int:client_id>/goal-reasons/<int:goal_id>/texts")
@open_to(Role.MANAGER, log=Log.PLAN)
def goal_reason(client_id: int, goal_id: int) -> Answer:
    """Why a goal is paused, in all languages."""
    return _opened(goal_reason_source(goal_id, client_id, seen_by=g.viewer))


@desk.get("/clients/<int:client_id>/planned-steps/<int:planned_id>/texts")
@open_to(Role.MANAGER, log=Log.PLAN)
def planned_texts(client_id: int, planned_id: int) -> Answer:
    """A planned step's own words in all languages."""
    return _opened(planned_source(planned_id, client_id, "own_words", seen_by=g.viewer))


@desk.get("/clients/<int:client_id>/planned-reasons/<int:planned_id>/texts")
@open_to(Role.MANAGER, log=Log.PLAN)
def planned_reason(client_id: int, planned_id: int) -> Answer:
    """Why a step will no longer be needed, in all languages."""
    return _opened(planned_source(planned_id, client_id, BECAUSE, seen_by=g.viewer))


@desk.get("/clients/<int:client_id>/start-situations/<int:start_id>/texts")
@open_to(Role.MANAGER, log=Log.PLAN)
def start_texts(client_id: int, start_id: int) -> Answer:
    """How things stand in one topic, in all languages."""
    return _opened(start_source(start_id, client_id, seen_by=g.viewer))


@desk.get("/clients/<int:client_id>/shared-notes/<int:note_id>/texts")
@open_to(Role.MANAGER, log=Log.RECORD)
def note_texts(client_id: int, note_id: int) -> Answer:
    """A note for the client in all languages."""
    return _opened(note_source(note_id, client_id, seen_by=g.viewer))


def _opened(source: Source) -> Answer:
    record_seen(source.client_id)
    return _sheet(source)


def _sheet(
    source: Source,
    *,
    sent: TranslationForm | None = None,
    rewording: WordingForm | None = None,
    status: int = 200,
) -> Answer:
    return show("desk/texts", status=status, **_names(source, sent, rewording))


def _names(
    source: Source, sent: TranslationForm | None = None, rewording: WordingForm | None = None
) -> dict[str, Any]:
    """What the page shows; a refused form is shown as it was sent."""
    sheet, own = texts.sheet_of(source, seen_by=g.viewer), source.words
    forms = {
        one.code: sent
        if sent is not None and sent.lang.data == one.code
        else TranslationForm.of(own.by_language.get(one.code), one.code, own.version)
        for one in sheet.languages
    }
    return {
        "sheet": sheet,
        "words": own,
        "forms": forms,
        "spoken": spoken_by(g.viewer),
        "here": _page(source),
        "rewording": rewording or _blank(source),
        **_words(),
    }


def _page(source: Source) -> str:
    return page_of(source.entity, source.entity_id, source.client_id, source.field)


def _blank(source: Source) -> WordingForm | None:
    """The form to say a step in other words, while that may be done."""
    if (source.entity, source.field) != ("step", "own_words"):
        return None
    card = get_card(source.entity_id, seen_by=g.viewer)
    if card.is_wish or not card.is_open:
        return None
    return WordingForm(data={"own_words": card.own_words, "base_version": card.version})


@desk.post("/clients/<int:client_id>/steps/<int:step_id>/texts")
@open_to(Role.MANAGER)
def translate_step(client_id: int, step_id: int) -> Answer:
    """Write a step's own words in another language."""
    return _translated(lambda: _step(step_id, client_id))


@desk.post("/clients/<int:client_id>/goals/<int:goal_id>/texts")
@open_to(Role.MANAGER)
def translate_goal(client_id: int, goal_id: int) -> Answer:
    """Write a goal's own words in another language."""
    return _translated(lambda: goal_source(goal_id, client_id, seen_by=g.viewer))


@desk.post("/clients/<int:client_id>/step-reasons/<int:step_id>/texts")
@open_to(Role.MANAGER)
def translate_step_reason(client_id: int, step_id: int) -> Answer:
    """Write in another language why a step is no longer needed."""
    return _translated(lambda: step_reason_source(step_id, client_id, seen_by=g.viewer))


@desk.post("/clients/<int:client_id>/goal-reasons/<int:goal_id>/texts")
@open_to(Role.MANAGER)
def translate_goal_reason(client_id: int, goal_id: int) -> Answer:
    """Write in another language why a goal is paused."""
    return _translated(lambda: goal_reason_source(goal_id, client_id, seen_by=g.viewer))


@desk.post("/clients/<int:client_id>/planned-steps/<int:planned_id>/texts")
@open_to(Role.MANAGER)
def translate_planned(client_id: int, planned_id: int) -> Answer:
    """Write a planned step's own words in another language."""
    return _translated(lambda: planned_source(planned_id, client_id, "own_words", seen_by=g.viewer))


@desk.post("/clients/<int:client_id>/planned-reasons/<int:planned_id>/texts")
@open_to(Role.MANAGER)
def translate_planned_reason(client_id: int, planned_id: int) -> Answer:
    """Write in another language why a step will no longer be needed."""
    return _translated(lambda: planned_source(planned_id, client_id, BECAUSE, seen_by=g.viewer))


@desk.post("/clients/<int:client_id>/start-situations/<int:start_id>/texts")
@open_to(Role.MANAGER)
def translate_start(client_id: int, start_id: int) -> Answer:
    """Write in another language how things stand in one topic."""
    return _translated(lambda: start_source(start_id, client_id, seen_by=g.viewer))


@desk.post("/clients/<int:client_id>/shared-notes/<int:note_id>/texts")
@open_to(Role.MANAGER)
def translate_note(client_id: int, note_id: int) -> Answer:
    """Write a note for the client in another language."""
    return _translated(lambda: note_source(note_id, client_id, seen_by=g.viewer))


def _translated(read: Callable[[], Source]) -> Answer:
    """Keep one translation, or show it again with what is wrong; nothing typed is lost."""
    form, source = TranslationForm.read(), read()
    if not form.validate():
        return _sheet(source, sent=form, status=422)
    try:
        with transaction():
            translate(source, form.lang.data or "", form.typed(), by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return _sheet(read(), sent=form, status=422)
    return _kept(read())


def _kept(source: Source) -> Answer:
    return done(
        _page(source), "desk/_texts.html", said=gettext("It is written down."), **_names(source)
    )


@desk.post("/clients/<int:client_id>/steps/<int:step_id>/wording")
@open_to(Role.MANAGER)
def reword_step(client_id: int, step_id: int) -> Answer:
    """Say a step in other words, or mend its spelling."""
    source, form, op = _step(step_id, client_id), WordingForm.read(), read_op(clock.now())
    if not form.validate():
        return _sheet(source, rewording=form, status=422)
    told: dict[str, Any] = {"is_minor": form.is_minor.data, "base_version": form.base_version.data}
    try:
        with transaction():
            row = rows.get_row(step_id, seen_by=g.viewer)
            wording.reword(row, form.own_words.data or "", **told, op=op)
    except Refused as why:
        form.refuse(why)
        return _sheet(_step(step_id, client_id), rewording=form, status=422)
    return _kept(_step(step_id, client_id))
