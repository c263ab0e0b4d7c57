"""The words of every rule of the catalogue: they follow the rule, and are words."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

import ingestion
from ingestion import programmes
from matching.criteria import phrases
from matching.criteria.case import Case
from matching.criteria.facts import FactType, fact_types
from matching.criteria.judge import find, judge_case
from matching.criteria.phrases import Phrases
from matching.criteria.rules import (
    NEGATIONS,
    All,
    Any,
    Condition,
    Dated,
    Leaf,
    Node,
    Not,
    Period,
    Threshold,
    leaves,
)
from matching.criteria.vocabulary import vocabulary
from matching.criteria.wording import in_a_line, reason, requirement, told
from matching.profile import LANGUAGES, Fact, Scalar, Value
from matching.wording.formats import Formats

CATALOGUE = Path(ingestion.__file__).parent / "catalogue" / "programmes"
DAY = date(2026, 1, 15)


@cache
def conditions() -> tuple[tuple[str, Condition], ...]:
    """Every condition of the packaged catalogue, with its programme."""
    profiles = [programmes.profile(one.data) for one in programmes.read(CATALOGUE).records]
    return tuple((one.id, condition) for one in profiles for condition in one.criteria)


def distinct_leaves() -> list[Leaf]:
    found = {leaf: None for _, one in conditions() for leaf in leaves(one.tree)}
    return list(found)


# Mutants: the rule with one leaf changed


def mutants(tree: Node) -> Iterator[Node]:
    """The tree with each leaf negated, with each of its thresholds moved, and without it."""
    if isinstance(tree, Leaf):
        yield from changed(tree)
        yield All(())
        return
    assert not isinstance(tree, Not)
    for place, part in enumerate(tree.parts):
        before, after = tree.parts[:place], tree.parts[place + 1 :]
        yield from (type(tree)((*before, mutant, *after)) for mutant in mutants(part))
        yield type(tree)((*before, *after))


def changed(leaf: Leaf) -> Iterator[Leaf]:
    yield Leaf(leaf.field, NEGATIONS[leaf.op], leaf.value)
    for value in moved(leaf):
        yield Leaf(leaf.field, leaf.op, value)


def moved(leaf: Leaf) -> Iterator[Threshold | Dated]:
    if not isinstance(leaf.value, Dated):
        yield from others(fact_types()[leaf.field], leaf.value)
        return
    for place, period in enumerate(leaf.value.periods):
        for other in periods(fact_types()[leaf.field], period):
            given = leaf.value.periods
            yield Dated((*given[:place], other, *given[place + 1 :]))


def periods(kind: FactType, period: Period) -> Iterator[Period]:
    for value in others(kind, period.value):
        yield Period(value, period.since, period.until)
    if period.since:
        yield Period(period.value, period.since + timedelta(1), period.until)
    if period.until:
        yield Period(period.value, period.since, period.until - timedelta(1))


def others(kind: FactType, threshold: Threshold) -> Iterator[Threshold]:
    """Thresholds near this one: each value moved, and of several values each taken out."""
    if not isinstance(threshold, tuple):
        yield from neighbours(kind, threshold)
        return
    for place, value in enumerate(threshold):
        before, after = threshold[:place], threshold[place + 1 :]
        yield from ((*before, other, *after) for other in neighbours(kind, value))
        if not kind.measured and len(threshold) > 1:
            yield (*before, *after)


def neighbours(kind: FactType, value: Scalar) -> Iterator[Scalar]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, date):
        yield from (value + timedelta(1), value - timedelta(1))
    elif isinstance(value, int | float):
        yield from (value + 1, value * 1.1 + 0.1, max(value - 1, 0) if value else value + 2)
    else:
        yield from (other for other in named(kind.name) if other != value)


@cache
def named(field: str) -> tuple[str, ...]:
    """The names that rules give a fact, each by one of its names, with those of a closed list."""
    ruled = [leaf.value for leaf in distinct_leaves() if leaf.field == field]
    several = [one if isinstance(one, tuple) else (one,) for one in ruled if one is not None]
    values = {str(one): None for many in several for one in many} | dict.fromkeys(
        fact_types()[field].values
    )
    canonical = {vocabulary(field).canonical(value): value for value in values}
    return (*canonical.values(), "Atlantis")


def silent(language: str) -> list[tuple[str, Node]]:
    """The mutants that are said as the rule is."""
    return [
        (programme, mutant)
        for programme, condition in conditions()
        for said in [requirement(condition.tree, language)]
        for mutant in mutants(condition.tree)
        if requirement(mutant, language) == said
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_change_to_a_leaf_changes_what_its_condition_says(language: str) -> None:
    assert silent(language) == []


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """To change how things are said: nothing said before is remembered, nor is the change after."""
    forget()
    yield monkeypatch
    monkeypatch.undo()
    forget()


def forget() -> None:
    """Say everything anew."""
    for one in (*vars(Phrases).values(), *vars(Formats).values()):
        if hasattr(one, "cache_clear"):
            one.cache_clear()


def test_words_that_ignore_the_operator_are_found_out(forgetful: pytest.MonkeyPatch) -> None:
    forgetful.setattr(phrases, "SAYS", dict.fromkeys(phrases.SAYS, "is"))
    assert silent("fr") != []


def test_words_that_ignore_the_threshold_are_found_out(forgetful: pytest.MonkeyPatch) -> None:
    forgetful.setattr(Formats, "value", lambda *_: "")
    assert silent("fr") != []


def test_the_mutants_are_many() -> None:
    made = [sum(1 for _ in mutants(condition.tree)) for _, condition in conditions()]
    assert min(made) >= 3


# Words, whatever is known


def values(leaf: Leaf) -> list[Value]:
    """Values that a fact may have: what rules name, and around their measures."""
    kind = fact_types()[leaf.field]
    if kind.type == "boolean":
        return [True, False]
    if kind.type == "date":
        return ["2020", "2020-05", "2020-05-17"]
    if kind.measured:
        return [0, 1, 2, 3.4, 11, 1_000_000]
    return [("digital",), ("e-commerce", "textile"), *named(leaf.field)[:3]]


def cases(leaf: Leaf) -> Iterator[Case]:
    """Cases that say nothing of a leaf's fact, or something, lately or long ago."""
    yield Case({}, DAY)
    for value in values(leaf):
        for stated in ("", "2019-04"):
            yield Case({leaf.field: Fact(leaf.field, value, "a page", stated)}, DAY)
    for stated in ("2025-12-31", "2019", "2019-04-01"):
        yield Case({leaf.field: Fact(leaf.field, values(leaf)[0], "a page", stated)}, DAY)
    for born in ("2020", "2022-03", "2023-03-12"):
        yield Case({"company_creation_date": Fact("company_creation_date", born)}, DAY)


