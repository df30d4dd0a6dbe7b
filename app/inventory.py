"""Every table there is, and which of its columns are about people: gathered from the features."""

from app.appointments.personal import PERSONAL as APPOINTMENTS
from app.audit.personal import PERSONAL as AUDIT
from app.carriers.personal import PERSONAL as CARRIERS
from app.caseload.personal import PERSONAL as CASELOAD
from app.consultations.personal import PERSONAL as CONSULTATIONS
from app.core.personal import CORE
from app.demo.personal import PERSONAL as DEMO
from app.exchange.personal import PERSONAL as EXCHANGE
from app.network.personal import PERSONAL as NETWORK
from app.notices.personal import PERSONAL as NOTICES
from app.offers.personal import PERSONAL as OFFERS
from app.people.personal import PERSONAL as PEOPLE
from app.plan.personal import PERSONAL as PLAN
from app.safekeeping.personal import PERSONAL as SAFEKEEPING

PERSONAL = (
    *CORE,
    *CARRIERS,
    *PEOPLE,
    *CASELOAD,
    *PLAN,
    *APPOINTMENTS,
    *CONSULTATIONS,
    *OFFERS,
    *EXCHANGE,
    *NOTICES,
    *NETWORK,
    *AUDIT,
    *DEMO,
    *SAFEKEEPING,
)
