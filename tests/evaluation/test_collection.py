import json
from pathlib import Path

import pytest

from evaluation.collection import (
    CollectionError,
    collections_under,
    iso_language,
    load_collection,
    read_qrels,
    read_texts,
)

QUERY = {"id": "q", "text": "financer un prototype", "lang": "fra"}
DOCUMENT = {"id": "d", "text": "prêt d'honneur", "lang": "fr-FR"}


def write_collection(folder: Path, queries: list[object], qrels: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), encoding="utf-8")
    (folder / "corpus.jsonl").write_text(json.dumps(DOCUMENT) + "\n", encoding="utf-8")
    (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return folder


def test_a_header_line_in_the_judgements_is_optional(tmp_path: Path) -> None:
    bare = load_collection(write_collection(tmp_path / "a", [QUERY], "q\td\t2\n"))
    headed = load_collection(
        write_collection(tmp_path / "b", [QUERY], "query\tdoc\tgrade\nq\td\t2")
    )
    assert bare.qrels == headed.qrels == {"q": {"d": 2}}


@pytest.mark.parametrize(
    ("code", "expected"),
    [("fra", "fr"), ("eng", "en"), ("ara", "ar"), ("ary", "ar"), ("fr_FR", "fr"), ("EN", "en")],
)
def test_language_codes_become_two_letters(code: str, expected: str) -> None:
    assert iso_language(code) == expected


def test_queries_without_a_relevant_document_are_left_out(tmp_path: Path) -> None:
    others: list[object] = [QUERY, QUERY | {"id": "unjudged"}, QUERY | {"id": "none"}]
    loaded = load_collection(write_collection(tmp_path, others, "q\td\t1\nnone\td\t0\n"))
    assert [query.id for query in loaded.queries] == ["q"]


def test_judgements_of_absent_queries_and_documents_are_counted(tmp_path: Path) -> None:
    folder = write_collection(tmp_path, [QUERY], "q\td\t1\nq\tghost\t1\nghost\td\t1\n")
    assert load_collection(folder).strangers == 2


def test_a_split_keeps_its_own_queries(tmp_path: Path) -> None:
    queries: list[object] = [QUERY | {"split": "dev"}, QUERY | {"id": "p", "split": "hidden"}]
    folder = write_collection(tmp_path, queries, "q\td\t1\np\td\t1\n")
    assert [query.id for query in load_collection(folder, split="hidden").queries] == ["p"]


def test_a_split_is_ignored_where_queries_have_none(tmp_path: Path) -> None:
    folder = write_collection(tmp_path, [QUERY], "q\td\t1\n")
    assert len(load_collection(folder, split="dev").queries) == 1


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    line = json.dumps(QUERY | {"text": "un\u2028deux"}, ensure_ascii=False)
    (tmp_path / "texts.jsonl").write_text(line, encoding="utf-8")
    assert read_texts(tmp_path / "texts.jsonl")[0].text == "un\u2028deux"


@pytest.mark.parametrize(
    ("lines", "where", "reason"),
    [
        ('{"id": "a", "text": "x"}\n{oops', "line 2", "not JSON"),
        ('["a"]', "line 1", "an object"),
        ('{"text": "x"}', "line 1", "'id'"),
        ('\n{"id": "a"}', "line 2", "'text'"),
        ('{"id": "a", "text": 3}', "line 1", "'text'"),
        ('{"id": "a", "text": "x", "lang": null}', "line 1", "'lang'"),
        ('{"id": "a", "text": "x"}\n{"id": "a", "text": "y"}', "line 2", "already on line 1"),
    ],
)
def test_a_bad_text_line_is_named(tmp_path: Path, lines: str, where: str, reason: str) -> None:
    path = tmp_path / "texts.jsonl"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(CollectionError, match=f"{path.name}, {where}: .*{reason}"):
        read_texts(path)


@pytest.mark.parametrize("line", ["q\td", "q d 1", "q\td\tgood", "q\td\t-1", "q\td\t1.5"])
def test_a_bad_judgement_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "qrels.tsv"
    path.write_text(f"q\td\t1\n{line}\n", encoding="utf-8")
    with pytest.raises(CollectionError, match=r"qrels\.tsv, line 2: "):
        read_qrels(path)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_bytes('{"id": "é"}'.encode("latin-1"))
    with pytest.raises(CollectionError, match="not UTF-8"):
        read_texts(tmp_path / "queries.jsonl")


def test_a_folder_of_collections_gives_each_of_them(tmp_path: Path) -> None:
    for name in ("b", "a/deep"):
        write_collection(tmp_path / name, [QUERY], "q\td\t1\n")
    assert collections_under(tmp_path) == [tmp_path / "a" / "deep", tmp_path / "b"]


def test_a_folder_without_a_collection_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match=r"no folder with queries\.jsonl"):
        collections_under(tmp_path)


def test_a_prior_counts_how_often_a_document_was_an_answer(tmp_path: Path) -> None:
    folder = write_collection(tmp_path, [QUERY], "q\td\t1\n")
    assert load_collection(folder).prior == {}
    (folder / "pop.tsv").write_text("d\t12\n", encoding="utf-8")
    assert load_collection(folder).prior == {"d": 12}
    (folder / "pop.tsv").write_text("d\t12\ne\toften\n", encoding="utf-8")
    with pytest.raises(CollectionError, match=r"pop\.tsv, line 2: count 'often'"):
        load_collection(folder)
