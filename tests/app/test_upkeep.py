from datetime import date

import pytest

from app.context import Context
from app.profiles.editing import edit
from app.profiles.importing import import_batch
from app.programmes.service import upkeep
from app.programmes.upkeep import Issue, UpkeepShown, months
from matching.profile import Kind
from tests.app.factories import batch, programme
from tests.app.queries import statements

DAY = date(2026, 1, 15)
WHOLE = {"url": "https://example.org/a", "as_of": "2025-12-01"}


def kept(context: Context, *records: dict[str, object]) -> tuple[UpkeepShown, ...]:
    import_batch(context, Kind.PROGRAMME, batch(*records))
    return upkeep(context, DAY)


def test_a_record_that_is_fresh_and_official_needs_nothing(empty_context: Context) -> None:
    [one] = kept(empty_context, programme("a", **WHOLE))
    assert (one.issues, one.due, one.months) == ((), False, 1)


@pytest.mark.parametrize(
    ("changes", "issue"),
    [
        ({"as_of": "2024-01"}, Issue.DUE),
        ({"as_of": "2024-01-15"}, Issue.OLD),
        ({"as_of": "2025-01-15"}, Issue.DUE),
        ({"as_of": "2019"}, Issue.OLD),
        ({"evidence": "press_or_secondary"}, Issue.SECONDARY),
    ],
)
def test_what_a_record_lacks_is_said(
    empty_context: Context, changes: dict[str, object], issue: Issue
) -> None:
    [one] = kept(empty_context, programme("a", **{**WHOLE, **changes}))
    assert one.issues == (issue,)


@pytest.mark.parametrize(("field", "issue"), [("as_of", Issue.UNDATED), ("url", Issue.NO_ADDRESS)])
def test_a_field_that_is_missing_is_said(empty_context: Context, field: str, issue: Issue) -> None:
    record = programme("a", **WHOLE)
    del record[field]
    [one] = kept(empty_context, record)
    assert one.issues == (issue,)


def test_the_most_urgent_come_first(empty_context: Context) -> None:
    shown = kept(
        empty_context,
        programme("fresh", **WHOLE),
        programme("due", **{**WHOLE, "as_of": "2024-09"}),
        programme("old", **{**WHOLE, "as_of": "2020"}),
        programme("oldest", **{**WHOLE, "as_of": "2012"}),
        programme("press", **{**WHOLE, "evidence": "press_or_secondary"}),
    )
    assert [one.id for one in shown] == ["oldest", "old", "due", "press", "fresh"]


def test_a_coach_who_dates_a_record_again_has_reviewed_it(empty_context: Context) -> None:
    kept(empty_context, programme("a", **{**WHOLE, "as_of": "2020"}))
    edit(empty_context, Kind.PROGRAMME, "a", "as_of", "2026-01-10")
    [one] = upkeep(empty_context, DAY)
    assert (one.due, one.edited) == (False, ("as_of",))


def test_the_whole_catalogue_takes_as_few_queries_as_one_record(empty_context: Context) -> None:
    kept(empty_context, programme("a"))
    with statements(empty_context.database) as one:
        upkeep(empty_context, DAY)
    kept(empty_context, *(programme(f"p{number}") for number in range(20)))
    with statements(empty_context.database) as many:
        upkeep(empty_context, DAY)
    assert len(one) == len(many)


@pytest.mark.parametrize(
    ("stated", "age"),
    [("", None), ("2026-01-15", 0), ("2025-12-16", 0), ("2025-12-15", 1), ("2025", 0), ("2027", 0)],
)
def test_age_counts_whole_months_from_the_last_day_a_date_may_mean(
    stated: str, age: int | None
) -> None:
    assert months(stated, DAY) == age
