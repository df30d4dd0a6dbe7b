"""Steps in Jana's own words: translated, only in German, and changed after the translation."""

import random
import uuid
from datetime import datetime, timedelta

from app.caseload.texts import Typed, translate
from app.core.access import Viewer
from app.demo.people import JANA, DemoClient
from app.plan import adding, service, wording
from app.plan.models import Plan
from app.plan.service import Op
from app.plan.wording_queries import step_source

# Who: topic, German words, her language, its words; other German words that came later.
STEPS = {
    "Ahmad": (
        "housing",
        "Papiere für die Wohnung in einer Mappe sammeln",
        "ar",
        "اجمع أوراق السكن في ملف واحد",
        "",
    ),
    "Selam": ("participation", "Rad bei Herrn Roth abholen: 07151 555 0147", "", "", ""),
    "Oksana": (
        "language",
        "In der Bibliothek nach der Gesprächsrunde fragen",
        "uk",
        "Запитати в бібліотеці про розмовну групу",
        "In der Bibliothek einen Ausweis holen und nach der Gesprächsrunde fragen",
    ),
}


def add_texts(plan: Plan, who: DemoClient, *, desk: Viewer, herself: Viewer, now: datetime) -> None:
    """Add the step of the three whose story it is."""
    if who.manager is not JANA or who.given_name not in STEPS:
        return
    topic, words, language, translated, later = STEPS[who.given_name]
    rng = random.Random(who.given_name)  # noqa: S311  # because: invented
    ops = (uuid.UUID(int=rng.getrandbits(128), version=4) for _ in range(3))
    ago = now - timedelta(days=4)
    step = adding.add_own_step(plan, words, topic=topic, op=Op(id=next(ops), by=desk, now=ago))
    if step is None:
        return
    service.take_on(step, op=Op(id=next(ops), by=herself, now=ago + timedelta(hours=3)))
    if language:
        source = step_source(step.id, plan.client_id, seen_by=desk)
        typed = Typed(text=translated, source_version=source.words.version, seen_at=None)
        translate(source, language, typed, by=desk, now=ago + timedelta(days=1))
    if later:
        op = Op(id=next(ops), by=desk, now=now - timedelta(days=1))
        wording.reword(step, later, is_minor=False, base_version=step.version, op=op)
