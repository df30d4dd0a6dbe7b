"""What the tables of plans keep of clients. A private step is hers alone."""

from app.core.i18n import N_
from app.core.kinds import PLAN, PRIVATE
from app.core.personal import Table
from app.core.words import PAPERS, TOPICS
from app.plan.catalogue import CATALOGUE
from app.plan.words import HOW, NATURE, OWNER, SUPPORT, VERSION_STATES, WAITING, WISH

# Translators: how far a goal or a step is; one or two words.
_STATES = {
    "proposed": N_("Suggested"),
    "suggested": N_("Suggested"),
    "agreed": N_("Agreed"),
    "open": N_("Open"),
    "in_progress": N_("You have started"),
    "waiting": N_("Waits for an answer"),
    "reached": N_("Reached"),
    "done": N_("Done"),
    "confirmed": N_("Done and confirmed"),
    "not_needed": N_("No longer needed"),
    "declined": N_("You did not want it"),
    "paused": N_("Paused"),
    "changed": N_("Changed"),
    "dropped": N_("No longer needed"),
}
# Translators: a paper that a step needs, or gives.
_DIRECTIONS = {"needs": N_("Needed"), "yields": N_("You get it")}
# Translators: what happened to a step; one or two words.
_EVENTS = {
    "added": N_("New"),
    "taken_on": N_("Agreed"),
    "started": N_("You have started"),
    "waiting": N_("Waits for an answer"),
    "resumed": N_("The step goes on."),
    "finished": N_("Done"),
    "reopened": N_("Open again"),
    "confirmed": N_("Done and confirmed"),
    "not_needed": N_("No longer needed"),
    "help_asked": N_("You asked for help"),
    "help_settled": N_("Help is given"),
    "document_ticked": N_("You have the paper"),
    "changed": N_("Changed"),
    "worded": N_("Changed"),
    "declined": N_("You did not want it"),
}
# Translators: what came of looking at the plan together.
_RESULTS = {"continued": N_("The plan goes on"), "changed": N_("Changed")}
_IN_VERSION = ("version_id", "plan_version.id")
_IN_STEP = ("step_id", "step.id")


def _topic(key: str) -> str | None:
    return TOPICS[key].word if key in TOPICS else None


def _template(key: str) -> str | None:
    return CATALOGUE[key].title if key in CATALOGUE else None


