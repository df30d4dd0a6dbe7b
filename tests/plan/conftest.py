"""What plan tests ask for: an operation, a plan of Selam, words of htmx."""

import uuid
from collections.abc import Callable, Iterator

import pytest

from app.core import clock
from app.core.access import Viewer
from app.core.tenancy import carrier_opened
from app.plan.service import Op
from tests.cast import Member

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def op() -> Callable[..., Op]:
    """A new operation of somebody, now."""

    def make(by: Member | Viewer, id_: uuid.UUID | None = None) -> Op:
        viewer = by.viewer if isinstance(by, Member) else by
        return Op(id=id_ or uuid.uuid4(), by=viewer, now=clock.now())

    return make


@pytest.fixture
def at_caritas(selam: Member) -> Iterator[int]:
    """The carrier of Selam and Jana is open."""
    assert selam.grant.carrier_id is not None
    with carrier_opened(selam.grant.carrier_id):
        yield selam.grant.carrier_id


def form(**more: str) -> dict[str, str]:
    """What a form of ours sends: an operation's id and the rest."""
    return {"op_id": str(uuid.uuid4()), **more}
