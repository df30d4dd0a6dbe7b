"""What is mounted: pages, the words templates use, and whom the core asks about a request."""

from typing import Any

from flask import Blueprint

from app.appointments import words as appointment_words
from app.appointments import words_desk as appointment_words_desk
from app.appointments.expected import is_expected
from app.appointments.kinds import KIND_TEXTS, title_of
from app.appointments.replies import REPLY_TEXTS
from app.appointments.views import appointments, calendar
from app.appointments.views_desk import appointments_desk
from app.appointments.wishes import NAMED_BY
from app.audit.service import follow_reading
from app.audit.views import BLUEPRINTS as AUDIT_PAGES
from app.carriers.views import bp as carrier_texts
from app.caseload.purposes import PURPOSES
from app.caseload.views import (
    caseload_desk,
    my_card,
    my_carrier,
    my_consents,
    my_contact,
    my_situation,
)
from app.consultations import words as talk_words
from app.consultations.views import BLUEPRINTS as TALK_PAGES
from app.core import clock, phones
from app.core.sendings import new_op_id
from app.core.words import PAPERS, TOPICS
from app.desk.views import desk, rail_counts
from app.desk.views_texts import page_of
from app.exchange import words as exchange_words
from app.exchange.views_api import bp as hsds_api
from app.exchange.views_decisions import imports
from app.home.views import home
from app.network.cards import public_contact
from app.network.checks import is_checked
from app.network.forms_needs import NeedForm
from app.network.views import bp as network
from app.notices import pulse
from app.notices.vapid import public_key
from app.notices.views import notices as notices_pages
from app.notices.views_carrier import notices_carrier
from app.notices.views_desk import notices_desk
from app.offers.presenting import away_from, day_in_words, map_link, nth_day
from app.offers.views import bp as offers
from app.offers.views import fitting_offers
from app.offers.views_calendar import bp as offers_calendar
from app.offers.views_confirm import bp as confirm
from app.offers.views_fresh import bp as offers_desk
from app.offers.views_poster import bp as poster
from app.offers.views_provider import mail_link
from app.offers.views_sharing_desk import bp as offers_sharing
from app.offers.views_suggestions import bp as suggestions
from app.offers.views_translations_desk import bp as offers_translations
from app.offers.words import FIELDS as OFFER_FIELDS
from app.offers.words import FOR_WHOM as OFFER_GROUPS
from app.offers.words import ISSUES as OFFER_ISSUES
from app.offers.words import STATES as OFFER_STATES
from app.people.sessions import find_viewer
from app.people.views import people, staff
from app.people.views_in_person import minutes_left
from app.people.views_leaving import NEUTRAL
from app.people.views_own import added_lately
from app.people.views_roles import my_roles
from app.plan import words as plan_words
from app.plan.cards import next_in
from app.plan.views import plan
from app.plan.views_carrier import plan_carrier
from app.plan.views_desk import plan_desk
from app.plan.way import drawn_way
from app.team.views import bp as team
from app.team.views_changes import changes as team_changes

__all__ = ["BLUEPRINTS", "find_viewer", "follow_reading", "is_expected"]

BLUEPRINTS: tuple[Blueprint, ...] = (
    *AUDIT_PAGES,
    *TALK_PAGES,
    appointments,
    appointments_desk,
    calendar,
    caseload_desk,
    desk,
    home,
    hsds_api,
    my_card,
    my_carrier,
    my_consents,
    my_situation,
    imports,
    network,
    offers,
    offers_calendar,
    offers_desk,
    confirm,
    offers_sharing,
    offers_translations,
    poster,
    people,
    plan,
    plan_carrier,
    plan_desk,
    carrier_texts,
    staff,
    team,
    team_changes,
    suggestions,
    notices_pages,
    notices_desk,
    notices_carrier,
)


TEMPLATE_WORDS: dict[str, Any] = {
    "away_from": away_from,
    "fitting_offers": fitting_offers,
    "text_page": page_of,
    "need_form": NeedForm.begun,
    "nth_day": nth_day,
    "offer_fields": OFFER_FIELDS,
    "offer_groups": OFFER_GROUPS,
    "offer_issues": OFFER_ISSUES,
    "offer_states": OFFER_STATES,
    "file_formats": exchange_words.FORMATS,
    "file_states": exchange_words.STATES,
    "file_figures": exchange_words.FIGURES,
    "file_field": exchange_words.field_word,
    "file_value": exchange_words.value_words,
    "no_worker": pulse.is_away,
    "topics": TOPICS,
    "papers": PAPERS,
    "my_contact": my_contact,
    "purposes": PURPOSES,
    "my_roles": my_roles,
    "minutes_left": minutes_left,
    "added_lately": added_lately,
    "public_contact": public_contact,
    "is_checked_language": is_checked,
    "push_key": public_key,
    "neutral_site": NEUTRAL,
    "now": clock.now,
    "kinds": KIND_TEXTS,
    "appointment_title": title_of,
    "reply_texts": REPLY_TEXTS,
    "appointment_words": appointment_words,
    "appointment_words_desk": appointment_words_desk,
    "weekdays": NAMED_BY,
    "rail_counts": rail_counts,
    "plan_words": plan_words,
    "talk_words": talk_words,
    "drawn_way": drawn_way,
    "next_in": next_in,
    "new_op_id": new_op_id,
}


TEMPLATE_FILTERS: dict[str, Any] = {
    "day_in_words": day_in_words,
    "mail_link": mail_link,
    "map_link": map_link,
    "phone_in_words": phones.in_words,
}
