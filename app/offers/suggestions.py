"""Changing an offer and proposing changes: what somebody may not write goes to check."""

from dataclasses import dataclass
from datetime import datetime

from app.core.access import SYSTEM, Viewer
from app.core.db import db
from app.core.errors import Refused
from app.core.events import publish as announce
from app.core.i18n import lazy_gettext as _l
from app.offers import care, events, history, service
from app.offers.hours import UnreadableHours, read_hours
from app.offers.models import Offer, OfferSuggestion
from app.offers.records import OfferRecord
from app.offers.states import go
from app.offers.writing import changed, may_write, put
from app.offers.writing_parts import Values


class NothingChanged(Refused):
    """The form says what the offer says already."""

    words = _l("Nothing is different from what stands there now.")


class Decided(Refused):
    """Somebody else was quicker."""

    words = _l("This suggestion was already answered.")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a change: fields that stand now, and fields that wait for a check."""

    written: tuple[str, ...]
    to_check: tuple[str, ...]


def change(
    record: OfferRecord, values: Values, *, by: Viewer, now: datetime, is_minor: bool = False
) -> Outcome:
    """Write what this viewer may write; make a suggestion of the rest."""
    changes = changed(record, values)
    if not changes:
        raise NothingChanged
    own = {
        name: value
        for name, value in changes.items()
        if may_write(name, record=record, after=value, by=by)
    }
    rest = {name: value for name, value in changes.items() if name not in own}
    if own:
        write(record, own, by=by, now=now, is_minor=is_minor)
    if rest:
        suggest(
            rest, offer=record.offer, town=record.offer.municipality_ags, note="", by=by, now=now
        )
    return Outcome(written=tuple(own), to_check=tuple(rest))


def write(
    record: OfferRecord, changes: Values, *, by: Viewer, now: datetime, is_minor: bool = False
) -> None:
    """Write these changes, whoever may; the history and the trail say so."""
    before = record.values
    only_spelling = put(record, changes, now=now, is_minor=is_minor)
    history.note(record.offer.id, before, changes, circle=care.circle_name(by), now=now)
    announce(
        events.OfferChanged(
            occurred_at=now,
            by=by,
            offer_id=record.offer.id,
            fields=tuple(changes),
            is_spelling=only_spelling,
        )
    )
    service.run_again(record.offer, by=by, now=now)


def suggest(
    values: Values, *, offer: Offer | None, town: str, note: str, by: Viewer | None, now: datetime
) -> OfferSuggestion:
    """Keep a proposal for those who check; nothing of it is public."""
    if not values and not note:
        raise NothingChanged
    made = OfferSuggestion(
        offer_id=offer.id if offer else None,
        municipality_ags=town,
        values=dict(values),
        note=note or None,
        person_id=by.person_id if by else None,
        created_at=now,
    )
    db.session.add(made)
    db.session.flush()
    # because: a guest has no account; the trail then shows our own job as the one who wrote
    announce(_fact(events.OfferSuggested, made, by=by or SYSTEM, now=now))
    return made


def accept(
    suggestion: OfferSuggestion, record: OfferRecord | None, *, by: Viewer, now: datetime
) -> Offer:
    """Take a suggestion over: a correction is written, a new offer becomes a draft."""
    _decide(suggestion, accepted=True, by=by, now=now)
    if record is not None:
        changes = changed(record, suggestion.values)
        if changes:
            write(record, changes, by=by, now=now)
        offer = record.offer
    else:
        offer = _draft(suggestion, by=by, now=now)
        suggestion.offer_id = offer.id
    announce(_fact(events.SuggestionAccepted, suggestion, by=by, now=now))
    return offer


def _draft(suggestion: OfferSuggestion, *, by: Viewer, now: datetime) -> Offer:
    """Make a draft of a suggested offer; what it lacks is added before it is published."""
    offer = Offer(
        name="",
        description="",
        topic="participation",
        kind="other",
        state="suggested",
        is_free=False,
        has_childcare=False,
        is_step_free=False,
        is_full=False,
        municipality_ags=suggestion.municipality_ags,
        version=0,
        words_version=0,
        last_modified=now,
    )
    db.session.add(offer)
    db.session.flush()
    record = OfferRecord(
        offer=offer,
        organization=None,
        locations=[],
        schedules=[],
        languages=[],
        phones=[],
        translations=[],
    )
    put(record, _readable(suggestion.values), now=now)
    go(offer, "draft")
    announce(events.OfferDrafted(occurred_at=now, by=by, offer_id=offer.id))
    return offer


def _readable(values: Values) -> Values:
    """Times that are no lines of ours go into the description, for whoever completes the draft."""
    try:
        read_hours(str(values.get("hours", "")))
    except UnreadableHours:
        told = f"{values.get('description', '')}\n{values['hours']}".strip()
        return {**values, "description": told, "hours": ""}
    return values


def settle(suggestion: OfferSuggestion, *, by: Viewer, now: datetime) -> None:
    """It was taken over by hand, in other words perhaps."""
    _decide(suggestion, accepted=True, by=by, now=now)
    announce(_fact(events.SuggestionAccepted, suggestion, by=by, now=now))


def decline(suggestion: OfferSuggestion, *, by: Viewer, now: datetime) -> None:
    """Do not take a suggestion over."""
    _decide(suggestion, accepted=False, by=by, now=now)
    announce(_fact(events.SuggestionDeclined, suggestion, by=by, now=now))


def reopen(suggestion: OfferSuggestion, *, by: Viewer, now: datetime) -> None:
    """Take a decline back."""
    if suggestion.was_accepted is not False:
        raise Decided
    suggestion.decided_at = suggestion.decided_by_id = suggestion.was_accepted = None
    announce(_fact(events.SuggestionReopened, suggestion, by=by, now=now))


def _decide(suggestion: OfferSuggestion, *, accepted: bool, by: Viewer, now: datetime) -> None:
    if suggestion.decided_at is not None:
        raise Decided
    suggestion.decided_at, suggestion.decided_by_id = now, by.person_id
    suggestion.was_accepted = accepted


def _fact(
    kind: type[events.SuggestionFact], of: OfferSuggestion, *, by: Viewer, now: datetime
) -> events.SuggestionFact:
    return kind(occurred_at=now, by=by, suggestion_id=of.id, offer_id=of.offer_id)
