"""From due rows to letters, and from answers to marks: the two transactions around sending."""

import base64
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.core import clock
from app.core.access import SYSTEM
from app.core.crypto import keyed_fingerprint
from app.core.db import db, transaction
from app.core.tenancy import current_carrier
from app.notices.calls import Matter, ask_to_call, call_is_not_needed
from app.notices.claim import BATCH, Claim, claim
from app.notices.devices import remove
from app.notices.due import Device, Due, LastPush, read_devices, read_due, read_last_pushes
from app.notices.models import CallListEntry, Delivery, PushSubscription, Reminder
from app.notices.push import Answer, Letter
from app.notices.texts import Message, compose
from app.notices.verdicts import Kind, Verdict, judge, rung
from app.notices.weighing import Fate, told, weigh

URGENT = timedelta(hours=24)
KEPT = timedelta(days=7)  # by the push service at most: later, other words are true
BROKEN_FOR = timedelta(hours=1)
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Addressed:
    """One browser with the token it will answer with."""

    device: Device
    delivery_id: int
    ack: str


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """One reminder that goes out now, to every browser that has not got it."""

    due: Due
    held: Claim
    to: Sequence[Addressed]


def take(*, due_by: datetime, limit: int = BATCH) -> tuple[int, list[Outgoing]]:
    """Claim and weigh in one transaction; return how many rows were claimed, and what goes out."""
    with transaction():
        now = clock.now()
        held = claim(now=now, due_by=min(due_by, now), limit=limit)
        if not held.reminder_ids:
            return 0, []
        rows = read_due(held.reminder_ids, now=now)
        devices = read_devices(held.reminder_ids)
        last = read_last_pushes({row.client_id for row in rows}, now=now)
        outgoing = []
        for due in rows:
            found = devices.get(due.id, [])
            fate = _weighed(due, last.get(due.client_id), found, now=now)
            if fate is not None:
                settle(due, held, fate, now=now)
                continue
            last[due.client_id] = told(due, now=now)
            outgoing.append(Outgoing(due=due, held=held, to=_addressed(due, found)))
        return len(rows), outgoing


def _weighed(
    due: Due, last: LastPush | None, devices: Sequence[Device], *, now: datetime
) -> Fate | None:
    """Weigh one row; one that cannot be weighed waits an hour and lets the others go on."""
    try:
        return weigh(due, last=last, has_device=bool(devices), now=now)
    except Exception as error:  # because: a poisoned row must not hold up a whole carrier
        log.error("reminder %s cannot be weighed: %s", due.id, type(error).__name__)
        return Fate(until=now + BROKEN_FOR, reason="broken")


def settle(due: Due, held: Claim, fate: Fate, *, now: datetime) -> None:
    """Mark the row; whom it could not reach goes on the call list."""
    if fate.until is not None:
        is_ours = held.put_back(due.id, until=fate.until, reason=fate.reason)
    else:
        is_ours = held.end(due.id, state=fate.state, reason=fate.reason, now=now)
    if not is_ours:
        return
    if fate.state == "accepted":
        call_is_not_needed(due.matter.of(CallListEntry), now=now)
    elif due.is_worth_a_call and (fate.reason == "no_device" or fate.state in ("expired", "dead")):
        call_if_unreached(due.matter, reason=fate.reason or fate.state, now=now)


def call_if_unreached(matter: Matter, *, reason: str, now: datetime) -> None:
    """Put the client on the call list unless another reminder of the same matter got through."""
    reached = sa.select(Reminder.id).where(
        matter.of(Reminder), sa.or_(Reminder.state == "accepted", Reminder.reason == "covered")
    )
    if db.session.execute(reached.limit(1)).first() is None:
        ask_to_call(matter, reason=reason, now=now)


