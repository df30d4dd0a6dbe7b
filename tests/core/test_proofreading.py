"""What is wrong with a translation is said; what languages may do differently is not."""

import pytest
from babel.messages.catalog import Message

from app.core.i18n import LANGUAGES
from app.core.proofreading import faults

TWO = "(n != 1)"
RUSSIAN = "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"
ARABIC = (
    "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=0 && n%100<=2 ? 4 : 5)"
)
RULES = {"ar": ARABIC, "ru": RUSSIAN}
WEEKS = ("every week", "every %(num)d weeks")


def said(code: str, original: object, translation: object, *, flags: tuple[str, ...] = ()) -> str:
    message = Message(original, translation, flags=flags)  # type: ignore[arg-type]  # its types know no tuple
    is_rtl = LANGUAGES[code].dir == "rtl"
    return "; ".join(faults(message, code, plural=RULES.get(code, TWO), is_rtl=is_rtl))


@pytest.mark.parametrize(
    ("code", "original", "translation", "why"),
    [
        ("de", "Hello %(name)s", "Hallo %(nam)s", "needs ['%(name)s'] and has ['%(nam)s']"),
        ("de", "Hello %(name)s", "Hallo", "needs ['%(name)s'] and has []"),
        ("de", "Hello", "Hallo %(name)s", "needs [] and has ['%(name)s']"),
        ("de", "Hello %(name)s", "Hallo 50 % %(name)s", "a lone %"),
        ("de", WEEKS, ("", "alle %(num)d Wochen"), "1 of 2 plural forms"),
        ("ru", WEEKS, ("каждую неделю", "%(num)d недели", "%(num)d недель"), "needs the number"),
        ("de", "<b>Hello</b> you", "<i>Hallo</i> du", "tags"),
        ("de", "Save it", "Sichern ", "a blank at its edge"),
        ("ar", "Save it", "\u2066\u0627\u062d\u0641\u0638", "not closed"),
        ("de", "At most 25 MB", "Höchstens 52 MB", "the number 25 is missing"),
        ("de", "Save it.", "Sichern", "end like the original ('.')"),
        ("ti", "Save it?", "ዓቅብ።", "end like the original ('?')"),
        ("ar", "Day, time", "\u064a\u0648\u0645, \u0648\u0642\u062a", "a Latin comma"),
        ("ps", "At %(day)s, %(time)s", "\u067e\u0647 %(day)s, %(time)s", "a Latin comma"),
        ("tr", "Save it", "Save it", "still English"),
    ],
)
def test_a_planted_fault_is_said(
    code: str, original: object, translation: object, why: str
) -> None:
    assert why in said(code, original, translation)


def test_a_fuzzy_text_is_said() -> None:
    assert "fuzzy" in said("de", "Save", "Sichern", flags=("fuzzy",))


@pytest.mark.parametrize(
    ("code", "original", "translation"),
    [
        ("de", "Hello %(name)s.", "Hallo %(name)s."),
        ("de", WEEKS, ("jede Woche", "alle %(num)d Wochen")),
        ("ar", "Save it?", "\u0627\u062d\u0641\u0638\u061f"),
        ("ti", "Save it.", "ዓቅብ።"),
        ("fa", "At most 25 MB", "حداکثر ۲۵ مگابایت"),
        ("ar", "Training (EQ, x)", "\u062a\u062f\u0631\u064a\u0628 (EQ, x)"),
        ("de", "each month on day %(days)s", "jeden Monat am %(days)s."),
        ("de-simple", "How long", "Wie lange?"),
        ("fr", "Description", "Description"),
        ("tr", "%(time)s", "%(time)s"),
        ("tr", "Save it", ""),
        ("ar", "Go to %(a)s now", "\u0627\u0630\u0647\u0628 \u2066EQ\u2069 %(a)s"),
    ],
)
def test_what_languages_do_differently_is_right(
    code: str, original: object, translation: object
) -> None:
    assert said(code, original, translation) == ""
