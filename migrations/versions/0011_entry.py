"""Entry without passkey: device tokens, PIN, kiosk; protected passkeys; a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Columns that must be filled: rows that stand there already get this value.
FILLED = (
    ("person", "is_protected", sa.Boolean(), sa.false()),
    ("passkey", "is_bound", sa.Boolean(), sa.false()),
    ("session", "entry", sa.Text(), sa.text("'passkey'")),
    ("enrolment", "needs_second", sa.Boolean(), sa.false()),
)
PURPOSES = "purpose IN ('enrol', 'recover', 'second_device'{more})"


def upgrade() -> None:
    """Go forward."""
    _add_device_token()
    for table, column, kind, default in FILLED:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column(column, kind, nullable=False, server_default=default))
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, existing_type=kind, server_default=None)
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("device_added_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("session") as batch:
        batch.add_column(sa.Column("device_token_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_session_device_token_id"), "device_token", ["device_token_id"], ["id"]
        )
        batch.create_check_constraint(op.f("ck_session_entry"), "entry IN ('passkey', 'pin', 'kiosk')")
    with op.batch_alter_table("enrolment") as batch:
        batch.add_column(sa.Column("device_token_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("trail_client_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_foreign_key(
            op.f("fk_enrolment_device_token_id"), "device_token", ["device_token_id"], ["id"]
        )
        batch.drop_constraint(op.f("ck_enrolment_purpose"), type_="check")
        batch.create_check_constraint(
            op.f("ck_enrolment_purpose"), PURPOSES.format(more=", 'kiosk'")
        )


def _add_device_token() -> None:
    op.create_table(
        "device_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("passkey_id", sa.Integer(), nullable=True),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(pin_hash IS NULL) <> (passkey_id IS NULL)", name=op.f("ck_device_token_either")
        ),
        sa.ForeignKeyConstraint(
            ["passkey_id"], ["passkey.id"], name=op.f("fk_device_token_passkey_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_device_token_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_device_token_token_hash")),
    )
    op.create_index(op.f("ix_device_token_person_id"), "device_token", ["person_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.execute("UPDATE enrolment SET purpose = 'enrol' WHERE purpose = 'kiosk'")
    with op.batch_alter_table("enrolment") as batch:
        batch.drop_constraint(op.f("ck_enrolment_purpose"), type_="check")
        batch.create_check_constraint(op.f("ck_enrolment_purpose"), PURPOSES.format(more=""))
        batch.drop_constraint(op.f("fk_enrolment_device_token_id"), type_="foreignkey")
        batch.drop_column("confirmed_at")
        batch.drop_column("trail_client_id")
        batch.drop_column("device_token_id")
    # A session that proved less must not come to prove more.
    op.execute("UPDATE session SET revoked_at = created_at WHERE entry <> 'passkey'")
    with op.batch_alter_table("session") as batch:
        batch.drop_constraint(op.f("ck_session_entry"), type_="check")
        batch.drop_constraint(op.f("fk_session_device_token_id"), type_="foreignkey")
        batch.drop_column("device_token_id")
    with op.batch_alter_table("person") as batch:
        batch.drop_column("device_added_at")
    for table, column, _kind, _default in reversed(FILLED):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
    op.drop_index(op.f("ix_device_token_person_id"), table_name="device_token")
    op.drop_table("device_token")
