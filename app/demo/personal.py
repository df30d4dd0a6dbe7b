"""Entry links of invented people: the table stays empty in real use."""

from app.core.kinds import ACCOUNT
from app.core.personal import Table

PERSONAL = (
    Table(
        name="demo_entry",
        kind=ACCOUNT,
        reach=("role_grant_id", "role_grant.id"),
        held=("role_grant_id", "token_hash", "created_at"),
    ),
)
