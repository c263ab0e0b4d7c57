"""Conditions, facts and coherent worlds, made for one test at a time or drawn at random."""

from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

from hypothesis import strategies as st

from ingestion import programmes
from matching.criteria.case import Case
from matching.criteria.facts import fact_types
from matching.criteria.probes import probes
from matching.criteria.rules import (
    All,
    Any,
    Condition,
    Dated,
    Leaf,
    Need,
    Node,
    Not,
    Period,
    Threshold,
    leaves,
    normal,
)
from matching.profile import Fact, Profile, Value

AS_OF = date(2026, 1, 15)
FRESH, RECENT, OLD = "2026-01-15", "2025-12-01", "2019"

CEILING = Dated((
    Period(5_000_000, until=date(2026, 3, 31)),
    Period(10_000_000, since=date(2026, 4, 1)),
))  # fmt: skip
LEAVES = (
    Leaf("company_age_years", "<", 5),
    Leaf("company_age_years", ">=", 2),
    Leaf("company_age_years", "between", (1, 7)),
    Leaf("company_exists", "==", True),
    Leaf("company_stage", "in", ("not_created", "in_creation")),
    Leaf("company_stage", "in", ("newly_created", "startup_phase")),
    Leaf("legal_form", "in", ("SARL", "SAS")),
    Leaf("legal_form", "==", "SA"),
    Leaf("legal_form", "!=", "auto-entrepreneur"),
    Leaf("size_category", "in", ("TPE", "PME")),
    Leaf("size_category", "==", "JEI"),
    Leaf("annual_turnover_mad", "<=", CEILING),
    Leaf("annual_turnover_mad", ">", 1_000_000),
    Leaf("annual_turnover_mad", "between", (1_000_000, 200_000_000)),
    Leaf("sector", "in", ("digital",)),
    Leaf("sector", "not_in", ("promotion immobilière", "fintech")),
    Leaf("is_innovative", "==", True),
    Leaf("exports_to_africa", "==", True),
    Leaf("endorsed_by_labelled_structure", "==", True),
    Leaf("startup_formula_accepted", "==", True),
    Leaf("eligible_regional_branch", "==", True),
    Leaf("trl", "between", (4, 8)),
    Leaf("loan_amount_mad", "<", 1_000_000),
    Leaf("founder_age_years", "between", (18, 35)),
    Leaf("founder_nationality", "contains", "MA"),
    Leaf("jurisdiction", "==", "MA"),
    Leaf("application_date", "between", (date(2026, 2, 1), date(2026, 6, 30))),
    Leaf("candidate_age", ">=", 18),
)


def required(field: str, op: str, value: Threshold | Dated, need: str = "required") -> Condition:
    """A condition of one comparison."""
    return Condition(Leaf(field, op, value), Need(need))


def demand(tree: Node) -> Condition:
    """A required tree."""
    return Condition(normal(tree), Need.REQUIRED)


def facts(stated: str = FRESH, /, **values: Value) -> dict[str, Fact]:
    """Facts of a page, stated on a day."""
    return {name: Fact(name, value, "a page", stated) for name, value in values.items()}


def case(as_of: date = AS_OF, stated: str = FRESH, /, **values: Value) -> Case:
    """What those facts say on a day."""
    return Case(facts(stated, **values), as_of)


@cache
def catalogue() -> tuple[Profile, ...]:
    """The packaged programmes."""
    batch = programmes.read(Path(str(files("ingestion").joinpath("catalogue", "programmes"))))
    return tuple(programmes.profile(record.data) for record in batch.records)


def grown(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Groups and negations of parts."""
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(several.map(All), several.map(Any), parts.map(Not))


trees: st.SearchStrategy[Node] = st.recursive(st.sampled_from(LEAVES), grown, max_leaves=6)
conditions = st.lists(
    st.builds(Condition, trees.map(normal), st.sampled_from(Need)), max_size=3
)  # fmt: skip
programmes_of_any_kind = st.one_of(
    conditions, st.sampled_from(catalogue()).map(lambda one: list(one.criteria))
)

WITHOUT = ("not_created", "in_creation")
WITH = ("newly_created", "startup_phase", "development")
FORMS = ("SARL", "SAS", "SA", "coopérative", "auto-entrepreneur")


@st.composite
def company(draw: st.DrawFn) -> dict[str, Value]:
    """A company, or none: facts of which none denies another."""
    if draw(st.booleans()):
        stage = draw(st.sampled_from(WITHOUT))
        return {
            "company_stage": stage, "company_exists": False, "legal_form": "aucune",
            "size_category": "aucune", "jurisdiction": "aucune",
        }  # fmt: skip
    created = AS_OF - timedelta(days=draw(st.integers(0, 3000)))
    form = draw(st.sampled_from(FORMS))
    small = form == "auto-entrepreneur"
    turnover = draw(st.sampled_from((0, 150_000) if small else (0, 4_000_000, 50_000_000)))
    size = "TPE" if turnover <= 10_000_000 else "PME"
    own = form if form in ("auto-entrepreneur", "coopérative") else draw(
        st.sampled_from((size, "JEI"))
    )  # fmt: skip
    return {
        "company_stage": draw(st.sampled_from(WITH)), "company_exists": True, "legal_form": form,
        "company_creation_date": created.isoformat(), "founded_year": created.year,
        "annual_turnover_mad": turnover, "size_category": own, "jurisdiction": "MA",
    }  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Fact]:
    """All that is true of one startup, some of it said long ago."""
    true: dict[str, Value] = {
        **draw(company()),
        "sector": draw(st.sampled_from([("fintech",), ("e-commerce",), ("digital", "edtech")])),
        "trl": draw(st.integers(1, 9)),
        "loan_amount_mad": draw(st.sampled_from((500_000, 1_000_000))),
        "founder_age_years": draw(st.integers(16, 40)),
        "founder_nationality": draw(st.sampled_from([("MA",), ("FR", "MA"), ("SN",)])),
        **{
            name: draw(st.booleans())
            for name in (
                "is_innovative", "exports_to_africa", "endorsed_by_labelled_structure",
                "startup_formula_accepted", "eligible_regional_branch",
            )
        },
    }  # fmt: skip
    stated = {name: draw(st.sampled_from((FRESH, RECENT, OLD))) for name in true}
    return {name: Fact(name, value, "a page", stated[name]) for name, value in true.items()}


@st.composite
def told(draw: st.DrawFn) -> dict[str, Fact]:
    """Part of what is true of a startup."""
    world = draw(worlds())
    names = draw(st.sets(st.sampled_from(sorted(world))))
    return {name: world[name] for name in sorted(names)}


@st.composite
def programme_and_case(draw: st.DrawFn) -> tuple[list[Condition], Case]:
    """A programme, and a startup of which some is known that it asks about."""
    asked = draw(programmes_of_any_kind)
    known = draw(told())
    found = [leaf for one in asked for leaf in leaves(one.tree)]
    for name in dict.fromkeys(leaf.field for leaf in found):
        values = probes(name, found)
        settled = name in known or "company" in name or name in ("legal_form", "size_category")
        if values and not settled and name != "application_date" and draw(st.booleans()):
            known[name] = Fact(name, draw(st.sampled_from(values)), "a page", FRESH)
    return asked, Case(known, AS_OF)


def subjects(condition: Condition) -> set[str]:
    """Whom a condition is about."""
    return {fact_types()[leaf.field].subject for leaf in leaves(condition.tree)}
