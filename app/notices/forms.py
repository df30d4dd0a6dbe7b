"""What clients and managers send about reminders."""

from collections.abc import Iterable
from typing import Self

from wtforms import BooleanField, StringField

from app.core.forms import Filled, Form, OneOf, SeveralField, TimeField, at_most, required
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


class OffsetsForm(Form):
    """When to remind: some of the times that are offered."""

    offsets = SeveralField(_l("When to remind"), name="offsets[]", id="offsets")

    def offering(self, offered: Iterable[tuple[str, str]]) -> Self:
        """Take only these times; each with its words."""
        self.offsets.choices = list(offered)
        return self


class RuleForm(OffsetsForm):
    """When a carrier reminds of one kind of thing."""

    at = TimeField(_l("Time of day, for reminders of an earlier day"), validators=[required()])


class KindForm(OffsetsForm):
    """When a client wants to be reminded of one kind of thing, and how much it may say."""

    level = StringField(_l("A reminder says"), validators=[OneOf(("", "0", "1", "2"))])


class QuietForm(Form):
    """Between which wall times a phone does not ring."""

    # Translators: label of a time: no reminders from this time of day on
    quiet_from = TimeField(_l("From"), validators=[required()])
    # Translators: label of a time: no reminders until this time of day
    quiet_to = TimeField(_l("Until"), validators=[required()])
