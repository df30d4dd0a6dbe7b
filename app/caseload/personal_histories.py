"""What the histories keep of clients: each entry with its days, who said so, and corrections."""

from collections.abc import Callable, Mapping

from app.caseload import situation_words as words
from app.caseload.title_words import COURSES, ISSUERS, TITLES
from app.caseload.title_words import REPORTERS as READ_BY
from app.core.i18n import N_
from app.core.kinds import PAPERS, SITUATION, Kind
from app.core.personal import Table

Words = Mapping[str, Callable[[str], str | None]]
_SINCE = {"since": N_("Since")}
_KEPT = {
    "reported_by": N_("Who said so"),
    "reported_on": N_("Stored since"),
    "taken_up_on": N_("Read by your contact person"),
    "ended_on": N_("Ended"),
    "taken_back_on": N_("Taken back as a mistake"),
}
_COUNTED = ("client_id", "since", "ended_on", "taken_back_on", "reported_by", "reported_on")


def _history(
    name: str,
    title: str,
    says: dict[str, str],
    *,
    kind: Kind = SITUATION,
    said: Words | None = None,
    by: Mapping[str, str] = words.REPORTERS,
    since: Mapping[str, str] = _SINCE,
    counted: tuple[str, ...] = (),
) -> Table:
    """One history: what is its own, and what all have."""
    return Table(
        name=name,
        kind=kind,
        reach=("client_id", "client.id"),
        title=title,
        contest="row",
        shown={**says, **since, **_KEPT},
        held=("client_id",),
        words={"reported_by": by.get, **(said or {})},
        counted=counted and (*_COUNTED, *counted),
    )


HISTORIES = (
    _history(
        "housing_situation",
        N_("Housing"),
        {"kind": N_("What")},
        said={"kind": words.HOUSING.get},
        counted=("kind",),
    ),
    _history(
        "accommodation_stage",
        N_("Stage of accommodation"),
        {"stage": N_("What"), "place_label": N_("Where")},
        said={"stage": words.STAGES.get},
        counted=("stage",),
    ),
    _history(
        "livelihood",
        N_("Money to live on"),
        {"kind": N_("What")},
        said={"kind": words.LIVELIHOODS.get},
        counted=("kind",),
    ),
    _history(
        "german_level",
        N_("German"),
        {"level": N_("Level"), "skill": N_("What"), "evidence": N_("How it is known")},
        said={
            "skill": words.SKILLS.get,
            "level": words.LEVELS.get,
            "evidence": words.EVIDENCE.get,
        },
        counted=("skill", "level", "evidence"),
    ),
    _history(
        "competence",
        N_("School, work and skills"),
        {
            "title": N_("What"),
            "kind": N_("Kind"),
            "country": N_("Country"),
            "years": N_("Years"),
            "recognised": N_("Recognised in Germany"),
        },
        said={"kind": words.COMPETENCES.get},
    ),
    _history(
        "residence_rule",
        N_("Rule about where to live (Wohnsitzregelung)"),
        {"until": N_("Until")},
        kind=PAPERS,
    ),
    _history(
        "residence_title",
        N_("Papers and residence"),
        {"kind": N_("What"), "valid_until": N_("Valid until")},
        kind=PAPERS,
        said={"kind": TITLES.get},
        by=READ_BY,
    ),
    _history(
        "course_entitlement",
        N_("Course entitlement (Berechtigungsschein)"),
        {
            "kind": N_("What"),
            "obligated": N_("An office asks for this"),
            "issued_by_kind": N_("Who"),
            "issued_on": N_("From"),
            "valid_until": N_("Valid until"),
            "course_started_on": N_("The course began"),
        },
        kind=PAPERS,
        said={"kind": COURSES.get, "issued_by_kind": ISSUERS.get},
        by=READ_BY,
        since={},
    ),
)
