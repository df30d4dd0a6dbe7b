"""What became of each reminder, under the appointment it belongs to."""

from datetime import timedelta
from typing import Any

from app.appointments.models import Appointment
from app.caseload.models import Client
from app.core import clock
from app.core.db import db
from app.core.tenancy import carrier_opened
from app.notices.models import CallListEntry, Delivery, Reminder
from app.notices.queries import calls_of
from tests import build
from tests.cast import Member
from tests.desk.conftest import Give, SignIn, device, in_days, of
from tests.pages import words


def _remind(client: Client, about: Appointment, offset: str, **more: Any) -> Reminder:
    made = Reminder(
        **{
            "client_id": client.id,
            "subject": "appointment",
            "subject_id": about.id,
            "version": about.version,
            "offset": offset,
            "due_at": clock.now(),
            "expires_at": about.starts_at,
            "created_at": clock.now(),
            **more,
        }
    )
    db.session.add(made)
    db.session.flush()
    return made


def _sent(client: Client, about: Appointment) -> None:
    """The first reminder arrived, was opened and answered."""
    reminder = _remind(client, about, "d3", state="accepted", ended_at=clock.now())
    db.session.add(
        Delivery(
            reminder_id=reminder.id,
            subscription_id=device(client).id,
            ack_token="t",
            status=201,
            accepted_at=clock.now(),
            opened_at=clock.now(),
        )
    )


def test_each_reminder_says_what_became_of_it(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    near = give(build.appointment, selam, jana.person, starts_local=in_days(2))
    give(_sent, selam, near)
    give(_remind, selam, near, "d1", due_at=clock.now() + timedelta(days=1))
    give(_remind, selam, near, "h2", state="dead", reason="refused", ended_at=clock.now())
    for tab in ("", "/appointments"):
        got = page(signed_in(jana), f"/desk/clients/{of(selam).id}{tab}?lang=en")
        told = [words(li) for li in got.all("li") if li.get("class") == "fate"]
        assert len(told) == 3
        assert "sent" in told[0]
        assert "opened" in told[0]
        kinds = {li.get("data-kind") for li in got.all("li") if li.get("class") == "fate"}
        assert kinds == {"good", "now", "alarm"}
        assert any("planned for" in line for line in told)
        assert any("refused" in line for line in told)


def test_the_next_appointment_comes_first_and_old_ones_are_folded_away(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    late = give(build.appointment, selam, jana.person, starts_local=in_days(9))
    soon = give(build.appointment, selam, jana.person, starts_local=in_days(2))
    past = give(build.appointment, selam, jana.person, starts_local=in_days(-9))
    for about in (late, soon, past):
        give(_remind, selam, about, "d3", state="expired", reason="over", ended_at=clock.now())
    got = page(signed_in(jana), f"/desk/clients/{of(selam).id}?lang=en")
    heads = [words(h) for h in got.all("h2") if (h.get("id") or "").startswith("fate-")]
    assert len(heads) == 2
    days = [str(in_days(number).day) for number in (2, 9)]
    assert all(day in head for day, head in zip(days, heads, strict=True))
    folded = got.find("details", id="earlier-reminders")
    assert words(folded).count("Three days before") == 1


def test_the_rail_counts_the_calls_that_the_call_list_shows(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    def call(client: Client, about: Appointment | None, version: int) -> None:
        db.session.add(
            CallListEntry(
                client_id=client.id,
                subject="message" if about is None else "appointment",
                subject_id=client.id if about is None else about.id,
                version=version,
                reason="no_device",
                created_at=clock.now() - timedelta(days=20 if version == 2 else 0),
            )
        )

    for version, days in ((1, 2), (2, 3), (1, -3)):
        about = give(build.appointment, selam, jana.person, starts_local=in_days(days))
        give(call, selam, about, version)
    give(call, selam, None, 1)
    give(call, selam, None, 2)  # news nobody asks about any more
    got = page(signed_in(jana), "/desk?lang=en")
    rail = words(got.find("nav", class_="rail"))
    with carrier_opened(of(selam).carrier_id):
        shown = [card for card in calls_of(jana.viewer) if card.done_at is None]
    assert len(shown) == 3
    assert "Call list 3" in rail
