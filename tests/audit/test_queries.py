"""Who reads the list of readings, and of whom."""

from collections.abc import Callable
from typing import Any

from app.audit.events import RecordSeen
from app.audit.queries import readings_of, readings_of_client
from app.audit.service import follow_reading
from app.audit.words import said_at_desk, said_of
from app.core.access import Log, Role
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.wiring import SUBSCRIPTIONS
from tests import build
from tests.cast import Member


def test_a_client_sees_the_readings_of_her_own_record(
    selam: Member, ahmad: Member, jana: Member
) -> None:
    assert selam.client is not None
    assert ahmad.client is not None
    with carrier_opened(selam.client.carrier_id):
        follow_reading(jana.viewer, [selam.client.id], Log.APPOINTMENT)
        follow_reading(jana.viewer, [selam.client.id], Log.RECORD)
        assert readings_of(ahmad.viewer) == []
        newest, older = readings_of(selam.viewer)
        assert (newest.who, newest.role, newest.log) == ("Jana König", Role.MANAGER, Log.RECORD)
        assert older.log is Log.APPOINTMENT
        assert readings_of(selam.viewer, before=newest.id) == [older]


def test_the_desk_reads_the_same_list_of_its_own_clients_only(
    selam: Member, yonas: Member, jana: Member, brandt: Member
) -> None:
    assert selam.client is not None
    assert yonas.client is not None
    with carrier_opened(selam.client.carrier_id):
        follow_reading(jana.viewer, [selam.client.id], Log.PLAN)
        assert readings_of_client(selam.client.id, seen_by=jana.viewer) == readings_of(selam.viewer)
    with carrier_opened(yonas.client.carrier_id):
        assert readings_of_client(selam.client.id, seen_by=brandt.viewer) == []


def test_a_substitute_is_named_as_one_and_a_reason_is_shown(
    selam: Member, jana: Member, page: Any, signed_in: Callable[[Member], Any]
) -> None:
    assert selam.client is not None
    carrier_id = selam.client.carrier_id
    with carrier_opened(carrier_id), transaction():
        person, grant = build.person("Mia", "de", Role.MANAGER, carrier_id=carrier_id)
        build.manager_profile(person, "Mia Ersatz")
    mia = Member(person=person, grant=grant)
    with carrier_opened(carrier_id):
        follow_reading(jana.viewer, [selam.client.id], Log.RECORD)
        follow_reading(mia.viewer, [selam.client.id], Log.RECORD, "Jana ist krank")
        substitute, own = readings_of(selam.viewer)
    assert (substitute.who, substitute.stood_in, substitute.reason) == (
        "Mia Ersatz",
        True,
        "Jana ist krank",
    )
    assert (own.stood_in, own.reason) == (False, None)
    told = page(signed_in(selam), "/me/readings?lang=en").text
    assert "Why: Jana ist krank" in told
    assert told.count("as a substitute") == 1


def test_words_of_the_trail_name_every_event() -> None:
    """Nothing that is wired is said as something else."""
    for event in SUBSCRIPTIONS:
        if event is not RecordSeen:
            assert said_of(event.__name__) != "Other", event.__name__
    for log in Log:
        verb = "read" if log is Log.NOTES else "opened"  # a team lead, with a reason
        assert said_of(f"RecordSeen:{log}").startswith(verb)
        assert said_at_desk(f"RecordSeen:{log}").startswith(verb)
