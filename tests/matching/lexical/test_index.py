from math import log
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.errors import StaleIndex
from matching.index.base import Stamp
from matching.lexical import index as module
from matching.lexical.analysis import terms
from matching.lexical.index import TermIndex
from matching.profile import Passage

STAMP = Stamp(model="model-a", sequence=7)
WORDS = ["prêt", "honneur", "startup", "agriculture", "export", "MVP", "2024"]
IDS = ["a", "b", "c", "d"]
Texts = dict[str, str]


def passage(text: str, lang: str = "fr") -> Passage:
    return Passage("text", lang, text)


def filled(texts: Texts) -> TermIndex:
    index = TermIndex()
    for profile_id, text in texts.items():
        index.replace(profile_id, [passage(text)])
    return index


def words_of(text: str) -> set[str]:
    return {term.stem for term in terms(text, "fr")}


def brute_shares(texts: Texts, query: str) -> dict[str, float]:
    held = {name: words_of(text) for name, text in texts.items()}

    def weight(word: str) -> float:
        count = sum(word in words for words in held.values())
        return log(1 + (len(held) - count + 0.5) / (count + 0.5))

    asked = words_of(query)
    total = sum(map(weight, asked))
    shares = {
        name: sum(map(weight, asked & words)) / total for name, words in held.items() if asked
    }
    return {name: share for name, share in shares.items() if share}


TEXT = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
CHANGES = st.lists(st.tuples(st.sampled_from(IDS), st.none() | TEXT), max_size=12)


@settings(max_examples=25, deadline=None)
@given(CHANGES, TEXT)
def test_after_any_changes_a_search_finds_the_profiles_that_use_a_word(
    changes: list[tuple[str, str | None]], query: str
) -> None:
    index, truth = TermIndex(), Texts()
    for profile_id, text in changes:
        if text is None:
            index.remove(profile_id)
            truth.pop(profile_id, None)
        else:
            index.replace(profile_id, [passage(text)])
            truth[profile_id] = text
    assert len(index) == len(truth)
    assert index.search([passage(query)], 10).keys() == brute_shares(truth, query).keys()


@settings(max_examples=25, deadline=None)
@given(CHANGES, TEXT)
def test_what_a_search_says_is_of_the_texts_alone_and_not_of_how_they_came(
    changes: list[tuple[str, str | None]], query: str
) -> None:
    truth = dict(zip(IDS, WORDS, strict=False))
    index = filled(truth)
    for profile_id, text in changes:
        # Searched between two changes, or Tantivy would write both at once.
        index.search([passage("prêt")], 1)
        if text is None:
            index.remove(profile_id)
        else:
            index.replace(profile_id, [passage(text)])
        truth = {name: said for name, said in truth.items() if name != profile_id}
        truth |= {profile_id: text} if text is not None else {}
    asked = [passage(f"{query} {' '.join(WORDS)}")]
    assert index.search(asked, 10) == filled(dict(sorted(truth.items()))).search(asked, 10)


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(IDS), TEXT), TEXT)
def test_the_share_is_the_part_of_the_querys_weight_that_is_answered(
    texts: Texts, query: str
) -> None:
    found = filled(texts).search([passage(query)], 10)
    shares = {name: match.share for name, match in found.items()}
    assert shares == pytest.approx(brute_shares(texts, query), abs=1e-5)


def test_results_come_best_first_and_no_more_than_asked() -> None:
    index = filled({name: "prêt " + "export " * size for size, name in enumerate(IDS)})
    found = index.search([passage("prêt")], 3)
    assert list(found) == ["a", "b", "c"]
    assert sorted((match.score for match in found.values()), reverse=True) == [
        match.score for match in found.values()
    ]


@pytest.mark.parametrize("among", [[], ["a"], ["b", "ghost"], IDS])
def test_a_filtered_search_gives_the_asked_profiles_only(among: list[str]) -> None:
    index = filled(dict.fromkeys(IDS, "prêt d'honneur"))
    assert set(index.search([passage("prêt")], 10, among)) == set(among) & set(IDS)


