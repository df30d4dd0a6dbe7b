"""A client's choices: whether, of what, when, and how much a locked phone may say."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.caseload.queries import get_self
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show, wants_fragment
from app.core.i18n import gettext
from app.core.words import PUSH_LEVELS
from app.notices import choosing, service, texts, wishes
from app.notices.blueprint import notices
from app.notices.forms import KindForm, LevelForm, QuietForm
from app.notices.ledger import name_of
from app.notices.wishes import Choice
from app.notices.words import CLIENT_KINDS

ONE = '/kinds/<any("appointment", "step", "title", "entitlement", "offer"):kind>'


@notices.get("")
@open_to(Role.CLIENT)
def choices() -> ResponseReturnValue:
    """Ask about reminders on this phone, and show what she chose so far."""
    return _choices(LevelForm.read(level=str(get_self(g.viewer).push_level)))


def _choices(form: LevelForm, *, status: int = 200) -> ResponseReturnValue:
    """The page, or the fragment with the levels alone."""
    if wants_fragment() and form.has_errors:
        return show("notices/level", status=status, **_levels(form))
    client = get_self(g.viewer)
    return show(
        "notices/choices",
        status=status,
        **_levels(form),
        chosen=wishes.choices_of(client.id, seen_by=g.viewer),
        quiet=(client.quiet_from, client.quiet_to),
        kind_words=CLIENT_KINDS,
        name_of=name_of,
    )


def _levels(form: LevelForm) -> dict[str, Any]:
    """What the choice of a level shows: the same appointment, told three times."""
    return {"form": form, "levels": PUSH_LEVELS, "examples": texts.examples("appointment")}


@notices.post("/level")
@open_to(Role.CLIENT)
def choose_level() -> ResponseReturnValue:
    """Keep how much a reminder may say."""
    form = LevelForm.read()
    if not form.validate():
        return _choices(form, status=422)
    with transaction():
        client = get_self(g.viewer)
        service.choose_level(client, int(form.level.data or 0), by=g.viewer, now=clock.now())
    return done(
        url_for("notices.choices"),
        "notices/_level.html",
        said=gettext("Your choice is kept."),
        **_levels(form),
    )


@notices.get(ONE)
@open_to(Role.CLIENT)
def kind(kind: str) -> ResponseReturnValue:
    """Ask when to remind of one kind of thing, and how much that may say."""
    choice = _choice(kind)
    level = "" if choice.level is None else str(choice.level)
    form = KindForm.read(offsets=list(choice.wanted), level=level)
    return _kind(choice, form)


def _choice(kind: str) -> Choice:
    found = wishes.choices_of(get_self(g.viewer).id, seen_by=g.viewer)
    return next(choice for choice in found if choice.kind == kind)


def _kind(choice: Choice, form: KindForm, *, status: int = 200) -> ResponseReturnValue:
    return show(
        "notices/kind",
        status=status,
        form=form.offering(_offered(choice)),
        choice=choice,
        kind_words=CLIENT_KINDS,
        levels=PUSH_LEVELS,
        examples=texts.examples(choice.kind),
    )


def _offered(choice: Choice) -> Sequence[tuple[str, str]]:
    """The carrier's times, in words."""
    return [(one, name_of(one, choice.kind)) for one in choice.rhythm.offsets]


@notices.post(ONE)
@open_to(Role.CLIENT)
def choose_kind(kind: str) -> ResponseReturnValue:
    """Remind her at these times from now on; what is planned already follows."""
    choice = _choice(kind)
    form = KindForm.read().offering(_offered(choice))
    if not form.validate():
        return _kind(choice, form, status=422)
    # All of them: she goes along when her carrier reminds at other times one day.
    wanted = form.offsets.data or []
    follows = set(wanted) == set(choice.rhythm.offsets)
    with transaction():
        choosing.choose(
            get_self(g.viewer),
            kind,
            offsets=None if follows else wanted,
            level=int(form.level.data) if form.level.data else None,
            by=g.viewer,
            now=clock.now(),
        )
    return done(url_for("notices.choices"), said=gettext("Your choice is kept."))


@notices.get("/quiet")
@open_to(Role.CLIENT)
def quiet() -> ResponseReturnValue:
    """Ask at which hours her phone shall not ring."""
    client = get_self(g.viewer)
    form = QuietForm.read(quiet_from=client.quiet_from, quiet_to=client.quiet_to)
    return show("notices/quiet", form=form)


@notices.post("/quiet")
@open_to(Role.CLIENT)
def choose_quiet() -> ResponseReturnValue:
    """Let her phone be silent at these hours."""
    form = QuietForm.read()
    if not form.validate():
        return show("notices/quiet", status=422, form=form)
    begins, ends = form.quiet_from.data or time(0), form.quiet_to.data or time(0)
    try:
        with transaction():
            client = get_self(g.viewer)
            choosing.choose_quiet_hours(client, begins, ends, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return show("notices/quiet", status=422, form=form)
    return done(url_for("notices.choices"), said=gettext("Your choice is kept."))
