"""What needs a yes is shut without it, and shuts on the next request; no purpose is ungated."""

import ast
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.caseload import consents, purposes
from app.caseload.models import Case, Client, Household
from app.caseload.queries import phones_of
from app.caseload.returning import has_asked
from app.core import clock
from app.core.db import db
from app.notices.devices import has_device
from app.plan.household import goals_at_home
from tests import build
from tests.caseload.scene import PUSH_KEYS, Help, SignIn, at_work, inside, last_of, of, word
from tests.cast import Member
from tests.house.sources import python

GATES = {"may", "in_force", "outdated", "get_in_force"}  # app/caseload/gates.py and who hands on
Open = Callable[[], bool]


class Gates:
    """How each purpose is given for real, and every place it opens."""

    def __init__(
        self, sign: SignIn, client: Member, husband: Member, helps: Callable[..., Help]
    ) -> None:
        assert client.manager
        self.client, self.husband, self.helps = client, husband, helps
        self.hers, self.desk = sign(client), sign(client.manager)
        self.sign = sign

    def give(self, purpose: str) -> dict[str, Open]:
        """Let her say yes in the ordinary way; return what is open then, by name."""
        found: dict[str, Open] = getattr(self, f"_{purpose}")()
        return found

    def _push(self) -> dict[str, Open]:
        store = {"endpoint": "https://fcm.googleapis.com/x/1", **PUSH_KEYS}
        assert self.hers.post("/push/subscription", data=store).status_code == 204

        def renewed() -> bool:
            told = self.hers.post("/push/subscription", data=store | {"by_itself": "1"})
            return told.status_code == 204

        def reached() -> bool:
            with inside(self.client):
                return has_device(of(self.client).id)

        return {"a reminder is sent": reached, "the phone tells its address again": renewed}

    def _phone(self) -> dict[str, Open]:
        self.hers.post("/me/consents", data={"phone": "0151 23456789"})

        def dialled() -> bool:
            assert self.client.manager
            with inside(self.client):
                return bool(phones_of([of(self.client).id], seen_by=self.client.manager.viewer))

        return {"the number is shown": dialled}

    def _sharing(self) -> dict[str, Open]:
        help_ = self.helps(self.client)
        browser = self.sign(help_.volunteer)
        name = self.client.person.call_name.encode()
        return {
            "the volunteer's page": lambda: browser.get(help_.address).status_code == 200,
            "the volunteer's list": lambda: name in browser.get("/circle/people").data,
        }

    def _household(self) -> dict[str, Open]:
        """Both live together, and one goal of her plan is marked for it."""
        with at_work(self.client):
            house = Household(label="Familie")
            db.session.add(house)
            db.session.flush()
            for adult in (self.client, self.husband):
                db.session.get_one(Client, of(adult).id).household_id = house.id
            build.goal(of(self.client), household_shared=True)
            consents.offer(of(self.client).id, "household", word=word(self.client))
        way = f"/me/consents/{last_of(self.client, 'household').id}"
        assert self.hers.post(way).status_code == 303

        def read() -> bool:
            with inside(self.client):
                return bool(goals_at_home(self.husband.viewer)[1])

        return {"the goal on his page": read}

    def _release(self) -> dict[str, Open]:
        return self._on_paper("release")

    def _transfer(self) -> dict[str, Open]:
        return self._on_paper("transfer")

    def _return(self) -> dict[str, Open]:
        """Her case is closed; she asks for another one, and a team lead finds her name."""
        with at_work(self.client):
            case = db.session.query(Case).filter_by(client_id=of(self.client).id).one()
            case.state, case.ended_on, case.end_reason = "closed", clock.today(), "own_wish"
        assert self.hers.post("/farewell/return").status_code == 303

        def listed() -> bool:
            with inside(self.client):
                return has_asked(of(self.client).id)

        return {"a new case can be opened": listed}

    def _on_paper(self, purpose: str) -> dict[str, Open]:
        page = f"/desk/clients/{of(self.client).id}/consents"
        asked = {
            "purpose": purpose, "recipient": "Amt", "scope": "Miete", "occasion": "Umzug",
            "language": "de", "how": "ask",
        }  # fmt: skip
        assert self.desk.post(page, data=asked).status_code == 303
        row = last_of(self.client, purpose)
        paper = f"{page}/{row.id}/paper"
        assert self.desk.get(paper).status_code == 404, "a question opens nothing"
        assert self.hers.post(f"/me/consents/{row.id}").status_code == 303
        return {"the paper": lambda: self.desk.get(paper).status_code == 200}


