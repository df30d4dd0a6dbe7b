"""What a translator types: the texts of an offer in one language."""

from typing import Self

import wtforms

from app.caseload.text_words import ORIGINS
from app.core.fidelity import kept_safe
from app.core.forms import Form, IntegerField, SelectField, at_most, required
from app.core.i18n import lazy_gettext as _l
from app.offers.models import LONGEST
from app.offers.records import OfferRecord
from app.offers.translating import TypedTexts, mark_of
from app.offers.writing import TRANSLATED


class ForeignField(wtforms.TextAreaField):
    """A text of any script: marks that isolate a German name in it may stay."""


class TranslateForm(Form):
    """The texts in one language, with what was read before typing."""

    source_version = IntegerField(widget=wtforms.widgets.HiddenInput(), validators=[required()])
    seen = wtforms.HiddenField()
    name = ForeignField(_l("Name of the offer"), [at_most(LONGEST)], filters=[kept_safe])
    description = ForeignField(_l("Description"), [at_most(LONGEST)], filters=[kept_safe])
    origin = SelectField(_l("Written by"), choices=tuple(ORIGINS.items()), default="human")
    is_minor = wtforms.BooleanField(_l("Only spelling, same meaning"))
    is_checked = wtforms.BooleanField(_l("I speak this language and have checked it"))

    @classmethod
    def of(cls, record: OfferRecord, lang: str) -> Self:
        """The form as it begins: with the texts there are."""
        held = {row.field: row for row in record.translations if row.lang == lang}
        texts = {field: held[field].text for field in TRANSLATED if field in held}
        return cls(
            data={
                **texts,
                "source_version": record.offer.words_version,
                "seen": mark_of(record, lang),
                "origin": "human",
            }
        )

    @property
    def typed(self) -> TypedTexts:
        """What was typed, as the service takes it."""
        return TypedTexts(
            texts={field: self[field].data or "" for field in TRANSLATED},
            source_version=self.source_version.data or 0,
            seen=self.seen.data or "",
            origin=self.origin.data,
            is_minor=self.is_minor.data,
            is_checked=self.is_checked.data,
        )
