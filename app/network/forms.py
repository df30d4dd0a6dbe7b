"""What is typed about volunteers."""

from typing import Any

import wtforms

from app.core import clock
from app.core.access import Role
from app.core.choices import TOPIC_CHOICES, spoken_languages
from app.core.forms import SHORT, DateField, Filled, Form, SeveralField, at_most
from app.core.i18n import lazy_gettext as _l
from app.people.staff import NewRole
from app.people.volunteers import Help, Promise, Volunteer


class HelpForm(Form):
    """What a volunteer offers."""

    group_name = wtforms.StringField(_l("Group (optional)"), validators=[at_most(SHORT)])
    languages = SeveralField(
        _l("Languages"), choices=spoken_languages, name="languages[]", id="languages"
    )
    helps_with = SeveralField(_l("Helps with"), choices=TOPIC_CHOICES, name="helps[]", id="helps")

    @property
    def help(self) -> Help:
        """What was typed."""
        return Help(
            group_name=self.group_name.data or "",
            languages=self.languages.data or [],
            helps_with=self.helps_with.data or [],
        )


class VolunteerForm(HelpForm):
    """Everything a coordinator keeps of a volunteer; papers are looked at, never stored."""

    signed_on = DateField(_l("Confidentiality signed on (optional)"))
    valid_until = DateField(_l("Confidentiality valid until (optional)"))
    vetted_by = wtforms.StringField(_l("Who knows her or him (optional)"), [at_most(SHORT)])
    certificate_seen_on = DateField(_l("Certificate of good conduct seen on (optional)"))

    def validate_valid_until(self, field: wtforms.Field) -> None:
        """It runs out after it was signed."""
        if field.data and self.signed_on.data and field.data < self.signed_on.data:
            raise wtforms.ValidationError(_l("This is before the day of the signature."))

    def validate_signed_on(self, field: wtforms.Field) -> None:
        """What has not happened yet is not written down as done."""
        _demand_past(field.data)

    def validate_certificate_seen_on(self, field: wtforms.Field) -> None:
        """What has not happened yet is not written down as done."""
        _demand_past(field.data)

    @property
    def promise(self) -> Promise:
        """What was typed about confidentiality."""
        return Promise(
            signed_on=self.signed_on.data,
            valid_until=self.valid_until.data,
            vetted_by=self.vetted_by.data or "",
            certificate_seen_on=self.certificate_seen_on.data,
        )


class NewVolunteerForm(VolunteerForm):
    """Somebody new in the circle."""

    full_name = wtforms.StringField(
        _l("First and family name"), validators=[Filled(), at_most(SHORT)]
    )

    def new_role(self, area_ags: str) -> NewRole:
        """The role, in the area of who invites."""
        return NewRole(
            role=Role.VOLUNTEER,
            full_name=self.full_name.data or "",
            valid_from=clock.today(),
            area_ags=area_ags,
        )


def _demand_past(day: Any) -> None:
    if day and day > clock.today():
        raise wtforms.ValidationError(_l("This day has not come yet."))


def typed_of(volunteer: Volunteer) -> dict[str, Any]:
    """A volunteer as the form shows her or him."""
    return {**vars(volunteer.help), **vars(volunteer.promise)}
