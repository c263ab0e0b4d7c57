import pytest
from sqlalchemy import select

from app.context import Context
from app.kit.database import reading, writing
from app.profiles import service
from app.profiles.importing import import_batch
from app.profiles.models import (
    Change,
    StoredEmbedding,
    StoredFact,
    StoredPassage,
    StoredProfile,
)
from ingestion.report import ImportReport
from matching.profile import Kind
from tests.app.factories import batch, programme, startup
from tests.app.queries import count


def bring(context: Context, *records: dict[str, object]) -> ImportReport:
    return import_batch(context, Kind.PROGRAMME, batch(*records))


def test_an_import_says_what_became_of_each_record(empty_context: Context) -> None:
    bring(empty_context, programme("a"), programme("b"))
    report = bring(empty_context, programme("a"), programme("b", status="closed"), programme("c"))
    assert report == ImportReport(created=("c",), updated=("b",), unchanged=("a",))


def test_importing_again_writes_nothing(empty_context: Context) -> None:
    bring(empty_context, programme("a"))
    changes = count(empty_context, Change)
    assert bring(empty_context, programme("a")).unchanged == ("a",)
    assert count(empty_context, Change) == changes


def test_a_refused_record_refuses_the_whole_import(empty_context: Context) -> None:
    bad = batch(programme("a"), refused=1)
    report = import_batch(empty_context, Kind.PROGRAMME, bad)
    assert report.refused == bad.refusals
    assert count(empty_context, StoredProfile) == 0


def test_keeping_going_imports_what_is_valid(empty_context: Context) -> None:
    bad = batch(programme("a"), refused=1)
    report = import_batch(empty_context, Kind.PROGRAMME, bad, keep_going=True)
    assert (report.created, report.refused) == (("a",), bad.refusals)


def test_every_passage_that_is_searched_has_its_vector(empty_context: Context) -> None:
    bring(empty_context, programme("a"), programme("b"))
    assert count(empty_context, StoredEmbedding) == count(empty_context, StoredPassage) > 0


def test_every_fact_has_its_provenance(context: Context) -> None:
    with reading(context.database) as session:
        # What is known of candidates says where it was read beside each value of theirs.
        imported = select(StoredProfile.key).where(
            StoredProfile.kind.in_([Kind.STARTUP, Kind.PROGRAMME])
        )
        bare = session.scalars(
            select(StoredFact).where(StoredFact.source == "", StoredFact.profile_key.in_(imported))
        ).all()
    assert [fact for fact in bare if fact.role == service.FACT] == []


def test_a_startup_that_states_its_creation_date_is_imported(empty_context: Context) -> None:
    facts = {"company_creation_date": "2020-05-01"}
    import_batch(empty_context, Kind.STARTUP, batch(startup(facts=facts)))
    with reading(empty_context.database) as session:
        profile = service.load(session, Kind.STARTUP, ["aquanour"])["aquanour"]
    assert profile.facts["company_creation_date"].value == "2020-05-01"


def test_names_are_filed_without_regard_to_capitals_and_accents(empty_context: Context) -> None:
    names = ["Zelij", "eSigna", "Élan", "Aba"]
    records = [programme(f"p{place}", name=name) for place, name in enumerate(names)]
    bring(empty_context, *records)
    with reading(empty_context.database) as session:
        rows, _ = service.page(session, Kind.PROGRAMME, 0, 10)
    assert [row.name for row in rows] == ["Aba", "Élan", "eSigna", "Zelij"]


def test_two_imports_at_once_write_a_record_once(empty_context: Context) -> None:
    changes: list[ImportReport] = []

    def meanwhile(done: int, total: int) -> None:
        if not changes:
            changes.append(bring(empty_context, programme("a")))

    report = import_batch(
        empty_context,
        Kind.PROGRAMME,
        batch(programme("a")),
        progress=meanwhile,
    )
    assert changes[0].created == ("a",)
    assert report.unchanged == ("a",)
    assert count(empty_context, StoredProfile) == 1


def test_a_failure_while_writing_leaves_nothing(empty_context: Context) -> None:
    def written_then_broken() -> None:
        with writing(empty_context.database) as session:
            service.log_change(session, Kind.PROGRAMME, "a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        written_then_broken()
    assert count(empty_context, Change) == 0
    with reading(empty_context.database) as session:
        assert service.head(session) == 0


def test_removing_a_profile_removes_its_facts_texts_and_vectors(empty_context: Context) -> None:
    bring(empty_context, programme("a"))
    with writing(empty_context.database) as session:
        service.remove(session, Kind.PROGRAMME, "a")
    for table in (StoredProfile, StoredFact, StoredPassage, StoredEmbedding):
        assert count(empty_context, table) == 0


def test_a_long_text_is_cut_into_passages_and_loses_nothing(empty_context: Context) -> None:
    long = " ".join(f"La phrase numéro {number} parle de l'eau." for number in range(200))
    bring(empty_context, programme("a", summary_fr=long))
    with reading(empty_context.database) as session:
        profile = service.load(session, Kind.PROGRAMME, ["a"])["a"]
    french = [one.text for one in profile.passages if one.lang == "fr"]
    assert len(french) > 1
    assert all(f"numéro {number} " in " ".join(french) for number in range(200))


def test_a_startup_keeps_what_it_seeks_apart_from_its_facts(empty_context: Context) -> None:
    import_batch(
        empty_context,
        Kind.STARTUP,
        batch(startup(seeks=["grant"], amount_mad=200_000)),
    )
    with reading(empty_context.database) as session:
        profile = service.load(session, Kind.STARTUP, ["aquanour"])["aquanour"]
    assert profile.preferences["seeks"].value == ("grant",)
    assert "seeks" not in profile.facts
