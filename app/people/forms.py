"""What is tapped or typed while a device is let in."""

from app.core.forms import Filled, Form, IntegerField, SelectField
from app.core.i18n import lazy_gettext as _l


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
        ],
    )
