from dataclasses import replace
from datetime import date

import pytest

from ingestion.offers import read
from ingestion.offers.matching import profile as vacancy
from matching.criteria.verdict import Verdict
from matching.encoder.base import Encoder
from matching.engine import Counter, Engine, Shortlist
from matching.index.faiss_index import FaissIndex
from matching.lexical.index import TermIndex
from matching.profile import Desk, Profile
from matching.retrieval import Retriever
from matching.talent.abstention import Answer, answer
from matching.talent.candidate import Candidate, Post, profile
from matching.talent.occupations import Reader
from matching.talent.wording import told
from tests.matching.talent.factories import skills

AS_OF = date(2026, 11, 1)
ADVERT = """Comptable (H/F)
Lieu : Fès (sur site)
Contrat : CDI
Expérience : 2–6 an(s)

Comptabilité générale, fiscalité, paie sur Sage.
"""
HOPELESS = """Expert COBOL
Lieu : Rabat
Contrat : CDI
Expérience : 10–20 an(s)
Langues : Allemand C1

COBOL, CICS, JCL.
"""
PEOPLE = (
    Candidate(
        "books", "ar", "محاسبة", skills=skills("general-accounting", "taxation", "payroll", "sage"),
        posts=(Post("محاسبة", "مسك المحاسبة العامة والتصريحات الضريبية"),), city="Fès",
        contracts=("cdi",), years=4.0,
    ),
    Candidate(
        "code", "fr", "Développeur web", skills=skills("php", "javascript"),
        posts=(Post("Développeur web", "Sites et boutiques en ligne"),), city="Fès", years=3.0,
        contracts=("freelance",),
    ),
    Candidate("words", "en", "Translator", skills=skills("seo"), years=1.0),
)  # fmt: skip


@pytest.fixture(scope="module")
def reader(occupations: Reader) -> Reader:
    return occupations


def listed(encoder: Encoder, desk: Desk, seeker: Profile, *among: Profile) -> Shortlist:
    retriever = Retriever(encoder, FaissIndex(encoder.dimension), TermIndex())
    for one in among:
        retriever.index(one.id, one.passages)
    held = {one.id: one for one in among}
    engine = Engine(encoder, {desk: Counter(retriever, lambda _: held)})
    return engine.match(seeker, desk, limit=10, as_of=AS_OF)


def candidates(encoder: Encoder, seeker: Profile, *people: Candidate) -> Shortlist:
    return listed(encoder, Desk.TALENT, seeker, *map(profile, people))


def test_a_vacancy_finds_who_can_do_it_in_another_language(
    encoder: Encoder, reader: Reader
) -> None:
    found = candidates(encoder, vacancy(read(ADVERT), "v", reader), *PEOPLE)
    assert found.matches[0].offer.id == "books"
    assert answer(found) is Answer.GOOD


def test_a_candidate_finds_the_vacancy_of_their_trade(encoder: Encoder, reader: Reader) -> None:
    offers = [vacancy(read(text), name, reader) for name, text in (("a", ADVERT), ("b", HOPELESS))]
    found = listed(encoder, Desk.JOBS, profile(PEOPLE[0]), *offers)
    assert [one.offer.id for one in found.matches] == ["a", "b"]
    assert answer(found) is Answer.GOOD


def test_both_sides_say_what_they_refuse(encoder: Encoder, reader: Reader) -> None:
    found = candidates(encoder, vacancy(read(ADVERT), "v", reader), *PEOPLE)
    by_id = {one.offer.id: one for one in found.matches}
    assert by_id["code"].verdict is Verdict.INELIGIBLE
    assert by_id["words"].verdict is Verdict.TO_VERIFY
    assert by_id["books"].wishes.verdict is Verdict.ELIGIBLE


def test_that_nobody_fits_is_said(encoder: Encoder, reader: Reader) -> None:
    found = candidates(encoder, vacancy(read(HOPELESS), "v", reader), *PEOPLE)
    assert answer(found) is Answer.NOBODY


def test_that_nobody_is_shown_to_speak_what_is_demanded_is_said(
    encoder: Encoder, reader: Reader
) -> None:
    asked = vacancy(read(f"{ADVERT}Langues : Allemand C1"), "v", reader)
    french = [replace(one, languages={"fr": "C1"}) for one in PEOPLE]
    found = candidates(encoder, asked, *french)
    assert answer(found) is Answer.NOBODY
    assert "Allemand" in told(found, "fr")
    german = replace(PEOPLE[0], languages={"de": "C1"})
    assert answer(candidates(encoder, asked, german, *french[1:])) is Answer.GOOD


