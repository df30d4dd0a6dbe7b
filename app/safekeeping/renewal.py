"""After a restore without keys: sealed fields that nobody can open give way to empty ones."""

from typing import Any

import sqlalchemy as sa

from app.carriers.one_by_one import carrier_ids
from app.caseload.models import Case
from app.core.db import transaction
from app.core.sealed import FIELDS, ClientKey, new_client_key
from app.core.tenancy import carrier_opened


def give_new_keys() -> None:
    """Whoever has an open case gets a new key; her sealed fields can be filled again."""
    for carrier_id in carrier_ids():
        with carrier_opened(carrier_id), transaction() as session:
            keyless = sa.select(Case.client_id).where(
                Case.ended_on.is_(None), Case.client_id.not_in(sa.select(ClientKey.client_id))
            )
            clients = set(session.scalars(keyless))
            for model, fields in FIELDS.items():
                owner: Any = model
                own = getattr(owner, fields[0].client).in_(clients)
                emptied = {field.column: None for field in fields}
                session.execute(sa.update(owner).where(own).values(emptied))
            session.add_all(new_client_key(client_id) for client_id in clients)
