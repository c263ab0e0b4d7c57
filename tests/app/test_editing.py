from datetime import date

import pytest

from app.context import Context
from app.kit.database import reading, writing
from app.kit.errors import Invalid, NotFound
from app.matches.models import Showing, StoredMatch, StoredShortlist
from app.matches.service import keep, match
from app.organisations.service import forget
from app.organisations.service import startup as shown_startup
from app.profiles import service
from app.profiles.editing import answer, change, edit, release
from app.profiles.edits import edits_of
from app.profiles.importing import import_batch
from app.profiles.models import Change
from app.programmes.service import programme as shown_programme
from ingestion.report import ImportReport
from matching.criteria.verdict import Verdict
from matching.profile import Desk, Kind, Profile
from tests.app.factories import batch, programme, startup
from tests.app.queries import count

MVP = {"need": "required", "rule": {"field": "has_mvp", "op": "==", "value": True}}


def bring(context: Context, kind: Kind, *records: dict[str, object]) -> ImportReport:
    return import_batch(context, kind, batch(*records))


def stored(context: Context, kind: Kind, profile_id: str) -> Profile:
    with reading(context.database) as session:
        return service.load(session, kind, [profile_id])[profile_id]


@pytest.fixture
def filled(empty_context: Context) -> Context:
    """An application with a startup and a programme that asks for a product to show."""
    bring(empty_context, Kind.PROGRAMME, programme("a", eligibility=[MVP]))
    bring(empty_context, Kind.STARTUP, startup("aquanour"))
    return empty_context


def test_an_answer_is_a_fact_that_the_startup_states_today(
    filled: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.profiles.editing.today", lambda: date(2026, 3, 4))
    answer(filled, "aquanour", "has_mvp", True)
    fact = stored(filled, Kind.STARTUP, "aquanour").facts["has_mvp"]
    assert (fact.value, fact.source, fact.stated) == (True, "startup", "2026-03-04")


@pytest.mark.parametrize(
    ("given", "verdict"), [(True, Verdict.ELIGIBLE), (False, Verdict.INELIGIBLE)]
)
def test_the_list_follows_an_answer_at_once(filled: Context, given: bool, verdict: Verdict) -> None:
    before = match(filled, "aquanour", Desk.FINANCING, limit=1).matches[0].verdict
    answer(filled, "aquanour", "has_mvp", given)
    after = match(filled, "aquanour", Desk.FINANCING, limit=1).matches[0].verdict
    assert (before, after) == (Verdict.TO_VERIFY, verdict)


def test_an_answer_leaves_what_is_unknown_unknown(filled: Context) -> None:
    before = set(stored(filled, Kind.STARTUP, "aquanour").facts)
    answer(filled, "aquanour", "has_mvp", True)
    assert set(stored(filled, Kind.STARTUP, "aquanour").facts) == before | {"has_mvp"}


def test_the_other_facts_keep_their_source(filled: Context) -> None:
    before = stored(filled, Kind.STARTUP, "aquanour").facts["sector"]
    answer(filled, "aquanour", "has_mvp", True)
    assert stored(filled, Kind.STARTUP, "aquanour").facts["sector"] == before


@pytest.mark.parametrize("field", ["region", "facts.region"])
def test_a_region_that_is_not_the_citys_is_refused_at_its_field(
    filled: Context, field: str
) -> None:
    edit(filled, Kind.STARTUP, "aquanour", "city", "Agadir")
    with pytest.raises(Invalid) as refused:
        edit(filled, Kind.STARTUP, "aquanour", field, "Oriental")
    (fault,) = refused.value.faults
    assert (".".join(map(str, fault.path)), fault.code) == (field, "other_region")
    edit(filled, Kind.STARTUP, "aquanour", field, "Souss-Massa")


@pytest.mark.parametrize("field", ["city", "facts.city"])
def test_a_region_follows_a_new_city_that_is_known(filled: Context, field: str) -> None:
    change(filled, Kind.STARTUP, "aquanour", {"city": "Agadir", "region": "Souss-Massa"})
    edit(filled, Kind.STARTUP, "aquanour", field, "Rabat")
    facts = stored(filled, Kind.STARTUP, "aquanour").facts
    assert (facts["city"].value, facts["region"].value) == ("Rabat", "Rabat-Salé-Kénitra")


def test_a_city_that_no_table_has_says_nothing_of_a_region(filled: Context) -> None:
    change(filled, Kind.STARTUP, "aquanour", {"city": "Ailleurs", "region": "Oriental"})
    edit(filled, Kind.STARTUP, "aquanour", "city", "Nulle part")
    facts = stored(filled, Kind.STARTUP, "aquanour").facts
    assert facts["region"].value == "Oriental"


def test_what_is_released_does_not_leave_a_region_that_is_not_the_citys(filled: Context) -> None:
    bring(filled, Kind.STARTUP, startup("aquanour", city="Agadir"))
    change(filled, Kind.STARTUP, "aquanour", {"city": "Oujda", "region": "Oriental"})
    with pytest.raises(Invalid):
        release(filled, Kind.STARTUP, "aquanour", "city")


def test_the_same_answer_on_the_same_day_changes_nothing(filled: Context) -> None:
    answer(filled, "aquanour", "has_mvp", True)
    changes = count(filled, Change)
    answer(filled, "aquanour", "has_mvp", True)
    assert count(filled, Change) == changes


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("has_mpv", True),
        ("has_mvp", "perhaps"),
        ("has_mvp", None),
        ("company_stage", "huge"),
        ("trl", 12),
        ("innovation_recognised", True),
        ("candidate_age", 24),
        ("company_creation_date", "2025-02-30"),
        ("application_date", "2026-01-01"),
    ],
)
def test_an_answer_that_is_no_value_of_its_fact_is_refused_and_named(
    filled: Context, name: str, value: object
) -> None:
    with pytest.raises(Invalid) as refused:
        answer(filled, "aquanour", name, value)
    assert [fault.path[:2] for fault in refused.value.faults] == [("facts", name)]
    with reading(filled.database) as session:
        assert edits_of(session, Kind.STARTUP, "aquanour") == {}


