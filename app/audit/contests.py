"""What a client may call wrong: a field of her master data, or a whole step or appointment."""

from dataclasses import dataclass

from app.audit.export import Part, Row, collect
from app.audit.requests import About
from app.caseload.models import Client
from app.core.errors import Missing
from app.core.personal import Table, inventory


@dataclass(frozen=True, kw_only=True)
class Contested:
    """What is called wrong, as it is shown to her."""

    about: About
    table: Table
    label: str  # msgid
    said: str  # what stands there now


def own_data(client: Client) -> list[Part]:
    """The tables whose single fields a client may call wrong, with all they hold of her."""
    return collect(client, [one for one in inventory().reached if one.contest == "fields"])


def get_contested(client: Client, about: About) -> Contested:
    """What is meant; Missing when it is not hers or is nothing she is shown."""
    table = inventory().tables.get(about.table)
    wanted = "row" if about.column is None else "fields"
    if table is None or table.contest != wanted:
        raise Missing
    row = _row(client, table, about.row_id)
    if any(fact.column == "private_to_client" and fact.value for fact in row.facts):
        raise Missing  # nobody else reads it: she changes it herself
    if about.column is None:
        said = next((fact.said for fact in row.facts if fact.said), "")
        return Contested(about=about, table=table, label=table.title, said=said)
    fact = next((fact for fact in row.facts if fact.column == about.column), None)
    if fact is None:
        raise Missing
    return Contested(about=about, table=table, label=fact.label, said=fact.said)


def _row(client: Client, table: Table, row_id: int) -> Row:
    rows = [row for part in collect(client, [table]) for row in part.rows]
    found = next((row for row in rows if row.id == row_id), None)
    if found is None:
        raise Missing
    return found
