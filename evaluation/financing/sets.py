"""The judged set: startups with the right grade and verdict of each programme.

A set is a folder of `startups.jsonl`, `qrels.tsv`, `verdicts.tsv` and `split.tsv`, described in its
own README; programmes are those of the product's catalogue, by id. `split.tsv` is read only where a
split is asked for; header lines may be left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evaluation.collection import QRELS, CollectionError, read_qrels
from ingestion import judged
from ingestion.judged import JudgedStartup
from matching.criteria.verdict import Verdict
from matching.profile import LANGUAGES

VERDICTS, SPLITS = "verdicts.tsv", "split.tsv"
# What a JSON value is called in an error.
KINDS = {str: "a text", dict: "an object"}

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Startups with the right grade (0 to 3) and verdict of each programme.

    `lost` counts judged pairs whose startup is in no line of the set's startups.
    """

    startups: Sequence[JudgedStartup]
    qrels: Mapping[str, Mapping[str, int]]
    verdicts: Sequence[Row]
    lost: int = 0

    @property
    def hopeless(self) -> set[str]:
        """Startups that no programme suits: the right list is an empty one."""
        return {one.id for one in self.startups if not any(self.qrels[one.id].values())}

    @property
    def pairs(self) -> set[tuple[str, str]]:
        """Each startup and programme that have a grade, a verdict or both."""
        return pairs(self.qrels, self.verdicts)


def read(folder: Path, split: str | None) -> JudgedSet:
    """The set, or the startups of one of its splits.

    Raises `CollectionError`, naming file and line, for what is missing or not of the form.
    """
    everyone = read_startups(folder / judged.FILE)
    startups = everyone if split is None else within(everyone, folder / SPLITS, split)
    qrels, verdicts = read_qrels(folder / QRELS), read_verdicts(folder / VERDICTS)
    known, chosen = {one.id for one in everyone}, {one.id for one in startups}
    return JudgedSet(
        startups,
        {one: qrels.get(one, {}) for one in chosen},
        [row for row in verdicts if row["startup"] in chosen],
        lost=sum(startup not in known for startup, _ in pairs(qrels, verdicts)),
    )


def read_startups(path: Path) -> list[JudgedStartup]:
    """The startups; raises `CollectionError` for one that is not of the form, or is there twice."""
    with reading(path):
        lines = path.read_text("utf-8").split("\n")
        startups = judged.read(path.parent)
    seen: dict[str, int] = {}
    places = (number for number, line in enumerate(lines, 1) if line.strip())
    for number, one in zip(places, startups, strict=True):
        if fault := wrong(one):
            raise bad(path, number, fault)
        if one.id in seen:
            raise bad(path, number, f"id {one.id!r} is already on line {seen[one.id]}")
        seen[one.id] = number
    return startups


def wrong(startup: JudgedStartup) -> str:
    """What keeps a startup from being measured, or nothing; its fields are as the file has them."""
    kinds = {"id": str, "facts": dict, "need": dict, "text": dict}
    for name, kind in kinds.items():
        if not isinstance(getattr(startup, name), kind):
            return f"field {name!r} is not {KINDS[kind]}"
    if not startup.text or not all(isinstance(text, str) for text in startup.text.values()):
        return "field 'text' does not give a text by language"
    return ""


def within(startups: Sequence[JudgedStartup], path: Path, split: str) -> list[JudgedStartup]:
    """The startups of a split; raises `CollectionError` when it has none."""
    rows = table(path, ("startup", "split"))
    members = {row["startup"] for _, row in rows if row["split"] == split}
    found = [one for one in startups if one.id in members]
    if not found:
        names = ", ".join(sorted({row["split"] for _, row in rows})) or "none"
        message = f"{path}: no startup is in the split {split!r}; its splits: {names}"
        raise CollectionError(message)
    return found


def read_verdicts(path: Path) -> list[Row]:
    """The judges' verdicts; raises `CollectionError` for one that is no verdict of ours."""
    rows = table(path, ("startup", "programme", "verdict"))
    for number, row in rows:
        if row["verdict"] not in set(Verdict):
            raise bad(path, number, f"verdict {row['verdict']!r} is none of {', '.join(Verdict)}")
    return [row for _, row in rows]


def table(path: Path, columns: Sequence[str]) -> Sequence[tuple[int, Row]]:
    """The rows of a tab-separated file, each with the number of its line.

    A first line that names one of `columns` is a header, and may order them otherwise or add to
    them. Raises `CollectionError` for a line without one of them.
    """
    with reading(path):
        lines = path.read_text("utf-8-sig").split("\n")
    numbered = [(number, cells(line)) for number, line in enumerate(lines, 1) if line.strip()]
    header: Sequence[str] = columns
    if numbered and set(columns) & set(numbered[0][1]):
        header = numbered.pop(0)[1]
    rows = [(number, dict(zip(header, found, strict=False))) for number, found in numbered]
    for number, row in rows:
        if missing := [name for name in columns if not row.get(name)]:
            raise bad(path, number, f"column {missing[0]!r} is missing")
    return rows


def cells(line: str) -> list[str]:
    """The cells of a tab-separated line."""
    return [cell.strip() for cell in line.split("\t")]


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Say in a `CollectionError` what keeps a file from being read."""
    try:
        yield
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise CollectionError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: not UTF-8 at byte {error.start}"
        raise CollectionError(message) from error
    except ValueError as error:
        raise CollectionError(str(error)) from error


def bad(path: Path, number: int, reason: str) -> CollectionError:
    """The error for a line."""
    return CollectionError(f"{path}, line {number}: {reason}")


def pairs(qrels: Mapping[str, Mapping[str, int]], verdicts: Sequence[Row]) -> set[tuple[str, str]]:
    """Each startup and programme that have a grade, a verdict or both."""
    graded = {(startup, programme) for startup, grades in qrels.items() for programme in grades}
    return graded | {(row["startup"], row["programme"]) for row in verdicts}


def languages(judged_set: JudgedSet) -> list[str]:
    """The languages the startups write in, the interface's three first."""
    found = {lang for one in judged_set.startups for lang in one.text}
    return [lang for lang in LANGUAGES if lang in found] + sorted(found - set(LANGUAGES))
