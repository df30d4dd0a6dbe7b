"""Groups at the desk: choosing people, adding and taking out; the list shows who comes."""

from typing import Any

import pytest

from app.appointments.models import Appointment, Participation
from app.audit.models import AccessLog
from tests.appointments.conftest import HTMX, SignIn, Stored, same_404
from tests.appointments.test_desk_new import filled
from tests.appointments.test_views_series import looked_at
from tests.cast import Member
from tests.pages import Page

NEW = "/desk/groups/new"


def ids(*members: Member) -> list[str]:
    return [str(member.client.id) for member in members if member.client]


def make(signed_in: SignIn, by: Member, *members: Member) -> None:
    """A group through the page."""
    sent = signed_in(by).post(NEW, data={**filled(kind="group"), "clients[]": ids(*members)})
    assert sent.status_code == 303
    assert sent.location == "/desk/appointments"


def only(stored: Stored) -> int:
    ((number,),) = stored(Appointment.id)
    return int(number)


def test_people_are_ticked_and_each_gets_it(
    signed_in: SignIn, selam: Member, ahmad: Member, rojin: Member, jana: Member, page: Any,
    stored: Stored,
) -> None:  # fmt: skip
    wanted = ids(selam, ahmad)
    form: Page = page(signed_in(jana), f"{NEW}?lang=en", statements=8)
    assert "They do not see each other" in form.text
    assert "Rojin K." in form.text
    make(signed_in, jana, selam, ahmad)
    assert [str(found) for (found,) in stored(Participation.client_id)] == sorted(wanted, key=int)
    listed: Page = page(signed_in(jana), "/desk/appointments?lang=en", statements=8)
    for word in ("Group meeting", "2 people", "Selam K.", "Ahmad K."):
        assert word in listed.text
    for member in (selam, ahmad):
        assert signed_in(member).get(f"/appointments/{only(stored)}").status_code == 200
    assert signed_in(rojin).get(f"/appointments/{only(stored)}").status_code == 404


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_name_is_found_and_ticks_stay(
    signed_in: SignIn, selam: Member, ahmad: Member, rojin: Member, jana: Member, stored: Stored,
    headers: dict[str, str],
) -> None:  # fmt: skip
    data = {
        **filled(kind="group"),
        "clients[]": ids(selam),
        "words": "roj",
        "find": "1",
        "place": "Saal",
    }
    found = signed_in(jana).post(NEW, data=data, headers=headers)
    assert found.status_code == 200
    assert ("<html" in found.text) is (not headers)
    assert "Rojin K." in found.text
    assert "Ahmad K." not in found.text
    assert f'value="{ids(selam)[0]}" checked' in found.text
    assert "Saal" in found.text
    assert stored(Appointment.id) == []


def test_a_series_of_a_group_is_looked_at_first(
    signed_in: SignIn, selam: Member, ahmad: Member, jana: Member, stored: Stored
) -> None:
    data = {
        **filled(kind="group"),
        "clients[]": ids(selam, ahmad),
        "rhythm": "weekly",
        "count": "2",
    }
    assert signed_in(jana).post(NEW, data=data).status_code == 200
    sent = signed_in(jana).post(NEW, data={**data, **looked_at([5, 12])}, headers=HTMX)
    assert sent.status_code == 204
    assert stored(Appointment.kind) == [("group",)] * 2
    assert len(stored(Participation.id)) == 4


