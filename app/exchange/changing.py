"""A list changes an offer that stands here: written, noted in its history, told to followers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core.access import Viewer
from app.core.events import publish
from app.exchange.entries import Entry
from app.exchange.models import IntakeSource
from app.exchange.writing import Providers, put_fields
from app.offers import history, service
from app.offers.events import OfferChanged
from app.offers.models import Offer


@dataclass(frozen=True, kw_only=True)
class Change:
    """In the name of which list, and by whom."""

    source: IntakeSource
    by: Viewer
    now: datetime
    providers: Providers

    def write(
        self, offer: Offer, writes: Mapping[str, Any], here: Mapping[str, Any], entry: Entry
    ) -> None:
        """Write these fields, packed, over what stands here; the index is the caller's."""
        only_spelling = put_fields(
            offer, writes, entry=entry, providers=self.providers, now=self.now
        )
        history.note(
            offer.id,
            {name: _as_text(here.get(name)) for name in writes},
            {name: _as_text(value) for name, value in writes.items()},
            circle=f"{self.source.format} {self.source.name}".strip(),
            now=self.now,
        )
        publish(
            OfferChanged(
                occurred_at=self.now,
                by=self.by,
                offer_id=offer.id,
                fields=tuple(writes),
                is_spelling=only_spelling,
            )
        )
        service.run_again(offer, by=self.by, now=self.now)


def _as_text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)
