"""Persons and how they get in. These tables are read before a carrier is known: no case content."""

import secrets
import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access import Entry, Role
from app.core.db import Base, one_of

ENROLMENT_STATES = (
    "issued",
    "opened",
    "matched",
    "registered",
    "active",
    "expired",
    "burned",
    "refused",
    "fallback",
)
PURPOSES = ("enrol", "recover", "second_device", "kiosk")


class Person(Base):
    """Anybody with an account: how to be called and in which language."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    call_name: Mapped[str]
    full_name: Mapped[str | None]  # of staff and volunteers; a client's stands in her record
    ui_language: Mapped[str] = mapped_column(default="de")
    # Her next passkeys stay in the one browser that made them.
    is_protected: Mapped[bool] = mapped_column(default=False)
    device_added_at: Mapped[datetime | None]  # the last one after the first
    # What passkeys know the person by: random, says nothing.
    passkey_handle: Mapped[bytes] = mapped_column(
        default=lambda: secrets.token_bytes(32), unique=True
    )
    created_at: Mapped[datetime]


class RoleGrant(Base):
    """A person may act in a role, for a carrier, an area or an organization, from day to day."""

    __tablename__ = "role_grant"
    __table_args__ = (one_of("role", tuple(Role)),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[str]
    carrier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("carrier.id"))
    area_ags: Mapped[str | None]  # municipality (8 digits) or district (5)
    organization_id: Mapped[uuid.UUID | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # the last day
    closed_at: Mapped[datetime | None]  # the account is closed: nobody acts in this role


class VolunteerProfile(Base):
    """What a coordinator keeps of a volunteer: no address, no reasons, no scan of a paper."""

    __tablename__ = "volunteer_profile"

    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id"), primary_key=True, autoincrement=False
    )
    group_name: Mapped[str]
    languages: Mapped[list[str]]  # codes of the language table
    helps_with: Mapped[list[str]]  # topics
    confidentiality_signed_on: Mapped[date | None]
    valid_until: Mapped[date | None]  # of the confidentiality; then ties pause
    vetted_by: Mapped[str]
    certificate_seen_on: Mapped[date | None]  # seen and given back, never kept


class Passkey(Base):
    """A public key whose private half never leaves the person's device."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int]
    is_backed_up: Mapped[bool]  # synced to an account that others may share
    is_bound: Mapped[bool] = mapped_column(default=False)  # found by its browser's token alone
    is_active: Mapped[bool] = mapped_column(default=False)
    label: Mapped[str]  # neutral: OS dialogs show it to whoever holds the phone
    device: Mapped[str]  # kind of phone, as told to the manager
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    is_pin = False


class DeviceToken(Base):
    """A cookie by which one browser is known: it goes with a PIN, or with a protected passkey."""

    __tablename__ = "device_token"
    __table_args__ = (
        sa.CheckConstraint("(pin_hash IS NULL) <> (passkey_id IS NULL)", name="either"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    passkey_id: Mapped[int | None] = mapped_column(sa.ForeignKey("passkey.id"))
    pin_hash: Mapped[str | None]  # of the PIN and the token: useless to who only has this row
    wrong_tries: Mapped[int] = mapped_column(default=0)  # since the last right one
    is_active: Mapped[bool] = mapped_column(default=False)
    label: Mapped[str]
    device: Mapped[str]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    is_pin = True
    is_backed_up = False


class Session(Base):
    """One signed-in browser in one role. Only the hash of its token is kept."""

    __tablename__ = "session"
    __table_args__ = (one_of("entry", tuple(Entry)),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role_grant_id: Mapped[int] = mapped_column(sa.ForeignKey("role_grant.id"))
    entry: Mapped[str] = mapped_column(default=Entry.PASSKEY)
    passkey_id: Mapped[int | None] = mapped_column(sa.ForeignKey("passkey.id"))
    device_token_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device_token.id"))
    device: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    fresh_until: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Challenge(Base):
    """A random value a passkey must sign; deleted at its first use."""

    __tablename__ = "challenge"

    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[bytes] = mapped_column(unique=True)
    purpose: Mapped[str]  # signin, enrol
    browser_hash: Mapped[bytes]  # of the cookie of the browser that asked for it
    enrolment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("enrolment.id"))
    expires_at: Mapped[datetime]


class Enrolment(Base):
    """One ceremony: a QR on a staff member's screen becomes a passkey on a person's phone."""

    __tablename__ = "enrolment"
    __table_args__ = (
        one_of("state", ENROLMENT_STATES),
        one_of("purpose", PURPOSES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role_grant_id: Mapped[int] = mapped_column(sa.ForeignKey("role_grant.id"))
    issued_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    trail_client_id: Mapped[int | None]  # in whose record it is told; features above know more
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    browser_hash: Mapped[bytes | None]  # of the cookie that binds the first browser
    state: Mapped[str]
    number: Mapped[int | None]  # two digits, shown on the phone
    offered_numbers: Mapped[str | None]  # three of them, on the staff member's screen
    wrong_numbers: Mapped[int] = mapped_column(default=0)
    refused_openers: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)  # NotAllowed or timeout on the phone
    passkey_id: Mapped[int | None] = mapped_column(sa.ForeignKey("passkey.id"))
    device_token_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device_token.id"))
    needs_second: Mapped[bool] = mapped_column(default=False)  # somebody else confirms, too
    confirmed_at: Mapped[datetime | None]  # by who began it; then the second person's turn
    device: Mapped[str] = mapped_column(default="")
    label: Mapped[str]  # what the passkey will be called
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    def state_at(self, now: datetime) -> str:
        """The state as it is now: time runs out by itself, without anybody writing it down."""
        is_over = self.ended_at is None and now >= self.expires_at
        return "expired" if is_over else self.state

    def mark_at(self, now: datetime) -> str:
        """Changes whenever a screen of the ceremony must be drawn anew."""
        counts = (self.wrong_numbers, self.refused_openers, self.failures, int(self.is_seconded))
        return "-".join((self.state_at(now), *map(str, counts)))

    @property
    def choices(self) -> list[int]:
        """The three numbers among which the staff member finds the phone's."""
        return [int(number) for number in (self.offered_numbers or "").split()]

    @property
    def has_made(self) -> bool:
        """True once the phone made a passkey or chose a PIN."""
        return self.passkey_id is not None or self.device_token_id is not None

    @property
    def is_seconded(self) -> bool:
        """True while it waits for the second person."""
        return self.confirmed_at is not None

    @property
    def is_alone(self) -> bool:
        """True for an invitation from the command line: nobody sits opposite."""
        return self.issued_by_id is None
