"""Finding offers: an index of letters for a whole region, the words there are, full offers."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

SHORTEST, LONGEST = 5, 40  # letters of a word that somebody may mistype
# SQLite finds letters inside words by an index of its own, which these keep up to date.
LETTERS = (
    "CREATE VIRTUAL TABLE offer_search_letters USING fts5(text, content='offer_search',"
    " content_rowid='id', tokenize='trigram case_sensitive 1')",
    "CREATE TRIGGER offer_search_added AFTER INSERT ON offer_search BEGIN"
    " INSERT INTO offer_search_letters(rowid, text) VALUES (new.id, new.text); END",
    "CREATE TRIGGER offer_search_gone AFTER DELETE ON offer_search BEGIN"
    " INSERT INTO offer_search_letters(offer_search_letters, rowid, text)"
    " VALUES ('delete', old.id, old.text); END",
    "CREATE TRIGGER offer_search_changed AFTER UPDATE OF text ON offer_search BEGIN"
    " INSERT INTO offer_search_letters(offer_search_letters, rowid, text)"
    " VALUES ('delete', old.id, old.text);"
    " INSERT INTO offer_search_letters(rowid, text) VALUES (new.id, new.text); END",
)
# PostgreSQL has one in every installation; the owner of a database may switch it on.
LETTERS_POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX ix_offer_search_letters ON offer_search USING gin (text gin_trgm_ops)",
)


def upgrade() -> None:
    """Go forward. Names are found in the words again once `flask offers index` has run."""
    held = _rows()
    op.drop_index("ix_offer_search_town_lang", table_name="offer_search")
    op.drop_table("offer_search")
    op.create_table(
        "offer_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("municipality_ags", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_search_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_search")),
        sa.UniqueConstraint("offer_id", "lang", name=op.f("uq_offer_search_offer_id_lang")),
    )
    op.create_index(
        "ix_offer_search_town_lang", "offer_search", ["municipality_ags", "lang"], unique=False
    )
    op.create_table(
        "offer_word",
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_offer_word")),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in LETTERS if is_sqlite else LETTERS_POSTGRESQL:
        op.execute(statement)
    _fill(held)
    op.add_column(
        "offer", sa.Column("is_full", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index("ix_offer_state_assured", "offer", ["state", "assured_date"])
    op.create_index("ix_offer_state_topic_assured", "offer", ["state", "topic", "assured_date"])


def _rows() -> list[sa.Row]:
    columns = ("offer_id", "lang", "municipality_ags", "text")
    held = sa.table("offer_search", *map(sa.column, columns))
    return list(op.get_bind().execute(sa.select(held)))


def _fill(held: list[sa.Row]) -> None:
    """Keep what was found before: each language with the German words, and all words there are."""
    german = {row.offer_id: row.text for row in held if row.lang == "de"}
    texts = [
        {**row._mapping, "name": "", "text": f"{row.text} {german.get(row.offer_id, '')}".strip()}
        if row.lang != "de"
        else {**row._mapping, "name": ""}
        for row in held
    ]
    words = {w for row in held for w in row.text.split() if SHORTEST <= len(w) <= LONGEST}
    if texts:
        names = ("offer_id", "lang", "municipality_ags", "name", "text")
        op.bulk_insert(sa.table("offer_search", *map(sa.column, names)), texts)
    if words:
        op.bulk_insert(
            sa.table("offer_word", sa.column("word")), [{"word": w} for w in sorted(words)]
        )


def downgrade() -> None:
    """Go back; the extension stays, others may use it."""
    op.drop_index("ix_offer_state_topic_assured", table_name="offer")
    op.drop_index("ix_offer_state_assured", table_name="offer")
    op.drop_column("offer", "is_full")
    op.drop_table("offer_word")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE offer_search_letters")
    held = _rows()
    op.drop_index("ix_offer_search_town_lang", table_name="offer_search")
    op.drop_table("offer_search")
    op.create_table(
        "offer_search",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("municipality_ags", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_search_offer_id")),
        sa.PrimaryKeyConstraint("offer_id", "lang", name=op.f("pk_offer_search")),
    )
    op.create_index(
        "ix_offer_search_town_lang", "offer_search", ["municipality_ags", "lang"], unique=False
    )
    if held:
        names = ("offer_id", "lang", "municipality_ags", "text")
        rows = [dict(row._mapping) for row in held]
        op.bulk_insert(sa.table("offer_search", *map(sa.column, names)), rows)
