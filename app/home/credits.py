"""Whose facts, pictures and programs this stands on, in the lines their licences ask for."""

from dataclasses import dataclass

CC_BY = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, kw_only=True)
class Credit:
    """One line of the page of sources: never translated, because licences name its wording."""

    words: str
    licence: str
    address: str | None = None  # of the licence, where the licence wants it named


FACTS = (
    Credit(
        words="Gemeinden mit Schlüssel (AGS): Anlage zu § 1 der Verordnung MietNEinV, BGBl. I 2021 "
        "S. 3739, Gebietsstand 25. Januar 2021. Auszug Baden-Württemberg.",
        licence="Amtliches Werk, § 5 Abs. 1 UrhG",
    ),
    Credit(
        words="Kreise: © Statistisches Bundesamt (Destatis), 2019; Vervielfältigung und "
        "Verbreitung, auch auszugsweise, mit Quellenangabe gestattet. Auszug Baden-Württemberg, "
        "Spalten umbenannt.",
        licence="CC BY 4.0",
        address=CC_BY,
    ),
    Credit(
        words="Postleitzahlen und Koordinaten: © GeoNames (geonames.org). "
        "Auszug Baden-Württemberg.",
        licence="CC BY 4.0",
        address=CC_BY,
    ),
)
WORKS = (
    Credit(words="Lucide 1.62.0, © 2026 Lucide Icons and Contributors", licence="ISC"),
    Credit(words="Feather (in Lucide), © 2013 Cole Bemis", licence="MIT"),
    Credit(words="htmx 4.0.1", licence="0BSD"),
)
