"""A phone on which taps wait: what stands in its row, and what the server made of them."""

import uuid
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import Locator, Page

from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.plan import service
from app.plan.models import Step, StepEvent
from tests.browser import Live
from tests.cast import Member

# As Firefox and iPhones are; pages that show an error have no worker at all.
NO_SYNC = "delete globalThis.ServiceWorkerRegistration?.prototype.sync;"
RECORDS = """() => new Promise((done, failed) => {
  const asked = indexedDB.open("later", 1);
  asked.onupgradeneeded = () =>
    asked.result.createObjectStore("records", { keyPath: "no", autoIncrement: true });
  asked.onerror = () => failed(asked.error);
  asked.onsuccess = () => {
    const all = asked.result.transaction("records").objectStore("records").getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result); };
  };
})"""


def waiting(page: Page) -> list[dict[str, Any]]:
    """What lies in the row, of everybody."""
    found: list[dict[str, Any]] = page.evaluate(RECORDS)
    return found


def op_of(record: dict[str, Any]) -> uuid.UUID:
    return uuid.UUID(dict(record["fields"])["op_id"])


def marks(page: Page) -> Locator:
    """The lines that say: this waits."""
    return page.locator("main p[data-waits]")


def tick(page: Page, verb: str = "finish") -> None:
    page.locator(f'main form[action$="/{verb}"] button').first.click()


def by_jana(live: Live, selam: Member, address: str, *, change: str) -> None:
    """Her manager says something about the step meanwhile."""
    assert selam.client is not None
    assert selam.manager is not None
    with live.app.app_context(), carrier_opened(selam.client.carrier_id), transaction() as session:
        row = session.get_one(Step, int(address.rsplit("/", 1)[1]))
        jana = Viewer(role=Role.MANAGER, person_id=selam.manager.person.id)
        op = service.Op(id=uuid.uuid4(), by=jana, now=clock.now())
        if change == "tick":
            service.finish(row, op=op)
        else:
            service.change(row, due_on=None, support_level="alone", owner="client", op=op)


def history(live: Live, member: Member) -> list[tuple[uuid.UUID, str]]:
    """What happened to her steps on the server: which tap, which kind."""
    assert member.client is not None
    with live.app.app_context(), carrier_opened(member.client.carrier_id):
        hers = sa.select(StepEvent.op_id, StepEvent.kind).join(Step, Step.id == StepEvent.step_id)
        rows = db.session.execute(
            hers.where(Step.client_id == member.client.id, StepEvent.kind != "added").order_by(
                StepEvent.id
            )
        )
        return [(row.op_id, row.kind) for row in rows]
