"""The files of a candidate, what is left when they go, and what is shown of who saw them."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from app.accounts import journal
from app.accounts.gate import require
from app.accounts.policy import NOBODY, Role, Target, actions
from app.audit import service as audit
from app.candidates import documents, proof, service
from app.candidates.models import Document, Mark
from app.candidates.proof import ProofShown
from app.candidates.schemas import Standing
from app.candidates.store import store_of
from app.context import Context
from app.intakes.sources import of_upload
from app.kit.database import now, reading, writing
from app.kit.errors import NotFound
from tests.app.cvs import ARABIC, FRENCH, by_name, files, read
from tests.app.test_candidates import came, found, full, officer, pushed_in, says, value


@pytest.fixture
def pushed(school: Context, tmp_path: Path) -> str:
    return pushed_in(school, tmp_path, FRENCH)


def merged(context: Context, folder: Path) -> str:
    """A candidate of two documents, the Arabic one first."""
    shown = by_name(read(context, "ensias", files(folder / "cvs", fr=FRENCH, ar=ARABIC)))
    first, second = (shown[name].candidate_id or "" for name in ("ar.txt", "fr.txt"))
    service.merge(context, officer(context), first, second)
    return first


def test_a_file_is_handed_out_as_it_was_given(school: Context, pushed: str) -> None:
    [document] = service.portrait(school, pushed).documents
    file = documents.opened(school, pushed, document.id)
    assert (file.name, file.content.decode()) == ("cv sanhaji.txt", FRENCH)
    assert document.name == "cv sanhaji.txt"


def test_a_file_of_a_folder_is_handed_out_without_it(school: Context, tmp_path: Path) -> None:
    (tmp_path / "cvs").mkdir()
    files(tmp_path / "cvs" / "2026", badr=FRENCH)
    [one] = read(school, "ensias", tmp_path / "cvs").files
    [document] = service.portrait(school, one.candidate_id or "").documents
    assert document.name == "2026/badr.txt"
    assert documents.opened(school, one.candidate_id or "", document.id).name == "badr.txt"


def test_a_row_of_a_list_is_handed_out_as_what_it_says(school: Context) -> None:
    [one] = read(school, "ensias", of_upload("l.csv", b"Nom;E-mail\nBadr;b@example.ma")).files
    [document] = service.portrait(school, one.candidate_id or "").documents
    file = documents.opened(school, one.candidate_id or "", document.id)
    assert file.name == "l.csv, 2.json"
    assert b"b@example.ma" in file.content


def test_a_file_of_somebody_else_is_not_handed_out(school: Context, tmp_path: Path) -> None:
    one, other = (pushed_in(school, tmp_path, f"{FRENCH}\n{n}", f"cv{n}") for n in (1, 2))
    [document] = service.portrait(school, other).documents
    with pytest.raises(NotFound):
        documents.opened(school, one, document.id)
    with pytest.raises(NotFound):
        documents.remove(school, NOBODY, one, document.id)


def test_a_file_that_is_removed_takes_what_was_read_and_not_what_was_said(
    school: Context, tmp_path: Path
) -> None:
    one = merged(school, tmp_path)
    service.answer(school, NOBODY, one, ("skills", "postgresql"), standing=Standing.CONFIRMED)
    french = next(d for d in service.portrait(school, one).documents if d.language == "fr")
    documents.remove(school, officer(school), one, french.id)
    shown = service.portrait(school, one)
    assert [document.language for document in shown.documents] == ["ar"]
    assert value(shown, "skills", "postgresql").standing is Standing.CONFIRMED
    assert not [told for told in shown.values if told.key == "badr.sanhaji@example.ma"]
    assert len(list(store_of(school).kept())) == 1
    with reading(school.database) as session:
        marks = session.scalars(select(Mark.value).where(Mark.kind == "email")).all()
    assert marks == ["b.essanhaji@example.org"]


def test_what_a_file_said_is_found_no_more_once_it_is_removed(school: Context, pushed: str) -> None:
    who = came(school, pushed)
    says(school, who, "talent_pool")
    assert found(school) == {pushed}
    [document] = service.portrait(school, pushed).documents
    documents.remove(school, who, pushed, document.id)
    assert found(school, "hammam Tafilalet") == set()


def test_what_was_said_can_be_taken_back(school: Context, pushed: str) -> None:
    place = ("city", "")
    service.answer(school, NOBODY, pushed, place, standing=Standing.CORRECTED, value="Rabat")
    shown = value(service.retract(school, NOBODY, pushed, place), *place)
    assert (shown.value, shown.standing) == ("Casablanca", Standing.READ)
    with pytest.raises(NotFound):
        service.retract(school, NOBODY, pushed, place)


PLACES = {"records", "texts", "vectors", "lists", "index", "files"}


def proven(shown: ProofShown) -> None:
    assert set(shown.left) == PLACES
    assert shown.complete
    assert shown.files == 1


def test_nothing_is_left_of_who_is_forgotten_and_it_was_looked_for(
    school: Context, pushed: str
) -> None:
    who = full(school, pushed)
    [document] = service.portrait(school, pushed).documents
    kept = [(school_, digest) for school_, digest in [("ensias", digest_of(school, document.id))]]
    before = proof.proof(school, [pushed], kept)
    assert {place for place, number in before.left.items() if number} == PLACES
    proven(proof.forgotten(school, who, pushed, "page"))
    with pytest.raises(NotFound):
        proof.forgotten(school, who, pushed, "page")


def digest_of(context: Context, document_id: str) -> str:
    with reading(context.database) as session:
        return session.get_one(Document, document_id).digest


def test_nothing_is_left_of_who_takes_their_yes_back(school: Context, pushed: str) -> None:
    who = full(school, pushed)
    assert who.person
    proven(proof.withdrawn(school, who, who.person))


def test_a_candidate_sees_who_looked_at_them(school: Context, pushed: str) -> None:
    who = came(school, pushed)
    require(school, officer(school), actions()["candidate.read"], pushed)
    with writing(school.database) as session:
        audit.note(session, NOBODY, "candidate.offers", Target("candidate", pushed))
    assert who.person
    roles = {one.action: one.role for one in journal.about(school, who, who.person, None).entries}
    assert (roles["candidate.read"], roles["candidate.offers"]) == (Role.SCHOOL, "")


def test_a_candidate_sees_on_which_days_their_school_opened_its_list(
    school: Context, pushed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, officers, here = came(school, pushed), officer(school), now()
    assert who.person
    # Before they were on it, twice on one day, once on another; and another school's.
    for days, of in ((-2, "ensias"), (1, "ensias"), (1, "ensias"), (3, "ensias"), (3, "emi")):
        monkeypatch.setattr(audit, "now", partial(here.__add__, timedelta(days)))
        with writing(school.database) as session:
            audit.note(session, officers, "candidate.list", Target("organisation", of))
    entries = journal.about(school, who, who.person, None).entries
    opened = [one for one in entries if one.action == "candidate.list"]
    assert [(one.at - here).days for one in opened] == [3, 1]
    assert {one.target.id for one in opened if one.target} == {"ensias"}
