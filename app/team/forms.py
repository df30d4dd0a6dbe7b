"""What a team lead types: substitutions, and to whom cases go."""

from collections.abc import Sequence

import wtforms

from app.caseload.reassigning import Reassignment
from app.caseload.substitutions import NewSubstitution
from app.caseload.team import TeamManager
from app.core import clock
from app.core.forms import SHORT, DateField, Filled, Form, SelectField, at_most, small
from app.core.i18n import lazy_gettext as _l

_MOST = 1000  # cases at once; a form holds no more parts


def manager_id(value: str) -> int:
    """Read the chosen manager; 0 for nobody."""
    return small(value) if value else 0


class SubstitutionForm(Form):
    """Who is away, who stands in, from when to when, and why."""

    of_id = SelectField(_l("Who is away"), choices=[], coerce=manager_id, validators=[Filled()])
    by_id = SelectField(_l("Who stands in"), choices=[], coerce=manager_id, validators=[Filled()])
    valid_from = DateField(_l("First day"), validators=[Filled()])
    valid_to = DateField(_l("Last day"), validators=[Filled()])
    reason = wtforms.StringField(_l("Reason"), validators=[Filled(), at_most(SHORT)])

    def offer(self, managers: Sequence[TeamManager]) -> None:
        """Let choose among these."""
        self.of_id.choices = [("", "–"), *((str(one.person_id), one.name) for one in managers)]
        working = [one for one in managers if one.works_here]
        self.by_id.choices = [("", "–"), *((str(one.person_id), one.name) for one in working)]

    def filled(self) -> NewSubstitution:
        """What was typed, as the service takes it."""
        today = clock.today()
        return NewSubstitution(
            of_id=self.of_id.data,
            by_id=self.by_id.data,
            valid_from=self.valid_from.data or today,
            valid_to=self.valid_to.data or today,
            reason=self.reason.data or "",
        )


class Cases(wtforms.SelectMultipleField):
    """The chosen cases; which of them are open and whose, the service looks up."""

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        """At least one, and no more than a form can hold."""
        if not 0 < len(self.data or []) <= _MOST:
            raise wtforms.ValidationError(_l("Choose at least one client of this list."))


class ReassignForm(Form):
    """Which cases go to whom."""

    case_ids = Cases(_l("Clients"), coerce=small, choices=[], name="case_ids[]", id="cases")
    to_id = SelectField(_l("To whom"), choices=[], coerce=manager_id, validators=[Filled()])

    from_id = 0

    def offer(self, managers: Sequence[TeamManager], *, from_id: int) -> None:
        """Let choose among those who work here, except the one whose list it is."""
        self.from_id = from_id
        others = [one for one in managers if one.works_here and one.person_id != from_id]
        self.to_id.choices = [("", "–"), *((str(one.person_id), one.name) for one in others)]

    @property
    def chosen(self) -> Reassignment:
        """What was chosen, as the service takes it."""
        return Reassignment(
            case_ids=self.case_ids.data or [], from_id=self.from_id, to_id=self.to_id.data
        )
