"""Any offer in neutral form, as hypothesis draws it."""

from datetime import UTC, date, datetime, time
from typing import Any

from hypothesis import strategies as st

from app.exchange import hsds, taxonomies
from app.exchange.entries import (
    Desk,
    Entry,
    Help,
    Line,
    Paper,
    Past,
    Place,
    Price,
    Provider,
    Spoken,
    Times,
    Wording,
)
from app.offers.models import LEVELS, WEEKDAYS
from app.offers.schedules import Rule

texts = st.text("aäßéж中 .,:1", max_size=12).map(lambda text: " ".join(text.split()))
some = texts.filter(bool)
webs = st.sampled_from(["", "https://vhs.example/kurse", "http://stadt.example"])
numbers = st.sampled_from(["+4971511234", "+49715150010"])
mailboxes = st.sampled_from(["", "info@stadt.example", "beratung.wn@verein.example"])
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
maybe_day = st.none() | days


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Any rule that the directory can hold."""
    first, last = sorted(draw(st.tuples(days, days)))
    kind = draw(st.sampled_from(["week", "nth", "month"]))
    chosen = draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1))
    nth = draw(st.sampled_from([1, 2, 3, 4, -1])) if kind == "nth" else ""
    month_days = sorted(draw(st.sets(st.integers(1, 31), min_size=1, max_size=3)))
    interval = draw(st.integers(1, 4)) if kind == "week" else 1
    opens = draw(st.integers(0, 22))
    return Rule(
        byday="" if kind == "month" else ",".join(f"{nth}{d}" for d in WEEKDAYS if d in chosen),
        bymonthday=",".join(map(str, month_days)) if kind == "month" else "",
        freq="WEEKLY" if kind == "week" else "MONTHLY",
        interval=interval,
        opens_at=time(opens, draw(st.integers(0, 59))),
        closes_at=time(opens + 1, 59),
        valid_from=first if interval > 1 else draw(st.none() | st.just(first)),
        valid_to=draw(st.none() | st.just(last)),
    )


def distinct(parts: st.SearchStrategy[Any], by: str | None = None) -> st.SearchStrategy[Any]:
    """A few different ones."""
    unique = (lambda part: getattr(part, by)) if by else None
    return st.lists(parts, max_size=2, unique_by=unique or repr).map(tuple)


places = st.builds(
    Place,
    source_id=st.uuids().map(str),
    name=texts,
    address_1=some,
    postal_code=some,
    city=some,
    transportation=texts,
    accessibility=distinct(st.builds(Help, description=some, details=texts, url=webs)),
) | st.builds(
    Place,
    source_id=st.uuids().map(str),
    address_1=some,
    postal_code=some,
    city=some,
    latitude=st.floats(47, 50),
    longitude=st.floats(7, 11),
)
entries = st.builds(
    Entry,
    position=st.just(1),
    source_id=st.uuids().map(str),
    name=some,
    status=st.sampled_from(hsds.STATUSES),
    topic=st.sampled_from(["", *taxonomies.TAXONOMIES["topic"][1]]),
    kind=st.sampled_from(["", "cafe"]),
    municipality_ags=st.sampled_from(["", "08119079"]),
    url=webs,
    is_free=st.none() | st.booleans(),
    has_childcare=st.none() | st.booleans(),
    is_step_free=st.none() | st.booleans(),
    is_full=st.none() | st.booleans(),
    minimum_age=st.none() | st.integers(1, 99),
    maximum_age=st.none() | st.integers(1, 99),
    min_level=st.sampled_from(["", *LEVELS]),
    valid_to=maybe_day,
    assured_date=maybe_day,
    last_modified=st.none() | st.datetimes(datetime(2020, 1, 1), timezones=st.just(UTC)),
    organization=st.none()
    | st.builds(
        Provider,
        source_id=st.uuids().map(str),
        name=some,
        website=webs,
        mailbox=mailboxes,
        phone=st.just("") | numbers,
        parent_id=st.just("") | st.uuids().map(str),
    ),
    places=distinct(places, by="source_id"),
    times=distinct(st.builds(Times, rule=rules(), attending_type=texts, notes=texts)),
    languages=distinct(
        st.builds(Spoken, code=st.sampled_from(["de", "de-simple", "fa-AF", "ti"]), note=texts),
        by="code",
    ),
    phones=distinct(
        st.builds(Line, number=numbers, extension=st.sampled_from(["", "12"]), description=texts)
    ),
    contacts=distinct(
        st.builds(
            Desk, title=some, department=texts, mailbox=mailboxes, phone=st.just("") | numbers
        )
    ),
    documents=distinct(st.builds(Paper, document=some, uri=webs)),
    prices=distinct(
        st.builds(
            Price,
            option=some,
            amount=st.none() | st.decimals(0, 999, places=2),
            valid_from=maybe_day,
        )
    ),
    for_whom=st.sets(st.sampled_from(["women", "families"])).map(lambda s: tuple(sorted(s))),
    course_kinds=st.sets(st.sampled_from(["youth"])).map(tuple),
    history=distinct(
        st.builds(
            Past,
            field=st.sampled_from(["name", "alert", "is_full"]),
            before=texts,
            after=texts,
            circle=texts,
            on=days,
        )
        | st.builds(Past, field=st.just("phones"), circle=texts, on=days)
    ).flatmap(lambda some: st.just(some) | st.just(some * 2)),
    translations=distinct(
        st.builds(
            Wording,
            lang=st.sampled_from(["ar", "fa-AF"]),
            field=st.sampled_from(["name", "description"]),
            text=some,
            origin=st.sampled_from(["human", "machine", "provider"]),
            is_outdated=st.booleans(),
        )
    ),
    **dict.fromkeys(
        (
            "description", "application_process", "fees_description", "funding", "wait_time",
            "eligibility_description", "interpretation_services", "alert",
        ),
        texts,
    ),
)  # fmt: skip
