"""Whom a page is for, as DOMAIN.md has it and apart from what the views declare.

Extend it when you add an address: FOR_WHOM always, the others when the matrix asks for it.
"""

from collections.abc import Mapping

from app.core.access import PEOPLE, Role
from app.exchange.taxonomies import TAXONOMIES, taxonomy_id

CLIENT, MANAGER, TEAM_LEAD = Role.CLIENT, Role.MANAGER, Role.TEAM_LEAD
VOLUNTEER, COORDINATOR = Role.VOLUNTEER, Role.COORDINATOR
CARRIER_ADMIN, DPO = Role.CARRIER_ADMIN, Role.DPO
Roles = set[Role | None]  # None: nobody is signed in
CARING: Roles = {VOLUNTEER, MANAGER, TEAM_LEAD, COORDINATOR}
ANYBODY: Roles = {None, *PEOPLE}
API = "/api/hsds"
SIGNED_IN: Roles = set(PEOPLE)
STAFF: Roles = SIGNED_IN - {CLIENT}

# Whose pages stand under an address: the longest beginning counts. A view that is open to more
# roles than these is a leak, whatever it declares.
FOR_WHOM: Mapping[str, Roles] = {
    "/": ANYBODY,
    "/accessibility": ANYBODY,
    "/api/hsds": ANYBODY,
    "/appointments": {CLIENT},
    "/calendar": ANYBODY,
    "/carrier": {CARRIER_ADMIN, DPO},
    "/carrier/plan": {CARRIER_ADMIN},
    "/carrier/reminders": {CARRIER_ADMIN},
    "/carrier/retention": {CARRIER_ADMIN},
    "/carrier/texts": {CARRIER_ADMIN},
    "/circle": CARING,
    "/circle/people": {VOLUNTEER},
    "/circle/profile": {VOLUNTEER},
    "/confirm": ANYBODY,
    "/data-protection": {DPO},
    "/demo": ANYBODY,
    "/desk": {MANAGER},
    "/desk/confirmations": {MANAGER, TEAM_LEAD},
    "/desk/data-requests": {MANAGER, TEAM_LEAD},
    "/enter": ANYBODY,
    "/exit": ANYBODY,
    "/farewell": {CLIENT},
    "/healthz": ANYBODY,
    "/home": {CLIENT},
    "/imprint": ANYBODY,
    "/in-person": SIGNED_IN,
    "/language": ANYBODY,
    "/install": ANYBODY,
    "/manifest.webmanifest": ANYBODY,
    "/me": SIGNED_IN,
    "/me/calendar": {CLIENT, MANAGER},
    "/me/carrier-change": {CLIENT},
    "/me/consents": {CLIENT},
    "/me/export": {CLIENT},
    "/me/my-data": {CLIENT},
    "/me/papers": {CLIENT},
    "/me/readings": {CLIENT},
    "/me/referrals": {CLIENT},
    "/me/sharing": {CLIENT},
    "/me/situation": {CLIENT},
    "/me/who-sees-what": {CLIENT},
    "/me/talks": {CLIENT},
    "/me/wrong": {CLIENT},
    "/network": CARING - {VOLUNTEER},
    "/network/board": CARING - {VOLUNTEER},
    "/network/contacts": {COORDINATOR},
    "/network/from-elsewhere": {COORDINATOR},
    "/network/imports": {COORDINATOR},
    "/network/missing": {COORDINATOR},
    "/network/needs": ANYBODY,
    "/network/offers": CARING - {VOLUNTEER},
    "/network/suggestions": CARING,
    "/offers": ANYBODY,
    "/offers/saved": {CLIENT},
    "/offline": ANYBODY,
    "/offline/offers": {CLIENT},
    "/offline/pack": {CLIENT},
    "/outbox": {CLIENT},
    "/plan": {CLIENT},
    "/privacy": ANYBODY,
    "/push": {CLIENT},
    "/push/opened": ANYBODY,
    "/push/shown": ANYBODY,
    "/signed-out": ANYBODY,
    "/signin": ANYBODY,
    "/signout": SIGNED_IN,
    "/sources": ANYBODY,
    "/style": ANYBODY,
    "/staff": {CARRIER_ADMIN, TEAM_LEAD, COORDINATOR},
    "/sw.js": ANYBODY,
    "/team": {TEAM_LEAD},
    "/welcome": {CLIENT},
}

