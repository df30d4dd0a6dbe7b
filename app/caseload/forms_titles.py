"""What a manager types in from a client's papers; never their numbers."""

import wtforms

from app.caseload.title_words import COURSES, ISSUERS, REPORTERS_AT_DESK, TITLES
from app.caseload.titles import NewEntitlement
from app.core import clock
from app.core.forms import DateField, Form, SelectField, required
from app.core.i18n import lazy_gettext as _l

_REPORTED = tuple(REPORTERS_AT_DESK.items())


class TitleForm(Form):
    """A residence title."""

    kind = SelectField(_l("Residence title"), choices=tuple(TITLES.items()))
    valid_until = DateField(_l("Valid until"), id="title-until")
    reported_by = SelectField(_l("Who said so"), choices=_REPORTED, default="manager")


class EntitlementForm(Form):
    """The right or the duty to go to a course."""

    kind = SelectField(_l("Course"), choices=tuple(COURSES.items()))
    obligated = wtforms.BooleanField(_l("She has to go: an office asks for it"))
    issued_by_kind = SelectField(_l("Issued by"), choices=tuple(ISSUERS.items()))
    issued_on = DateField(_l("Issued on"), validators=[required()])
    valid_until = DateField(_l("Valid until"), validators=[required()])
    reported_by = SelectField(_l("Who said so"), choices=_REPORTED, default="manager")

    def filled(self) -> NewEntitlement:
        """What was typed, as the service takes it."""
        today = clock.today()
        return NewEntitlement(
            kind=self.kind.data,
            obligated=self.obligated.data,
            issued_by_kind=self.issued_by_kind.data,
            issued_on=self.issued_on.data or today,
            valid_until=self.valid_until.data or today,
            reported_by=self.reported_by.data,
        )


class BegunForm(Form):
    """Since when she goes to the course."""

    on = DateField(_l("Course begun on"), validators=[required()])