def test_a_query_in_another_language_finds_nothing_by_its_stems() -> None:
    index = TermIndex()
    index.replace("en", [passage("innovation and finance", "en")])
    assert index.search([passage("innovation et finance")], 5) == {}


def test_numbers_acronyms_and_names_are_found_across_languages() -> None:
    index = TermIndex()
    index.replace("en", [passage("We run the R&D of a fund in Casablanca since 2024", "en")])
    for word in ("la R&D du projet", "un projet de 2024", "un fonds de Casablanca"):
        assert set(index.search([passage(word)], 5)) == {"en"}
        assert index.search([passage(word)], 5)["en"].share < 0.8


def test_other_words_are_trusted_as_far_as_they_answer_the_whole() -> None:
    index = filled({"whole": "intelligence artificielle", "part": "boulangerie artisanale"})
    whole, part = (
        index.search([passage(text)], 5)["whole"] for text in ("IA", "IA dans les oasis du Sud-Est")
    )
    assert [whole.share, whole.typed, whole.trust] == pytest.approx([1, 0, 1])
    assert [part.typed, part.trust] == pytest.approx([0, part.share**2])
    assert 0 < part.share < 0.5
    typed = index.search([passage("boulangerie")], 5)["part"]
    assert typed.trust == typed.share == typed.typed


def test_a_profile_in_several_languages_answers_in_its_best_one() -> None:
    index = TermIndex()
    index.replace("p", [passage("prêt d'honneur"), passage("قرض الشرف", "ar")])
    both = index.search([passage("prêt d'honneur"), passage("قرض للمقاولين الشباب", "ar")], 5)
    assert both["p"].share == pytest.approx(1)


def test_a_replaced_text_is_no_longer_found_by_its_old_words() -> None:
    index = filled({"a": "prêt", "b": "export"})
    index.replace("a", [passage("agriculture")])
    assert index.search([passage("prêt")], 5) == {}
    assert set(index.search([passage("agricole agriculture")], 5)) == {"a"}


def test_a_saved_index_comes_back_and_goes_on(tmp_path: Path) -> None:
    filled({"a": "prêt", "b": "export"}).save(tmp_path / "terms", STAMP)
    loaded, stamp = TermIndex.load(tmp_path / "terms", "model-a")
    loaded.replace("c", [passage("export")])
    loaded.remove("b")
    assert (stamp, len(loaded)) == (STAMP, 2)
    assert set(loaded.search([passage("export prêt")], 5)) == {"a", "c"}


def test_changes_after_loading_do_not_touch_the_saved_folder(tmp_path: Path) -> None:
    filled({"a": "prêt"}).save(tmp_path / "terms", STAMP)
    first, _ = TermIndex.load(tmp_path / "terms", "model-a")
    first.remove("a")
    assert first.search([passage("prêt")], 5) == {}
    second, _ = TermIndex.load(tmp_path / "terms", "model-a")
    assert set(second.search([passage("prêt")], 5)) == {"a"}


def test_a_removed_profiles_words_are_not_in_the_saved_files(tmp_path: Path) -> None:
    index = filled({"a": "Zanzibarique", "b": "export"})
    assert set(index.search([passage("zanzibarique")], 5)) == {"a"}
    index.save(tmp_path / "before", STAMP)
    index.remove("a")
    index.save(tmp_path / "after", STAMP)
    contents = {
        name: b"".join(path.read_bytes() for path in (tmp_path / name).iterdir())
        for name in ("before", "after")
    }
    assert b"zanzib" in contents["before"]
    assert b"zanzib" not in contents["after"]


def test_an_index_of_another_analysis_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled({"a": "prêt"}).save(tmp_path / "terms", STAMP)
    monkeypatch.setattr(module, "FORM", "tantivy 1, analysis 0")
    with pytest.raises(StaleIndex, match=r"its form is .*analysis"):
        TermIndex.load(tmp_path / "terms", "model-a")


def test_the_working_folder_goes_with_the_index(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    index = TermIndex(work)
    assert any(work.iterdir())
    del index
    assert not work.exists()
