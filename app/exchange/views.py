"""The coordinator's pages about lists from files: look first, take in, decide what is left."""

from typing import Any

from flask import Blueprint, Response, g, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.exchange import csv_writing, intake, queries
from app.exchange.forms import FileForm
from app.exchange.queries import FileRow

bp = Blueprint("imports", __name__, url_prefix="/network/imports")

LARGEST_SENT = 60_000_000  # bytes: so far a file that is too large is answered in words


@bp.url_value_preprocessor
def _let_files_in(endpoint: str | None, _values: object) -> None:
    """Here files come in; everywhere else nobody sends as much."""
    if endpoint == "imports.upload":
        request.max_content_length = LARGEST_SENT


@bp.get("")
@open_to(Role.COORDINATOR)
def imports() -> ResponseReturnValue:
    """The form for a file, and the files before."""
    return _page(FileForm.read_in(queries.towns_of(g.viewer)))


def _page(form: FileForm, *, status: int = 200) -> ResponseReturnValue:
    return show(
        "exchange/imports",
        status=status,
        form=form,
        files=queries.files_of(g.viewer),
        to_decide=queries.to_decide(g.viewer),
    )


@bp.post("")
@open_to(Role.COORDINATOR)
def upload() -> ResponseReturnValue:
    """Read a file; nothing of it is in the directory yet."""
    with transaction():  # it ends here: while a file is read, others can write
        form = FileForm.read_in(queries.towns_of(g.viewer))
    reading = form.reading()
    if reading is None:
        return _page(form, status=422)
    with transaction():
        opened = intake.open_file(
            reading,
            ags=str(form.town.data),
            format_=str(form.format.data),
            is_whole=not form.is_part.data,
            by=g.viewer,
            now=clock.now(),
        )
    return done(url_for("imports.file", intake_id=opened.id), said=gettext("The file can be read."))


@bp.get("/<int:intake_id>")
@open_to(Role.COORDINATOR, polls=True)
def file(intake_id: int) -> ResponseReturnValue:
    """What would become of the rows, or what became of them; no page when nothing is new."""
    row = queries.get_file(intake_id, seen_by=g.viewer)
    if request.headers.get("X-Version") == row.version:
        return Response(status=204)
    return _file_page(row)


def _file_page(row: FileRow, *, refusal: object = "", status: int = 200) -> ResponseReturnValue:
    return show("exchange/file", status=status, refusal=refusal, **_names(row))


def _names(row: FileRow) -> dict[str, Any]:
    return {
        "row": row,
        "left": queries.rows_left(row.intake),
        "noted": queries.noted_rows(row.intake),
    }


@bp.post("/<int:intake_id>/go-on")
@open_to(Role.COORDINATOR)
def go_on(intake_id: int) -> ResponseReturnValue:
    """Look through the next rows; the page asks again by itself till all are looked at."""
    row = queries.get_file(intake_id, seen_by=g.viewer, to_change=True)
    try:
        with transaction():
            intake.go_on(row.intake, row.source)
    except Refused as why:
        return _file_page(row, refusal=why.words, status=422)
    said = "" if row.intake.state == "checking" else gettext("All rows were looked at.")
    here = url_for("imports.file", intake_id=intake_id)
    return done(here, "exchange/_file.html", said=said, refusal="", **_names(row))


@bp.post("/<int:intake_id>/<any('take-in', 'drop'):verb>")
@open_to(Role.COORDINATOR)
def decide(intake_id: int, verb: str) -> ResponseReturnValue:
    """Have everything taken in that can be taken, or nothing; the worker does it."""
    row = queries.get_file(intake_id, seen_by=g.viewer, to_change=True)
    try:
        with transaction():
            if verb == "drop":
                intake.drop(row.intake, by=g.viewer, now=clock.now())
            else:
                intake.ask_in(row.intake, by=g.viewer, now=clock.now())
    except Refused as why:
        return _file_page(row, refusal=why.words, status=422)
    begun = gettext("The list is being taken in. You can leave this page.")
    said = gettext("Nothing was taken in.") if verb == "drop" else begun
    here = url_for("imports.file", intake_id=intake_id)
    return done(here, "exchange/_file.html", said=said, refusal="", **_names(row))


@bp.get("/template.csv")
@open_to(Role.COORDINATOR)
def template() -> ResponseReturnValue:
    """Our columns with an example, to fill in."""
    return _csv(csv_writing.template(), "vorlage.csv")


@bp.get("/offers.csv")
@open_to(Role.COORDINATOR)
def offers() -> ResponseReturnValue:
    """All offers of one's places as a table."""
    written = csv_writing.offers_table(queries.offers_of(g.viewer))
    return _csv(written, "angebote.csv")


def _csv(data: bytes, name: str) -> Response:
    answer = Response(data, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
