"""What is typed about accounts of staff and volunteers."""

from datetime import date

import wtforms

from app.core import clock
from app.core.access import Role
from app.core.forms import SHORT, DateField, Filled, Form, SelectField, at_most
from app.core.i18n import lazy_gettext as _l
from app.core.phones import CanBeDialled, find_number
from app.people.reach import IN_CARRIER
from app.people.roles import ROLE_WORDS
from app.people.staff import NewRole


class RoleForm(Form):
    """A role with its days; a manager's clients must know how to reach her."""

    role = SelectField(_l("Role"), choices=[(role.value, ROLE_WORDS[role]) for role in IN_CARRIER])
    office_phone = wtforms.TelField(
        _l("Office telephone"), validators=[at_most(40), CanBeDialled()]
    )
    valid_from = DateField(_l("First day"), validators=[Filled()])
    valid_to = DateField(_l("Last day (optional)"))

    def validate_office_phone(self, field: wtforms.Field) -> None:
        """Clients see who helps them."""
        if not field.data and self.role.data == Role.MANAGER:
            raise wtforms.ValidationError(_l("Clients call this number: a manager needs one."))

    def validate_valid_to(self, field: wtforms.Field) -> None:
        """Not before the first day."""
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise wtforms.ValidationError(_l("This is before the first day."))

    def filled(self, full_name: str) -> NewRole:
        """What was typed, as the service takes it."""
        role = Role(self.role.data)
        phone = find_number(self.office_phone.data or "") if role is Role.MANAGER else None
        return NewRole(
            role=role,
            full_name=full_name,
            office_phone=phone,
            valid_from=self.valid_from.data or clock.today(),
            valid_to=self.valid_to.data,
        )


class InviteForm(RoleForm):
    """Somebody new of the staff."""

    full_name = wtforms.StringField(
        _l("First and family name"), validators=[Filled(), at_most(SHORT)]
    )


class LastDayForm(Form):
    """The day after which a role is over."""

    last_on = DateField(_l("Last day"), validators=[Filled()])

    @property
    def day(self) -> date:
        """The day, once the form is valid."""
        return self.last_on.data or clock.today()
