"""Ask every question of cells.py and say which answers leak."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from werkzeug.test import TestResponse

from app.core import access
from app.core.access import Role
from app.core.db import SAFE
from tests.goals import rows, whom
from tests.goals.cells import Cell, Route, cells_of, for_whom, is_let_in, is_theirs
from tests.goals.scene import Scene
from tests.undone import undone

NOWHERE = "/there/is/no/such/page"
# Whose canary may stand on a page of a role.
MAY_SHOW: dict[Role | None, set[str]] = {
    Role.CLIENT: {"own"},
    Role.MANAGER: {"own", "beside"},
}
LINE = re.compile(
    r"refused status=\d{3} method=[A-Z]+ endpoint=[\w.]+ role=\w+ session=([0-9a-f]{12}|-)"
)


@dataclass
class Result:
    """What was asked and what was wrong with it."""

    asked: Counter[str] = field(default_factory=Counter)  # by relation
    leaks: list[str] = field(default_factory=list)

    @property
    def cells(self) -> int:
        """How many questions there were."""
        return sum(self.asked.values())


def ask(
    scene: Scene,
    *,
    only: Callable[[Route], bool] | None = None,
    pick: Callable[[Cell], bool] | None = None,
) -> Result:
    """Ask, refusals first: they change nothing. What is allowed is undone again.

    `only` picks routes, `pick` questions.
    """
    result = Result()
    matrix = _Matrix(scene)
    allowed: list[Cell] = []
    refused: list[Cell] = []
    for cell in cells_of(scene, only=only):
        if pick is not None and not pick(cell):
            continue
        (allowed if matrix.may_change(cell) else refused).append(cell)
    before = rows.fingerprint()
    for cell in refused:
        result.leaks += matrix.look_at(cell)
        result.asked[cell.relation] += 1
    if rows.fingerprint() != before:
        result.leaks += matrix.who_changed(refused)
    for cell in allowed:
        with undone():
            result.leaks += matrix.look_at(cell)
        result.asked[cell.relation] += 1
    return result


class _Matrix:
    """What was asked on one stage, and what a page that is not there looks like to each role."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.known: dict[tuple[Role | None, str, str], bytes] = {}

    def may_change(self, cell: Cell) -> bool:
        """True for a question that is answered by doing something."""
        return (
            cell.method not in SAFE
            and cell.is_served
            and is_let_in(self.scene.app, cell.endpoint, cell.role)
            and is_theirs(cell)
        )

    def look_at(self, cell: Cell) -> Iterator[str]:
        """Ask, and say what is wrong with the answer."""
        for fault in self._faults(cell):
            who = cell.role or "nobody"
            mixed = ", mixed with own" if cell.is_mixed else ""
            named = f", named in {cell.named}" if cell.named else ""
            asked = f"{cell.method} {cell.address} ({cell.endpoint}) as {who}"
            yield f"{asked} [{cell.relation}{mixed}{named}]: {fault}"

    def _answer(self, cell: Cell) -> TestResponse:
        return self._sent(cell, cell.address)

    def _sent(self, cell: Cell, address: str) -> TestResponse:
        """Each time a new browser: pages set and drop cookies."""
        browser = self.scene.browser(cell.role)
        return browser.open(address, method=cell.method, data=cell.body)

    def _faults(self, cell: Cell) -> Iterator[str]:
        try:
            answer = self._answer(cell)
        except Exception as error:  # because: whatever breaks is named with the question it met
            yield f"breaks: {error!r}"
            return
        status = answer.status_code
        yield from self._canaries(cell, answer)
        if not cell.is_served:
            if status != 405:
                yield f"answers {status} to a method it does not declare"
            return
        if cell.role not in for_whom(cell.address.split("?")[0]) and is_let_in(
            self.scene.app, cell.endpoint, cell.role
        ):
            yield "is open to a role whose page it is not (FOR_WHOM)"
        yield from self._verdict(cell, answer, status)

    def _verdict(self, cell: Cell, answer: TestResponse, status: int) -> Iterator[str]:
        """Let in who may, and show everybody else what a missing page shows."""
        if cell.relation == "wrong":
            yield from self._same(cell, answer)
        elif not is_let_in(self.scene.app, cell.endpoint, cell.role):
            if cell.role is None:
                yield from self._sent_to_signin(cell, answer)
            else:
                yield from self._same(cell, answer)
        elif cell.named and not is_theirs(cell):
            if status not in (200, 404, 422):
                yield f"answers {status}: it does something with what is not theirs"
        elif not is_theirs(cell) or self._is_missing_by_choice(cell):
            yield from self._same(cell, answer)
        elif status in (400, 401, 403, 404, 405) or (cell.named and status == 422):
            yield f"answers {status} to whom it belongs (perhaps bodies.py lacks something)"

    def _is_missing_by_choice(self, cell: Cell) -> bool:
        is_alone = cell.endpoint in whom.NOT_ALONE and not cell.named
        return is_alone or cell.role in whom.MISSING_TO.get(cell.endpoint, ())

    def _same(self, cell: Cell, answer: TestResponse) -> Iterator[str]:
        """Byte for byte like a page that is not there; the read API speaks JSON there, too."""
        api = whom.API if cell.address.startswith(whom.API) else ""
        place = (cell.role, cell.method, api + NOWHERE)
        if place not in self.known:
            self.known[place] = _bytes(self._sent(cell, api + NOWHERE))
        if answer.status_code != 404:
            yield f"answers {answer.status_code} where nothing may be found"
        elif _bytes(answer) != self.known[place]:
            yield "its 404 differs from the one of a missing page"

    def _sent_to_signin(self, cell: Cell, answer: TestResponse) -> Iterator[str]:
        """To the same page, whatever was named."""
        place = (None, cell.method, cell.endpoint)
        if (answer.status_code, answer.headers.get("Location")) != (303, "/signin"):
            yield f"answers {answer.status_code} instead of asking to sign in"
        elif self.known.setdefault(place, _bytes(answer)) != _bytes(answer):
            yield "its way to sign-in depends on what was named"

    def _canaries(self, cell: Cell, answer: TestResponse) -> Iterator[str]:
        """No text of a client who is not theirs, whatever the status."""
        if b"Kanari" not in answer.data:
            return
        shown = _may_show(cell)
        for relation, world in self.scene.worlds.items():
            if relation not in shown and world.canary.encode() in answer.data:
                yield f"shows a text of the client {relation!r}"

    def who_changed(self, cells: Iterable[Cell]) -> Iterator[str]:
        """Ask again, one after the other, and name the refusals that write something."""
        for cell in cells:
            with rows.writes() as written:
                self._answer(cell)
            if written:
                yield f"{cell.method} {cell.address} as {cell.role}: {written[0]}"


def _may_show(cell: Cell) -> set[str]:
    """The worlds whose canary may stand on this page for this role."""
    names = (cell.endpoint, cell.endpoint.split(".")[0])
    more = [whom.ALSO_SHOWN.get((name, cell.role), set()) for name in names if cell.role]
    return MAY_SHOW.get(cell.role, set()).union(*more)


def _bytes(answer: TestResponse) -> bytes:
    """Status, headers and body as they went out."""
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(answer.headers))
    return b"\n".join((answer.status.encode(), headers.encode(), bytes(answer.data)))


def undeclared(scene: Scene) -> list[str]:
    """Views that say nothing about who may use them."""
    views = scene.app.view_functions.items()
    return [endpoint for endpoint, view in views if access.declared(view) is None]
