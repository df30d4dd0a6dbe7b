"""Step templates about papers, money, health, family and school. To be checked before real use."""

from app.core.i18n import N_
from app.plan.template import SCHOOL, Deadline, Rule, StepTemplate

# Translators: titles say what the reader does. German office words stay in brackets: people
# read them on doors and letters.
RESIDENCE = (
    StepTemplate(
        key="reg_address",
        topic="residence_status",
        title=N_("Register your address (Anmeldung)"),
        why=N_("Many offices need your registration certificate (Meldebescheinigung)."),
        how=(
            N_("Make an appointment at the citizens' office (Bürgerbüro) of your town."),
            N_("Your landlord gives you a form with a signature (Wohnungsgeberbestätigung)."),
            N_("Go there with all members of your family or with their papers."),
        ),
        nature="duty",
        office="Bürgerbüro",
        asked_by="Bürgerbüro",
        needs=("identity", "landlord_confirmation"),
        yields=("registration",),
        deadline=Deadline(rule=Rule.AFTER, words=N_("Within 2 weeks after you moved in.")),
    ),
    StepTemplate(
        key="title_renew",
        topic="residence_status",
        title=N_("Extend your residence permit (Aufenthaltstitel)"),
        why=N_("If you apply in time, your permit stays valid until the office decides."),
        how=(
            N_("Apply at the immigration office (Ausländerbehörde) before your permit ends."),
            N_("You get an interim certificate (Fiktionsbescheinigung) while you wait."),
            N_("If you cannot get an appointment in time, write to the office and tell us."),
        ),
        nature="duty",
        office="Ausländerbehörde",
        asked_by="Ausländerbehörde",
        needs=("identity", "photo"),
        yields=("fictional",),
        deadline=Deadline(
            rule=Rule.ON_PAPER,
            words=N_("Before the date on your permit."),
            remind_days=(90, 60, 30, 14),
        ),
        source="AufenthG § 81(4)",
    ),
    StepTemplate(
        key="title_child",
        topic="residence_status",
        title=N_("Apply for a residence permit for your newborn child"),
        why=N_("Your child needs a permit of its own."),
        how=(
            N_("Get the birth certificate from the registry office (Standesamt)."),
            N_("Apply for the permit at the immigration office (Ausländerbehörde)."),
        ),
        nature="duty",
        office="Ausländerbehörde",
        asked_by="Ausländerbehörde",
        needs=("birth_certificate",),
        deadline=Deadline(rule=Rule.AFTER, words=N_("Within 6 months after the birth.")),
        source="AufenthG § 81(2)",
    ),
    StepTemplate(
        key="citizenship",
        topic="residence_status",
        title=N_("Prepare for German citizenship (Einbürgerung)"),
        why=N_("As a citizen you can vote, and you no longer need a residence permit."),
        how=(
            N_("Ask the citizenship office (Einbürgerungsbehörde) what you need."),
            N_("Usually you need a German certificate B1 and the test Life in Germany."),
            N_("Collect the papers, then apply."),
        ),
        nature="right",
        office="Einbürgerungsbehörde",
        needs=("language_certificate", "lid_certificate"),
    ),
)

LIVELIHOOD = (
    StepTemplate(
        key="jobcenter_apply",
        topic="livelihood",
        title=N_("Apply for basic income support (Bürgergeld)"),
        why=N_("The Jobcenter pays for rent, food and health insurance while you need it."),
        how=(
            N_("Tell the Jobcenter that you want to apply. The date of this day counts."),
            N_("Fill in the application together with us."),
            N_("Hand in the application with copies of your papers."),
        ),
        nature="right",
        office="Jobcenter",
        needs=("title", "registration", "iban"),
        yields=("notice",),
        deadline=Deadline(
            rule=Rule.MONTH_END, words=N_("In the same month in which your situation changed.")
        ),
    ),
    StepTemplate(
        key="jobcenter_extend",
        topic="livelihood",
        title=N_("Apply for Bürgergeld again (Weiterbewilligung)"),
        why=N_("The money is granted for some months only. Then you apply again."),
        how=(
            N_("Look at the date at which your decision letter (Bescheid) ends."),
            N_("Fill in the form (Weiterbewilligungsantrag) before this date."),
            N_("Give it to the Jobcenter and ask for a receipt."),
        ),
        nature="duty",
        office="Jobcenter",
        asked_by="Jobcenter",
        needs=("jobcenter_letter",),
        yields=("notice",),
        deadline=Deadline(
            rule=Rule.ON_PAPER, words=N_("Before your decision letter (Bescheid) ends.")
        ),
    ),
    StepTemplate(
        key="bank",
        topic="livelihood",
        title=N_("Open a bank account"),
        why=N_("The Jobcenter and your employer send money to your own account."),
        how=(
            N_("You have a right to a basic account (Basiskonto)."),
            N_("Go to a bank near you with your passport or identity card."),
            N_("Ask what the account costs each month before you sign."),
        ),
        nature="right",
        office="Bank",
        needs=("identity",),
        yields=("iban",),
    ),
    StepTemplate(
        key="kindergeld",
        topic="livelihood",
        title=N_("Apply for child benefit (Kindergeld)"),
        why=N_("Families get money each month for every child."),
        how=(
            N_("Fill in the application of the family benefits office (Familienkasse)."),
            N_("You can do this on the internet or on paper."),
            N_("You need your tax number and the tax number of each child."),
        ),
        nature="right",
        office="Familienkasse",
        needs=("title", "tax_number"),
    ),
)

