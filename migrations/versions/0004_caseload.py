"""Clients and cases."""

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "household",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_household_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_household_carrier_id_id")),
    )
    op.create_table(
        "manager_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("office_phone", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("open_hours", sa.Text(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_manager_profile_carrier_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_manager_profile_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manager_profile")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_manager_profile_carrier_id_id")),
        sa.UniqueConstraint(
            "carrier_id", "person_id", name=op.f("uq_manager_profile_carrier_id_person_id")
        ),
    )
    op.create_table(
        "substitution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("of_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_substitution_by_id")),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_substitution_carrier_id")
        ),
        sa.ForeignKeyConstraint(["of_id"], ["person.id"], name=op.f("fk_substitution_of_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitution")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_substitution_carrier_id_id")),
    )
    op.create_table(
        "client",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("municipality_ags", sa.String(length=8), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("interpreter_need", sa.Boolean(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("push_level", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=False),
        sa.Column("quiet_to", sa.Time(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("reading IN ('none', 'some', 'fluent')", name=op.f("ck_client_reading")),
        sa.CheckConstraint("push_level IN (0, 1, 2)", name=op.f("ck_client_push_level")),
        sa.ForeignKeyConstraint(
            ["carrier_id", "household_id"],
            ["household.carrier_id", "household.id"],
            name=op.f("fk_client_carrier_id_household_id"),
        ),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_client_carrier_id")),
        sa.ForeignKeyConstraint(
            ["municipality_ags"], ["municipality.ags"], name=op.f("fk_client_municipality_ags")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_client_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_client_carrier_id_id")),
        sa.UniqueConstraint("carrier_id", "person_id", name=op.f("uq_client_carrier_id_person_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_client_uid")),
    )
    op.create_index(op.f("ix_client_person_id"), "client", ["person_id"], unique=False)
    op.create_table(
        "case_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("planned_end_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('intake', 'active', 'extension', 'closing', 'closed')",
            name=op.f("ck_case_file_state"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_case_file_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_case_file_carrier_id")
        ),
        sa.ForeignKeyConstraint(
            ["manager_id"], ["person.id"], name=op.f("fk_case_file_manager_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f("uq_case_file_carrier_id_id")),
    )
    op.create_index(
        "ix_case_file_carrier_client", "case_file", ["carrier_id", "client_id"], unique=False
    )
    op.create_index(
        "ix_case_file_carrier_manager", "case_file", ["carrier_id", "manager_id"], unique=False
    )
    op.create_table(
        "client_key",
        sa.Column("client_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f("fk_client_key_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f("fk_client_key_carrier_id")
        ),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_client_key")),
    )
    raise_walls("household", "manager_profile", "substitution", "client", "case_file", "client_key")


def downgrade() -> None:
    """Go back."""
    op.drop_table("client_key")
    op.drop_index("ix_case_file_carrier_manager", table_name="case_file")
    op.drop_index("ix_case_file_carrier_client", table_name="case_file")
    op.drop_table("case_file")
    op.drop_index(op.f("ix_client_person_id"), table_name="client")
    op.drop_table("client")
    op.drop_table("substitution")
    op.drop_table("manager_profile")
    op.drop_table("household")
