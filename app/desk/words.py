"""Words the desk says of a client: how she reads, how her language is called here."""

from app.core.i18n import N_, Language, shown

READING = {
    # Translators: how well a client reads her own language; stands after the language's name.
    "none": N_("does not read"),
    # Translators: how well a client reads her own language; stands after the language's name.
    "some": N_("reads a little"),
    # Translators: how well a client reads her own language; stands after the language's name.
    "fluent": N_("reads well"),
}


def language_name(language: Language) -> str:
    """The language as the reader of the desk calls it: Tigrinya, Dari, Kurdish."""
    names = shown().locale.languages
    locale = language.locale
    return str(names.get(str(locale)) or names.get(locale.language) or language.autonym)
