"""What a manager writes down of a referral: which office, what for, what is told there."""

import uuid

import wtforms

from app.caseload.consents_forms_desk import ASK, AskForm
from app.consultations.referrals import NewReferral
from app.consultations.referrals_words import KINDS_AT_DESK
from app.core.choices import TOPIC_CHOICES
from app.core.forms import LONG, SHORT, Filled, Form, SelectField, at_most
from app.core.i18n import lazy_gettext as _l
from app.core.phones import CanBeDialled, find_number


class ReferralForm(AskForm):
    """An offer of the directory or an office in own words; of a handover how she says yes."""

    purpose = None  # type: ignore[assignment]  # because: a field of AskForm that is not asked here
    kind = SelectField(_l("How"), choices=tuple(KINDS_AT_DESK.items()), default="information")
    topic = SelectField(_l("Topic"), choices=TOPIC_CHOICES)
    offer = SelectField(_l("Offer of the directory"), choices=[])
    recipient = wtforms.StringField(_l("Or another office"), validators=[at_most(SHORT)])
    address = wtforms.StringField(_l("Address"), validators=[at_most(SHORT)])
    phone = wtforms.TelField(_l("Telephone (optional)"), validators=[at_most(40), CanBeDialled()])
    occasion = wtforms.StringField(_l("What for"), validators=[Filled(), at_most(SHORT)])
    scope = wtforms.StringField(_l("What exactly is told"), validators=[at_most(SHORT)])

    def let_choose(self, offers: list[tuple[str, str]]) -> None:
        """Let choose among these offers, or none of them."""
        self.names = dict(offers)
        self.offer.choices = [("", "–"), *offers]

    def validate_recipient(self, field: wtforms.Field) -> None:
        """An offer or an office in own words."""
        if not field.data and not self.offer.data:
            raise wtforms.ValidationError(_l("Choose an offer, or write down an office."))

    def validate_scope(self, field: wtforms.Field) -> None:
        """She says yes to something that she can read."""
        if self.kind.data == "handover" and not field.data:
            raise wtforms.ValidationError(_l("Fill in this field."))

    @property
    def is_asked(self) -> bool:
        """True when she answers on her own phone."""
        return bool(self.how.data == ASK)

    def filled(self) -> NewReferral:
        """What was typed, as the service takes it; the directory knows address and number."""
        is_handover, chosen = self.kind.data == "handover", self.offer.data
        return NewReferral(
            kind=self.kind.data,
            topic=self.topic.data,
            recipient=self.names[chosen] if chosen else self.recipient.data or "",
            occasion=self.occasion.data or "",
            address=None if chosen else self.address.data or None,
            phone=None if chosen or not self.phone.data else find_number(self.phone.data),
            offer_id=uuid.UUID(chosen) if chosen else None,
            scope=self.scope.data if is_handover else None,
            valid_until=self.valid_until.data if is_handover else None,
        )


class ResultForm(Form):
    """What came of it."""

    result = wtforms.TextAreaField(_l("What came of it"), validators=[at_most(LONG)])
