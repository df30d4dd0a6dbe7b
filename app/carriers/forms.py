"""What a carrier writes about itself."""

from collections.abc import Mapping

import wtforms

from app.carriers.texts_queries import PARTS
from app.core.forms import LONG, SHORT, Filled, Form, IntegerField, at_most
from app.core.i18n import lazy_gettext as _l

_LONGEST = 8000  # letters of a free text


class _Base(Form):
    base_no = IntegerField(_l("Number"), default=0)

    @property
    def parts(self) -> Mapping[str, str]:
        """What was typed, by part."""
        return {part: self[part].data or "" for part in PARTS if part in self}


class TranslationForm(_Base):
    """The free texts in another language."""

    imprint_text = wtforms.TextAreaField(_l("More text for the imprint"), [at_most(_LONGEST)])
    privacy_text = wtforms.TextAreaField(
        _l("More text for the privacy notice"), [at_most(_LONGEST)]
    )


class OriginalForm(TranslationForm):
    """Everything the law asks for, in German."""

    name = wtforms.StringField(_l("Name of the office"), [Filled(), at_most(SHORT)])
    address = wtforms.TextAreaField(_l("Address"), [at_most(LONG)])
    representative = wtforms.StringField(_l("Represented by"), [at_most(SHORT)])
    contact = wtforms.TextAreaField(_l("How to reach the office"), [at_most(LONG)])
    dpo_contact = wtforms.TextAreaField(_l("Data protection officer"), [at_most(LONG)])
    supervisory_authority = wtforms.TextAreaField(
        _l("Supervisory authority for data protection"), [at_most(LONG)]
    )
