"""Days of an office, played at random: who has whose case, who stands in, who helps.

Each move is made in the database and in the picture of who may see whom; afterwards both must say
the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from app.caseload import consents, reassigning, substitutions, ties
from app.caseload.consents import Word
from app.caseload.consents_queries import last_in
from app.caseload.models import Case, Client
from app.caseload.reassigning import Reassignment
from app.caseload.substitutions import NewSubstitution
from app.caseload.ties_models import SupportTie
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, transaction
from app.core.errors import Missing, Refused
from app.core.i18n import speaking
from app.core.tenancy import carrier_opened
from app.people.models import VolunteerProfile
from tests.goals.office import YEAR, Carrier, Office
from tests.goals.picture import Pair, Picture


@dataclass(kw_only=True)
class Days:
    """One run: moves in the database, and the same moves in the picture."""

    office: Office
    picture: Picture
    random: Random
    told: list[str] = field(default_factory=list)

    def move(self) -> None:
        """Do one thing that can happen; what the rules refuse changes neither side."""
        carrier = self.random.choice(self.office.carriers)
        verb: Callable[[Carrier], str] = self.random.choices(
            [self.reassign, self.stand_in, self.end_stand_in, self.days_pass, self.close,
             self.grant, self.pause, self.resume, self.end, self.withdraw, self.share,
             self.hide, self.promise],
            [4, 3, 2, 3, 1, 4, 2, 2, 2, 2, 4, 2, 1],
        )[0]  # fmt: skip
        with carrier_opened(carrier.id), speaking("de"):
            try:
                self.told.append(f"{verb.__name__} {verb(carrier)}")
            except (Refused, Missing) as why:
                self.told.append(f"{verb.__name__}: {type(why).__name__}")

    def _client(self, carrier: Carrier) -> int:
        return self.random.choice(list(carrier.clients))

    def _pair(self, carrier: Carrier) -> Pair:
        return self._client(carrier), self.random.choice(list(self.office.volunteers))

    def _word(self, viewer: Viewer) -> Word:
        how = "own_tap" if viewer.role is Role.CLIENT else "oral"
        return Word(by=viewer, now=clock.now(), language="de", how=how)

    def _tie(self, pair: Pair) -> SupportTie:
        found = db.session.scalar(
            sa.select(SupportTie).where(
                SupportTie.client_id == pair[0],
                SupportTie.volunteer_id == pair[1],
                SupportTie.state != "ended",
            )
        )
        if found is None:
            raise Missing
        return found

    def reassign(self, carrier: Carrier) -> str:
        """The lead gives a case to another manager."""
        client, to_id = self._client(carrier), self.random.choice(list(carrier.managers))
        new = Reassignment(
            case_ids=[carrier.cases[client]], from_id=self.picture.manager_of[client], to_id=to_id
        )
        with transaction():
            reassigning.reassign(new, by=carrier.lead, now=clock.now())
        self.picture.manager_of[client] = to_id
        return f"client {client} to {to_id}"

    def stand_in(self, carrier: Carrier) -> str:
        """One manager stands in for another for some days."""
        of_id, by_id = self.random.sample(list(carrier.managers), 2)
        first = self.picture.today + timedelta(days=self.random.randrange(3))
        last = first + timedelta(days=self.random.randrange(5))
        new = NewSubstitution(
            of_id=of_id, by_id=by_id, valid_from=first, valid_to=last, reason="Urlaub"
        )
        with transaction():
            made = substitutions.make(new, by=carrier.lead, now=clock.now()).id
        self.picture.stand_ins[made] = (of_id, by_id, first, last)
        return f"{by_id} for {of_id} from {first} to {last}"

    def end_stand_in(self, carrier: Carrier) -> str:
        """The lead ends one before its time."""
        number = self.random.choice([0, *self.picture.stand_ins])
        with transaction():
            substitutions.end(number, by=carrier.lead, now=clock.now())
        self.picture.stand_ins.pop(number)
        return str(number)

    def days_pass(self, _carrier: Carrier) -> str:
        """Time goes by: mostly a day or two, now and then half a year."""
        days = self.random.choice([1, 1, 2, 3, 170])
        clock.shift(clock.now() - clock.machine() + timedelta(days=days))
        self.picture.today = clock.today()  # late in the evening summer time is a day ahead
        return str(days)

    def close(self, carrier: Carrier) -> str:
        """A case ends, or is opened again."""
        client = self._client(carrier)
        is_open = client in self.picture.with_case
        with transaction() as session:
            ended = clock.today() if is_open else None
            own = sa.update(Case).where(Case.id == carrier.cases[client])
            session.execute(own.values(ended_on=ended))
        (self.picture.with_case.remove if is_open else self.picture.with_case.add)(client)
        return f"client {client}"

    def grant(self, carrier: Carrier) -> str:
        """A volunteer is proposed, and the client says yes."""
        pair = client, helper = self._pair(carrier)
        with transaction():
            manager = next(iter(carrier.managers.values()))
            record = db.session.get_one(Client, client)
            tie = ties.propose(record, helper, word=self._word(manager))
            self.picture.ties.setdefault(pair, "proposed")
            ties.grant(tie, word=self._word(carrier.clients[client]))
        if self.picture.ties[pair] == "proposed":
            self.picture.ties[pair] = "granted"
            self.picture.lasts[pair] = self.picture.today + YEAR
        return str(pair)

    def _say(self, carrier: Carrier, verb: Any, state: str | None) -> str:
        pair = self._pair(carrier)
        with transaction():
            verb(self._tie(pair), word=self._word(carrier.clients[pair[0]]))
        if state is None:
            del self.picture.ties[pair]
            self.picture.shared.pop(pair, None)
        else:
            self.picture.ties[pair] = state
        return str(pair)

    def pause(self, carrier: Carrier) -> str:
        """She wants nothing shown for now."""
        return self._say(carrier, ties.pause, "paused")

    def resume(self, carrier: Carrier) -> str:
        """She goes on."""
        return self._say(carrier, ties.resume, "granted")

    def end(self, carrier: Carrier) -> str:
        """She, for good."""
        return self._say(carrier, ties.end, None)

    def withdraw(self, carrier: Carrier) -> str:
        """She takes the consent back that it rests on."""

        def take_back(tie: SupportTie, *, word: Word) -> None:
            consents.withdraw(last_in(tie.thread), word=word)

        return self._say(carrier, take_back, None)

    def share(self, carrier: Carrier) -> str:
        """She shows one thing, until a day or for as long as it lasts."""
        pair, kind = self._pair(carrier), self.random.choice(["appointment", "step"])
        thing = carrier.things[pair[0]][kind]
        until = self.picture.today + timedelta(days=self.random.randrange(4))
        last = self.random.choice([until, None]) if kind == "appointment" else until
        with transaction():
            word = self._word(carrier.clients[pair[0]])
            ties.share(self._tie(pair), kind, thing, until=last, word=word)
        self.picture.shared.setdefault(pair, {})[kind, thing] = last
        return f"{pair} {kind} until {last}"

    def hide(self, carrier: Carrier) -> str:
        """She shows it no longer."""
        pair, kind = self._pair(carrier), self.random.choice(["appointment", "step"])
        thing = carrier.things[pair[0]][kind]
        with transaction():
            word = self._word(carrier.clients[pair[0]])
            ties.take_back(self._tie(pair), kind, thing, word=word)
        self.picture.shared.get(pair, {}).pop((kind, thing), None)
        return f"{pair} {kind}"

    def promise(self, _carrier: Carrier) -> str:
        """A volunteer's promise of silence is renewed, or runs out in a few days."""
        helper = self.random.choice(list(self.office.volunteers))
        last = self.picture.today + timedelta(days=self.random.choice([0, 2, 400]))
        with transaction() as session:
            own = sa.update(VolunteerProfile).where(VolunteerProfile.person_id == helper)
            session.execute(own.values(valid_until=last))
        self.picture.promises[helper] = last
        return f"of {helper} until {last}"