# Worlds that are a role's own besides `own`: (view or blueprint, relation) -> roles. A manager
# has two clients; an office looks after its whole carrier, a coordinator after a district.
ALSO_THEIRS: Mapping[tuple[str, str], Roles] = {
    ("appointments_desk.decline:wish_id", "beside"): set(),  # of another appointment
    ("appointments_desk.make:step_id", "beside"): set(),  # of another client
    ("carriers", "beside"): {CARRIER_ADMIN},
    ("carriers", "foreign"): {CARRIER_ADMIN},  # a number of a version of her own
    ("carriers", "gone"): {CARRIER_ADMIN},
    ("carriers", "other"): {CARRIER_ADMIN},
    ("case_notes_lead", "beside"): {TEAM_LEAD},
    ("case_notes_lead", "other"): {TEAM_LEAD},
    ("data_protection", "beside"): {DPO},
    ("data_protection", "other"): {DPO},
    ("hsds", "beside"): ANYBODY,
    ("home.end_session", "beside"): STAFF,  # the same people of the office
    ("imports", "beside"): {COORDINATOR},  # lists of the same district
    ("imports", "other"): {COORDINATOR},
    ("network.helped_person", "beside"): {VOLUNTEER},
    ("network.assure_several:offers[]", "beside"): {VOLUNTEER, COORDINATOR},
    ("network.put_notice_back", "beside"): CARING - {VOLUNTEER},
    ("network.withdraw_notice", "beside"): CARING - {VOLUNTEER},
    ("network", "beside"): {COORDINATOR},  # notices and needs of the same district
    ("network", "other"): {COORDINATOR},
    ("network.volunteer", "beside"): {COORDINATOR},
    ("network.volunteer", "other"): {COORDINATOR},
    ("network.change_volunteer", "beside"): {COORDINATOR},
    ("network.change_volunteer", "other"): {COORDINATOR},
    ("offers", "beside"): ANYBODY,
    ("offers_calendar", "beside"): ANYBODY,
    ("offers_desk", "beside"): CARING,
    ("offers_desk", "other"): {COORDINATOR},
    ("offers_sharing", "beside"): CARING - {VOLUNTEER},
    ("offers_sharing", "other"): {COORDINATOR},
    ("offers_translations", "beside"): CARING,
    ("offers_translations", "other"): {COORDINATOR},
    ("people", "beside"): STAFF,
    ("people.confirm_as_second", "other"): {MANAGER, TEAM_LEAD},
    ("plan_desk.put_first:first", "beside"): set(),  # of another client
    ("staff", "beside"): {CARRIER_ADMIN, TEAM_LEAD, COORDINATOR},
    ("staff", "other"): {CARRIER_ADMIN, TEAM_LEAD, COORDINATOR},
    ("staff.cancel_phone", "other"): set(),  # somebody else began that ceremony
    ("staff.confirm_phone", "other"): set(),
    ("staff.match_number", "other"): set(),
    ("suggestions", "beside"): CARING,
    ("suggestions", "other"): {COORDINATOR},
    ("team", "beside"): {TEAM_LEAD},
    ("team", "gone"): {TEAM_LEAD},  # the manager herself is still there
    ("team", "other"): {TEAM_LEAD},
    ("team.end_substitution", "gone"): set(),
    ("team.reopen", "gone"): set(),
    ("team.make_substitution:of_id", "gone"): set(),
    ("team.reassign:case_ids[]", "gone"): set(),
    ("team.reassign:case_ids[]", "other"): set(),  # not of the manager whose list it is
    ("team.reassign:to_id", "gone"): set(),
}
HER_CLIENTS = ("own", "beside")  # of the manager who asks, on every page of the desk

# Whose canary may stand on a page, beyond the client herself and her manager.
ALSO_SHOWN: Mapping[tuple[str, Role], set[str]] = {
    ("requests_desk.requests", TEAM_LEAD): {"own", "beside", "other"},
    ("team", TEAM_LEAD): {"own", "beside", "other"},
    ("case_notes_lead", TEAM_LEAD): {"own", "beside", "other"},
    ("network.helped_people", VOLUNTEER): {"own", "beside"},
    ("network.helped_person", VOLUNTEER): {"own", "beside"},
}

