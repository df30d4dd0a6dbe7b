"""What forms are sent with, so that they are accepted: a view may have its own words."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from app.carriers.texts_queries import PARTS
from tests import build
from tests.push_stubs.device import Device

_TODAY = datetime.now(UTC).date().isoformat()
_SOON = (datetime.now(UTC) + timedelta(days=7)).date().isoformat()
_PHONE = Device("x")

BODY: Mapping[str, str] = {
    "address": "Marktplatz 1, 71332 Waiblingen",
    "because": "anders gelöst",
    "have_it": "1",
    "level": "0",
    "minutes": "45",
    "name": "Sprachcafé",
    "number": "11",
    "on": "authority",
    "op_id": "00000000-0000-4000-8000-000000000001",
    "outcome": "attended",
    "own_words": "Etwas tun",
    "owner": "client",
    "phone": "+49715112345",
    "place": "Rathaus",
    "purpose": "enrol",
    "reason": "Urlaub",
    "reply": "yes",
    "starts_local": "2099-11-24T14:00",
    "template_key": "course_reg",
    "topic": "language",
    "until_on": _SOON,
    "valid_from": _SOON,
    "valid_to": _SOON,
    "version": "1",
    "wish_of": "joint",
}
_STAFF = {"full_name": "Neu Hier", "role": "dpo", "office_phone": "07151 12345"}
_OFFER = {
    "description": "Neu",
    "kind": "cafe",
    "min_level": "",
    "url": "",
    "valid_to": "",
    "step": "save",
}
_TALK = {"topics[]": "work", "on": _TODAY}
_HOURS = {"weekday": "1", "opens": "14:00", "closes": "16:00", "valid_to": ""}
_PAPER = {"valid_until": _SOON, "reported_by": "manager"}
BODIES: Mapping[str, Mapping[str, str]] = {
    "appointments_desk.add_hours": _HOURS,
    "appointments_desk.change_hours": _HOURS,
    "appointments_desk.close_days": {"first_on": _SOON, "last_on": _SOON},
    "appointments_desk.make": {"kind": "counselling"},
    "appointments_desk.make_group": {"kind": "group"},
    "appointments_desk.send_offer": {"kind": "counselling"},
    "appointments_desk.send_proposal": {"kind": "counselling"},
    "carriers.write": dict.fromkeys(PARTS, "Text"),
    "caseload_desk.add_client": {
        "given_name": "Neu",
        "family_name": "N.",
        "language": "ti",
        "reading": "some",
        "municipality_ags": build.TOWN,
    },
    "caseload_desk.begin_course": {"on": _TODAY},
    "consultations_desk.change_case_note": {"body": "Text"},
    "consultations_desk.change_shared_note": {"body": "Text"},
    "consultations_desk.correct": {**_TALK, "topics[]": "housing"},
    "consultations_desk.record": _TALK,
    "consultations_desk.record_with": _TALK,
    "consultations_desk.write_case_note": {"body": "Text"},
    "consultations_desk.write_shared_note": {"body": "Text"},
    "caseload_desk.issue_code": {"purpose": "second_device"},
    "caseload_desk.note_entitlement": {
        **_PAPER,
        "kind": "integration",
        "issued_by_kind": "bamf",
        "issued_on": _TODAY,
    },
    "caseload_desk.note_title": {**_PAPER, "kind": "residence_permit"},
    "caseload_desk.record_consent": {
        "purpose": "release",
        "recipient": "Wohnungsamt",
        "scope": "Adresse",
        "occasion": "Umzug",
        "how": "oral",
        "language": "de",
    },
    "home.share": {"kind": "appointment", "until": _SOON},
    "my_data.ask": {"kind": "access"},
    "network.invite_volunteer": {**_STAFF, "signed_on": _TODAY},
    "network.write_contact": {"name": "Integrationsbüro"},
    "network.write_notice": {"title": "Fest", "body": "Kommt alle.", "shown_until": _SOON},
    "network.tell_need": {"municipality": build.TOWN},
    "notices.store_subscription": {
        "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/x",
        "p256dh": _PHONE.p256dh,
        "auth": _PHONE.auth,
    },
    "notices_carrier.set_rule": {"offsets[]": "d1", "at": "17:00"},
    "notices_desk.record_call": {"outcome": "reached"},
    "offers.report": {"kind": "closed"},
    "offers.send_suggestion": {"town": build.TOWN, "description": "Neu"},
    "offers_desk.change": _OFFER,
    "offers_sharing.share": {"area": "08417"},
    "plan_carrier.check": {"law_on": _TODAY},
    "plan_carrier.set_review": {"months": "6"},
    "retention_desk.save_rules": {
        f"{kind}_{part}": value
        for kind in ("reminders", "appointments", "notes", "plan", "record")
        for part, value in (("months", "12"), ("action", "delete"))
    },
    "staff.end_role": {"last_on": _SOON},
    "staff.give_role": _STAFF,
    "staff.invite": _STAFF | {"role": "manager"},
}