def _addressed(due: Due, devices: Sequence[Device]) -> list[Addressed]:
    """Give each browser its delivery row; one from an earlier try is used again."""
    known = {
        row.subscription_id: row
        for row in db.session.execute(
            sa.select(Delivery.subscription_id, Delivery.id, Delivery.ack_token).where(
                Delivery.reminder_id == due.id
            )
        )
    }
    found = []
    for device in devices:
        if (row := known.get(device.subscription_id)) is not None:
            found.append(Addressed(device=device, delivery_id=row.id, ack=row.ack_token))
            continue
        ack = f"{current_carrier()}-{secrets.token_urlsafe(18)}"
        delivery = Delivery(
            reminder_id=due.id, subscription_id=device.subscription_id, ack_token=ack
        )
        db.session.add(delivery)
        db.session.flush()
        found.append(Addressed(device=device, delivery_id=delivery.id, ack=ack))
    return found


def keep(out: Outgoing) -> bool:
    """Ask once more, just before sending, whether the row is still ours and still true."""
    with transaction():
        return out.held.keep(out.due.id, now=clock.now())


def letter(out: Outgoing, to: Addressed, *, public_url: str) -> Letter:
    """Put the reminder into words for one browser."""
    due, now = out.due, clock.now()
    body = compose(
        Message(
            kind=due.kind,
            subject=due.subject,
            params=due.params or {},
            language=due.language,
            level=due.push_level,
            tag=_opaque(f"{due.id}", "tag"),
            ack=to.ack,
            subject_id=due.subject_id,
            appointment_id=due.appointment_id,
            starts_local=due.starts_local,
            place=due.place or "",
            same_day=due.same_day,
            is_one_of_many=due.all_day > 1,
            is_sensitive=bool(due.is_sensitive) or due.is_private,
        ),
        public_url=public_url,
    )
    return Letter(
        target=to.device.target,
        body=body,
        ttl=int(min(due.expires_at - now, KEPT).total_seconds()),
        is_urgent=due.expires_at - now < URGENT,
        topic=_opaque(f"{due.client_id}|{due.subject}|{due.subject_id}", "topic"),
    )


def _opaque(text: str, purpose: str) -> str:
    """32 letters that say nothing to whoever passes them on."""
    digest = bytes.fromhex(keyed_fingerprint(text, f"push {purpose}"))
    return base64.urlsafe_b64encode(digest[:24]).decode()


def record(out: Outgoing, answers: Mapping[int, Answer]) -> dict[int, Verdict]:
    """Write down what each service answered (by delivery id) and what follows; return verdicts."""
    with transaction():
        now = clock.now()
        verdicts = {}
        for to in out.to:
            answer = answers[to.delivery_id]
            verdicts[to.delivery_id] = verdict = judge(answer, now=now)
            _note(to, answer, verdict, now=now)
        settle(out.due, out.held, _fate(out.due, list(verdicts.values()), now=now), now=now)
        return verdicts


def _note(to: Addressed, answer: Answer, verdict: Verdict, *, now: datetime) -> None:
    """What happened on one browser is a fact, whoever holds the reminder's row by now."""
    values: dict[str, object] = {"status": answer.status}
    if verdict.kind is Kind.ACCEPTED:
        values["accepted_at"] = now
    db.session.execute(
        sa.update(Delivery)
        .where(Delivery.id == to.delivery_id)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    if verdict.kind is Kind.GONE:
        gone = db.session.get_one(PushSubscription, to.device.subscription_id)
        remove(gone, because="gone", by=SYSTEM, now=now)


def _fate(due: Due, verdicts: Sequence[Verdict], *, now: datetime) -> Fate:
    """The best verdict decides: one device is enough, and one that may still work is waited for."""
    kinds = {verdict.kind for verdict in verdicts}
    if Kind.ACCEPTED in kinds:
        return Fate(state="accepted")
    for kind in (Kind.BUSY, Kind.FAILING, Kind.BARRED):
        if kind in kinds:
            waits = [one.wait or rung(due.attempts) for one in verdicts if one.kind is kind]
            return Fate(until=min(now + min(waits), due.expires_at), reason=kind.value)
    if Kind.REFUSED in kinds:
        return Fate(state="dead", reason=Kind.REFUSED.value)
    return Fate(until=min(now + BROKEN_FOR, due.expires_at), reason="no_device")


def move_aside(out: Outgoing) -> None:
    """A row that breaks the work is tried again in an hour; the others go on."""
    with transaction():
        now = clock.now()
        settle(out.due, out.held, Fate(until=now + BROKEN_FOR, reason="broken"), now=now)
