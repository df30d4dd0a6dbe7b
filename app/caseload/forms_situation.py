"""What is written down of how a client lives: one short form for each history."""

from collections.abc import Mapping
from typing import Any, ClassVar

import wtforms

from app.caseload import situation_words as words
from app.caseload.dated import Dated
from app.caseload.history_kinds import KINDS
from app.core import clock
from app.core.forms import SHORT, DateField, Filled, Form, IntegerField, SelectField, at_most
from app.core.forms import required as needed
from app.core.i18n import lazy_gettext as _l

_LIFE = 80  # years


def _one_of(label: Any, told: Mapping[str, str], **more: Any) -> SelectField:
    return SelectField(label, choices=tuple(told.items()), **more)


def _said(field: wtforms.Field) -> Any:
    """What was typed; a text that was not sent is an empty one."""
    return field.data or "" if isinstance(field, wtforms.StringField) else field.data


class EntryForm(Form):
    """What all have: since when, and who said so."""

    key: ClassVar[str]
    since = DateField(_l("Since when"), validators=[needed()])
    reported_by = _one_of(_l("Who said so"), words.KNOWN_FROM, default="client")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self:  # several of these forms stand on one page
            field.id = f"{self.key}-{field.name}"

    @classmethod
    def empty(cls) -> "EntryForm":
        """As it is shown first."""
        return cls(data={"since": clock.today()})

    @property
    def own_fields(self) -> list[wtforms.Field]:
        """The fields of what this entry says."""
        return [self[name] for name in KINDS[self.key].says]

    def entry(self, client_id: int, *, reported_by: str) -> Dated:
        """What was typed, as a row of its history."""
        said = {field.name: _said(field) for field in self.own_fields}
        made: Dated = KINDS[self.key].table(
            client_id=client_id, since=self.since.data, reported_by=reported_by, **said
        )
        return made


class HousingForm(EntryForm):
    """How she lives."""

    key = "housing"
    kind = _one_of(_l("Housing"), words.HOUSING)


class AccommodationForm(EntryForm):
    """Which stage of reception."""

    key = "accommodation"
    stage = _one_of(_l("Stage of accommodation"), words.STAGES)
    place_label = wtforms.StringField(
        _l("Name of the house (optional)"), validators=[at_most(SHORT)]
    )


class LivelihoodForm(EntryForm):
    """What she lives on."""

    key = "livelihood"
    kind = _one_of(_l("Money to live on"), words.LIVELIHOODS)


class GermanForm(EntryForm):
    """A skill, its level, and how that is known."""

    key = "german"
    skill = _one_of(_l("What"), words.SKILLS)
    level = _one_of(_l("Level"), words.LEVELS)
    evidence = _one_of(_l("How it is known"), words.EVIDENCE, default="estimate")


class CompetenceForm(EntryForm):
    """What she learned, worked or can do."""

    key = "competences"
    kind = _one_of(_l("What"), words.COMPETENCES)
    title = wtforms.StringField(_l("In your own words"), validators=[Filled(), at_most(SHORT)])
    country = wtforms.StringField(_l("Country (optional)"), validators=[at_most(SHORT)])
    years = IntegerField(_l("Years (optional)"))
    recognised = wtforms.BooleanField(_l("Recognised in Germany"))

    def validate_years(self, field: wtforms.Field) -> None:
        """As many as fit into a life."""
        if field.data is not None and not 0 <= field.data <= _LIFE:
            raise wtforms.ValidationError(_l("Write a number."))


class RuleForm(EntryForm):
    """Until when she has to live where she lives."""

    key = "residence-rule"
    until = DateField(_l("Until"), validators=[needed()])


FORMS: dict[str, type[EntryForm]] = {
    form.key: form
    for form in (
        HousingForm,
        AccommodationForm,
        LivelihoodForm,
        GermanForm,
        CompetenceForm,
        RuleForm,
    )
}
