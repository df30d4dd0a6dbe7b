"""Rests of plan and reminders: answers that can be given back, texts of versions in languages.

A check that belongs to its column comes and goes with it: no table has to be copied for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

REPLIES = "'yes', 'no', 'later', 'help', 'call_me'"
VERSIONS = (
    ("version_step", "own_words_version"),
    ("version_step", "because_version"),
    ("start_situation", "body_version"),
)
CHECK = "ck_personal_translation_entity"
ENTITIES = "'goal', 'step', 'shared_note'"


def upgrade() -> None:
    """Go forward."""
    check = f"CONSTRAINT ck_participation_reply_before CHECK (reply_before IN ({REPLIES}))"
    op.execute(f"ALTER TABLE participation ADD COLUMN reply_before TEXT {check}")
    for name in ("replied_before_at", "handled_before_at"):
        op.add_column("participation", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for table, name in VERSIONS:
        column = sa.Column(name, sa.Integer(), nullable=False, server_default="1")
        op.add_column(table, column)
    _translate_only(f"{ENTITIES}, 'version_step', 'start_situation'")


def _translate_only(entities: str) -> None:
    """Texts of these can be translated."""
    with op.batch_alter_table("personal_translation") as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), f"entity IN ({entities})")


def downgrade() -> None:
    """Go back. Translations of texts of versions are gone: the older table knows none."""
    is_walled = op.get_bind().dialect.name == "postgresql"
    if is_walled:
        op.execute("ALTER TABLE personal_translation NO FORCE ROW LEVEL SECURITY")
    texts = sa.table("personal_translation", sa.column("entity"))
    op.execute(sa.delete(texts).where(texts.c.entity.in_(("version_step", "start_situation"))))
    if is_walled:
        op.execute("ALTER TABLE personal_translation FORCE ROW LEVEL SECURITY")
    _translate_only(ENTITIES)
    for table, name in reversed(VERSIONS):
        op.drop_column(table, name)
    for name in ("handled_before_at", "replied_before_at", "reply_before"):
        op.drop_column("participation", name)
