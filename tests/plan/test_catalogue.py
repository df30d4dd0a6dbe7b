"""The catalogue is complete, plain, and says where its hints come from."""

import re
from datetime import date

import pytest

from app.core.words import PAPERS, TOPICS
from app.plan.catalogue import CATALOGUE, by_topic
from app.plan.models import NATURES
from app.plan.template import Rule, StepTemplate, proposed_due

# DOMAIN.md section 5, row by row: key, topic, nature ("/D": a duty for the obligated), needs ->
# yields, rule of the deadline, law. What stands in () is ours: it links one step to the next.
TABLE = """
reg_address      residence_status D   identity landlord_confirmation -> registration | after |
title_renew      residence_status D   identity photo -> fictional | on_paper | AufenthG § 81(4)
title_child      residence_status D   birth_certificate -> | after | AufenthG § 81(2)
citizenship      residence_status R   language_certificate lid_certificate -> | none |
jobcenter_apply  livelihood       R   title registration iban -> notice | month_end |
jobcenter_extend livelihood       D   jobcenter_letter -> notice | on_paper |
bank             livelihood       R   identity -> iban | none |
kindergeld       livelihood       R   title tax_number -> | none |
health_ins       health           D   notice -> health_card | words |
doctor           health           V   health_card -> | none |
kita             family_children  R   birth_certificate vaccination -> | words |
family_reunion   family_children  R   -> | after |
school           school_education D   registration -> | words |
school_kit       school_education R   school_list -> | none |
course_right   language  R/D title -> course_entitlement | on_paper | IntV § 6, AufenthG § 44(2)
course_test      language         V   course_entitlement -> language_level | none |
course_reg       language         R/D course_entitlement -> course_start | soon | IntV § 7
course_fee       language         R   notice -> | words | IntV § 9
course_dtz       language         V   -> language_certificate lid_certificate (dtz_result) | none |
course_repeat    language         R   dtz_result -> | words | IntV § 5
bsk              language         R   language_certificate -> | none |
recog_advice     work             R   certificates -> | none |
recog_apply      work             R   translations -> | words |
cv               work             V   -> cv | none |
job_search       work             V/D cv -> | none |
apprenticeship   training_study   V   language_certificate -> | yearly |
wohnsitz         housing          R   work_contract -> | words | AufenthG § 12a
wbs              housing          R   income_proof -> housing_permit | words |
flat_search      housing          V   rent_limit -> (rent_offer) | none |
flat_contract    housing          D   rent_offer -> rent_approval | words |
utilities        housing          D   rental_contract -> | words |
driving          participation    V   (driving_licence) translations -> | words |
club             participation    V   -> | none |
volunteer_self   participation    V   -> | none |
"""
NATURE = {"right": "R", "duty": "D", "voluntary": "V"}
KEYS = [line.split()[0] for line in TABLE.split("\n") if line]
everyone = pytest.mark.parametrize("template", CATALOGUE.values(), ids=list(CATALOGUE))


def test_all_steps_of_the_domain_are_there_and_no_other() -> None:
    assert len(KEYS) == 34
    assert set(CATALOGUE) == set(KEYS)


def _row(template: StepTemplate) -> list[list[str]]:
    """A template as a row of the table."""
    nature = NATURE[template.nature] + ("/D" if template.may_be_duty else "")
    deadline = template.deadline
    rule = str(deadline.rule)
    if deadline.rule is Rule.NONE and deadline.words:
        rule = "words"
    papers = [*template.needs, "->", *template.yields]
    head = [template.key, template.topic, nature, *papers]
    return [head, rule.split(), template.source.split()]


@pytest.mark.parametrize("line", [line for line in TABLE.split("\n") if line])
def test_each_step_is_as_the_domain_has_it(line: str) -> None:
    wanted = [part.replace("(", " ").replace(")", " ").split() for part in line.split("|")[:2]]
    law = line.split("|")[2].split()
    assert _row(CATALOGUE[line.split()[0]]) == [*wanted, law]


@everyone
def test_words_are_sentences_and_titles_are_not(template: StepTemplate) -> None:
    assert not template.title.endswith(".")
    for sentence in (template.why, *template.how):
        assert sentence.endswith(".")
        assert sentence == sentence.strip()
        assert "please" not in sentence.lower()
        assert len(sentence) <= 110, sentence
    assert 2 <= len(template.how) <= 4
    assert not template.deadline.words or template.deadline.words.endswith(".")


@everyone
def test_topics_papers_and_natures_are_known(template: StepTemplate) -> None:
    assert template.topic in TOPICS
    assert {*template.needs, *template.yields} <= set(PAPERS)
    assert template.nature in NATURES
    may_be_asked = template.nature == "duty" or template.may_be_duty
    assert bool(template.asked_by) == may_be_asked


@everyone
def test_a_hint_says_its_source_and_its_month(template: StepTemplate) -> None:
    assert template.hint.source_on <= date(2026, 12, 31)
    if template.source:
        assert re.search(r"(AufenthG|IntV) § \d+", template.source)
        assert template.hint.source_on == date(2022, 3, 1)


@everyone
def test_parameters_stand_in_their_sentence(template: StepTemplate) -> None:
    for param in template.params:
        assert f"%({param.key})s" in param.sentence


def test_every_topic_has_a_step() -> None:
    assert [topic for topic, _ in by_topic()] == list(TOPICS)


def test_a_duty_only_for_those_who_are_obligated() -> None:
    course = CATALOGUE["course_reg"]
    assert course.nature_with({}) == "right"
    assert course.asker_with({}) is None
    assert course.nature_with({"obligated": True}) == "duty"
    assert course.asker_with({"obligated": True}) == "Jobcenter"
    assert CATALOGUE["bank"].nature_with({"obligated": True}) == "right"


@pytest.mark.parametrize(
    ("key", "today", "params", "due"),
    [
        ("reg_address", date(2026, 11, 24), {}, None),  # nobody told the day yet
        ("jobcenter_apply", date(2026, 2, 3), {}, date(2026, 2, 28)),
        ("apprenticeship", date(2026, 11, 24), {}, date(2027, 9, 1)),
        ("apprenticeship", date(2026, 3, 1), {}, date(2026, 9, 1)),
        ("course_reg", date(2026, 11, 24), {"obligated": True}, date(2026, 12, 1)),
        ("course_reg", date(2026, 11, 24), {}, None),
        ("title_renew", date(2026, 11, 24), {}, None),  # stands on the paper
    ],
)
def test_a_date_is_proposed_only_where_the_rule_gives_one(
    key: str, today: date, params: dict[str, object], due: date | None
) -> None:
    template = CATALOGUE[key]
    assert proposed_due(template, today=today, params=params) == due


def test_title_renewal_is_reminded_of_early() -> None:
    deadline = CATALOGUE["title_renew"].deadline
    assert deadline.rule is Rule.ON_PAPER
    assert deadline.remind_days == (90, 60, 30, 14)


def test_a_word_finds_steps_in_any_case() -> None:
    found = {step.key for _, steps in by_topic("JOBCENTER") for step in steps}
    assert {"jobcenter_apply", "flat_contract"} <= found
    assert "club" not in found
    assert list(by_topic("no such word")) == []
