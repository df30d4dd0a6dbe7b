"""Plans, goals and steps."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_plan_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_plan_carrier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("carrier_id", "client_id", name=op.f("uq_plan_carrier_id_client_id")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_plan_carrier_id_id")),
    )
    op.create_table(
        "plan_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("agreed_client_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_manager_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'proposed', 'agreed', 'superseded', 'ended')",
            name=op.f("ck_plan_version_state"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "plan_id"],
            ["plan.carrier_id", "plan.id"],
            name=op.f("fk_plan_version_carrier_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_plan_version_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_plan_version_carrier_id_id")),
        sa.UniqueConstraint("plan_id", "no", name=op.f("uq_plan_version_plan_id_no")),
    )
    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("goal_lineage", sa.Uuid(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("template_key", sa.Text(), nullable=True),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("own_words", sa.Text(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("demanded_by", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("lapses_on", sa.Date(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("support_level", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("waiting_on", sa.Text(), nullable=True),
        sa.Column("waiting_since", sa.Date(), nullable=True),
        sa.Column("not_needed_because", sa.Text(), nullable=True),
        sa.Column("help_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("private_to_client", sa.Boolean(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("nature IN ('right', 'duty', 'voluntary')", name=op.f("ck_step_nature")),
        sa.CheckConstraint(
            "state IN ('suggested', 'open', 'in_progress', 'waiting', 'done', 'confirmed', 'not_needed')",
            name=op.f("ck_step_state"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_step_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "plan_id"],
            ["plan.carrier_id", "plan.id"],
            name=op.f("fk_step_carrier_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_step_carrier_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_step_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_step_carrier_id_id")),
    )
    op.create_index(
        "ix_step_carrier_client", "step", ["carrier_id", "client_id", "sort"], unique=False
    )
    op.create_table(
        "goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("lineage", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("own_words", sa.Text(), nullable=True),
        sa.Column("wish_of", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'agreed', 'in_progress', 'reached', 'declined', 'paused', 'changed', 'dropped')",
            name=op.f("ck_goal_state"),
        ),
        sa.CheckConstraint(
            "wish_of IN ('client', 'joint', 'authority')", name=op.f("ck_goal_wish_of")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "version_id"],
            ["plan_version.carrier_id", "plan_version.id"],
            name=op.f("fk_goal_carrier_id_version_id"),
        ),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_goal_carrier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_goal_carrier_id_id")),
    )
    op.create_index(op.f("ix_goal_version_id"), "goal", ["version_id"], unique=False)
    op.create_table(
        "step_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("doc_type", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("have_it", sa.Boolean(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "direction IN ('needs', 'yields')", name=op.f("ck_step_document_direction")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "step_id"],
            ["step.carrier_id", "step.id"],
            name=op.f("fk_step_document_carrier_id_step_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_step_document_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_document")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_step_document_carrier_id_id")),
        sa.UniqueConstraint(
            "step_id",
            "doc_type",
            "direction",
            name=op.f("uq_step_document_step_id_doc_type_direction"),
        ),
    )
    op.create_table(
        "step_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_step_event_actor_id")),
        sa.ForeignKeyConstraint(
            ["carrier_id", "step_id"],
            ["step.carrier_id", "step.id"],
            name=op.f("fk_step_event_carrier_id_step_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_step_event_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_event")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_step_event_carrier_id_id")),
        sa.UniqueConstraint("carrier_id", "op_id", name=op.f("uq_step_event_carrier_id_op_id")),
    )
    op.create_index(op.f("ix_step_event_step_id"), "step_event", ["step_id"], unique=False)
    raise_walls("plan", "plan_version", "step", "goal", "step_document", "step_event")


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_step_event_step_id"), table_name="step_event")
    op.drop_table("step_event")
    op.drop_table("step_document")
    op.drop_index(op.f("ix_goal_version_id"), table_name="goal")
    op.drop_table("goal")
    op.drop_index("ix_step_carrier_client", table_name="step")
    op.drop_table("step")
    op.drop_table("plan_version")
    op.drop_table("plan")
