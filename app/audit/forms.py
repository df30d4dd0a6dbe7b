"""What a client sends about her data."""

import wtforms

from app.audit.models import REQUEST_KINDS
from app.core.forms import LONG, Form, OneOf, at_most
from app.core.i18n import lazy_gettext as _l


class AskForm(Form):
    """Which of her rights she uses."""

    kind = wtforms.StringField(validators=[OneOf(set(REQUEST_KINDS) - {"rectify"})])


class WrongForm(Form):
    """What is right instead, in her own words; she need not say."""

    own_words = wtforms.TextAreaField(
        _l("What is right? You need not write anything."), validators=[at_most(LONG)]
    )