@pytest.fixture
def gates(signed_in: SignIn, selam: Member, ahmad: Member, helps: Callable[..., Help]) -> Gates:
    """Selam's."""
    return Gates(signed_in, selam, ahmad, helps)


def states(opened: dict[str, Open]) -> dict[str, bool]:
    """Which of these is open now."""
    return {name: is_open() for name, is_open in opened.items()}


def take_back(browser: FlaskClient, client: Member, purpose: str) -> None:
    """One tap in her ledger."""
    way = f"/me/consents/{last_of(client, purpose).id}/withdraw"
    assert browser.post(way).status_code == 303


@pytest.mark.parametrize("purpose", purposes.BY_CONSENT)
def test_taking_it_back_shuts_every_gate_on_the_next_request(
    gates: Gates, selam: Member, purpose: str
) -> None:
    opened = gates.give(purpose)
    assert opened
    assert all(states(opened).values()), states(opened)
    take_back(gates.hers, selam, purpose)
    assert not any(states(opened).values()), states(opened)
    assert last_of(selam, purpose).state == "withdrawn"


@pytest.mark.sqlite_only
@pytest.mark.parametrize("purpose", purposes.BY_CONSENT)
def test_a_new_text_shuts_every_gate_till_she_answers(
    gates: Gates, purpose: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = gates.give(purpose)
    newer = vars(purposes.PURPOSES[purpose]) | {"version": 2}
    monkeypatch.setitem(purposes.PURPOSES, purpose, purposes.Purpose(**newer))
    assert not any(states(opened).values()), states(opened)


def test_a_days_end_shuts_the_paper(gates: Gates, selam: Member) -> None:
    page = f"/desk/clients/{of(selam).id}/consents"
    asked = {
        "purpose": "release", "recipient": "Amt", "scope": "Miete", "occasion": "Umzug",
        "language": "de", "how": "signature", "valid_until": clock.today().isoformat(),
    }  # fmt: skip
    assert gates.desk.post(page, data=asked).status_code == 303
    paper = f"{page}/{last_of(selam, 'release').id}/paper"
    assert gates.desk.get(paper).status_code == 200
    clock.shift(timedelta(days=1))
    assert gates.sign(selam.manager).get(paper).status_code == 404  # type: ignore[arg-type]


def asked_for() -> Iterator[str]:
    """The purposes that some code of ours asks a gate for, by the name of their constant."""
    for source in python("app"):
        if "purposes" not in source.text:
            continue
        for node in ast.walk(ast.parse(source.text)):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            called = node.func.id if isinstance(node.func, ast.Name) else called
            if called not in GATES:
                continue
            for argument in ast.walk(ast.Tuple(elts=node.args, ctx=ast.Load())):
                if isinstance(argument, ast.Name):
                    yield argument.id
                if isinstance(argument, ast.Attribute):
                    yield argument.attr


def test_every_purpose_that_needs_a_yes_has_a_gate() -> None:
    named = set(asked_for())
    constants = {key.upper(): key for key in purposes.BY_CONSENT}
    without = [key for name, key in constants.items() if name not in named]
    assert not without, f"nobody asks for {without}: ask app.caseload.gates before doing it"
    assert {getattr(purposes, name) for name in constants} == set(purposes.BY_CONSENT)
    assert "SHOPPING" not in named


# Who makes what exists only by a yes, and writes the yes down in the same transaction.
MAKERS = {
    r"\.phone = (?!None)": {
        "app/caseload/consents_phone.py",
        "app/caseload/service.py",
        "app/team/carrying.py",  # to the next carrier, and her yes goes with it
    },
    r"= (?:\w+ or )?PushSubscription\(": {"app/notices/service.py"},
}


def test_a_number_and_a_device_come_into_being_only_with_their_yes() -> None:
    """Another way to make one needs the yes too: consents_phone.give_number(), add_device()."""
    for pattern, makers in MAKERS.items():
        found = {one.name for one in python("app") if re.search(pattern, one.text)}
        assert found == makers, pattern
