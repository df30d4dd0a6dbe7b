"""Whom a team lead takes over, and who will help them."""

from collections.abc import Sequence

from app.caseload.team import TeamManager
from app.core.forms import Filled, Form, SelectField, small
from app.core.i18n import lazy_gettext as _l
from app.team.forms import Cases, manager_id


class TakeOverForm(Form):
    """Which of those who want to come, and to which manager."""

    takeover_ids = Cases(
        _l("Clients"), coerce=small, choices=[], name="takeover_ids[]", id="takeovers"
    )
    to_id = SelectField(_l("To whom"), choices=[], coerce=manager_id, validators=[Filled()])

    def offer(self, managers: Sequence[TeamManager]) -> None:
        """Let choose among those who work here."""
        working = [one for one in managers if one.works_here]
        self.to_id.choices = [("", "–"), *((str(one.person_id), one.name) for one in working)]
