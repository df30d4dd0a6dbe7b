"""Step templates about language, work and training. To be checked before real use."""

from app.core.i18n import N_
from app.plan.template import PROVIDER, Deadline, Rule, StepTemplate

# Translators: titles say what the reader does. German office words stay in brackets: people
# read them on doors and letters.
LANGUAGE = (
    StepTemplate(
        key="course_right",
        topic="language",
        title=N_("Get the course entitlement (Berechtigungsschein)"),
        why=N_("With this paper you can go to an integration course."),
        how=(
            N_("The immigration office, the Jobcenter or the BAMF gives you this paper."),
            N_("We help you to apply for it."),
            N_("Look at the date on the paper. Register for a course before this date."),
            N_("Use your right to the course within 1 year."),
        ),
        nature="right",
        may_be_duty=True,
        office="Ausländerbehörde / Jobcenter / BAMF",
        asked_by="Jobcenter",
        needs=("title",),
        yields=("course_entitlement",),
        deadline=Deadline(rule=Rule.ON_PAPER, words=N_("Before the date on the paper.")),
        source="IntV § 6, AufenthG § 44(2)",
    ),
    StepTemplate(
        key="course_test",
        topic="language",
        title=N_("Take the placement test (Einstufungstest)"),
        why=N_("The test shows which course is right for you. You cannot fail it."),
        how=(
            N_("Ask a course provider (Kursträger) for a date for the test."),
            N_("Bring your course entitlement (Berechtigungsschein)."),
            N_("The provider tells you your level."),
        ),
        nature="voluntary",
        office="Kursträger",
        needs=("course_entitlement",),
        yields=("language_level",),
        params=(PROVIDER,),
    ),
    StepTemplate(
        key="course_reg",
        topic="language",
        title=N_("Register for the language course"),
        why=N_("Then you have a place and you know when the course starts."),
        how=(
            N_("Go to a course provider (Kursträger) near you."),
            N_("Bring your course entitlement (Berechtigungsschein)."),
            N_("Ask for the start date in writing."),
            N_("If you wait for more than 6 weeks, ask another provider."),
        ),
        nature="right",
        may_be_duty=True,
        office="Kursträger",
        asked_by="Jobcenter",
        needs=("course_entitlement",),
        yields=("course_start",),
        deadline=Deadline(rule=Rule.SOON, words=N_("Soon, if an office obligated you.")),
        source="IntV § 7",
        params=(PROVIDER,),
    ),
    StepTemplate(
        key="course_fee",
        topic="language",
        title=N_("Apply for a course without costs (Kostenbefreiung)"),
        why=N_("If you get money from the Jobcenter, the course costs you nothing."),
        how=(
            N_("Fill in the application of the BAMF. The course provider has the form."),
            N_("Add a copy of your decision letter (Bescheid)."),
            N_("Ask also for the money for bus and train."),
        ),
        nature="right",
        office="BAMF",
        needs=("notice",),
        deadline=Deadline(words=N_("Together with the registration for the course.")),
        source="IntV § 9",
    ),
    StepTemplate(
        key="course_dtz",
        topic="language",
        title=N_("Take the final tests of the course (DTZ and Leben in Deutschland)"),
        why=N_("With the certificates it is easier to find work and to stay."),
        how=(
            N_("Your course provider registers you for the tests."),
            N_("There are practice tests on the internet. They cost nothing."),
            N_("Bring your passport or identity card to the test."),
        ),
        nature="voluntary",
        office="Prüfstelle",
        yields=("language_certificate", "lid_certificate", "dtz_result"),
    ),
    StepTemplate(
        key="course_repeat",
        topic="language",
        title=N_("Repeat 300 lessons of the course"),
        why=N_("If you did not reach B1, you can learn on and take the test again."),
        how=(
            N_("Apply at the BAMF. Your course provider helps you."),
            N_("Add the result of your language test (DTZ)."),
        ),
        nature="right",
        office="BAMF",
        needs=("dtz_result",),
        deadline=Deadline(words=N_("You can do this once.")),
        source="IntV § 5",
    ),
    StepTemplate(
        key="bsk",
        topic="language",
        title=N_("Go to a German course for work (Berufssprachkurs B2)"),
        why=N_("Many professions ask for German at level B2."),
        how=(
            N_("Ask the Jobcenter or the BAMF for an entitlement for this course."),
            N_("Bring your certificate B1."),
            N_("Then look for a course provider together with us."),
        ),
        nature="right",
        office="Jobcenter / BAMF",
        needs=("language_certificate",),
        params=(PROVIDER,),
    ),
)

WORK = (
    StepTemplate(
        key="recog_advice",
        topic="work",
        title=N_("Get advice on the recognition of your profession (Anerkennung)"),
        why=N_("What you learned before can count in Germany."),
        how=(
            N_("Make an appointment with the advice centre of the IQ network (IQ Netzwerk)."),
            N_("Bring all certificates of school and profession. Copies are enough."),
            N_("The advice costs nothing."),
        ),
        nature="right",
        office="IQ Netzwerk",
        needs=("certificates",),
    ),
    StepTemplate(
        key="recog_apply",
        topic="work",
        title=N_("Apply for the recognition of your profession (Anerkennung)"),
        why=N_("With the recognition you can work in your profession."),
        how=(
            N_("The advice centre tells you which office decides (zuständige Stelle)."),
            N_("Have your certificates translated by a sworn translator."),
            N_("Ask first who pays for the translations and the fees."),
        ),
        nature="right",
        office="Zuständige Stelle",
        needs=("translations",),
        deadline=Deadline(
            words=N_("The office decides within 3 months after all papers are there.")
        ),
    ),
    StepTemplate(
        key="cv",
        topic="work",
        title=N_("Write a CV and an application (Lebenslauf, Bewerbung)"),
        why=N_("Employers in Germany want to read a CV."),
        how=(
            N_("Write down where you went to school, what you worked and what you can do."),
            N_("We or a volunteer write the CV together with you."),
        ),
        nature="voluntary",
        office="Integrationsmanagement",
        yields=("cv",),
    ),
    StepTemplate(
        key="job_search",
        topic="work",
        title=N_("Look for work or for a work trial (Praktikum)"),
        why=N_("With your own income you decide more things yourself."),
        how=(
            N_("Talk to the employment agency (Agentur für Arbeit) or to the Jobcenter."),
            N_("Ask people you know, and look at companies near you."),
            N_("Send your CV. Write down where you applied."),
        ),
        nature="voluntary",
        may_be_duty=True,
        office="Agentur für Arbeit / Jobcenter",
        asked_by="Jobcenter",
        needs=("cv",),
    ),
)

TRAINING = (
    StepTemplate(
        key="apprenticeship",
        topic="training_study",
        title=N_("Look for vocational training (Ausbildung, EQ)"),
        why=N_("With a training of 2 or 3 years you have a profession and you earn money."),
        how=(
            N_("Talk to the career advice of the employment agency (Agentur für Arbeit)."),
            N_("The chambers (Kammern) know companies with free places."),
            N_("A work trial or a preparatory year (EQ) can be the start."),
        ),
        nature="voluntary",
        office="Agentur für Arbeit / Kammer",
        needs=("language_certificate",),
        deadline=Deadline(
            rule=Rule.YEARLY, yearly=(9, 1), words=N_("Most trainings start on 1 September.")
        ),
    ),
)
