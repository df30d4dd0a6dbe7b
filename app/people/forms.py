"""What is tapped or typed while a device is let in."""

import wtforms

from app.core.forms import Filled, Form, IntegerField, SelectField
from app.core.i18n import lazy_gettext as _l
from app.people import pins


class NumberForm(Form):
    """The number the staff member sees on the phone."""

    number = IntegerField(_l("Number"), validators=[Filled()])


class PurposeForm(Form):
    """What a new code is for."""

    purpose = SelectField(
        _l("What for"),
        choices=[
            ("enrol", _l("First device")),
            ("second_device", _l("One more device")),
            ("recover", _l("Instead of a lost device")),
            ("kiosk", _l("Office computer")),
        ],
    )


EASY = _l("This PIN is too easy. Choose another one.")


class ChoosePinForm(Form):
    """Six digits, twice. What was typed is never shown again."""

    pin = wtforms.PasswordField(_l("Your PIN: 6 digits"))
    again = wtforms.PasswordField(_l("The same PIN once more"))

    @property
    def digits(self) -> str:
        """The PIN as 0-9, whatever script it was typed in."""
        return pins.read_digits(self.pin.data or "") or ""

    def validate_pin(self, field: wtforms.Field) -> None:
        """Six digits that are not the first ones people try."""
        if not self.digits:
            raise wtforms.ValidationError(_l("Type 6 digits."))
        if pins.is_easy(self.digits):
            raise wtforms.ValidationError(EASY)

    def validate_again(self, field: wtforms.Field) -> None:
        """Typed twice alike."""
        if self.digits and pins.read_digits(field.data or "") != self.digits:
            raise wtforms.ValidationError(_l("The two PINs are not the same."))
