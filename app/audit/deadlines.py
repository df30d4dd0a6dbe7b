"""When a data request must be answered."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from app.offers.schedules import holiday_on


def answer_due(received: date) -> date:
    """One calendar month after receipt (Art. 12(3) GDPR), as periods are counted in EU law.

    Regulation 1182/71, Art. 3: the same day of the next month, or its last day where it has none;
    when that is a Saturday, Sunday or public holiday, the next working day. (To be checked.)
    """
    day = received + relativedelta(months=1)
    while day.weekday() >= 5 or holiday_on(day) is not None:
        day += timedelta(days=1)
    return day
