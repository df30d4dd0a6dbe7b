"""What tests of plan versions do again and again: draft, propose, agree."""

import uuid
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa

from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.plan import agreeing, drafting, drafting_steps, rows, versions
from app.plan.agreeing import Yes
from app.plan.content import Content, content_of
from app.plan.drafting import GoalTerms
from app.plan.models import Goal, Plan, PlanVersion, Step
from app.plan.service import Op
from tests.cast import Member

Row = TypeVar("Row", bound=Any)


def op_of(member: Member) -> Op:
    """A new operation of somebody, now."""
    return Op(id=uuid.uuid4(), by=member.viewer, now=clock.now())


PLAIN = GoalTerms(own_words=None, wish_of="joint", target_on=None)


@dataclass
class Together:
    """A client and her manager at one table; numbers are kept, since rows go stale."""

    client: Member
    manager: Member

    def __post_init__(self) -> None:
        """Note whose plan it is."""
        assert self.client.client is not None
        assert self.client.grant.carrier_id is not None
        self.client_id, self.carrier_id = self.client.client.id, self.client.grant.carrier_id

    def plan(self) -> Plan:
        """The plan, held."""
        return rows.get_plan(self.client_id, seen_by=self.manager.viewer)

    def draft(self, *topics: str, steps: tuple[str, ...] = ()) -> int:
        """Begin a draft (or go on with it): a goal in each topic, steps under the first."""
        with carrier_opened(self.carrier_id), transaction():
            plan = self.plan()
            version = drafting.start(plan, op=op_of(self.manager))
            goals = [drafting.add_goal(version, topic, PLAIN) for topic in topics]
            for key in steps:
                drafting_steps.add_step(version, goals[0], key, today=clock.today())
            drafting.changed(plan, version, op=op_of(self.manager))
            return version.id

    def propose(self) -> None:
        """The manager's yes."""
        with carrier_opened(self.carrier_id), transaction():
            plan = self.plan()
            version = versions.find_prepared(plan)
            assert version is not None
            agreeing.propose(plan, version, next_review_on=None, op=op_of(self.manager))

    def agree(self, **other: object) -> None:
        """Her yes, on her phone, to what stands there now (or to something else)."""
        with carrier_opened(self.carrier_id), transaction():
            plan = self.plan()
            version = versions.get_proposed(plan)
            read = {"no": version.no, "content_hash": content_of(version).hash, **other}
            yes = Yes(how="passkey", language="ti", **read)  # type: ignore[arg-type]
            agreeing.agree(plan, yes, op=op_of(self.client))

    def agreed(self, *topics: str, steps: tuple[str, ...] = ()) -> int:
        """All of it at once."""
        made = self.draft(*topics, steps=steps)
        self.propose()
        self.agree()
        return made

    def content(self, version_id: int) -> Content:
        """What a version says."""
        with carrier_opened(self.carrier_id):
            return content_of(db.session.get_one(PlanVersion, version_id))

    def versions(self) -> list[tuple[int, str]]:
        """Number and state of each version."""
        db.session.rollback()
        with carrier_opened(self.carrier_id):
            rows_ = db.session.execute(
                sa.select(PlanVersion.no, PlanVersion.state).order_by(PlanVersion.no)
            )
            return [(row.no, row.state) for row in rows_]

    def goals(self, version_id: int) -> list[Goal]:
        """The goals of a version, fresh."""
        return self._fresh(
            sa.select(Goal).where(Goal.version_id == version_id).order_by(Goal.sort, Goal.id)
        )

    def steps(self) -> list[Step]:
        """Her living steps, fresh."""
        return self._fresh(sa.select(Step).order_by(Step.sort, Step.id))

    def _fresh(self, found: sa.Select[Row]) -> list[Row]:
        """Rows as they are stored now, and as they stay whatever happens next."""
        db.session.rollback()
        with carrier_opened(self.carrier_id):
            rows_ = list(db.session.scalars(found.execution_options(populate_existing=True)))
            for row in rows_:
                db.session.expunge(row)
            return rows_
