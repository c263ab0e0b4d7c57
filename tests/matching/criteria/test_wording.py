"""What rules say: reasons, requirements, questions and changes, in three languages."""

from collections.abc import Callable
from datetime import date

import pytest

from matching.criteria.case import Case
from matching.criteria.changes import Change, Step
from matching.criteria.facts import fact_types
from matching.criteria.judge import find, judge_case
from matching.criteria.rules import All, Any, Condition, Dated, Leaf, Need, Node, Not, Period
from matching.criteria.wording import (
    answers,
    change,
    closes,
    in_a_line,
    lapses,
    question,
    reason,
    requirement,
    told,
)
from matching.profile import LANGUAGES, Fact, Value

DAY = date(2026, 1, 15)
YOUNG = Leaf("company_age_years", "<=", 5)
EXISTS = Leaf("company_exists", "==", value=True)
INNOVATIVE = Leaf("is_innovative", "==", value=True)
DIGITAL = Leaf("sector", "in", ("digital", "greentech"))
ENDORSED = Leaf("endorsed_by_labelled_structure", "==", value=True)


def spaced(text: str) -> str:
    """With plain spaces, to be read and compared."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def case(stated: str = "2026-01", **facts: Value) -> Case:
    return Case({name: Fact(name, value, "a page", stated) for name, value in facts.items()}, DAY)


def said(leaf: Leaf, given: Case, language: str = "fr") -> str:
    return spaced(reason(find(leaf, given), language))


def told_of(tree: Node, given: Case, need: Need = Need.REQUIRED, language: str = "fr") -> str:
    judgement = judge_case([Condition(tree, need)], given)
    return spaced(told(judgement.judged[0], language))


def line(given: Case, *trees: Node, language: str = "fr") -> str:
    conditions = [Condition(tree, Need.REQUIRED) for tree in trees]
    return spaced(in_a_line(judge_case(conditions, given), language))


# What is demanded


@pytest.mark.parametrize(
    ("tree", "wanted"),
    [
        (YOUNG, "Âge de la société : au plus 5 ans"),
        (Leaf("loan_amount_mad", ">", 1_000_000), "Montant du prêt : plus de 1 000 000 DH"),
        (
            Leaf("trl", "between", (6, 8)),
            "Maturité technologique (TRL) : entre niveau 6 et niveau 8",
        ),
        (Leaf("founders_count", "==", 2), "Nombre de fondateurs : exactement 2 personnes"),
        (DIGITAL, "Secteur : numérique ou technologies vertes"),
        (
            Leaf("sector", "not_in", ("promotion immobilière", "pêche hauturière")),
            "Secteur : tout sauf promotion immobilière et pêche hauturière",
        ),
        (
            Leaf("company_creation_date", ">=", date(2015, 1, 1)),
            "Date de création : à partir du 1er janvier 2015",
        ),
        (Leaf("hq_country", "==", "MA"), "Pays du siège : Maroc"),
        (EXISTS, "Il faut une société déjà créée"),
        (
            Leaf("hire_has_diploma", "==", value=False),
            "Il faut une personne à recruter sans diplôme",
        ),
    ],
)  # fmt: skip
def test_a_comparison_says_what_it_demands(tree: Node, wanted: str) -> None:
    assert spaced(requirement(tree, "fr")) == wanted


def test_groups_say_how_their_parts_go_together() -> None:
    tree = Any((YOUNG, All((DIGITAL, INNOVATIVE))))
    assert spaced(requirement(tree, "fr")) == (
        "L’une de ces conditions : âge de la société : au plus 5 ans ; "
        "ou (secteur : numérique ou technologies vertes ; et un projet innovant)"
    )


@pytest.mark.parametrize(
    ("refused", "wanted"),
    [
        (
            ("auto-entrepreneur", "coopérative", "aucune"),
            "tout sauf auto-entrepreneur et coopérative, avec une société déjà créée",
        ),
        (("aucune",), "une société déjà créée"),
        (("coopérative",), "tout sauf coopérative"),
    ],
)
def test_who_must_not_be_without_a_company_is_asked_for_one(
    refused: tuple[str, ...], wanted: str
) -> None:
    leaf = Leaf("legal_form", "not_in", refused)
    assert spaced(requirement(leaf, "fr")) == f"Forme juridique : {wanted}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_brackets_within_brackets_are_of_another_kind(language: str) -> None:
    tree = Any((All((Any((YOUNG, INNOVATIVE)), DIGITAL)), ENDORSED))
    for text in (
        requirement(tree, language),
        told_of(tree, case(), language=language),
    ):
        assert "[(" in text
        assert text.count("(") == text.count(")") == text.count("[") == text.count("]") == 1


def test_a_negation_is_said_of_its_leaves() -> None:
    assert requirement(Not(YOUNG), "en") == "Company age: over 5 years"


def test_a_threshold_that_changed_is_said_with_its_days() -> None:
    periods = Period(3_000_000, until=date(2022, 12, 31)), Period(5_000_000, date(2023, 1, 1))
    leaf = Leaf("annual_turnover_mad", "<=", Dated(periods))
    assert spaced(requirement(leaf, "fr")) == (
        "Chiffre d’affaires annuel : au plus 3 000 000 DH jusqu’au 31 décembre 2022, "
        "puis au plus 5 000 000 DH depuis le 1er janvier 2023"
    )


# What was found


def test_a_reason_gives_the_threshold_of_the_day() -> None:
    periods = Period(3_000_000, until=date(2022, 12, 31)), Period(5_000_000, date(2023, 1, 1))
    leaf = Leaf("annual_turnover_mad", "<=", Dated(periods))
    assert said(leaf, case(annual_turnover_mad=6_000_000)) == (
        "Chiffre d’affaires annuel : 6 000 000 DH ; il faut au plus 5 000 000 DH"
    )


def test_a_failed_comparison_says_what_was_found_and_what_must_be() -> None:
    assert said(YOUNG, case("", company_age_years=6.25)) == (
        "Âge de la société : 6 ans et 3 mois ; il faut au plus 5 ans"
    )


def test_a_comparison_that_holds_says_so() -> None:
    assert said(DIGITAL, case(sector=("fintech",))) == (
        "Secteur : fintech ; condition remplie : numérique ou technologies vertes"
    )


def test_what_is_exactly_what_is_demanded_is_not_said_twice() -> None:
    assert said(Leaf("hq_country", "==", "MA"), case(hq_country="MA")) == "Pays du siège : Maroc"


def test_what_is_or_is_not_so_is_a_sentence() -> None:
    assert said(EXISTS, case(company_exists=True)) == "La société est créée"
    assert said(EXISTS, case(company_exists=False)) == (
        "La société n’est pas encore créée ; il faut une société déjà créée"
    )


def test_a_derived_fact_says_what_it_was_computed_from() -> None:
    assert said(YOUNG, case(company_creation_date="2021-03-12")) == (
        "Âge de la société : 4 ans et 10 mois (déduit de « Date de création » : 12 mars 2021) ; "
        "condition remplie : au plus 5 ans"
    )


def test_an_age_that_has_grown_says_what_was_stated() -> None:
    assert said(YOUNG, case("2024-01-15", company_age_years=2)) == (
        "Âge de la société : 4 ans (déclaré : 2 ans, le 15 janvier 2024) ; "
        "condition remplie : au plus 5 ans"
    )


# Why it is open


def test_a_missing_fact_is_to_be_specified() -> None:
    assert said(YOUNG, case()) == ("Âge de la société : à préciser ; condition : au plus 5 ans")


def test_a_stale_fact_says_when_it_was_stated() -> None:
    assert said(Leaf("has_mvp", "==", value=True), case("2023-03", has_mvp=False)) == (
        "Il faut un premier produit (MVP) : non, selon une déclaration faite en mars 2023, "
        "à confirmer"
    )


def test_what_somebody_decides_says_who() -> None:
    leaf = Leaf("startup_formula_accepted", "==", value=True)
    assert said(leaf, case()) == (
        "Il faut l’admission du projet à la formule startups : "
        "c’est le centre régional d’investissement (CRI) qui décide"
    )


def test_a_year_says_that_no_more_is_known() -> None:
    assert said(Leaf("company_age_years", "<", 6), case(company_creation_date="2020")) == (
        "Âge de la société : de 5 ans et 15 jours à 6 ans et 14 jours "
        "(déduit de « Date de création » : 2020), seule l’année étant connue ; "
        "condition : moins de 6 ans"
    )


@pytest.mark.parametrize(
    ("sector", "why"),
    [("digital", "numérique, trop général pour trancher"), ("e-commerce", "qui peut en relever")],
)
def test_an_imprecise_name_says_whether_it_is_too_general_or_akin(sector: str, why: str) -> None:
    wanted = "fintech" if sector == "digital" else "digital"
    assert why in said(Leaf("sector", "==", wanted), case(sector=(sector,)))


def test_what_cannot_be_read_is_shown_as_it_was_said() -> None:
    assert said(YOUNG, case(company_age_years="n/a")) == (
        "Âge de la société : n/a, ce qui ne permet pas de trancher ; condition : au plus 5 ans"
    )


def test_a_rule_without_a_threshold_that_day_gives_those_it_has() -> None:
    leaf = Leaf("annual_turnover_mad", "<=", Dated((Period(3_000_000, date(2027, 1, 1)),)))
    assert said(leaf, case(annual_turnover_mad=1)) == (
        "Chiffre d’affaires annuel : 1 DH, sans seuil publié pour cette date ; "
        "condition : au plus 3 000 000 DH depuis le 1er janvier 2027"
    )


# Conditions, verdicts


def test_a_step_that_is_not_taken_is_something_to_obtain() -> None:
    given = case(endorsed_by_labelled_structure=False)
    assert told_of(ENDORSED, given, Need.STEP) == (
        "À obtenir : l’aval d’une structure d’accompagnement labellisée"
    )


def test_a_step_that_nobody_can_take_is_to_be_settled_with_the_provider() -> None:
    leaf = Leaf("region", "==", "Oriental")
    assert told_of(leaf, case(region="Souss-Massa"), Need.STEP) == (
        "À voir avec l’organisme – région : Souss-Massa ; condition : Oriental"
    )


def test_a_failed_alternative_says_why_no_part_holds() -> None:
    given = case(is_innovative=False, sector=("tourisme",))
    assert told_of(Any((INNOVATIVE, DIGITAL)), given) == (
        "Aucune de ces conditions n’est remplie : "
        "le projet n’est pas innovant ; il faut un projet innovant – "
        "secteur : tourisme ; condition : numérique ou technologies vertes"
    )


def test_an_open_alternative_says_that_one_is_enough() -> None:
    assert told_of(Any((INNOVATIVE, DIGITAL)), case()) == (
        "L’une de ces conditions suffit : il faut un projet innovant : à préciser – "
        "ou secteur : à préciser ; condition : numérique ou technologies vertes"
    )


def test_an_alternative_that_holds_says_by_what() -> None:
    given = case(is_innovative=True, sector=("tourisme",))
    assert told_of(Any((INNOVATIVE, DIGITAL)), given) == "Le projet est innovant"


def test_a_line_gives_what_refuses() -> None:
    assert line(case("", company_age_years=6, is_innovative=True), INNOVATIVE, YOUNG) == (
        "Âge de la société : 6 ans ; il faut au plus 5 ans"
    )


def test_a_line_gives_the_first_open_point_and_counts_the_others() -> None:
    assert line(case(), YOUNG, EXISTS, INNOVATIVE) == (
        "Âge de la société : à préciser ; condition : au plus 5 ans (et 2 autres points à vérifier)"
    )


def test_a_line_counts_the_conditions_that_are_met() -> None:
    given = case(company_exists=True, is_innovative=True)
    assert line(given, EXISTS, INNOVATIVE) == "Les 2 conditions publiées sont remplies"
    assert line(given, EXISTS) == "La société est créée"


def test_a_line_says_that_nothing_published_decides() -> None:
    assert line(case()) == "Aucune condition publiée ne permet de trancher"


# Questions


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_has_a_question_that_asks(language: str) -> None:
    for name in fact_types():
        assert question(name, language).endswith(("?", "؟")), name


def test_closed_answers_are_offered_in_words() -> None:
    assert answers("has_mvp", "ar") == [(True, "نعم"), (False, "لا")]
    assert ("rural", "rurale") in answers("zone", "fr")
    assert answers("hq_country", "en")[0] == ("MA", "Morocco")


def test_a_free_answer_has_nothing_to_choose_from() -> None:
    assert answers("annual_turnover_mad", "fr") == []


# Changes


@pytest.mark.parametrize(
    ("step", "wanted"),
    [
        (Step("has_mvp", value=True, kind="act", effort=3), "Avec un premier produit (MVP)"),
        (Step("legal_form", "SARL", "act", 2), "« Forme juridique » : passer à SARL"),
        (Step("own_contribution_pct", 20, "threshold", 3), "« Apport personnel » à porter à 20 %"),
        (Step("loan_amount_mad", 10, "threshold", 1), "« Montant du prêt » à fixer à 10 DH"),
        (
            Step("founder_age_years", 18, "confirm", 0, (Leaf("founder_age_years", ">=", 18),)),
            "Si vous confirmez ceci – âge du fondateur : au moins 18 ans",
        ),
    ],
)
def test_a_step_says_what_to_do(step: Step, wanted: str) -> None:
    assert spaced(change(Change((step,), None, step.effort), "fr")) == wanted


def test_a_change_begins_with_the_day_it_waits_for() -> None:
    day = date(2027, 3, 12)
    steps = (
        Step("application_date", day, "time", 4),
        Step("endorsed_by_operator", value=True, kind="act", effort=2),
    )
    assert change(Change(steps, day, 6), "fr") == (
        "À partir du 12 mars 2027, avec l’aval de l’opérateur du programme"
    )


def test_what_is_to_be_confirmed_is_said_at_once() -> None:
    steps = (
        Step("is_innovative", value=True, kind="confirm", effort=0, demands=(INNOVATIVE,)),
        Step("sector", "digital", "confirm", 0, (DIGITAL,)),
    )
    assert spaced(change(Change(steps, None, 0), "fr")) == (
        "Si vous confirmez ceci – un projet innovant ; "
        "et secteur : numérique ou technologies vertes"
    )


@pytest.mark.parametrize(
    ("language", "start"),
    [
        ("fr", "À déposer avant le 3 septembre 2026"),
        ("ar", "يجب إيداع الطلب قبل 3 شتنبر 2026"),
        ("en", "File before 3 September 2026"),
    ],
)
def test_a_closing_says_to_file_before(language: str, start: str) -> None:
    assert closes(date(2026, 9, 3), language).startswith(start)


def test_a_lapse_says_what_may_be_lost_and_does_not_say_that_it_is() -> None:
    assert lapses(date(2026, 9, 3), "en") == (
        "Best filed before 3 September 2026: from that day on, a condition that is met today "
        "may no longer be"
    )


# Languages


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", "Company age: 6 years; must be at most 5 years"),
        ("ar", "عمر الشركة: 6 سنوات؛ المطلوب: 5 سنوات على الأكثر"),
    ],
)
def test_a_reason_is_said_in_each_language(language: str, wanted: str) -> None:
    assert said(YOUNG, case("", company_age_years=6), language) == wanted


SAY: dict[str, Callable[[str], str]] = {
    "requirement": lambda language: requirement(YOUNG, language),
    "reason": lambda language: said(YOUNG, case(), language),
    "line": lambda language: line(case(), YOUNG, EXISTS, language=language),
    "closes": lambda language: closes(DAY, language),
    "lapses": lambda language: lapses(DAY, language),
}


@pytest.mark.parametrize("what", SAY)
def test_no_two_languages_say_the_same(what: str) -> None:
    assert len({SAY[what](language) for language in LANGUAGES}) == len(LANGUAGES)
