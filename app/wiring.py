"""What follows from what, and what is mounted. Read this first."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint

from app.appointments import events as appointment_events
from app.appointments import feeds
from app.appointments import words as appointment_words
from app.appointments import words_desk as appointment_words_desk
from app.appointments.ending import cancel_with_case
from app.appointments.events import AppointmentCancelled, AppointmentMoved
from app.appointments.expected import is_expected
from app.appointments.kinds import KIND_TEXTS, title_of
from app.appointments.replies import REPLY_TEXTS
from app.appointments.views import appointments, calendar
from app.appointments.views_desk import appointments_desk
from app.appointments.wishes import NAMED_BY
from app.audit import events as audit_events
from app.audit import handlers as audit
from app.audit import night
from app.audit.service import follow_reading
from app.audit.views import BLUEPRINTS as AUDIT_PAGES
from app.carriers.events import CarrierTextWritten
from app.carriers.views import bp as carrier_texts
from app.caseload import consents_phone, ties
from app.caseload import events as caseload_events
from app.caseload import handlers as caseload
from app.caseload.events import ClientAdded
from app.caseload.purposes import PURPOSES
from app.caseload.views import caseload_desk, my_card, my_consents, my_contact, my_situation
from app.consultations import events as talk_events
from app.consultations import referrals_handlers as referrals
from app.consultations import words as talk_words
from app.consultations.referrals_events import ReferralChanged, ReferralPrepared
from app.consultations.views import BLUEPRINTS as TALK_PAGES
from app.core import clock, phones
from app.core.events import Subscriptions
from app.core.statistics import KeepStatistics
from app.core.words import PAPERS, TOPICS
from app.desk.views import desk, rail_counts
from app.home.views import home
from app.network.views import bp as network
from app.notices import cases as news_of_cases
from app.notices import consents as push_consents
from app.notices import handlers as notices
from app.notices.chores import FollowOffers, follow_zone_rules
from app.notices.events import (
    CallRecorded,
    CallReopened,
    DeviceAdded,
    DeviceRemoved,
    PushLevelChosen,
    QuietHoursChosen,
    RemindedByHand,
    ReminderRuleSet,
    RemindersChosen,
)
from app.notices.vapid import public_key
from app.notices.views import notices as notices_pages
from app.notices.views_carrier import notices_carrier
from app.notices.views_desk import notices_desk
from app.offers import events as offer_events
from app.offers.presenting import day_in_words, map_link, nth_day
from app.offers.views import bp as offers
from app.offers.views import fitting_offers
from app.offers.views_desk import bp as offers_desk
from app.offers.views_suggestions import bp as suggestions
from app.offers.words import FIELDS as OFFER_FIELDS
from app.offers.words import ISSUES as OFFER_ISSUES
from app.offers.words import STATES as OFFER_STATES
from app.people.events import (
    AccountClosed,
    AccountOpened,
    DeviceLocked,
    EnrolmentEnded,
    EnrolmentIssued,
    EnrolmentOpenedElsewhere,
    KioskOpened,
    PasskeyAdded,
    PasskeyCountWentBack,
    PersonLanguageChosen,
    PhonesLocked,
    PinAdded,
    ProtectionChosen,
    RoleEnded,
    RoleGranted,
    RoleSwitched,
    SignedIn,
    SignedOut,
    StaffInvited,
    VolunteerProfileChanged,
)
from app.people.sessions import find_viewer
from app.people.views import people, staff
from app.people.views_in_person import minutes_left
from app.people.views_leaving import NEUTRAL
from app.people.views_own import added_lately
from app.people.views_roles import my_roles
from app.plan import handlers as plan_follows
from app.plan import words as plan_words
from app.plan.cards import next_in
from app.plan.events import (
    GoalChanged,
    GoalDeclined,
    PlanAgreed,
    PlanDrafted,
    PlanProposed,
    PlanReviewed,
    PlanTakenBack,
    StepAdded,
    StepChanged,
    StepConfirmed,
    StepDeclined,
    StepDocumentTicked,
    StepDone,
    StepHelpAsked,
    StepHelpSettled,
    StepRemoved,
    StepReopened,
    StepStarted,
    StepTakenOn,
    StepWaits,
)
from app.plan.views import plan
from app.plan.views_desk import plan_desk
from app.plan.way import drawn_way
from app.team.views import bp as team

__all__ = ["BLUEPRINTS", "SUBSCRIPTIONS", "find_viewer", "follow_reading", "is_expected"]

# What rests on a client's yes ends with it.
WITHOUT_A_YES = (
    ties.end_with_consent,
    referrals.end_with_consent,
    consents_phone.forget_number,
    push_consents.end_devices,
)

SUBSCRIPTIONS: Subscriptions = {
    **dict.fromkeys(audit_events.TRAIL_ONLY, (audit.write_entry,)),
    appointment_events.AppointmentMade: (audit.write_entry, notices.plan_reminders),
    AppointmentMoved: (audit.write_entry, notices.replan_reminders, notices.tell_client),
    AppointmentCancelled: (audit.write_entry, notices.supersede_reminders, notices.tell_client),
    appointment_events.AppointmentAsked: (audit.write_entry,),
    appointment_events.RequestClosed: (audit.write_entry, notices.tell_client),
    appointment_events.AppointmentProposed: (
        audit.write_entry,
        notices.plan_reminders,
        notices.tell_client,
    ),
    appointment_events.AppointmentConfirmed: (audit.write_entry,),
    appointment_events.MoveAsked: (audit.write_entry, notices.mark_answered),
    appointment_events.MoveAnswered: (audit.write_entry, notices.tell_client),
    appointment_events.OutcomeRecorded: (audit.write_entry,),
    appointment_events.OutcomeTakenBack: (audit.write_entry,),
    appointment_events.ProposalLapsed: (audit.write_entry,),
    appointment_events.AppointmentOfferedAgain: (audit.write_entry,),
    appointment_events.OpenHoursChanged: (audit.write_entry,),
    appointment_events.CalendarLinkMade: (audit.write_entry,),
    appointment_events.CalendarLinkEnded: (audit.write_entry,),
    appointment_events.ReplyGiven: (audit.write_entry, notices.follow_reply, notices.mark_answered),
    appointment_events.ReplyTakenUp: (audit.write_entry,),
    appointment_events.BringItemTicked: (audit.write_entry,),
    PersonLanguageChosen: (audit.write_entry,),
    EnrolmentIssued: (audit.write_entry,),
    EnrolmentOpenedElsewhere: (audit.write_entry,),
    EnrolmentEnded: (audit.write_entry,),
    PasskeyAdded: (audit.write_entry,),
    PinAdded: (audit.write_entry,),
    PasskeyCountWentBack: (audit.write_entry,),
    DeviceLocked: (audit.write_entry,),
    ProtectionChosen: (audit.write_entry,),
    KioskOpened: (audit.write_entry,),
    PhonesLocked: (audit.write_entry, notices.forget_phones, feeds.end_with_access),
    SignedIn: (audit.write_entry, notices.keep_devices),
    SignedOut: (audit.write_entry, notices.forget_session),
    StaffInvited: (audit.write_entry, caseload.start_profile),
    RoleGranted: (audit.write_entry, caseload.start_profile),
    RoleEnded: (audit.write_entry,),
    RoleSwitched: (audit.write_entry, notices.keep_devices),
    AccountClosed: (audit.write_entry, feeds.end_with_access),
    AccountOpened: (audit.write_entry,),
    VolunteerProfileChanged: (audit.write_entry,),
    caseload_events.HouseholdChanged: (audit.write_entry,),
    caseload_events.CaseReassigned: (audit.write_entry, news_of_cases.tell_of_contact),
    caseload_events.CaseBegun: (audit.write_entry,),
    caseload_events.CaseEndPlanned: (audit.write_entry,),
    caseload_events.CaseExtended: (audit.write_entry,),
    caseload_events.CaseClosing: (audit.write_entry,),
    caseload_events.CaseClosed: (
        audit.write_entry,
        plan_follows.end_plan,
        cancel_with_case,
        referrals.end_with_case,
        ties.end_with_case,
        news_of_cases.end_with_case,
    ),
    caseload_events.CaseClosingUndone: (
        audit.write_entry,
        plan_follows.take_up_plan,
        news_of_cases.plan_again,
    ),
    caseload_events.CaseReopened: (
        audit.write_entry,
        news_of_cases.plan_again,
        news_of_cases.tell_of_return,
    ),
    ReferralPrepared: (audit.write_entry,),
    ReferralChanged: (audit.write_entry,),
    caseload_events.SubstitutionMade: (audit.write_entry,),
    caseload_events.SubstitutionEnded: (audit.write_entry,),
    CarrierTextWritten: (audit.write_entry,),
    ClientAdded: (audit.write_entry, plan_follows.start_plan, consents_phone.note_number),
    caseload_events.ConsentOffered: (audit.write_entry,),
    caseload_events.ConsentGiven: (audit.write_entry, referrals.follow_yes),
    caseload_events.ConsentRefused: (audit.write_entry, *WITHOUT_A_YES),
    caseload_events.ConsentWithdrawn: (audit.write_entry, *WITHOUT_A_YES),
    caseload_events.ConsentLapsed: (audit.write_entry, referrals.follow_lapse),
    caseload_events.TieProposed: (audit.write_entry,),
    caseload_events.TieGranted: (audit.write_entry,),
    caseload_events.TiePaused: (audit.write_entry,),
    caseload_events.TieResumed: (audit.write_entry,),
    caseload_events.TieEnded: (audit.write_entry,),
    caseload_events.ShareGiven: (audit.write_entry,),
    caseload_events.ShareTaken: (audit.write_entry,),
    caseload_events.TitleNoted: (audit.write_entry, notices.follow_title),
    caseload_events.TitleEnded: (audit.write_entry, notices.follow_title),
    caseload_events.EntitlementNoted: (audit.write_entry, notices.follow_entitlement),
    caseload_events.CourseBegun: (audit.write_entry, notices.follow_entitlement),
    caseload_events.EntitlementEnded: (audit.write_entry, notices.follow_entitlement),
    caseload_events.ContactCardChanged: (audit.write_entry,),
    caseload_events.SituationChanged: (audit.write_entry,),
    caseload_events.TextTranslated: (audit.write_entry,),
    caseload_events.SituationEnded: (audit.write_entry,),
    caseload_events.SituationTakenUp: (audit.write_entry,),
    caseload_events.SituationTakenBack: (audit.write_entry,),
    StepAdded: (audit.write_entry, notices.follow_step),
    StepTakenOn: (audit.write_entry,),
    StepStarted: (audit.write_entry, plan_follows.begin_goal),
    StepWaits: (audit.write_entry,),
    StepDone: (audit.write_entry, plan_follows.begin_goal, notices.follow_step),
    StepReopened: (audit.write_entry, notices.follow_step),
    StepConfirmed: (audit.write_entry,),
    StepHelpAsked: (audit.write_entry,),
    StepHelpSettled: (audit.write_entry,),
    StepDocumentTicked: (audit.write_entry,),
    StepChanged: (audit.write_entry, notices.follow_step),
    StepDeclined: (audit.write_entry, notices.follow_step),
    StepRemoved: (audit.write_entry, notices.follow_step),
    GoalChanged: (audit.write_entry,),
    GoalDeclined: (audit.write_entry,),
    PlanDrafted: (audit.write_entry,),
    PlanProposed: (audit.write_entry,),
    PlanTakenBack: (audit.write_entry,),
    PlanAgreed: (audit.write_entry,),
    PlanReviewed: (audit.write_entry,),
    DeviceAdded: (audit.write_entry, push_consents.note_yes),
    DeviceRemoved: (audit.write_entry, push_consents.note_no),
    PushLevelChosen: (audit.write_entry,),
    RemindersChosen: (audit.write_entry, notices.replan_client),
    QuietHoursChosen: (audit.write_entry, notices.replan_client),
    ReminderRuleSet: (audit.write_entry, notices.replan_carrier),
    RemindedByHand: (audit.write_entry,),
    CallRecorded: (audit.write_entry,),
    CallReopened: (audit.write_entry,),
    talk_events.ConsultationRecorded: (audit.write_entry,),
    talk_events.ConsultationMatched: (audit.write_entry,),
    talk_events.ConsultationUndone: (audit.write_entry,),
    talk_events.CaseNoteWritten: (audit.write_entry,),
    talk_events.CaseNoteChanged: (audit.write_entry,),
    talk_events.SharedNoteWritten: (audit.write_entry,),
    talk_events.SharedNoteChanged: (audit.write_entry,),
    offer_events.OfferDrafted: (audit.write_entry,),
    offer_events.OfferChanged: (audit.write_entry, notices.note_move),
    offer_events.OfferChecked: (audit.write_entry,),
    offer_events.OfferCheckUndone: (audit.write_entry,),
    offer_events.OfferSentToCheck: (audit.write_entry,),
    offer_events.OfferSentBack: (audit.write_entry,),
    offer_events.OfferPublished: (audit.write_entry, notices.note_move),
    offer_events.OfferSuspended: (audit.write_entry, notices.note_move),
    offer_events.OfferExpired: (audit.write_entry, notices.note_move),
    offer_events.OfferArchived: (audit.write_entry, notices.note_move),
    offer_events.OfferReported: (audit.write_entry,),
    offer_events.OfferSuggested: (audit.write_entry,),
    offer_events.SuggestionAccepted: (audit.write_entry,),
    offer_events.SuggestionDeclined: (audit.write_entry,),
    offer_events.SuggestionReopened: (audit.write_entry,),
    offer_events.OfferSaved: (audit.write_entry, notices.follow_bookmark),
    offer_events.OfferUnsaved: (audit.write_entry, notices.follow_bookmark),
}

BLUEPRINTS: tuple[Blueprint, ...] = (
    *AUDIT_PAGES,
    *TALK_PAGES,
    appointments,
    appointments_desk,
    calendar,
    caseload_desk,
    desk,
    home,
    my_card,
    my_consents,
    my_situation,
    network,
    offers,
    offers_desk,
    people,
    plan,
    plan_desk,
    carrier_texts,
    staff,
    team,
    suggestions,
    notices_pages,
    notices_desk,
    notices_carrier,
)

# What the reminder worker does besides, about once a minute; each asks itself whether it is time.
CHORES: tuple[Callable[[datetime], None], ...] = (
    FollowOffers(),
    follow_zone_rules,
    night.run_due,
    KeepStatistics(),
)

TEMPLATE_WORDS: dict[str, Any] = {
    "fitting_offers": fitting_offers,
    "nth_day": nth_day,
    "offer_fields": OFFER_FIELDS,
    "offer_issues": OFFER_ISSUES,
    "offer_states": OFFER_STATES,
    "topics": TOPICS,
    "papers": PAPERS,
    "my_contact": my_contact,
    "purposes": PURPOSES,
    "my_roles": my_roles,
    "minutes_left": minutes_left,
    "added_lately": added_lately,
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
    "new_op_id": uuid.uuid4,
}
TEMPLATE_FILTERS: dict[str, Any] = {
    "day_in_words": day_in_words,
    "map_link": map_link,
    "phone_in_words": phones.in_words,
}
