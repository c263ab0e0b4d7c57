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
def reader(encoder: Encoder) -> Reader:
    return Reader(encoder)


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
    assert by_id["code"].judgement.verdict is Verdict.INELIGIBLE
    assert by_id["words"].judgement.verdict is Verdict.TO_VERIFY
    assert by_id["books"].wishes.verdict is Verdict.ELIGIBLE


def test_that_nobody_fits_is_said(encoder: Encoder, reader: Reader) -> None:
    found = candidates(encoder, vacancy(read(HOPELESS), "v", reader), *PEOPLE)
    assert answer(found) is Answer.NOBODY


def test_a_need_that_says_too_little_is_unclear(encoder: Encoder, reader: Reader) -> None:
    found = candidates(encoder, vacancy(read("Quelqu'un de bien."), "v", reader), *PEOPLE)
    assert answer(found) is Answer.UNCLEAR


def test_the_order_does_not_depend_on_who_somebody_is_called(
    encoder: Encoder, reader: Reader
) -> None:
    asked = vacancy(read(ADVERT), "v", reader)
    renamed = [replace(one, id=f"z{one.id}") for one in PEOPLE]
    first, second = (candidates(encoder, asked, *people) for people in (PEOPLE, renamed))
    assert [f"z{one.offer.id}" for one in first.matches] == [one.offer.id for one in second.matches]