HEALTH = (
    StepTemplate(
        key="health_ins",
        topic="health",
        title=N_("Choose a health insurance (Krankenkasse)"),
        why=N_("With the insurance card you can go to every doctor who has a place."),
        how=(
            N_("You may choose the health insurance yourself."),
            N_("Fill in the membership form and send it with a photo."),
            N_("Tell the Jobcenter which insurance you chose."),
        ),
        nature="duty",
        office="Krankenkasse",
        asked_by="Jobcenter",
        needs=("notice",),
        yields=("health_card",),
        deadline=Deadline(words=N_("When your money from the Jobcenter starts.")),
    ),
    StepTemplate(
        key="doctor",
        topic="health",
        title=N_("Find a family doctor or a children's doctor"),
        why=N_("Then you know where to go when you or your child is ill."),
        how=(
            N_("Call practices near you and ask for a place as a new patient."),
            N_("If you find none, call 116117. They help to find a doctor."),
            N_("Bring your health insurance card."),
        ),
        nature="voluntary",
        office="Arztpraxis",
        needs=("health_card",),
    ),
)

FAMILY = (
    StepTemplate(
        key="kita",
        topic="family_children",
        title=N_("Register your child for day care (Kita)"),
        why=N_("Your child learns German while playing. You have time for a course or for work."),
        how=(
            N_("Register your child at your town, often on the internet."),
            N_("Choose several day care centres. Places are few."),
            N_("Ask the town if the costs can be paid for you."),
        ),
        nature="right",
        office="Gemeinde",
        needs=("birth_certificate", "vaccination"),
        deadline=Deadline(words=N_("Each town has its own date. Ask early.")),
    ),
    StepTemplate(
        key="family_reunion",
        topic="family_children",
        title=N_("Get advice on family reunification (Familiennachzug)"),
        why=N_("The rules are difficult, and some rights end after a short time."),
        how=(
            N_("Make an appointment with an advice centre that knows this law."),
            N_("Bring the letter that recognised you and all papers of your family."),
            N_("The advice costs nothing."),
        ),
        nature="right",
        office="Fachberatung",
        deadline=Deadline(rule=Rule.AFTER, words=N_("Within 3 months after you were recognised.")),
    ),
)

EDUCATION = (
    StepTemplate(
        key="school",
        topic="school_education",
        title=N_("Register your child at school"),
        why=N_("All children who live here go to school."),
        how=(
            N_("Ask the school near your home for an appointment."),
            N_("Many schools have a class for learning German (Vorbereitungsklasse, VKL)."),
            N_("Bring the registration certificate (Meldebescheinigung)."),
        ),
        nature="duty",
        office="Schule",
        asked_by="Schule",
        needs=("registration",),
        deadline=Deadline(words=N_("Before the school year or the half-year starts.")),
        params=(SCHOOL,),
    ),
    StepTemplate(
        key="school_kit",
        topic="school_education",
        title=N_("Apply for money for school (Bildung und Teilhabe)"),
        why=N_("There is money for school things, lunch, trips, sport and extra lessons."),
        how=(
            N_("Ask the school for the list of things your child needs."),
            N_("Apply at the Jobcenter or at the district office (Landratsamt)."),
        ),
        nature="right",
        office="Jobcenter / Landratsamt",
        needs=("school_list",),
    ),
)