PERSONAL = (
    Table(
        name="plan",
        kind=PLAN,
        reach=("client_id", "client.id"),
        title=N_("Your plan"),
        shown={"next_review_on": N_("Looking at the plan")},
        held=("client_id",),
        counted=("client_id", "next_review_on"),
    ),
    Table(
        name="plan_version",
        kind=PLAN,
        reach=("plan_id", "plan.id"),
        title=N_("Versions of your plan"),
        shown={
            "no": N_("Number"),
            "state": N_("State"),
            "agreed_client_at": N_("You agreed"),
            "agreed_client_how": N_("How you agreed"),
            "agreed_manager_at": N_("Your contact person agreed"),
            "language_read": N_("Language"),
            "change_wish": N_("What you want to change"),
            "next_review_on": N_("Looking at the plan"),
        },
        held=("plan_id", "edits", "content_hash"),
        words={"state": VERSION_STATES.get, "agreed_client_how": HOW.get},
        counted=(
            "plan_id", "no", "state", "edits", "agreed_client_at", "agreed_client_how",
            "agreed_manager_at", "next_review_on",
        ),
    ),
    Table(
        name="start_situation",
        kind=PLAN,
        reach=("client_id", "client.id"),
        title=N_("How things stood at the start"),
        shown={"topic": N_("Topic"), "body_sealed": N_("What")},
        held=("client_id", "uid", "version_id", "body_version"),
        words={"topic": _topic},
    ),
    Table(
        name="version_step",
        kind=PLAN,
        reach=_IN_VERSION,
        title=N_("Steps in the versions of your plan"),
        shown={
            "template_key": N_("What"),
            "own_words": N_("What"),
            "topic": N_("Topic"),
            "params": N_("More about it"),
            "due_on": N_("By when"),
            "owner": N_("Who does it"),
            "support_level": N_("Support"),
            "is_dropped": N_("No longer needed"),
            "because": N_("Why is this step no longer needed?"),
        },
        held=(
            "version_id", "step_id", "goal_lineage", "own_words_lang", "own_words_version",
            "because_version", "sort",
        ),
        words={
            "template_key": _template, "topic": _topic, "owner": OWNER.get,
            "support_level": SUPPORT.get,
        },
    ),
    Table(
        name="plan_review",
        kind=PLAN,
        reach=("plan_id", "plan.id"),
        title=N_("When you looked at the plan together"),
        shown={"due_on": N_("By when"), "held_on": N_("When"), "result": N_("Result")},
        held=("plan_id",),
        words={"result": _RESULTS.get},
        counted=("plan_id", "due_on", "held_on", "result"),
    ),
    Table(
        name="goal",
        kind=PLAN,
        reach=_IN_VERSION,
        title=N_("Your goals"),
        shown={
            "topic": N_("Topic"),
            "own_words": N_("What"),
            "wish_of": N_("Whose wish is it?"),
            "state": N_("State"),
            "target_on": N_("By when"),
            "because": N_("Why"),
            "household_shared": N_("The other adults of my household read it"),
        },
        held=(
            "version_id", "lineage", "replaces", "sort", "own_words_lang",
            "own_words_version", "own_words_at", "because_version",
        ),
        words={"topic": _topic, "wish_of": WISH.get, "state": _STATES.get},
        counted=(
            "version_id", "lineage", "topic", "wish_of", "state", "target_on", "sort",
            "own_words_version", "because_version", "household_shared",
        ),
    ),
    Table(
        name="step",
        kind=PLAN,
        reach=("client_id", "client.id"),
        title=N_("Your steps"),
        contest="row",
        shown={
            "template_key": N_("What"),
            "own_words": N_("What"),
            "topic": N_("Topic"),
            "params": N_("More about it"),
            "nature": N_("Must I do this?"),
            "demanded_by": N_("Who asks for it"),
            "due_on": N_("By when"),
            "lapses_on": N_("Last day"),
            "owner": N_("Who does it"),
            "support_level": N_("Support"),
            "state": N_("State"),
            "waiting_on": N_("Waits for an answer"),
            "waiting_since": N_("Waits since"),
            "not_needed_because": N_("Why is this step no longer needed?"),
            "help_asked_at": N_("You asked for help"),
            "done_at": N_("Done"),
            "private_to_client": N_("Only you see this"),
            "wished_by_client": N_("Your wish"),
            "was_declined": N_("You did not want it"),
            "offer_id": N_("For the offer:"),
            "created_at": N_("Stored since"),
        },
        held=(
            "client_id", "plan_id", "goal_lineage", "sort", "version", "own_words_lang",
            "own_words_version", "own_words_at",
        ),
        other={"private_to_client": PRIVATE},
        words={
            "template_key": _template, "topic": _topic, "nature": NATURE.get, "owner": OWNER.get,
            "support_level": SUPPORT.get, "state": _STATES.get, "waiting_on": WAITING.get,
        },
        counted=(
            "client_id", "plan_id", "goal_lineage", "topic", "template_key", "nature", "due_on",
            "owner", "support_level", "state", "done_at", "sort", "version", "private_to_client",
            "wished_by_client", "was_declined", "created_at", "own_words_version",
        ),
    ),
    Table(
        name="step_document",
        kind=PLAN,
        reach=_IN_STEP,
        title=N_("Papers for your steps"),
        shown={
            "doc_type": N_("What"),
            "direction": N_("What for"),
            "have_it": N_("You have the paper"),
        },
        held=("step_id",),
        words={"doc_type": PAPERS.get, "direction": _DIRECTIONS.get},
    ),
    Table(
        name="step_dependency",
        kind=PLAN,
        reach=_IN_STEP,
        title=N_("What must come first"),
        held=("step_id", "first_id"),
    ),
    Table(
        name="step_event",
        kind=PLAN,
        reach=_IN_STEP,
        title=N_("What happened to your steps"),
        shown={"kind": N_("What"), "actor_id": N_("Who"), "at": N_("When")},
        held=("step_id", "op_id", "base_version"),
        words={"kind": _EVENTS.get},
    ),
)  # fmt: skip
