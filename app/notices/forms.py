"""What clients and managers send about reminders."""

from collections.abc import Sequence
from typing import Self

import wtforms
from wtforms import BooleanField, StringField

from app.core.forms import Filled, Form, OneOf, TimeField, at_most, required
from app.core.i18n import lazy_gettext as _l
from app.notices.endpoints import LONGEST, Target


class SubscriptionForm(Form):
    """What a browser tells after it subscribed; `old` when its address changed."""

    endpoint = StringField(validators=[Filled(), at_most(LONGEST)])
    p256dh = StringField(validators=[Filled(), at_most(200)])
    auth = StringField(validators=[Filled(), at_most(200)])
    old = StringField(validators=[at_most(LONGEST)])
    by_itself = BooleanField()  # told again at the start of the app, without a tap

    @property
    def target(self) -> Target:
        """The browser as a push service knows it."""
        return Target(
            endpoint=self.endpoint.data or "",
            p256dh=self.p256dh.data or "",
            auth=self.auth.data or "",
        )


class EndpointForm(Form):
    """Which browser is meant."""

    endpoint = StringField(validators=[Filled(), at_most(LONGEST)])


class LevelForm(Form):
    """How much a reminder may say on a locked screen."""

    level = StringField(_l("A reminder says"), validators=[OneOf(("0", "1", "2"))])


class CallForm(Form):
    """What came of a call."""

    outcome = StringField(
        _l("What came of the call"), validators=[OneOf(("reached", "not_reached", "message_left"))]
    )


class Offsets(wtforms.SelectMultipleField):
    """Some of the times that are offered."""

    offered: Sequence[tuple[str, str]] = ()  # offset and words

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        """Nothing but these."""
        if not set(self.data or ()) <= {value for value, _ in self.offered}:
            raise wtforms.ValidationError(_l("Choose one of the answers."))


class RuleForm(Form):
    """When a carrier reminds of one kind of thing."""

    offsets = Offsets(_l("When to remind"), name="offsets[]", id="offsets")
    at = TimeField(_l("Time of day, for reminders of an earlier day"), validators=[required()])


class KindForm(Form):
    """When a client wants to be reminded of one kind of thing, and how much it may say."""

    offsets = Offsets(_l("When to remind"), name="offsets[]", id="offsets")
    level = StringField(_l("A reminder says"), validators=[OneOf(("", "0", "1", "2"))])

    def offering(self, offered: Sequence[tuple[str, str]]) -> Self:
        """Take only these times."""
        self.offsets.offered = offered
        return self


class QuietForm(Form):
    """Between which wall times a phone does not ring."""

    # Translators: label of a time: no reminders from this time of day on
    quiet_from = TimeField(_l("From"), validators=[required()])
    # Translators: label of a time: no reminders until this time of day
    quiet_to = TimeField(_l("Until"), validators=[required()])
