"""What is in the way of a step, derived in the statement that reads it and never stored."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core.db import among
from app.plan.models import OPEN_STATES, Step, StepDependency, StepDocument

_Need, _Yield = aliased(StepDocument), aliased(StepDocument)
_Other = aliased(Step)

# Each is looked up from the client's own few steps: no planner walks through those of all others.
_HERS = (_Other.client_id == Step.client_id, among(_Other.state, OPEN_STATES))
# A needed paper is missing, and another open step of hers still has to bring it.
_BRINGS = (
    sa.select(_Other.id)
    .where(
        *_HERS,
        _Other.id != Step.id,
        _Other.private_to_client.is_(False),
        sa.exists()
        .where(
            _Need.step_id == Step.id,
            _Need.direction == "needs",
            _Need.have_it.is_(False),
            _Yield.step_id == _Other.id,
            _Yield.doc_type == _Need.doc_type,
            _Yield.direction == "yields",
            _Yield.have_it.is_(False),
        )
        .correlate(Step, _Other),
    )
    .order_by(_Other.sort, _Other.id)
    .limit(1)
    .correlate(Step)
    .scalar_subquery()
)
# Both sides said that another step comes first, and it is not over.
_PUT_FIRST = (
    sa.select(_Other.id)
    .where(
        *_HERS,
        sa.exists()
        .where(StepDependency.step_id == Step.id, StepDependency.first_id == _Other.id)
        .correlate(Step, _Other),
    )
    .order_by(_Other.sort, _Other.id)
    .limit(1)
    .correlate(Step)
    .scalar_subquery()
)
# Most steps need no paper and follow no other: that is one look into an index each.
_FOLLOWS = sa.exists().where(StepDependency.step_id == Step.id).correlate(Step)
_LACKS = (
    sa.exists()
    .where(_Need.step_id == Step.id, _Need.direction == "needs", _Need.have_it.is_(False))
    .correlate(Step)
)
# Of one step: the open step of hers that must be over first, None when nothing is in its way.
COMES_FIRST = sa.case(
    (
        among(Step.state, OPEN_STATES),
        sa.func.coalesce(sa.case((_FOLLOWS, _PUT_FIRST)), sa.case((_LACKS, _BRINGS))),
    )
)