def test_nobody_of_another_caseload_is_invited(
    signed_in: SignIn, selam: Member, yonas: Member, jana: Member, brandt: Member, gerhard: Member,
    stored: Stored,
) -> None:  # fmt: skip
    data = {**filled(kind="group"), "clients[]": ids(selam, yonas)}
    same_404(signed_in(jana), "POST", NEW, "/desk/nowhere", data=data)
    for stranger in (selam, gerhard):
        assert signed_in(stranger).get(NEW).status_code == 404
    nobody = signed_in(jana).post(f"{NEW}?lang=en", data=filled(kind="group"))
    assert (nobody.status_code, "Choose who comes." in nobody.text) == (422, True)
    assert stored(Appointment.id) == []
    assert "Selam" not in signed_in(brandt).get(NEW).text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_people_come_and_go(
    signed_in: SignIn, selam: Member, ahmad: Member, rojin: Member, jana: Member, page: Any,
    stored: Stored, headers: dict[str, str],
) -> None:  # fmt: skip
    make(signed_in, jana, selam, ahmad)
    desk, here = signed_in(jana), f"/desk/appointments/{only(stored)}/people"
    done = 204 if headers else 303
    shown: Page = page(desk, f"{here}?lang=en", statements=10)
    assert "Rojin K." in shown.text
    assert stored(AccessLog.what).count(("RecordSeen:appointment",)) == 2
    assert desk.post(here, data={"clients[]": ids(rojin)}, headers=headers).status_code == done
    part_id = stored(Participation.id)[0][0]
    out = f"/desk/participations/{part_id}/take-out"
    for _twice in range(2):
        assert desk.post(out, headers=headers).status_code == done
    assert stored(Participation.id, Participation.ended)[0][1] == "cancelled_staff"
    hers = signed_in(selam).get(f"/appointments/{only(stored)}?lang=en").text
    assert "This appointment is cancelled." in hers
    assert "cancelled" not in signed_in(rojin).get(f"/appointments/{only(stored)}?lang=en").text
    changed = desk.get(f"/desk/appointments/{only(stored)}/change?lang=en").text
    assert "People of the group" in changed


def test_who_leaves_is_told_so_and_the_desk_reads_it(
    signed_in: SignIn, selam: Member, ahmad: Member, jana: Member, stored: Stored
) -> None:
    make(signed_in, jana, selam, ahmad)
    phone, here = signed_in(selam), f"/appointments/{only(stored)}"
    assert "/cancel" in phone.get(here).text
    assert phone.post(f"{here}/cancel", data={"version": "1"}).status_code == 303
    assert "You cancelled this appointment." in phone.get(f"{here}?lang=en").text
    assert "Selam K." in signed_in(jana).get("/desk/appointments").text
    assert signed_in(ahmad).get(here).text.count("/reply") >= 1


def test_what_cannot_be_is_refused_on_its_page(
    signed_in: SignIn, selam: Member, ahmad: Member, jana: Member, brandt: Member, booked: Any,
    stored: Stored,
) -> None:  # fmt: skip
    number = booked(selam)
    part_id = stored(Participation.id)[0][0]
    desk, here = signed_in(jana), f"/desk/appointments/{number}/people"
    refused = desk.post(f"{here}?lang=en", data={"clients[]": ids(ahmad)})
    assert (refused.status_code, "for one client alone" in refused.text) == (422, True)
    out = f"/desk/participations/{part_id}/take-out"
    assert desk.post(out, headers=HTMX).status_code == 422
    gone = "/desk/participations/99999/take-out"
    same_404(signed_in(brandt), "POST", out, gone)
    for verb in ("GET", "POST"):
        same_404(signed_in(brandt), verb, here, "/desk/appointments/99999/people")
        same_404(signed_in(selam), verb, here, "/desk/appointments/99999/people")


def test_two_groups_at_the_same_time_are_two_rows(
    signed_in: SignIn, selam: Member, ahmad: Member, rojin: Member, jana: Member, stored: Stored
) -> None:
    make(signed_in, jana, selam)
    other = filled(kind="group", place="Saal")
    signed_in(jana).post(NEW, data={**other, "clients[]": ids(ahmad)})
    first = stored(Appointment.id)[0][0]
    signed_in(jana).post(f"/desk/appointments/{first}/people", data={"clients[]": ids(rojin)})
    text = signed_in(jana).get("/desk/appointments?lang=en").text
    assert (text.count("2 people"), text.count("1 person")) == (1, 1)
