"""A table with a code on it, and twelve ways to be let in without having been met."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask

from app.core import clock
from app.core.db import db, transaction
from app.people import enrolment
from app.people.models import Enrolment, Passkey
from tests.cast import Member
from tests.people.conftest import Phone
from tests.visits import visitor_of

Attack = Callable[["Table"], None]


@dataclass
class Table:
    """Selam's ceremony: the code on her manager's screen, her phone, and somebody else's."""

    app: Flask
    member: Member
    held: Enrolment
    secret: str

    def __post_init__(self) -> None:
        self.hers = Phone(visitor_of(self.app))
        self.theirs = Phone(visitor_of(self.app))

    def match(self, number: int | None = None) -> None:
        """The manager taps a number, by default the right one."""
        assert self.member.manager
        now = clock.now()
        with transaction():
            held = self._row(now)
            enrolment.match(
                held, number=number or held.number or 0, by=self.member.manager.viewer, now=now
            )

    def confirm(self) -> None:
        """The manager confirms."""
        assert self.member.manager
        now = clock.now()
        with transaction():
            enrolment.confirm(self._row(now), by=self.member.manager.viewer, now=now)

    def _row(self, now: datetime) -> Enrolment:
        assert self.member.manager
        return enrolment.get_of_issuer(
            self.member.person.id, issued_by=self.member.manager.viewer, now=now
        )

    def state(self) -> str:
        """As the database has it."""
        db.session.expire_all()
        return self.held.state_at(clock.now())

    def go_on(self, phone: Phone) -> None:
        """Try everything a phone can ask for, in order, whatever is answered."""
        phone.browser.get("/enter")
        asked = phone.browser.post("/enter/options")
        if asked.status_code == 200:
            credential = phone.key.make(asked.get_json())
            phone.browser.post("/enter/passkey", data={"credential": credential})
        phone.choose_pin("482913")
        phone.browser.post("/enter/start")


def prefetched(table: Table) -> None:
    """1: a link preview or a scanner asks for whatever it finds, and posts nothing."""
    for method in ("GET", "HEAD", "OPTIONS"):
        for address in ("/enter", "/enter/state", "/enter/options", "/enter/start", "/enter/pin"):
            for query in ("", f"?secret={table.secret}", "?why=unknown"):
                table.theirs.browser.open(f"{address}{query}", method=method)
    assert table.state() == "issued"
    assert table.hers.open(table.secret) == "/enter", "and her phone still comes first"


def replayed(table: Table) -> None:
    """2: a code that somebody used is used once more."""
    table.hers.open(table.secret)
    table.match()
    table.hers.make_passkey()
    assert "why=elsewhere" in table.theirs.open(table.secret)
    table.go_on(table.theirs)
    assert table.state() == "registered"


def raced(table: Table) -> None:
    """3: two phones open the same code; the second has no part in it, even once numbers match."""
    table.hers.open(table.secret)
    assert "why=elsewhere" in table.theirs.open(table.secret)
    table.match()
    table.go_on(table.theirs)
    assert (table.state(), table.held.refused_openers) == ("matched", 1)


def too_late(table: Table) -> None:
    """4: a second after the ten minutes; the second before is tested below."""
    clock.shift(timedelta(minutes=10, seconds=1))
    assert "why=expired" in table.theirs.open(table.secret)
    table.match()
    table.go_on(table.theirs)
    assert table.state() == "expired"


def guessed_number(table: Table) -> None:
    """5: whoever has the code guesses which number is shown, and is wrong as often as allowed."""
    table.theirs.open(table.secret)
    for _ in range(2):
        db.session.expire_all()
        table.match(next(one for one in table.held.choices if one != table.held.number))
    table.match()
    table.go_on(table.theirs)
    assert table.state() == "burned"


def guessed_secret(table: Table) -> None:
    """6: secrets that are none: empty, near, cut, its hash, another's."""
    near = ("A" if table.secret[-1] != "A" else "B").join([table.secret[:-1], ""])
    for guess in (
        "",
        "x",
        near,
        table.secret[:-1],
        f"{table.secret} ",
        table.held.secret_hash.hex(),
    ):
        assert "why=unknown" in table.theirs.open(guess), guess
    table.match()
    table.go_on(table.theirs)
    assert table.state() == "issued"


def over_the_shoulder(table: Table) -> None:
    """7: a code photographed from the screen is opened first, but the number is on no phone that
    the manager sees; she stops."""
    assert table.theirs.open(table.secret) == "/enter"
    assert "why=elsewhere" in table.hers.open(table.secret), "her phone says that it was"
    table.go_on(table.theirs)
    assert table.state() == "opened"
    assert table.member.manager
    with transaction():
        enrolment.cancel(table.held, by=table.member.manager.viewer, now=clock.now())
    table.match()
    table.go_on(table.theirs)
    assert table.state() == "burned"


def crashed(table: Table) -> None:
    """8: the answer is lost in each state and everything is sent again: nothing doubles, and
    without the last yes nobody is in."""
    for _ in range(2):
        assert table.hers.open(table.secret) == "/enter"
    for _ in range(2):
        table.match()
    answer = table.hers.key.make(table.hers.browser.post("/enter/options").get_json())
    for _ in range(2):
        table.hers.browser.post("/enter/passkey", data={"credential": answer})
    assert table.hers.browser.post("/enter/start").status_code == 404
    assert table.state() == "registered"
    assert db.session.query(Passkey).count() == 1


def anothers_answer(table: Table) -> None:
    """9: the answer to her phone's challenge is handed in by another browser."""
    table.hers.open(table.secret)
    table.match()
    asked = table.hers.browser.post("/enter/options").get_json()
    table.theirs.browser.get("/enter")
    answer = table.theirs.key.make(asked)
    sent = table.theirs.browser.post("/enter/passkey", data={"credential": answer})
    assert sent.status_code == 404
    table.confirm()
    table.go_on(table.theirs)
    assert table.state() == "matched"


def another_challenge(table: Table) -> None:
    """10: an answer to a challenge that was never given, or was given for signing in."""
    table.hers.open(table.secret)
    table.match()
    asked = table.hers.browser.post("/enter/options").get_json()
    signing_in = table.hers.options()["challenge"]
    for challenge in ("AAAA", signing_in):
        answer = table.hers.key.make({**asked, "challenge": challenge})
        table.hers.browser.post("/enter/passkey", data={"credential": answer})
        table.confirm()
    assert (table.state(), db.session.query(Passkey).count()) == ("matched", 0)


def nobody_at_the_lock(table: Table) -> None:
    """11: the phone's lock was not opened by anybody."""
    table.hers.open(table.secret)
    table.match()
    table.hers.key.is_verified = False
    while table.state() == "matched":
        table.hers.make_passkey()
        table.confirm()
    assert db.session.query(Passkey).count() == 0
    assert table.hers.browser.post("/enter/start").status_code == 404


def cancelled(table: Table) -> None:
    """12: the manager stopped, and the phone goes on as if she had not."""
    table.hers.open(table.secret)
    table.match()
    table.hers.make_passkey()
    assert table.member.manager
    with transaction():
        enrolment.cancel(table.held, by=table.member.manager.viewer, now=clock.now())
    table.confirm()
    table.go_on(table.hers)
    assert table.state() == "burned"


ATTACKS: list[Attack] = [
    prefetched,
    replayed,
    raced,
    too_late,
    guessed_number,
    guessed_secret,
    over_the_shoulder,
    crashed,
    anothers_answer,
    another_challenge,
    nobody_at_the_lock,
    cancelled,
]