AMISS = re.compile(r"[{}]|\bNone\b(?! of)|True|False|\b[a-z]+_[a-z_]+\b|  |\b[a-z]+\.[a-z]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_in_words(language: str) -> None:
    said = {
        reason(find(leaf, case), language)
        for leaf in distinct_leaves()
        for case in cases(leaf)
        if leaf.field in fact_types()
    }
    assert {text for text in said if AMISS.search(text)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_condition_and_line_is_in_words(language: str) -> None:
    said = set()
    for _, condition in conditions():
        for leaf in leaves(condition.tree):
            for case in cases(leaf):
                judgement = judge_case([condition], case)
                said |= {told(judgement.judged[0], language), in_a_line(judgement, language)}
    assert {text for text in said if AMISS.search(text)} == set()


def test_arabic_holds_foreign_words_only_set_apart() -> None:
    """Names of values in Latin letters stand between isolates; those of our texts were written."""
    case = Case({"business_model": Fact("business_model", "plateforme")}, DAY)
    leaf = Leaf("business_model", "==", "e-commerce majoritaire")
    assert "\u2068plateforme\u2069" in reason(find(leaf, case), "ar")


def test_a_group_without_parts_is_not_said() -> None:
    assert requirement(Any((All(()),)), "fr") != requirement(All(()), "fr") == ""
