"""One step with its papers: what to bring, what it brings, and who brings what is missing."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.core.access import Viewer
from app.core.db import db
from app.plan.cards import StepCard
from app.plan.models import OPEN_STATES, Step, StepDocument
from app.plan.queries import cards_where, get_card, visible


@dataclass(frozen=True, kw_only=True)
class DocumentCard:
    """A paper of one step; `brought_by` is another open step that brings it."""

    id: int
    doc_type: str
    direction: str
    have_it: bool
    brought_by: StepCard | None = None


@dataclass(frozen=True, kw_only=True)
class StepDetail:
    """One step with its papers."""

    card: StepCard
    documents: tuple[DocumentCard, ...]

    @property
    def needed(self) -> list[DocumentCard]:
        """The papers to bring."""
        return [paper for paper in self.documents if paper.direction == "needs"]

    @property
    def yielded(self) -> list[DocumentCard]:
        """The papers the step brings."""
        return [paper for paper in self.documents if paper.direction == "yields"]

    @property
    def how(self) -> list[tuple[str, dict[str, object]]]:
        """What to do, sentence by sentence: msgid and the names to fill in."""
        template = self.card.template
        return [] if template is None else template.how_with(self.card.params)


def get_step(step_id: int, *, seen_by: Viewer) -> StepDetail:
    """Return a step with its papers and who brings them; raise Missing."""
    card = get_card(step_id, seen_by=seen_by)
    rows = db.session.execute(
        sa.select(
            StepDocument.id, StepDocument.doc_type, StepDocument.direction, StepDocument.have_it
        )
        .where(StepDocument.step_id == step_id)
        .order_by(StepDocument.id)
    ).all()
    bringers = _bringers(card, seen_by) if card.is_blocked else {}
    return StepDetail(
        card=card,
        documents=tuple(
            DocumentCard(
                **row._mapping,
                brought_by=None
                if row.have_it or row.direction != "needs"
                else bringers.get(row.doc_type),
            )
            for row in rows
        ),
    )


def _bringers(card: StepCard, seen_by: Viewer) -> dict[str, StepCard]:
    """For each paper still to come: the open step that brings it."""
    others = {
        other.id: other
        for other in cards_where(
            Step.client_id == card.client_id,
            Step.state.in_(OPEN_STATES),
            Step.id != card.id,
            *visible(seen_by),
        )
    }
    rows = db.session.execute(
        sa.select(StepDocument.doc_type, StepDocument.step_id).where(
            StepDocument.step_id.in_(others), StepDocument.direction == "yields"
        )
    )
    return {doc_type: others[step_id] for doc_type, step_id in rows}
