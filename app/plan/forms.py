"""What plan pages send: an operation's id, whom a step waits for, a step's day and support."""

from datetime import datetime
from typing import Any

from flask import g, request
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import ValidationError

from app.core import clock
from app.core.access import Role
from app.core.choices import TOPIC_CHOICES
from app.core.forms import (
    SHORT,
    DateField,
    Filled,
    Form,
    IntegerField,
    SelectField,
    at_most,
    small,
)
from app.core.i18n import N_
from app.core.i18n import lazy_gettext as _l
from app.core.sendings import get_op_id
from app.plan import refusals, words
from app.plan.service import Op


def read_op(now: datetime) -> Op:
    """The operation this form sends; our own pages always name it."""
    version = request.form.get("version", type=small) if g.viewer.role is Role.CLIENT else None
    return Op(id=get_op_id(), by=g.viewer, now=now, base_version=version)


def is_from_home() -> bool:
    """True when the card on the first page asks, not the step's own page."""
    return request.form.get("here") == "home"


class WaitForm(Form):
    """Whom a step waits for."""

    on = SelectField(_l("Who must answer?"), choices=list(words.WAITING.items()))


class ChangeForm(Form):
    """By when, with how much help, and who does it; `base_version` is what was read before."""

    base_version = IntegerField()
    due_on = DateField(_l("By when"))
    support_level = SelectField(
        _l("Support"), choices=[("", "–"), *words.SUPPORT.items()], default=""
    )
    owner = SelectField(_l("Who does it"), choices=list(words.OWNER.items()), default="client")


class NotNeededForm(Form):
    """Why a step is no longer needed."""

    because = StringField(_l("Why is this step no longer needed?"), [Filled(), at_most(SHORT)])


# Translators: who sees a client's own wish, said to her.
WHO_SEES = {"me": N_("Only I"), "both": N_("I and my contact person")}


class WishForm(Form):
    """What a client wishes for, in her own words and for whose eyes."""

    own_words = StringField(_l("What do you wish for?"), [Filled(), at_most(SHORT)])
    topic = SelectField(_l("Topic"), choices=TOPIC_CHOICES, default="participation")
    who_sees = SelectField(_l("Who sees it"), choices=list(WHO_SEES.items()), default="me")
    base_version = IntegerField(default=1)


class DeclineForm(Form):
    """Why a client does not want a step, if she likes to say."""

    because = StringField(_l("Why not? You can leave this empty."), [at_most(SHORT)])


class OwnStepForm(Form):
    """A step in own words, under a goal or a topic."""

    own_words = StringField(_l("Step in your own words (German)"), [Filled(), at_most(SHORT)])
    topic = SelectField(_l("Topic"), choices=TOPIC_CHOICES)
    due_on = DateField(_l("By when"))

    def validate_due_on(self, field: DateField) -> None:
        """A new step has its day ahead."""
        if field.data is not None and field.data < clock.today():
            raise ValidationError(refusals.DayIsPast.words)


class CatalogueForm(Form):
    """A step of the catalogue, taken with one click."""

    template_key = HiddenField(validators=[Filled()])
    obligated = BooleanField(_l("An office obligated her or him"))
    provider = StringField(_l("Course provider"), [at_most(SHORT)])
    school = StringField(_l("School"), [at_most(SHORT)])

    @property
    def params(self) -> dict[str, Any]:
        """What was filled in, as a step keeps it."""
        given = {"provider": self.provider.data, "school": self.school.data}
        filled: dict[str, Any] = {key: text for key, text in given.items() if text}
        return filled | ({"obligated": True} if self.obligated.data else {})
