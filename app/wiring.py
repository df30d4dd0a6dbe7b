"""What follows from what: each event with its followers; the worker's chores. Read this first."""

from collections.abc import Callable
from datetime import datetime

from app.appointments import events as appointment_events
from app.appointments import feeds
from app.appointments.ending import cancel_with_case
from app.appointments.events import AppointmentCancelled, AppointmentMoved
from app.audit import events as audit_events
from app.audit import handlers as audit
from app.audit import night
from app.carriers import events as carrier_events
from app.caseload import carrier_events as carrier_changes
from app.caseload import consents_phone, rest_events, takeovers, ties
from app.caseload import events as caseload_events
from app.caseload import handlers as caseload
from app.caseload.events import ClientAdded
from app.consultations import events as talk_events
from app.consultations import referrals_handlers as referrals
from app.consultations.referrals_events import ReferralChanged, ReferralPrepared
from app.core.beside import Beside
from app.core.daily import Daily
from app.core.events import Subscriptions
from app.core.statistics import KeepStatistics
from app.exchange import errand
from app.exchange import events as exchange_events
from app.network import events as network_events
from app.network.chores import forget_need_words
from app.notices import cases as news_of_cases
from app.notices import consents as push_consents
from app.notices import handlers as notices
from app.notices import resting
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
from app.offers import events as offer_events
from app.offers.catching_up import note_likeness
from app.offers.ending import end_offers
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
from app.plan import handlers as plan_follows
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
from app.team.changing import change_carriers

# What rests on a client's yes ends with it.
WITHOUT_A_YES = (
    ties.end_with_consent,
    referrals.end_with_consent,
    consents_phone.forget_number,
    push_consents.end_devices,
    takeovers.follow_word,
)

SUBSCRIPTIONS: Subscriptions = {
    **dict.fromkeys(audit_events.TRAIL_ONLY, (audit.write_entry,)),
    **dict.fromkeys(caseload_events.TRAIL_ONLY, (audit.write_entry,)),
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
    appointment_events.ReplyTakenBack: (audit.write_entry, notices.follow_reply),
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
    caseload_events.CaseReassigned: (audit.write_entry, news_of_cases.tell_of_contact),
    caseload_events.CaseClosed: (
        audit.write_entry,
        plan_follows.end_plan,
        cancel_with_case,
        referrals.end_with_case,
        ties.end_with_case,
        takeovers.end_with_case,
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
    carrier_changes.CaseChangeProposed: (audit.write_entry, news_of_cases.tell_of_change),
    carrier_changes.CaseChangeCalledOff: (audit.write_entry,),
    carrier_changes.CarrierTakeoverAccepted: (audit.write_entry,),
    carrier_changes.CaseMovedAway: (audit.write_entry, cancel_with_case, referrals.end_with_case),
    carrier_changes.CaseTakenOver: (audit.write_entry, news_of_cases.tell_of_return),
    ReferralPrepared: (audit.write_entry,),
    ReferralChanged: (audit.write_entry,),
    carrier_events.CarrierTextWritten: (audit.write_entry,),
    carrier_events.CarrierReviewSet: (audit.write_entry,),
    carrier_events.HintChecked: (audit.write_entry,),
    carrier_events.HintUnchecked: (audit.write_entry,),
    ClientAdded: (audit.write_entry, plan_follows.start_plan, consents_phone.note_number),
    rest_events.DataRestricted: (audit.write_entry, resting.stop_reminders),
    rest_events.DataFreed: (audit.write_entry, resting.remind_again),
    caseload_events.ConsentGiven: (audit.write_entry, referrals.follow_yes, takeovers.follow_word),
    caseload_events.ConsentRefused: (audit.write_entry, *WITHOUT_A_YES),
    caseload_events.ConsentWithdrawn: (audit.write_entry, *WITHOUT_A_YES),
    caseload_events.ConsentLapsed: (audit.write_entry, referrals.follow_lapse),
    caseload_events.TitleNoted: (audit.write_entry, notices.follow_title),
    caseload_events.TitleEnded: (audit.write_entry, notices.follow_title),
    caseload_events.EntitlementNoted: (audit.write_entry, notices.follow_entitlement),
    caseload_events.CourseBegun: (audit.write_entry, notices.follow_entitlement),
    caseload_events.EntitlementEnded: (audit.write_entry, notices.follow_entitlement),
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
    PlanProposed: (audit.write_entry, news_of_cases.tell_of_plan),
    PlanTakenBack: (audit.write_entry, news_of_cases.plan_is_answered),
    PlanAgreed: (
        audit.write_entry,
        news_of_cases.plan_is_answered,
        plan_follows.ask_for_household,
    ),
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
    talk_events.ConsultationCorrected: (audit.write_entry,),
    talk_events.CaseNoteWritten: (audit.write_entry,),
    talk_events.CaseNoteChanged: (audit.write_entry,),
    talk_events.SharedNoteWritten: (audit.write_entry,),
    talk_events.SharedNoteChanged: (audit.write_entry,),
    network_events.NeedTold: (audit.write_entry,),
    network_events.NeedWordsRemoved: (audit.write_entry,),
    network_events.PostWritten: (audit.write_entry,),
    network_events.PostWithdrawn: (audit.write_entry,),
    network_events.PostPutBack: (audit.write_entry,),
    network_events.ContactCardWritten: (audit.write_entry,),
    network_events.TextChecked: (audit.write_entry,),
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
    offer_events.OfferArchiveUndone: (audit.write_entry, notices.note_move),
    offer_events.OfferTranslated: (audit.write_entry,),
    offer_events.OfferTranslationClaimed: (audit.write_entry,),
    offer_events.OfferTranslationReleased: (audit.write_entry,),
    offer_events.OfferShared: (audit.write_entry,),
    offer_events.OfferUnshared: (audit.write_entry,),
    offer_events.OfferShareAnswered: (audit.write_entry,),
    offer_events.OfferShareReopened: (audit.write_entry,),
    offer_events.OfferProviderAsked: (audit.write_entry,),
    offer_events.OfferQuestionEnded: (audit.write_entry,),
    offer_events.OfferProviderAnswered: (audit.write_entry,),
    offer_events.OfferMerged: (audit.write_entry, notices.note_merge),
    offer_events.OfferMergeUndone: (audit.write_entry, notices.note_merge),
    offer_events.OfferReported: (audit.write_entry,),
    offer_events.OfferSuggested: (audit.write_entry,),
    offer_events.SuggestionAccepted: (audit.write_entry,),
    offer_events.SuggestionDeclined: (audit.write_entry,),
    offer_events.SuggestionReopened: (audit.write_entry,),
    offer_events.OfferSaved: (audit.write_entry, notices.follow_bookmark),
    offer_events.OfferUnsaved: (audit.write_entry, notices.follow_bookmark),
    exchange_events.OfferFileTakenIn: (audit.write_entry,),
    exchange_events.OfferFileDropped: (audit.write_entry,),
    exchange_events.OfferConflictSettled: (audit.write_entry,),
    exchange_events.WithdrawnOfferKept: (audit.write_entry,),
}

# What the reminder worker does besides, about once a minute; each asks itself whether it is time.
# What may take long runs beside the reminders, and is asked for in every round.
CHORES: tuple[Callable[[datetime], None], ...] = (
    Beside(waits=errand.waits, work=errand.take_next),
    Daily(end_offers),
    Daily(note_likeness),
    FollowOffers(),
    follow_zone_rules,
    night.run_due,
    Daily(forget_need_words),
    change_carriers,
    KeepStatistics(),
)
