"""Who reads the list of readings, and of whom."""

from app.audit.queries import readings_of, readings_of_client
from app.audit.service import follow_reading
from app.core.access import Log, Role
from app.core.tenancy import carrier_opened
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
