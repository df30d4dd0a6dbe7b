"""What each kind of appointment is called, how it goes and what comes after: msgids, as data."""

from dataclasses import dataclass

from markupsafe import Markup, escape

from app.core.i18n import N_, isolated, t


@dataclass(frozen=True, kw_only=True)
class KindText:
    """The words of one kind. `title_with` names the organiser: only where people meet them."""

    title: str
    title_with: str = ""
    how: tuple[str, ...] = ()
    after: str = ""


# Shown instead of a kind that nobody beside the client is to read.
VEILED = "appointment"

KIND_TEXTS: dict[str, KindText] = {
    # Translators: the title of an appointment that says nothing of what it is about.
    VEILED: KindText(title=N_("Appointment")),
    "counselling": KindText(
        # Translators: a talk with one's own social worker (Beratung).
        title=N_("Counselling"),
        # Translators: %(name)s is the social worker's name.
        title_with=N_("Counselling with %(name)s"),
        how=(
            N_("You talk with your contact person alone."),
            N_("You can ask everything. Nobody else hears it."),
            N_("If you need an interpreter, say so before."),
        ),
        after=N_("Together you choose the next step. It is then in your plan."),
    ),
    "review": KindText(
        # Translators: looking at the plan together, to see what is done (Planüberprüfung).
        title=N_("Looking at the plan"),
        title_with=N_("Looking at the plan with %(name)s"),
        how=(
            N_("You look at your plan together."),
            N_("You say what went well and what was difficult."),
            N_("You can change your goals."),
        ),
        after=N_("Your plan shows the new goals and steps."),
    ),
    "authority": KindText(
        # Translators: at a public office (Behörde, Amt).
        title=N_("Appointment at an office"),
        how=(
            N_("Come ten minutes early. Take a number or say your name at the entrance."),
            N_("Show your papers. Ask when you do not understand something."),
            N_("Sign only what you understand. You may take a letter home and show it to us."),
        ),
        after=N_("You get a letter or a paper. Keep it and bring it to your next counselling."),
    ),
    "course": KindText(
        title=N_("Course appointment"),
        how=(
            N_("You talk with the language school."),
            N_("Perhaps there is a test. It only shows which course is right for you."),
            N_("You cannot fail this test."),
        ),
        after=N_("The school tells you when your course begins."),
    ),
    "school": KindText(
        title=N_("Appointment at school or kindergarten"),
        how=(
            N_("You talk with the teachers about your child."),
            N_("You can ask everything about school days, food and costs."),
        ),
        after=N_("The school tells you what your child needs and when it starts."),
    ),
    "doctor": KindText(
        title=N_("Appointment at the doctor's"),
        how=(
            N_("Say your name at the reception and show your insurance card."),
            N_("Then you wait until you are called."),
            N_("What you tell the doctor stays secret."),
        ),
        after=N_("Perhaps you get a prescription or another appointment."),
    ),
    "offer": KindText(
        title=N_("Visit to an offer"),
        how=(
            N_("You get to know the place and the people."),
            N_("You do not have to decide anything that day."),
        ),
        after=N_("You say whether you want to go there again."),
    ),
    "group": KindText(
        title=N_("Group meeting"),
        title_with=N_("Group meeting with %(name)s"),
        how=(
            N_("Several people come together."),
            N_("You only tell what you want to tell."),
        ),
        after=N_("You can ask your own questions alone, in a counselling."),
    ),
    "outreach": KindText(
        # Translators: the social worker comes to where the client lives (aufsuchende Beratung).
        title=N_("Home visit"),
        title_with=N_("%(name)s visits you"),
        how=(
            N_("Your contact person comes to you."),
            N_("You do not have to prepare anything. You decide who is there."),
        ),
        after=N_("Together you choose the next step. It is then in your plan."),
    ),
}


def title_of(kind: str, organiser_name: str) -> Markup:
    """What an appointment is called in the reader's language, with whom where that matters."""
    text = KIND_TEXTS[kind]
    if text.title_with and organiser_name:
        name = isolated(organiser_name, "auto")
        return Markup(escape(t(text.title_with))) % {"name": name}  # noqa: S704  # because: escaped
    return escape(t(text.title))