# Views that answer 404 to some though they are open to them: nothing was begun, or by choice.
MISSING_TO: Mapping[str, Roles] = {
    "calendar.feed": ANYBODY,  # nobody has such a link
    "demo.enter": ANYBODY,  # DEMO=0
    "style.style": ANYBODY,  # DEMO=0
    "hsds.nothing": ANYBODY,
    "my_carrier.say_yes_by_pin": {CLIENT},  # who came in by passkey touches it
    "network.need": {CARRIER_ADMIN, DPO},
    "network.tell_need": {CARRIER_ADMIN, DPO},
    "offers.report": {CARRIER_ADMIN, DPO},
    "offers.send_suggestion": {CARRIER_ADMIN, DPO},
    "offers.similar": {CARRIER_ADMIN, DPO},
    "offers.suggest": {CARRIER_ADMIN, DPO},
    "people.enter_failed": ANYBODY,  # without a ceremony in this browser
    "people.enter_options": ANYBODY,
    "people.enter_pin": ANYBODY,
    "people.enter_start": ANYBODY,
    "people.enter_without_passkey": ANYBODY,
    "people.own_cancel": SIGNED_IN,
    "people.own_confirm": SIGNED_IN,
    "people.own_match": SIGNED_IN,
    "people.own_without_passkey": {CLIENT},
    "plan.say_yes_by_pin": {CLIENT},  # who came in by passkey touches it
}

# Views that are missing to everybody who names nothing in the form or in the question.
NOT_ALONE = {"my_data.say_wrong", "my_data.wrong", "people.switch_role"}

# Arguments that name no thing of anybody, and a good value.
PLAIN: Mapping[str, str] = {
    "code": "de",
    "key": "title_renew",
    "kind": "appointment",
    "target": "ti",
    "taxonomy_id": str(taxonomy_id("topic")),
    "term_id": str(TAXONOMIES["topic"][1]["work"].id),
    "token": "x",
}

# Arguments inside a thing of one's own that may name anything: nothing is looked up by them.
UNASKED: set[tuple[str, str]] = {
    ("home.hide", "thing_id"),  # taking back what was never shared
}

# Views that name two things of which each may be any that is theirs.
SIDE_BY_SIDE = {"offers_desk.keep_apart", "offers_desk.merge", "offers_desk.put_together"}

# Things that are named in the question of an address, or in a form: view -> field -> THINGS.
ASKED_FOR: Mapping[str, Mapping[str, str]] = {
    "appointments_desk.new": {"step": "step_id"},
    "my_data.say_wrong": {"about=client.family_name&row": "client_id"},
    "my_data.wrong": {"about=client.family_name&row": "client_id"},
    "offers.send_suggestion": {"offer": "offer_id"},
    "offers.suggest": {"offer": "offer_id"},
    "offers_desk.edit": {"suggestion": "suggestion_id"},
}
SENT: Mapping[str, Mapping[str, str]] = {
    "appointments_desk.add_people": {"clients[]": "client_id"},
    "appointments_desk.make_group": {"clients[]": "client_id"},
    "network.assure_several": {"offers[]": "offer_id"},
    "appointments_desk.all_held": {"parts[]": "appointments_desk.record:participation_id"},
    "appointments_desk.decline": {"wish_id": "wish_id"},
    "appointments_desk.make": {"step_id": "step_id"},
    "caseload_desk.propose_volunteer": {"volunteer_id": "volunteer_id"},
    "consultations_desk.match": {"client_id": "client_id"},
    "consultations_desk.record": {"client_id": "client_id"},
    "data_protection.set_hold": {"client_id": "client_id"},
    "home.share": {"thing": "thing_id"},
    "notices_desk.remind": {"client_ids[]": "client_id"},
    "people.switch_role": {"grant_id": "people:grant_id"},
    "plan_desk.put_first": {"first": "plan_desk.put_first:first_id"},
    "team.make_substitution": {"by_id": "team:person_id", "of_id": "colleague_id"},
    "team.reassign": {"case_ids[]": "case_id", "to_id": "colleague_id"},
}
