"""What somebody says of one text of the interface."""

import wtforms

from app.core.fidelity import kept_safe
from app.core.forms import LONG, Form, OneOf, at_most
from app.core.i18n import lazy_gettext as _l
from app.network.checks import OK, WRONG, Judged
from app.offers.forms_translations import ForeignField


class CheckForm(Form):
    """Right, or how it would be better; with what was read."""

    key = wtforms.HiddenField()
    mark = wtforms.HiddenField()
    verdict = wtforms.HiddenField(validators=[OneOf((OK, WRONG))])
    suggestion = ForeignField(_l("A better wording"), [at_most(LONG)], filters=[kept_safe])
    is_first_language = wtforms.BooleanField(_l("I grew up with this language"))

    @property
    def said(self) -> Judged:
        """What was said, as the service takes it."""
        return Judged(
            key=self.key.data or "",
            mark=self.mark.data or "",
            verdict=self.verdict.data or "",
            suggestion=self.suggestion.data or "",
            is_first_language=self.is_first_language.data,
        )
