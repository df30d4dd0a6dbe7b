"""Between places: notices, and whom to call where. No client is in reach."""

from typing import Any

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, phones
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.network import board, cards
from app.network.blueprint import bp
from app.network.forms_network import CardForm, PostForm
from app.offers.care import CHECKING
from app.offers.forms import page_of


@bp.get("/network/board")
@open_to(*CHECKING)
def notices() -> ResponseReturnValue:
    """What other places tell, the newest first; to managers, what their own places wrote."""
    return show("network/board", board=board.read_board(g.viewer, page=page_of(request.args)))


@bp.get("/network/board/write")
@open_to(*CHECKING)
def new_notice() -> ResponseReturnValue:
    """The empty form."""
    return show("network/new_notice", form=_form())


def _form() -> PostForm:
    return PostForm.read().among(board.own_places(g.viewer))


@bp.post("/network/board")
@open_to(*CHECKING)
def write_notice() -> ResponseReturnValue:
    """Tell all other places."""
    form = _form()
    if not form.validate():
        return show("network/new_notice", status=422, form=form)
    typed: dict[str, Any] = {"shown_until": form.shown_until.data, "area": form.area.data}
    typed |= {"by": g.viewer, "now": clock.now()}
    with transaction():
        board.write(form.title.data or "", form.body.data or "", **typed)
    return done(url_for("network.notices"), said=gettext("The notice stands on the board."))


@bp.post("/network/board/<int:post_id>/withdraw")
@open_to(*CHECKING)
def withdraw_notice(post_id: int) -> ResponseReturnValue:
    """Take it down before its last day."""
    with transaction():
        board.withdraw(post_id, by=g.viewer, now=clock.now())
    return _one(post_id, said=gettext("Nobody else sees the notice now."))


@bp.post("/network/board/<int:post_id>/put-back")
@open_to(*CHECKING)
def put_notice_back(post_id: int) -> ResponseReturnValue:
    """Undo that."""
    with transaction():
        board.put_back(post_id, by=g.viewer, now=clock.now())
    return _one(post_id, said=gettext("The notice stands on the board."))


def _one(post_id: int, *, said: str) -> ResponseReturnValue:
    one = board.get_notice(post_id, seen_by=g.viewer)
    return done(url_for("network.notices"), "network/_notice.html", said=said, one=one)


@bp.get("/network/contacts")
@open_to(Role.COORDINATOR)
def contacts() -> ResponseReturnValue:
    """Whom to call in other places."""
    return show("network/contacts", found=cards.all_cards(page=page_of(request.args)))


@bp.get("/network/contacts/own")
@open_to(Role.COORDINATOR)
def own_contact() -> ResponseReturnValue:
    """The card of one's own place."""
    card = cards.own_card(g.viewer)
    held = vars(card) | {"phone": _dialled(card.phone)} if card else {}
    return show("network/own_contact", form=CardForm.read(**held))


def _dialled(number: str) -> str:
    return str(phones.in_words(number).striptags())


@bp.post("/network/contacts/own")
@open_to(Role.COORDINATOR)
def write_contact() -> ResponseReturnValue:
    """Write it anew; everybody reads it at once."""
    form = CardForm.read()
    if not form.validate():
        return show("network/own_contact", status=422, form=form)
    with transaction():
        cards.write_card(form.card, by=g.viewer, now=clock.now())
    return done(url_for("network.contacts"), said=gettext("Saved. Everybody can read it."))
