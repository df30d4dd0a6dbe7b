"""Plan versions in full: drafts, how both sides agreed, steps as a version has them, reviews.

A goal that waited for an answer inside an agreed version moves into a draft beside it. Nobody's
hash is made up: a version agreed before this has none, the next one has.
"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

POINTER = "fk_goal_carrier_id_version_id"
HOW = "agreed_client_how IN ('passkey', 'pin', 'signature', 'oral_with_interpreter')"
COLUMNS = (
    ("next_review_on", sa.Date()),
    ("change_wish", sa.Text()),
    ("agreed_client_how", sa.Text()),
    ("language_read", sa.Text()),
    ("content_hash", sa.Text()),
)
TOUCHED = ("plan_version", "goal", "step", "version_step")
ONE_AGREED = "state IN ('agreed')"
ONE_OPEN = "state IN ('draft', 'proposed')"
CARRY = (
    # An empty proposal was only the place where goals would stand.
    "UPDATE plan_version SET state = 'draft' WHERE state = 'proposed' AND NOT EXISTS"
    " (SELECT 1 FROM goal WHERE goal.version_id = plan_version.id)",
    "INSERT INTO plan_version (carrier_id, plan_id, no, state, edits)"
    " SELECT carrier_id, plan_id, no + 1, 'draft', 0 FROM plan_version WHERE state = 'agreed'"
    " AND EXISTS (SELECT 1 FROM goal WHERE goal.version_id = plan_version.id"
    " AND goal.state = 'proposed')",
    "INSERT INTO goal (carrier_id, version_id, lineage, topic, own_words, wish_of, state,"
    " target_on, sort) SELECT g.carrier_id, d.id, g.lineage, g.topic, g.own_words, g.wish_of,"
    " g.state, g.target_on, g.id FROM goal g"
    " JOIN plan_version v ON v.id = g.version_id AND v.state = 'agreed'"
    " JOIN plan_version d ON d.plan_id = v.plan_id AND d.no = v.no + 1 AND d.state = 'draft'"
    " WHERE g.state NOT IN ('declined', 'changed', 'dropped')",
    "DELETE FROM goal WHERE state = 'proposed' AND version_id IN"
    " (SELECT id FROM plan_version WHERE state = 'agreed')",
    "UPDATE goal SET sort = id WHERE sort = 0",
    "INSERT INTO version_step (carrier_id, version_id, step_id, goal_lineage, topic,"
    " template_key, params, own_words, own_words_lang, owner, due_on, support_level, is_dropped, sort)"
    " SELECT s.carrier_id, v.id, s.id, s.goal_lineage, s.topic, s.template_key, s.params,"
    " s.own_words, 'de', s.owner, s.due_on, s.support_level, false, s.sort FROM step s"
    " JOIN plan_version v ON v.plan_id = s.plan_id WHERE NOT s.private_to_client"
    " AND (v.state = 'agreed' OR v.state IN ('draft', 'proposed')"
    " AND s.state IN ('suggested', 'open', 'in_progress', 'waiting'))",
)


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("goal") as batch:
        batch.drop_constraint(op.f(POINTER), type_="foreignkey")
    with op.batch_alter_table("plan_version") as batch:
        batch.add_column(sa.Column("edits", sa.Integer(), server_default="0", nullable=False))
        for name, kind in COLUMNS:
            batch.add_column(sa.Column(name, kind, nullable=True))
        batch.create_check_constraint(op.f("ck_plan_version_agreed_client_how"), HOW)
    with op.batch_alter_table("goal") as batch:
        batch.add_column(sa.Column("because", sa.Text(), nullable=True))
        batch.add_column(sa.Column("replaces", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("sort", sa.Integer(), server_default="0", nullable=False))
        batch.create_foreign_key(
            op.f(POINTER), "plan_version", ["carrier_id", "version_id"], ["carrier_id", "id"]
        )
    _create_version_step()
    _create_start_situation()
    _create_plan_review()
    raise_walls("version_step", "start_situation", "plan_review")
    _carry_rows()
    _only_one("uq_plan_version_agreed", ONE_AGREED)
    _only_one("uq_plan_version_in_preparation", ONE_OPEN)


def _only_one(name: str, such: str) -> None:
    where = sa.text(such)
    op.create_index(
        name,
        "plan_version",
        ["plan_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def _keys(table: str, *more: sa.ForeignKeyConstraint) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f(f"fk_{table}_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f(f"uq_{table}_carrier_id_id")),
        *more,
    )


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["carrier_id", column],
        [f"{to}.carrier_id", f"{to}.id"],
        name=op.f(f"fk_{table}_carrier_id_{column}"),
    )


def _create_version_step() -> None:
    op.create_table(
        "version_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=True),
        sa.Column("goal_lineage", sa.Uuid(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("template_key", sa.Text(), nullable=True),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("own_words", sa.Text(), nullable=True),
        sa.Column("own_words_lang", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("support_level", sa.Text(), nullable=True),
        sa.Column("is_dropped", sa.Boolean(), nullable=False),
        sa.Column("because", sa.Text(), nullable=True),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "owner IN ('client', 'manager', 'volunteer', 'service')",
            name=op.f("ck_version_step_owner"),
        ),
        *_keys(
            "version_step",
            _points("version_step", "version_id", "plan_version"),
            _points("version_step", "step_id", "step"),
        ),
    )
    op.create_index(op.f("ix_version_step_version_id"), "version_step", ["version_id"])


def _create_start_situation() -> None:
    op.create_table(
        "start_situation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.UniqueConstraint("uid", name=op.f("uq_start_situation_uid")),
        sa.UniqueConstraint(
            "version_id", "topic", name=op.f("uq_start_situation_version_id_topic")
        ),
        *_keys(
            "start_situation",
            _points("start_situation", "version_id", "plan_version"),
            _points("start_situation", "client_id", "client"),
        ),
    )


def _create_plan_review() -> None:
    op.create_table(
        "plan_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "result IN ('continued', 'changed')", name=op.f("ck_plan_review_result")
        ),
        *_keys("plan_review", _points("plan_review", "plan_id", "plan")),
    )
    op.create_index(op.f("ix_plan_review_plan_id"), "plan_review", ["plan_id"])


def _carry_rows() -> None:
    """Bring what is there into the new order; the second wall steps aside for that moment."""
    _walls("NO FORCE")
    for statement in CARRY:
        op.execute(statement)
    _walls("FORCE")


def _walls(how: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in TOUCHED:
            op.execute(f"ALTER TABLE {table} {how} ROW LEVEL SECURITY")


def downgrade() -> None:
    """Go back."""
    for table in ("plan_review", "start_situation", "version_step"):
        op.drop_table(table)
    op.drop_index("uq_plan_version_in_preparation", table_name="plan_version")
    op.drop_index("uq_plan_version_agreed", table_name="plan_version")
    with op.batch_alter_table("goal") as batch:
        batch.drop_constraint(op.f(POINTER), type_="foreignkey")
    with op.batch_alter_table("plan_version") as batch:
        batch.drop_constraint(op.f("ck_plan_version_agreed_client_how"), type_="check")
        for name in ("edits", *(name for name, _kind in COLUMNS)):
            batch.drop_column(name)
    with op.batch_alter_table("goal") as batch:
        for name in ("because", "replaces", "sort"):
            batch.drop_column(name)
        batch.create_foreign_key(
            op.f(POINTER), "plan_version", ["carrier_id", "version_id"], ["carrier_id", "id"]
        )
