"""Step templates about housing and about taking part in the town's life. To be checked."""

from app.core.i18n import N_
from app.plan.template import Deadline, StepTemplate

# Translators: titles say what the reader does. German office words stay in brackets: people
# read them on doors and letters.
HOUSING = (
    StepTemplate(
        key="wohnsitz",
        topic="housing",
        title=N_("Check where you may live (Wohnsitzregelung)"),
        why=N_("Perhaps you must live in a certain place. With work the rule can end earlier."),
        how=(
            N_("Look at the words on your residence permit together with us."),
            N_("If you found work in another place, apply for a change before you move."),
            N_("The immigration office (Ausländerbehörde) decides."),
        ),
        nature="right",
        office="Ausländerbehörde",
        needs=("work_contract",),
        deadline=Deadline(words=N_("The rule ends after 3 years.")),
        source="AufenthG § 12a",
    ),
    StepTemplate(
        key="wbs",
        topic="housing",
        title=N_("Apply for a housing permit (Wohnberechtigungsschein)"),
        why=N_("With this paper you can rent a flat with a lower rent."),
        how=(
            N_("Apply at your town."),
            N_("Show how much money your family has each month."),
        ),
        nature="right",
        office="Gemeinde",
        needs=("income_proof",),
        yields=("housing_permit",),
        deadline=Deadline(words=N_("The paper is valid for 1 year.")),
    ),
    StepTemplate(
        key="flat_search",
        topic="housing",
        title=N_("Look for a flat"),
        why=N_("In your own flat you have quiet and a door of your own."),
        how=(
            N_("Ask the Jobcenter how high the rent may be (Mietobergrenze)."),
            N_("Write a short text about your family. We help you with it."),
            N_("Look on the internet, ask people you know and the housing company of the town."),
            N_("Never pay money before you have seen the flat and the contract."),
        ),
        nature="voluntary",
        office="Wohnungsbaugesellschaft",
        needs=("rent_limit",),
        yields=("rent_offer",),
    ),
    StepTemplate(
        key="flat_contract",
        topic="housing",
        title=N_("Have the rent offer checked (Mietangebot)"),
        why=N_("The Jobcenter pays the rent only if it agreed before."),
        how=(
            N_("Give the rent offer (Mietangebot) to the Jobcenter."),
            N_("Wait for the approval (Zusage) in writing."),
            N_("Sign the contract only after that."),
        ),
        nature="duty",
        office="Jobcenter",
        asked_by="Jobcenter",
        needs=("rent_offer",),
        yields=("rent_approval",),
        deadline=Deadline(words=N_("Before you sign the rental contract.")),
    ),
    StepTemplate(
        key="utilities",
        topic="housing",
        title=N_("Register electricity, internet and the broadcasting fee (Rundfunkbeitrag)"),
        why=N_("Every flat needs these contracts. For some of them you can pay less."),
        how=(
            N_("Write down the numbers on the electricity meter on the first day."),
            N_("Choose an electricity company. Compare prices with us."),
            N_("Register for the broadcasting fee (Rundfunkbeitrag)."),
            N_("If you get money from the Jobcenter, apply to pay no broadcasting fee."),
        ),
        nature="duty",
        office="Stromversorger, Beitragsservice",
        asked_by="Beitragsservice",
        needs=("rental_contract",),
        deadline=Deadline(words=N_("When you move in.")),
    ),
)

PARTICIPATION = (
    StepTemplate(
        key="driving",
        topic="participation",
        title=N_("Exchange your driving licence (Führerschein)"),
        why=N_("A foreign licence is valid here only for a short time."),
        how=(
            N_("Have your driving licence translated."),
            N_("Ask the licence office (Führerscheinstelle) which tests you need."),
            N_("Ask what it costs before you start."),
        ),
        nature="voluntary",
        office="Führerscheinstelle",
        needs=("driving_licence", "translations"),
        deadline=Deadline(words=N_("Each office has its own dates. Ask early.")),
    ),
    StepTemplate(
        key="club",
        topic="participation",
        title=N_("Go to a club, a language café or sport"),
        why=N_("You meet people, and you speak German without a lesson."),
        how=(
            N_("Look at the offers near you."),
            N_("You can go once and see if you like it."),
            N_("For children the Jobcenter often pays the fee of the club."),
        ),
        nature="voluntary",
        office="Verein",
    ),
    StepTemplate(
        key="volunteer_self",
        topic="participation",
        title=N_("Help others as a volunteer (Ehrenamt)"),
        why=N_("What you know is useful to others, and you get to know the town."),
        how=(
            N_("Tell us what you like to do and when you have time."),
            N_("The volunteer office (Ehrenamtsstelle) of the town knows who needs help."),
        ),
        nature="voluntary",
        office="Ehrenamtsstelle",
    ),
)