def test_dates_and_lists_are_answered_as_they_are_read(filled: Context) -> None:
    answer(filled, "aquanour", "company_creation_date", date(2021, 3, 12))
    answer(filled, "aquanour", "hq_plan", ("MA",))
    facts = stored(filled, Kind.STARTUP, "aquanour").facts
    assert facts["company_creation_date"].value == "2021-03-12"
    assert facts["hq_plan"].value == ("MA",)


def test_nobody_answers_for_a_startup_that_is_not_there(filled: Context) -> None:
    with pytest.raises(NotFound, match="nobody"):
        answer(filled, "nobody", "has_mvp", True)


def test_an_edit_is_what_is_shown_and_searched(filled: Context) -> None:
    edit(filled, Kind.PROGRAMME, "a", "summary_en", None)
    edit(filled, Kind.PROGRAMME, "a", "summary_fr", "Un prêt pour les apiculteurs.")
    shown = shown_programme(filled, "a")
    assert shown.summary == {"fr": "Un prêt pour les apiculteurs."}
    line = match(filled, "aquanour", Desk.FINANCING, limit=1).matches[0]
    assert "apiculteurs" in line.evidence[0].offer.text


def test_an_edited_fact_names_who_edited_it(filled: Context) -> None:
    edit(filled, Kind.PROGRAMME, "a", "status", "closed")
    fact = stored(filled, Kind.PROGRAMME, "a").facts["status"]
    assert (fact.value, fact.source) == ("closed", "coach")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "ajar"),
        ("status", None),
        ("ticket_max_mad", "much"),
        ("colour", "red"),
        ("id", "b"),
        ("eligibility", [{"need": "required", "rule": {"field": "has_mvp", "op": "=="}}]),
    ],
)
def test_an_edit_that_breaks_the_record_is_refused_and_writes_nothing(
    filled: Context, field: str, value: object
) -> None:
    changes = count(filled, Change)
    with pytest.raises(Invalid) as refused:
        edit(filled, Kind.PROGRAMME, "a", field, value)
    assert {fault.path[0] for fault in refused.value.faults} == {field}
    assert count(filled, Change) == changes
    assert shown_programme(filled, "a").edits == ()


def test_a_field_can_be_taken_out(filled: Context) -> None:
    edit(filled, Kind.PROGRAMME, "a", "target", None)
    assert "target" not in stored(filled, Kind.PROGRAMME, "a").facts


def test_an_import_leaves_an_edited_field_alone_and_says_so(filled: Context) -> None:
    edit(filled, Kind.PROGRAMME, "a", "status", "closed")
    again = programme("a", eligibility=[MVP], name="Autre nom", status="unknown")
    report = bring(filled, Kind.PROGRAMME, again)
    assert (report.updated, report.kept) == (("a",), {"a": ("status",)})
    shown = shown_programme(filled, "a")
    assert (shown.name, shown.status) == ("Autre nom", "closed")


def test_the_same_import_after_an_edit_writes_nothing(filled: Context) -> None:
    edit(filled, Kind.PROGRAMME, "a", "status", "closed")
    changes = count(filled, Change)
    report = bring(filled, Kind.PROGRAMME, programme("a", eligibility=[MVP]))
    assert (report.unchanged, count(filled, Change)) == (("a",), changes)


def test_an_import_that_agrees_with_the_edit_keeps_nothing_back(filled: Context) -> None:
    edit(filled, Kind.PROGRAMME, "a", "status", "closed")
    report = bring(filled, Kind.PROGRAMME, programme("a", eligibility=[MVP], status="closed"))
    assert report.kept == {}