def test_who_names_no_language_may_speak_what_is_demanded(encoder: Encoder, reader: Reader) -> None:
    asked = vacancy(read(f"{ADVERT}Langues : Allemand C1"), "v", reader)
    others = [replace(one, languages={"fr": "C1"}) for one in PEOPLE[1:]]
    assert answer(candidates(encoder, asked, PEOPLE[0], *others)) is Answer.GOOD


def test_a_language_named_without_a_level_may_be_spoken_well_enough(
    encoder: Encoder, reader: Reader
) -> None:
    asked = vacancy(read(f"{ADVERT}Langues : Allemand C1"), "v", reader)
    named = replace(PEOPLE[0], languages={"ar": "native", "de": None})
    others = [replace(one, languages={"fr": "C1"}) for one in PEOPLE[1:]]
    assert answer(candidates(encoder, asked, named, *others)) is Answer.GOOD
    bare = replace(PEOPLE[0], languages={"ar": None, "fr": None})
    assert answer(candidates(encoder, asked, bare, *others)) is Answer.NOBODY


def test_that_one_stranger_lacks_a_language_says_nothing_of_who_names_none(
    encoder: Encoder, reader: Reader
) -> None:
    asked = vacancy(read("Quelqu'un de bien.\nLangues : Allemand C1"), "v", reader)
    silent = [replace(one, languages={}) for one in PEOPLE[:2]]
    stranger = replace(PEOPLE[2], languages={"ar": "native"})
    assert answer(candidates(encoder, asked, *silent)) is Answer.UNCLEAR
    assert answer(candidates(encoder, asked, *silent, stranger)) is Answer.UNCLEAR


def test_a_language_that_everybody_tells_not_to_speak_is_told_of_a_line_that_says_little_else(
    encoder: Encoder, reader: Reader
) -> None:
    asked = vacancy(read("Quelqu'un de bien, allemand C1."), "v", reader)
    strangers = [replace(one, languages={"fr": "C1", "ar": "native"}) for one in PEOPLE]
    found = candidates(encoder, asked, *strangers)
    assert answer(found) is Answer.NOBODY
    assert "Allemand" in told(found, "fr")
    silent = replace(strangers[0], languages={})
    assert answer(candidates(encoder, asked, silent, *strangers[1:])) is Answer.UNCLEAR


def test_that_who_can_do_it_speaks_too_little_is_said(encoder: Encoder, reader: Reader) -> None:
    asked = vacancy(read(f"{ADVERT}Langues : Allemand C1"), "v", reader)
    found = candidates(encoder, asked, replace(PEOPLE[0], languages={"de": "A2"}))
    assert answer(found) is Answer.NOBODY
    assert "Allemand : A2" in told(found, "fr")


def test_a_need_that_says_too_little_is_unclear(encoder: Encoder, reader: Reader) -> None:
    found = candidates(encoder, vacancy(read("Quelqu'un de bien."), "v", reader), *PEOPLE)
    assert answer(found) is Answer.UNCLEAR


SHORT = "Comptable pour tenir les livres de trois sociétés."


def test_that_nobody_fits_is_said_of_a_line_that_means_one_trade(
    encoder: Encoder, reader: Reader
) -> None:
    asked = vacancy(read(SHORT), "v", reader)
    assert answer(candidates(encoder, asked, *PEOPLE[1:])) is Answer.NOBODY


def test_whose_skills_are_of_the_trade_is_not_nobody(encoder: Encoder, reader: Reader) -> None:
    asked = vacancy(read(SHORT), "v", reader)
    assert answer(candidates(encoder, asked, *PEOPLE)) is not Answer.NOBODY
    titled = replace(PEOPLE[0], headline="Comptable", language="fr")
    assert answer(candidates(encoder, asked, titled, *PEOPLE[1:])) is Answer.GOOD


def test_the_order_does_not_depend_on_who_somebody_is_called(
    encoder: Encoder, reader: Reader
) -> None:
    asked = vacancy(read(ADVERT), "v", reader)
    renamed = [replace(one, id=f"z{one.id}") for one in PEOPLE]
    first, second = (candidates(encoder, asked, *people) for people in (PEOPLE, renamed))
    assert [f"z{one.offer.id}" for one in first.matches] == [one.offer.id for one in second.matches]
