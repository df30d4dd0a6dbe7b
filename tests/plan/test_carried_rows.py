"""What plans were before they had versions in full is carried over, nothing lost."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from app.core.db import db
from app.core.tenancy import carrier_opened
from app.plan.models import Goal, PlanVersion
from app.plan.versions_models import VersionStep
from tests import build
from tests.cast import Member

OLD = "0018"


@pytest.fixture
def as_it_was(app: Flask, selam: Member, oksana: Member) -> list[int]:
    """Selam's agreed version with an unanswered goal; Oksana's empty, proposed one."""
    assert selam.client is not None
    assert oksana.client is not None
    carrier_id = selam.client.carrier_id
    with carrier_opened(carrier_id):
        with db.session.begin_nested():
            language = build.goal(selam.client, own_words="Deutsch bis B1")
            build.goal(selam.client, "work", state="proposed")
            build.step(selam.client, goal_lineage=language.lineage)
            build.step(selam.client, "cv", state="done", topic="work")
            build.step(selam.client, None, own_words="geheim", private_to_client=True)
        ids = [selam.client.id, oksana.client.id, carrier_id]
        db.session.execute(
            sa.update(PlanVersion)
            .where(PlanVersion.plan_id == oksana.client.id)
            .values(state="proposed")
        )
        db.session.commit()
    db.session.rollback()
    db.engine.dispose()
    downgrade(revision=OLD)
    upgrade()
    return ids


def test_plans_of_before_are_carried_over(as_it_was: list[int]) -> None:
    hers, oksanas, carrier_id = as_it_was
    with carrier_opened(carrier_id):
        rows = db.session.execute(
            sa.select(PlanVersion.id, PlanVersion.plan_id, PlanVersion.no, PlanVersion.state)
        ).all()
        by_plan: dict[int, dict[int, Any]] = {}
        for row in rows:
            by_plan.setdefault(row.plan_id, {})[row.no] = row
        assert by_plan[oksanas][1].state == "draft"
        assert [by_plan[hers][no].state for no in (1, 2)] == ["agreed", "draft"]
        first, second = (by_plan[hers][no].id for no in (1, 2))
        assert said(first) == [("Deutsch bis B1", "agreed")]
        assert said(second) == [("Deutsch bis B1", "agreed"), (None, "proposed")]
        assert lineages(first) < lineages(second)
        assert keys(first) == ["course_reg", "cv"], "what is hers alone is in no version"
        assert keys(second) == ["course_reg"]
        assert db.session.scalar(sa.select(PlanVersion.content_hash).limit(1)) is None


def said(version_id: int) -> list[tuple[str | None, str]]:
    found = sa.select(Goal.own_words, Goal.state).where(Goal.version_id == version_id)
    return [(row.own_words, row.state) for row in db.session.execute(found.order_by(Goal.sort))]


def lineages(version_id: int) -> set[Any]:
    return set(db.session.scalars(sa.select(Goal.lineage).where(Goal.version_id == version_id)))


def keys(version_id: int) -> list[str]:
    found = sa.select(VersionStep.template_key).where(VersionStep.version_id == version_id)
    return sorted(str(key) for key in db.session.scalars(found))
