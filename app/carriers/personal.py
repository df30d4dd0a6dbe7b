"""What the tables of carriers keep of people: who answers for the office."""

from app.core.kinds import STAFF
from app.core.personal import Table, plain

PERSONAL = (
    plain("municipality", "ags name district_ags district_name latitude longitude"),
    Table(
        name="carrier", kind=STAFF, held=("contact", "dpo_contact"),
        plain=("name", "kind", "legal_regime", "review_months"),
    ),
    plain("service_agreement", "municipality_ags valid_from valid_to"),
    Table(
        name="carrier_text", kind=STAFF, held=("written_by_id", "written_at"),
        plain=("language", "no", "parts", "source_no", "restores_no"),
    ),
    Table(
        name="hint_check", kind=STAFF, held=("checked_by_id", "checked_on"),
        plain=("hint_key", "nature", "source", "source_on", "law_on"),
    ),
)  # fmt: skip
