"""What a manager says when she gives a case to a colleague."""

import wtforms

from app.caseload.handing_over import HandingOver
from app.caseload.handover_words import ANSWERS
from app.core.forms import LONG, Filled, Form, SelectField, at_most
from app.core.i18n import lazy_gettext as _l


class HandoverForm(Form):
    """To whom, what she should know, what the client said."""

    to_id = SelectField(_l("Give to"), coerce=int, choices=[])
    note = wtforms.TextAreaField(
        _l("Note for whoever helps next"), validators=[Filled(), at_most(LONG)]
    )
    client_answer = SelectField(_l("What the client says to it"), choices=tuple(ANSWERS.items()))

    def filled(self) -> HandingOver:
        """What was typed, as the service takes it."""
        return HandingOver(
            to_id=self.to_id.data, note=self.note.data or "", client_answer=self.client_answer.data
        )
