"""What a client taps on her appointments."""

from typing import Any

import wtforms

from app.core.forms import Form, IntegerField, required


class ReplyForm(Form):
    """A client's answer, with the version of the time she read."""

    reply = wtforms.StringField()
    version = IntegerField(validators=[required()])
    is_page = wtforms.BooleanField()  # the card stands on its own page

    @property
    def given(self) -> dict[str, Any]:
        """What was answered, to which version; nonsense fits no appointment."""
        return {"answer": self.reply.data or "", "version": self.version.data or 0}


class TickForm(Form):
    """A thing to bring lies ready, or not."""

    have_it = wtforms.BooleanField(false_values=("0", ""))
