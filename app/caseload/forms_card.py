"""What a manager writes on the card that her clients see."""

from typing import Any

import wtforms

from app.caseload.card import Card
from app.caseload.office_hours import Line, day_name, lines_of, overlaps, rows_of
from app.core.choices import spoken_languages
from app.core.forms import SHORT, Form, SelectField, SeveralField, at_most
from app.core.i18n import LANGUAGES
from app.core.i18n import lazy_gettext as _l
from app.core.phones import find_number

_PARTS = ("first", "last", "opens", "closes")
_MOST = 14  # lines
_SPARE = 2  # empty lines to write in


class HoursField(wtforms.Field):
    """Lines of weekdays and times; a line without times says nothing."""

    data: list[Line]

    def process(self, formdata: Any, data: Any = (), extra_filters: Any = None) -> None:
        """Read the four columns of the lines."""
        self.process_errors: list[str] = []
        if formdata is None:
            self.data = list(data or ())
            return
        columns = [formdata.getlist(f"{part}[]")[:_MOST] for part in _PARTS]
        self.data = [_line(*row) for row in zip(*columns, strict=False) if any(row[2:])]

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        """Days and times in their order, and no time twice."""
        if not all(line.is_right for line in self.data):
            raise wtforms.ValidationError(
                _l("Choose the days and two times, the earlier one first.")
            )
        if overlaps(rows_of(self.data)):
            raise wtforms.ValidationError(_l("Two of these times overlap."))

    @property
    def shown(self) -> list[Line | None]:
        """The lines, and some to write in."""
        return [*self.data, *[None] * _SPARE]

    @property
    def days(self) -> list[tuple[int, str]]:
        """What to choose from."""
        return [(day, day_name(day)) for day in range(7)]


def _line(first: str, last: str, opens: str, closes: str) -> Line:
    """As it was typed; what is no day comes before all days."""
    days = [int(day) if day in "0123456" and day else -1 for day in (first, last)]
    return Line(first=days[0], last=days[1], opens=opens, closes=closes)


class CardForm(Form):
    """Languages, telephone, room, hours."""

    languages = SeveralField(
        _l("Languages"),
        choices=spoken_languages,
        name="languages[]",
        id="languages",
    )
    office_phone = wtforms.TelField(_l("Office telephone"), validators=[at_most(40)])
    room = wtforms.StringField(_l("Room"), validators=[at_most(SHORT)])
    hours = HoursField(_l("Times in the office"))
    note = wtforms.StringField(_l("Remark about the times (optional)"), validators=[at_most(SHORT)])
    language = SelectField(_l("Language of the preview"), choices=spoken_languages, default="de")

    @classmethod
    def of(cls, card: Card) -> "CardForm":
        """As the card stands."""
        return cls(
            data={
                "languages": card.languages,
                "office_phone": card.office_phone,
                "room": card.room,
                "hours": lines_of(card.open_hours),
                "note": card.open_hours_note,
            }
        )

    def validate_languages(self, field: wtforms.Field) -> None:
        """At least one."""
        if not field.data:
            raise wtforms.ValidationError(_l("Choose one of the answers."))

    def validate_office_phone(self, field: wtforms.Field) -> None:
        """A number that can be dialled."""
        if find_number(field.data or "") is None:
            raise wtforms.ValidationError(_l("This is not a telephone number."))

    def card(self) -> Card:
        """What was typed, as the service takes it."""
        return Card(
            languages=[code for code in LANGUAGES if code in (self.languages.data or [])],
            office_phone=find_number(self.office_phone.data or "") or "",
            room=self.room.data or "",
            open_hours=rows_of(self.hours.data),
            open_hours_note=self.note.data or "",
        )
