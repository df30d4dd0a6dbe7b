"""Who stands in, from when to when; what is said of overlaps."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask.testing import FlaskClient

from app.caseload.models import ManagerProfile, Substitution
from app.core import clock
from app.core.db import transaction
from app.core.i18n import format_day
from app.core.tenancy import carrier_opened
from tests.cast import Member
from tests.pages import Page
from tests.team.looks import days, of

SignIn = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


# Substitutions


def test_a_substitution_counts_on_its_days_and_the_client_reads_the_name(
    keller: Member, selam: Member, jana: Member, deniz: Member, signed_in: SignIn, page: PagesOf
) -> None:
    assert selam.client is not None
    lead, record = signed_in(keller), f"/desk/clients/{selam.client.id}"
    page(lead, "/team/substitutions/new")
    data = {"of_id": jana.person.id, "by_id": deniz.person.id, "reason": "Urlaub", **days(1, 3)}
    assert lead.post("/team/substitutions/new", data=data).location == "/team"
    assert signed_in(deniz).get(record).status_code == 404
    clock.shift(timedelta(days=1))
    desk = signed_in(deniz)
    assert desk.get(record).status_code == 200
    assert "as a substitute" in page(desk, "/desk/clients?lang=en").text
    assert "Deniz Arslan for Jana König" in page(desk, "/me?lang=en").text
    assert "Deniz Arslan for Jana König" in page(signed_in(jana), "/me?lang=en").text
    for address in ("/home?lang=en", "/plan?lang=en"):
        hers = page(signed_in(selam), address).text
        assert "Jana König" in hers
        assert "Away until" in hers
        assert "Deniz Arslan" in hers
    assert "Deniz Arslan stands in" in page(signed_in(keller), "/team?lang=en").text
    clock.shift(timedelta(days=4))
    assert signed_in(deniz).get(record).status_code == 404
    assert "Deniz" not in page(signed_in(selam), "/home").text


def test_whom_to_ask_is_somebody_with_a_card(
    selam: Member, jana: Member, deniz: Member, keller: Member, signed_in: SignIn, page: PagesOf
) -> None:
    """Of two who stand in, the one who stays longer has no card: nobody could call her."""
    today = clock.today()
    with transaction() as session, carrier_opened(jana.viewer.carrier_id or 0):
        for member, last in ((keller, 5), (deniz, 3)):
            who = {"of_id": jana.person.id, "by_id": member.person.id, "reason": "Urlaub"}
            until = today + timedelta(days=last)
            session.add(Substitution(**who, valid_from=today, valid_to=until))
        session.execute(
            sa.delete(ManagerProfile).where(ManagerProfile.person_id == keller.person.id)
        )
    for address in ("/home?lang=en", "/plan?lang=en"):
        hers = page(signed_in(selam), address).text
        assert "Deniz Arslan" in hers
        assert format_day(today + timedelta(days=3), code="en") in hers
    with transaction() as session, carrier_opened(jana.viewer.carrier_id or 0):
        session.execute(
            sa.delete(ManagerProfile).where(ManagerProfile.person_id == deniz.person.id)
        )
    assert "Away until" not in page(signed_in(selam), "/home?lang=en").text


def test_ending_it_early_acts_on_the_next_request(
    keller: Member, selam: Member, jana: Member, deniz: Member, signed_in: SignIn
) -> None:
    assert selam.client is not None
    lead, desk = signed_in(keller), signed_in(deniz)
    data = {"of_id": jana.person.id, "by_id": deniz.person.id, "reason": "Urlaub", **days(0, 3)}
    assert lead.post("/team/substitutions/new", data=data, headers=PARTIAL).status_code == 204
    assert desk.get(f"/desk/clients/{selam.client.id}").status_code == 200
    made = of(keller, sa.select(Substitution.id))[0]
    assert lead.post(f"/team/substitutions/{made}/end").status_code == 303
    assert desk.get(f"/desk/clients/{selam.client.id}").status_code == 404
    assert lead.post(f"/team/substitutions/{made}/end", headers=PARTIAL).status_code == 204
    assert lead.post("/team/substitutions/999999/end").status_code == 404
    assert lead.post("/team/substitutions/new", data=data).status_code == 303, "the days are free"


def test_what_overlaps_is_explained(
    keller: Member, jana: Member, deniz: Member, signed_in: SignIn
) -> None:
    browser, reason = signed_in(keller), {"reason": "Urlaub"}
    pair = {"of_id": jana.person.id, "by_id": deniz.person.id, **reason}
    back = {"of_id": deniz.person.id, "by_id": jana.person.id, **reason}
    assert browser.post("/team/substitutions/new", data={**pair, **days(5, 9)}).status_code == 303
    for wrong, words in (
        ({**pair, **days(9, 12)}, "Deniz Arslan already stands in for Jana König"),
        ({**back, **days(1, 5)}, "Jana König is away from"),
        ({**pair, **days(-1, 2)}, "The first day is today or later"),
        ({**pair, **days(4, 3)}, "The first day is today or later"),
        ({**pair, **days(20, 400)}, "At most one year"),
        ({**pair, "by_id": jana.person.id, **days(20, 21)}, "Choose two different people"),
        ({**pair, "reason": "", **days(20, 21)}, "Fill in this field"),
        ({**pair, "by_id": keller.person.id, **days(20, 21)}, "Choose one of the answers"),
    ):
        answer = browser.post("/team/substitutions/new?lang=en", data=wrong, headers=PARTIAL)
        assert answer.status_code == 422, wrong
        assert words in answer.get_data(as_text=True)
    assert browser.post("/team/substitutions/new", data={**pair, **days(10, 12)}).status_code == 303
    assert len(of(keller, sa.select(Substitution.id))) == 2