def test_an_answer_outlives_an_import(filled: Context) -> None:
    answer(filled, "aquanour", "has_mvp", True)
    bring(filled, Kind.STARTUP, startup("aquanour", name="Aquanour II"))
    profile = stored(filled, Kind.STARTUP, "aquanour")
    assert (profile.name, profile.facts["has_mvp"].value) == ("Aquanour II", True)
    assert profile.facts["has_mvp"].source == "startup"


def test_a_released_field_says_what_the_last_import_had(filled: Context) -> None:
    edit(filled, Kind.PROGRAMME, "a", "status", "closed")
    bring(filled, Kind.PROGRAMME, programme("a", eligibility=[MVP], status="unknown"))
    release(filled, Kind.PROGRAMME, "a", "status")
    shown = shown_programme(filled, "a")
    assert (shown.status, shown.edits) == ("unknown", ())


def test_a_field_edited_twice_is_released_to_what_the_file_said(filled: Context) -> None:
    edit(filled, Kind.PROGRAMME, "a", "status", "closed")
    edit(filled, Kind.PROGRAMME, "a", "status", "unknown")
    release(filled, Kind.PROGRAMME, "a", "status")
    assert shown_programme(filled, "a").status == "open"


def test_a_released_answer_is_unknown_again(filled: Context) -> None:
    before = stored(filled, Kind.STARTUP, "aquanour")
    answer(filled, "aquanour", "has_mvp", True)
    release(filled, Kind.STARTUP, "aquanour", "facts.has_mvp")
    assert stored(filled, Kind.STARTUP, "aquanour") == before


def test_an_import_takes_a_released_field_again(filled: Context) -> None:
    edit(filled, Kind.PROGRAMME, "a", "status", "closed")
    release(filled, Kind.PROGRAMME, "a", "status")
    report = bring(filled, Kind.PROGRAMME, programme("a", eligibility=[MVP], status="unknown"))
    assert (report.updated, report.kept) == (("a",), {})
    assert shown_programme(filled, "a").status == "unknown"


def test_a_field_that_nobody_edited_cannot_be_released(filled: Context) -> None:
    with pytest.raises(NotFound, match="status"):
        release(filled, Kind.PROGRAMME, "a", "status")


def test_an_edit_during_an_import_is_not_lost(filled: Context) -> None:
    def meanwhile(_done: int, _total: int) -> None:
        edit(filled, Kind.PROGRAMME, "a", "status", "closed")

    again = programme("a", eligibility=[MVP], summary_fr="Un prêt pour les apiculteurs.")
    report = import_batch(filled, Kind.PROGRAMME, batch(again), progress=meanwhile)
    shown = shown_programme(filled, "a")
    assert (shown.status, shown.summary["fr"]) == ("closed", "Un prêt pour les apiculteurs.")
    assert report.kept == {"a": ("status",)}


def test_what_a_person_changed_is_shown_with_what_the_file_says(filled: Context) -> None:
    answer(filled, "aquanour", "has_mvp", True)
    [one] = shown_startup(filled, "aquanour").edits
    assert (one.field, one.value, one.imported, one.source) == (
        "facts.has_mvp", True, None, "startup",
    )  # fmt: skip


def test_edits_are_removed_with_their_profile(filled: Context) -> None:
    answer(filled, "aquanour", "has_mvp", True)
    with writing(filled.database) as session:
        service.remove(session, Kind.STARTUP, "aquanour")
    with reading(filled.database) as session:
        assert edits_of(session, Kind.STARTUP, "aquanour") == {}


def test_a_forgotten_startup_leaves_neither_answers_nor_lists(filled: Context) -> None:
    answer(filled, "aquanour", "has_mvp", True)
    keep(filled, match(filled, "aquanour", Desk.FINANCING, limit=1), channel="page")
    assert count(filled, Showing) == 1
    forget(filled, "aquanour")
    left = (count(filled, kind) for kind in (StoredShortlist, StoredMatch, Showing))
    assert sum(left) == 0
    with pytest.raises(NotFound):
        forget(filled, "aquanour")


def test_a_failure_while_an_edit_is_written_leaves_nothing(
    filled: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("app.profiles.service.log_change", broken)
    with pytest.raises(RuntimeError):
        answer(filled, "aquanour", "has_mvp", True)
    assert shown_startup(filled, "aquanour").edits == ()
    assert "has_mvp" not in stored(filled, Kind.STARTUP, "aquanour").facts


def test_fields_changed_together_are_written_together(filled: Context) -> None:
    before = count(filled, Change)
    change(filled, Kind.PROGRAMME, "a", {"status": "closed", "notes": "Clos le 31 mai."})
    assert {one.field for one in shown_programme(filled, "a").edits} == {"status", "notes"}
    assert count(filled, Change) == before + 1


def test_fields_changed_together_are_refused_together(filled: Context) -> None:
    with pytest.raises(Invalid):
        change(filled, Kind.PROGRAMME, "a", {"status": "closed", "url": "nowhere"})
    assert shown_programme(filled, "a").edits == ()
