"""What people type about offers: a wish in the address, a suggestion, a change, a report."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self
from urllib.parse import urlsplit

import wtforms
from wtforms.validators import Optional, Regexp, ValidationError

from app.core import phones
from app.core.choices import spoken_languages, topics_in_words
from app.core.forms import (
    LONG,
    SHORT,
    DateField,
    Filled,
    Form,
    SelectField,
    SeveralField,
    at_most,
    tidy,
)
from app.core.i18n import N_, find_language, t
from app.core.i18n import lazy_gettext as _l
from app.core.words import TOPICS
from app.offers.hours import UnreadableHours, read_hours
from app.offers.models import KINDS, LEVELS, LONGEST
from app.offers.towns import Town
from app.offers.wish import KILOMETRES, OLDEST, SORTS, WHEN, Wish
from app.offers.words import FIELDS, FOR_WHOM, ISSUES
from app.offers.words import KINDS as KIND_WORDS
from app.offers.writing_parts import lines

NO_LEVEL = N_("No German needed")
EVERYWHERE = "all"  # in the address: no town, though one lives there


def read_wish(arguments: Mapping[str, str], towns: Sequence[Town], *, area: str = "") -> Wish:
    """Read a wish from an address; what is no choice of ours is left out.

    Who lives in a town, or looks after an area, starts there.
    """
    home = next((town.ags for town in towns if town.is_home), area)
    town = _one_of(arguments.get("town", home), {town.ags for town in towns} | {area})
    language = find_language(arguments.get("language"))
    sort, age = _one_of(arguments.get("sort"), SORTS), arguments.get("age", "")
    is_town = len(town) == len("08119079")
    return Wish(
        query=(tidy(arguments.get("q")) or "")[:SHORT],
        topic=_one_of(arguments.get("topic"), TOPICS),
        town=town,
        km=int(_one_of(arguments.get("km"), map(str, KILOMETRES)) or 0) if is_town else 0,
        language=language.code if language else "",
        for_whom=_one_of(arguments.get("who"), FOR_WHOM),
        age=int(age) if age.isascii() and age.isdecimal() and int(age) <= OLDEST else None,
        level=_one_of(arguments.get("level"), LEVELS),
        is_free=arguments.get("free") == "1",
        has_childcare=arguments.get("childcare") == "1",
        is_step_free=arguments.get("step_free") == "1",
        when=_one_of(arguments.get("when"), WHEN),
        sort="" if sort == "near" and not is_town else sort,
    )


def _one_of(word: str | None, choices: Iterable[str]) -> str:
    return word if word and word in set(choices) else ""


def arguments_of(wish: Wish, *, page: int = 1) -> dict[str, str | int | None]:
    """The address arguments of a wish; read_wish() gives the same wish back."""
    return {
        "q": wish.query or None,
        "topic": wish.topic or None,
        "town": wish.town or EVERYWHERE,
        "km": wish.km or None,
        "language": wish.language or None,
        "who": wish.for_whom or None,
        "age": wish.age,
        "level": wish.level or None,
        "free": "1" if wish.is_free else None,
        "childcare": "1" if wish.has_childcare else None,
        "step_free": "1" if wish.is_step_free else None,
        "when": wish.when or None,
        "sort": wish.sort or None,
        "page": page if page > 1 else None,
    }


def page_of(arguments: Mapping[str, str]) -> int:
    """The page asked for; anything odd is the first."""
    text = arguments.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 5 else 1


def _kinds() -> list[tuple[str, str]]:
    return [(kind, t(KIND_WORDS[kind])) for kind in KINDS]


def _levels() -> list[tuple[str, str]]:
    return [("", t(NO_LEVEL)), *((level, level) for level in LEVELS)]


def _for_whom() -> list[tuple[str, str]]:
    return [(group, t(words)) for group, words in FOR_WHOM.items()]


def _issues() -> list[tuple[str, str]]:
    return [(kind, t(words)) for kind, words in ISSUES.items()]


class AddressFields(Form):
    """Where, when and how to reach it: what all forms about offers share."""

    name = wtforms.StringField(_l("Name of the offer"), [Filled(), at_most(LONGEST)])
    topic = SelectField(_l("Topic"), choices=topics_in_words)
    address_1 = wtforms.StringField(_l("Street and number"), [at_most(LONGEST)])
    postal_code = wtforms.StringField(
        _l("Postcode"), [Optional(), Regexp(r"^\d{5}$", message=_l("Write five digits."))]
    )
    city = wtforms.StringField(_l("Town"), [at_most(LONGEST)])
    hours = wtforms.TextAreaField(_l("When"), [at_most(LONGEST)])
    phone = wtforms.TelField(_l("Phone"))
    url = wtforms.StringField(_l("Website"), [at_most(LONGEST)])

    def validate_city(self, field: wtforms.Field) -> None:
        """A street alone is no address."""
        if self.address_1.data and not (field.data and self.postal_code.data):
            raise ValidationError(_l("Write postcode and town as well."))

    def validate_phone(self, field: wtforms.Field) -> None:
        """Only a number that can be dialled."""
        if field.data and phones.find_number(field.data) is None:
            raise ValidationError(_l("Write a phone number, for example 07151 12345."))

    def validate_url(self, field: wtforms.Field) -> None:
        """Only an address on the web."""
        if field.data and not web_address(field.data):
            raise ValidationError(_l("Write a website, for example www.example.org."))

    def values(self) -> dict[str, object]:
        """What was typed, as words.FIELDS names it."""
        typed = {name: self[name].data or "" for name in FIELDS if name in self}
        typed["phone"] = phones.find_number(self.phone.data or "") or ""
        typed["url"] = web_address(self.url.data or "") or ""
        return typed


def web_address(text: str) -> str | None:
    """A typed website with its scheme; None when it is none."""
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    is_web = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    return address if is_web and not set(text) & set(" <>\"'") else None


class SuggestForm(AddressFields):
    """What anybody proposes: short, in any words; those who check put it in order."""

    description = wtforms.TextAreaField(_l("What is it? For whom?"), [at_most(LONGEST)])
    town = SelectField(_l("In which town?"), choices=[])
    note = wtforms.TextAreaField(_l("What else do you want to tell us?"), [at_most(LONG)])

    @classmethod
    def read_in(cls, towns: Sequence[tuple[str, str]], **initial: Any) -> Self:
        """Build the form with these towns to choose from."""
        form = cls.read(**initial)
        form.town.choices = list(towns)
        return form


class ChangeForm(AddressFields):
    """Everything about an offer, on one page."""

    description = wtforms.TextAreaField(_l("Description"), [Filled(), at_most(LONGEST)])
    kind = SelectField(_l("Kind"), choices=_kinds)
    place = wtforms.StringField(_l("House or room"), [at_most(LONGEST)])
    transportation = wtforms.StringField(_l("How to get there"), [at_most(LONGEST)])
    accessibility = wtforms.TextAreaField(_l("Help on site"), [at_most(LONGEST)])
    contact = wtforms.StringField(_l("Whom to ask for"), [at_most(LONGEST)])
    application_process = wtforms.TextAreaField(_l("How to register"), [at_most(LONGEST)])
    documents = wtforms.TextAreaField(_l("What to bring"), [at_most(LONGEST)])
    wait_time = wtforms.StringField(_l("Waiting time"), [at_most(LONGEST)])
    is_free = wtforms.BooleanField(_l("Free of charge"))
    fees_description = wtforms.StringField(_l("Cost"), [at_most(LONGEST)])
    eligibility_description = wtforms.StringField(_l("For whom"), [at_most(LONGEST)])
    for_whom = SeveralField(_l("Only for"), choices=_for_whom, name="for_whom[]", id="for-whom")
    min_level = SelectField(_l("German level needed"), choices=_levels)
    languages = SeveralField(
        _l("Languages"), choices=spoken_languages, name="languages[]", id="languages"
    )
    interpretation_services = wtforms.StringField(_l("Interpreting"), [at_most(LONGEST)])
    has_childcare = wtforms.BooleanField(_l("Childcare"))
    is_step_free = wtforms.BooleanField(_l("Step-free"))
    is_full = wtforms.BooleanField(_l("No free places at the moment"))
    valid_to = DateField(_l("Last day"), [Optional()])
    is_minor = wtforms.BooleanField(_l("Only spelling, same meaning"))
    alert = wtforms.StringField(_l("Different just now"), [at_most(LONGEST)])

    def validate_hours(self, field: wtforms.Field) -> None:
        """Only lines we can turn into days."""
        try:
            read_hours(field.data or "")
        except UnreadableHours as why:
            raise ValidationError(str(why.words)) from why

    def values(self) -> dict[str, object]:
        """What was typed; truths as truths, languages in order, the day as text."""
        last = self.valid_to.data
        return {
            **super().values(),
            "is_free": bool(self.is_free.data),
            "has_childcare": bool(self.has_childcare.data),
            "is_step_free": bool(self.is_step_free.data),
            "is_full": bool(self.is_full.data),
            "languages": sorted(set(self.languages.data or [])),
            "for_whom": sorted(set(self.for_whom.data or [])),
            "documents": "\n".join(lines(self.documents.data or "")),
            "accessibility": "\n".join(sorted(lines(self.accessibility.data or ""))),
            "valid_to": last.isoformat() if last else "",
        }


class CodeForm(Form):
    """The code of a letter, as it was typed or read from the link."""

    code = wtforms.StringField(_l("Code"), [at_most(SHORT)])


class ReportForm(Form):
    """What is wrong with an offer, in one tap."""

    kind = SelectField(_l("What is wrong?"), choices=_issues)
