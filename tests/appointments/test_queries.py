"""What cards hold, how much they cost, and what a sensitive one keeps to itself."""

from dataclasses import asdict
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.appointments import own, places, queries
from app.appointments.models import BringItem, Participation
from app.caseload.models import Case
from app.caseload.queries import clients_of
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Missing
from app.core.tenancy import carrier_opened
from tests.appointments.conftest import CANARY, Book, in_days
from tests.cast import Member
from tests.pages import counting


@pytest.mark.usefixtures("at_carrier")
@pytest.mark.parametrize("many", [0, 1, 9])
def test_coming_is_one_statement_however_many_there_are(
    selam: Member, book: Book, many: int
) -> None:
    for day in range(many):
        book(selam, starts_local=in_days(day + 1))
    with counting() as seen:
        cards = queries.coming(clients_of(selam.viewer), seen_by=selam.viewer)
    assert len(seen) == 1
    assert len(cards) == min(many, 5)
    assert [card.starts_local for card in cards] == [in_days(d + 1) for d in range(len(cards))]
    assert all(len(card.bring) == 2 for card in cards)


@pytest.mark.usefixtures("at_carrier")
def test_a_card_holds_what_a_person_needs(selam: Member, book: Book) -> None:
    appointment = book(selam)
    (card,) = queries.coming(clients_of(selam.viewer), seen_by=selam.viewer)
    assert card.id == appointment.id
    assert card.ends_local == in_days(3, 10, 45)
    assert card.organiser_name == "Jana König"
    assert (card.place, card.kind, card.reply) == ("Rathaus, Zimmer 12-B", "counselling", None)
    assert [item.doc_type for item in card.bring] == ["identity", "jobcenter_letter"]
    assert card.may_reply
    assert not card.is_veiled


@pytest.mark.usefixtures("at_carrier")
def test_what_is_over_or_cancelled_is_past_and_not_coming(selam: Member, book: Book) -> None:
    book(selam, starts_local=in_days(2), state="cancelled_staff")
    going_on = book(selam, starts_local=clock.local(clock.now()) - timedelta(minutes=5))
    over = book(selam, starts_local=in_days(-2))
    mine = clients_of(selam.viewer)
    assert [c.id for c in queries.coming(mine, seen_by=selam.viewer)] == [going_on.id]
    behind = own.own_past(selam.viewer)
    assert [c.is_cancelled for c in behind] == [True, False]
    assert behind[1].id == over.id
    assert not behind[1].may_reply


@pytest.mark.usefixtures("at_carrier")
def test_a_sensitive_one_shows_only_its_time_outside_its_own_page(
    selam: Member, jana: Member, book: Book
) -> None:
    appointment = book(
        selam, is_sensitive=True, place=CANARY, address=CANARY, note=CANARY, kind="doctor"
    )
    with transaction():
        part = db.session.scalars(sa.select(Participation)).one()
        db.session.add(BringItem(participation_id=part.id, own_words=CANARY))
    for viewer in (selam.viewer, jana.viewer):
        coming = queries.coming(clients_of(viewer), seen_by=viewer)
        for cards in (coming, own.own_coming(viewer, limit=5), own.own_past(viewer)):
            for card in cards:
                assert CANARY not in str(asdict(card))
                assert (card.kind, card.organiser_name, card.bring) == ("appointment", "", ())
                assert card.starts_local == in_days(3)
        (whole,) = queries.get_cards(appointment.id, seen_by=viewer)
        assert (whole.place, whole.kind, len(whole.bring)) == (CANARY, "doctor", 3)


def test_nobody_sees_foreign_appointments(
    jana: Member,
    selam: Member,
    ahmad: Member,
    yonas: Member,
    brandt: Member,
    gerhard: Member,
    book: Book,
) -> None:
    own, foreign = book(selam), book(yonas)
    assert selam.client
    hers = sa.select(sa.literal(selam.client.id))
    for stranger in (ahmad, brandt, yonas):
        assert stranger.grant.carrier_id
        with carrier_opened(stranger.grant.carrier_id):
            assert queries.coming(hers, seen_by=stranger.viewer) == []
            for read in (queries.get_cards, queries.get_appointment):
                with pytest.raises(Missing):
                    read(own.id, seen_by=stranger.viewer)
    assert jana.grant.carrier_id
    with carrier_opened(jana.grant.carrier_id):
        with pytest.raises(Missing):
            queries.get_appointment(foreign.id, seen_by=jana.viewer)
        assert queries.coming(hers, seen_by=gerhard.viewer) == []
        assert len(queries.coming(hers, seen_by=jana.viewer)) == 1


@pytest.mark.usefixtures("at_carrier")
def test_the_place_used_last_is_offered_again_but_neither_a_sensitive_one_nor_a_home(
    jana: Member, selam: Member, book: Book
) -> None:
    assert places.find_last_place(seen_by=jana.viewer) is None
    book(selam, place="Rathaus", address="Marktplatz 1")
    book(selam, place=CANARY, address=CANARY, is_sensitive=True)
    book(selam, place=CANARY, address=CANARY, kind="outreach")
    assert places.find_last_place(seen_by=jana.viewer) == ("Rathaus", "Marktplatz 1")


@pytest.mark.usefixtures("at_carrier")
def test_the_place_of_a_client_who_is_hers_no_more_is_not_offered(
    jana: Member, selam: Member, book: Book
) -> None:
    book(selam, place="Rathaus", address="Marktplatz 1")
    with transaction() as session:
        session.execute(sa.update(Case).values(ended_on=clock.today()))
    assert places.find_last_place(seen_by=jana.viewer) is None
