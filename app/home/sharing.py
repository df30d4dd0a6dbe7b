"""What a client may share with her volunteer, and what she does: her appointments and her steps.

Never what is sensitive or private, never a note. Ties belong to the caseload, which cannot see the
things; here both meet.
"""

from dataclasses import dataclass
from datetime import date

from app.appointments.queries import AppointmentCard, coming
from app.caseload import ties
from app.caseload.consents import Word
from app.caseload.queries import clients_of
from app.caseload.ties_queries import TieCard, get_tie, get_tie_card, shares_of
from app.core.access import Viewer
from app.core.errors import Missing
from app.plan.queries import StepCard, steps_of

MOST = 20  # appointments ahead


@dataclass(frozen=True, kw_only=True)
class Sharable:
    """One thing she can show or hide."""

    kind: str
    id: int
    appointment: AppointmentCard | None = None
    step: StepCard | None = None
    is_shared: bool
    until: date | None  # the last day; None: as long as the appointment lasts


@dataclass(frozen=True, kw_only=True)
class SharingScreen:
    """One volunteer, and everything of hers that could be shared."""

    tie: TieCard
    appointments: list[Sharable]
    steps: list[Sharable]


def get_sharing(tie_id: int, *, seen_by: Viewer) -> SharingScreen:
    """What one volunteer sees and could see: four statements."""
    tie = get_tie_card(tie_id, seen_by=seen_by)
    if tie.state == "proposed":
        return SharingScreen(tie=tie, appointments=[], steps=[])
    shared = shares_of(tie_id, seen_by=seen_by)
    return SharingScreen(
        tie=tie,
        appointments=[
            Sharable(
                kind="appointment",
                id=card.id,
                appointment=card,
                is_shared=("appointment", card.id) in shared,
                until=shared.get(("appointment", card.id)),
            )
            for card in _appointments(seen_by)
        ],
        steps=[
            Sharable(
                kind="step",
                id=card.id,
                step=card,
                is_shared=("step", card.id) in shared,
                until=shared.get(("step", card.id)),
            )
            for card in _steps(seen_by)
        ],
    )


def _appointments(viewer: Viewer) -> list[AppointmentCard]:
    ahead = coming(clients_of(viewer), seen_by=viewer, limit=MOST)
    return [card for card in ahead if not card.is_sensitive]


def _steps(viewer: Viewer) -> list[StepCard]:
    """Open steps that are not for her eyes alone."""
    cards = steps_of(clients_of(viewer), seen_by=viewer)
    return [card for card in cards if card.is_open and not card.is_private]


def share(tie_id: int, kind: str, thing_id: int, *, until: date | None, word: Word) -> None:
    """Let the volunteer see one of her things; what may not be shared is not there."""
    tie = get_tie(tie_id, seen_by=word.by)
    things = _appointments(word.by) if kind == "appointment" else _steps(word.by)
    if kind not in ("appointment", "step") or thing_id not in {card.id for card in things}:
        raise Missing
    ties.share(tie, kind, thing_id, until=until, word=word)
