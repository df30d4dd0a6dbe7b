"""Start situation and histories; papers get the same shape; office hours become rows."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

from migrations.walls import raise_walls

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

STANDS = sa.text("ended_on IS NULL")
# Table -> its own columns, their words, and what only one can hold at a time (None: any number).
HISTORIES = {
    "accommodation_stage": (
        [("stage", sa.Text(), False), ("place_label", sa.Text(), False)],
        {"stage": "stage IN ('initial_reception', 'provisional', 'follow_up')"},
        (),
    ),
    "housing_situation": (
        [("kind", sa.Text(), False)],
        {"kind": "kind IN ('collective', 'assigned', 'private_lease', 'other')"},
        (),
    ),
    "livelihood": (
        [("kind", sa.Text(), False)],
        {"kind": "kind IN ('asylblg', 'sgb2_full', 'sgb2_partial', 'own_income', 'other')"},
        (),
    ),
    "residence_rule": ([("until", sa.Date(), False)], {}, ()),
    "german_level": (
        [("skill", sa.Text(), False), ("level", sa.Text(), False), ("evidence", sa.Text(), False)],
        {
            "skill": "skill IN ('overall', 'listening', 'reading', 'speaking', 'writing')",
            "level": "level IN ('alpha', 'A1', 'A2', 'B1', 'B2', 'C1', 'C2')",
            "evidence": "evidence IN ('certificate', 'placement_test', 'course', 'estimate')",
        },
        ("skill",),
    ),
    "competence": (
        [
            ("kind", sa.Text(), False),
            ("title", sa.Text(), False),
            ("country", sa.Text(), False),
            ("years", sa.Integer(), True),
            ("recognised", sa.Boolean(), False),
        ],
        {"kind": "kind IN ('school', 'job', 'training', 'skill')"},
        None,
    ),
}
PAPERS = ("residence_title", "course_entitlement")
LATER = ("taken_up_on", "taken_back_on")
DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_DAY = f"({'|'.join(DAYS)})"
# "Mo–Do 9–16 Uhr", "Mi 14:00-16:30"
PIECE = re.compile(
    rf"{_DAY}(?:\s*[–-]\s*{_DAY})?\s+(\d{{1,2}})(?:[:.](\d\d))?(?:\s*Uhr)?"
    r"\s*[–-]\s*(\d{1,2})(?:[:.](\d\d))?(?:\s*Uhr)?"
)
PROFILE = sa.table(
    "manager_profile",
    sa.column("id", sa.Integer()),
    sa.column("open_hours", sa.JSON()),
    sa.column("open_hours_note", sa.Text()),
)


def upgrade() -> None:
    """Go forward."""
    for table in HISTORIES:
        _create(table)
    raise_walls(*HISTORIES)
    for table in PAPERS:
        for column in LATER:
            op.add_column(table, sa.Column(column, sa.Date(), nullable=True))
    op.add_column("residence_title", sa.Column("since", sa.Date(), nullable=True))
    with _wall_open("residence_title"):
        op.execute("UPDATE residence_title SET since = reported_on")
    for table in PAPERS:
        with _wall_open(table):
            op.execute(f"UPDATE {table} SET taken_up_on = reported_on")
    with op.batch_alter_table("residence_title") as batch:
        batch.alter_column("since", existing_type=sa.Date(), nullable=False)
    with op.batch_alter_table("manager_profile") as batch:
        batch.alter_column("open_hours", existing_type=sa.Text(), new_column_name="open_hours_note")
    op.add_column("manager_profile", sa.Column("open_hours", sa.JSON(), nullable=True))
    with _wall_open("manager_profile"):
        _read_hours()
    with op.batch_alter_table("manager_profile") as batch:
        batch.alter_column("open_hours", existing_type=sa.JSON(), nullable=False)


def _read_hours() -> None:
    """Turn what managers wrote into rows; what cannot be read whole stays as their remark."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(PROFILE)).all():
        hours = rows_in(row.open_hours_note)
        values = {"open_hours": hours}
        if hours:
            values["open_hours_note"] = ""
        connection.execute(sa.update(PROFILE).where(PROFILE.c.id == row.id).values(**values))


def rows_in(text: str) -> list[dict]:
    """The rows a German text tells of; none when any of it says something else."""
    rows = []
    for piece in re.split(r"[,;]", text):
        found = PIECE.fullmatch(piece.strip())
        if found is None:
            return []
        first, last, *numbers = found.groups()
        opens, closes = (f"{int(a):02}:{b or '00'}" for a, b in (numbers[:2], numbers[2:]))
        days = range(DAYS.index(first), DAYS.index(last or first) + 1)
        if not days or not opens < closes <= "23:59":
            return []
        rows += [{"day": day, "opens": opens, "closes": closes} for day in days]
    return rows


def text_of(rows: list[dict], note: str) -> str:
    """Rows and remark as one German text."""
    pieces = [f"{DAYS[row['day']]} {row['opens']}–{row['closes']}" for row in rows]
    return ", ".join([*pieces, *([note] if note else [])])


def _create(table: str) -> None:
    """One history: what all have, and what is its own."""
    columns, rules, alone = HISTORIES[table]
    rules = {**rules, "reported_by": "reported_by IN ('client', 'manager')"}
    op.create_table(
        table,
        *(sa.Column(name, kind, nullable=may_lack) for name, kind, may_lack in columns),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("taken_up_on", sa.Date(), nullable=True),
        sa.Column("taken_back_on", sa.Date(), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=False),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))
            for name, rule in rules.items()
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id", "client_id"],
            ["client.carrier_id", "client.id"],
            name=op.f(f"fk_{table}_carrier_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carrier.id"], name=op.f(f"fk_{table}_carrier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("carrier_id", "id", name=op.f(f"uq_{table}_carrier_id_id")),
    )
    op.create_index(f"ix_{table}_carrier_client", table, ["carrier_id", "client_id"])
    if alone is not None:
        op.create_index(
            f"uq_{table}_today",
            table,
            ["carrier_id", "client_id", *alone],
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        )


@contextmanager
def _wall_open(table: str) -> Iterator[None]:
    """Rows of every carrier are changed: the table's owner passes its wall for a moment."""
    is_walled = op.get_bind().dialect.name == "postgresql"
    if is_walled:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield
    if is_walled:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    """Go back."""
    op.add_column("manager_profile", sa.Column("hours", sa.Text(), nullable=True))
    hours = sa.table("manager_profile", sa.column("id"), sa.column("hours"))
    with _wall_open("manager_profile"):
        for row in op.get_bind().execute(sa.select(PROFILE)).all():
            said = text_of(row.open_hours, row.open_hours_note)
            op.execute(sa.update(hours).where(hours.c.id == row.id).values(hours=said))
    with op.batch_alter_table("manager_profile") as batch:
        batch.drop_column("open_hours")
        batch.drop_column("open_hours_note")
    with op.batch_alter_table("manager_profile") as batch:
        batch.alter_column(
            "hours", existing_type=sa.Text(), new_column_name="open_hours", nullable=False
        )
    with op.batch_alter_table("residence_title") as batch:
        batch.drop_column("since")
    for table in PAPERS:
        with op.batch_alter_table(table) as batch:
            for column in LATER:
                batch.drop_column(column)
    for table in reversed(HISTORIES):
        op.drop_table(table)
