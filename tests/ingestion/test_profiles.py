"""Records to profiles: what is said, what follows from it, and nothing more."""

import json
from datetime import date
from pathlib import Path

import pytest

from ingestion import judged, programmes, startups
from ingestion.report import Batch, Reason, Refusal, digest
from matching.criteria import rules
from matching.criteria.rules import Condition, Dated, Leaf, Need, Period, Quote
from matching.profile import Fact, Kind, Passage
from tests.ingestion.factories import condition, funding, leaf, programme, ruled, source, startup

SOURCE = "https://example.org/aide"


def facts(**changes: object) -> dict[str, object]:
    made = startups.profile({**startup(), **changes})
    return {name: fact.value for name, fact in made.facts.items()}


def test_a_programme_says_what_it_is_in_each_language_it_has() -> None:
    made = programmes.profile(
        programme(summary_en="Pre-seed aid.", instruments=["grant", "honour_loan"])
    )
    assert (made.id, made.kind, made.name) == ("innov-idea", Kind.PROGRAMME, "Innov Idea")
    assert made.passages == (
        Passage(
            "summary", "fr", "Innov Idea (subvention, aide, prêt d'honneur). Aide de pré-amorçage."
        ),
        Passage("summary", "en", "Innov Idea (grant, honour loan). Pre-seed aid."),
    )


def test_a_programme_says_its_conditions_with_its_summary_in_their_language() -> None:
    made = programmes.profile(
        programme(
            summary_en="Pre-seed aid.",
            eligibility=[condition("is_innovative", "==", value=True)],
            target=["startup", "PME"],
            deadlines="deux appels par an",
            how_to_apply="En banque.",
            notes="À vérifier.",
        )
    )
    french, english = (passage.text for passage in made.passages)
    assert french.endswith(
        "Aide de pré-amorçage. "
        "Condition sur is_innovative. Pour : startup, PME. Échéances : deux appels par an."
    )
    assert english.endswith("Pre-seed aid.")


def test_the_facts_of_a_programme_carry_its_source_and_date() -> None:
    made = programmes.profile(programme(as_of="2025-04", stages=["idea", "mvp"]))
    assert made.facts["sectors"] == Fact("sectors", "any", SOURCE, "2025-04")
    assert made.facts["stages"] == Fact("stages", ("idea", "mvp"), SOURCE, "2025-04")
    assert "ticket_max_mad" not in made.facts


def test_the_operators_own_page_is_the_best_source() -> None:
    page = "https://operateur.example"
    data = programme(url=page, sources=[source(), source(url=page)])
    assert programmes.profile(data).facts["kind"].source == page
    data = programme(url=page, sources=[source(), source(url="https://example.com")])
    assert programmes.profile(data).facts["kind"].source == SOURCE


def criteria(*given: dict[str, object]) -> tuple[Condition, ...]:
    """The conditions of a programme that states these."""
    return tuple(programmes.profile(programme(eligibility=list(given))).criteria)


def test_conditions_keep_their_order_need_and_quotation() -> None:
    first, second = criteria(
        condition("sector", "in", ["TIC"]), condition("trl", ">", 3, need="bonus")
    )
    assert first == Condition(
        Leaf("sector", "in", ("TIC",)), Need.REQUIRED, Quote("Condition sur sector.", "fr")
    )
    assert (second.tree, second.need) == (Leaf("trl", ">", 3), Need.BONUS)


def test_the_days_of_a_rule_are_dates() -> None:
    [one] = criteria(condition("company_creation_date", "between", ["2015-01-01", "2026-12-31"]))
    days = (date(2015, 1, 1), date(2026, 12, 31))
    assert one.tree == Leaf("company_creation_date", "between", days)


def test_a_tree_keeps_its_groups_and_the_quotation_of_each_leaf() -> None:
    quote = {"text": "الجهة القروية", "lang": "ar", "url": SOURCE}
    rural = leaf("zone", "==", "rural", quote=quote)
    [one] = criteria(ruled({"any": [{"all": [rural, leaf("trl", "<", 4)]}, leaf("trl", ">", 6)]}))
    said = Leaf("zone", "==", "rural", Quote("الجهة القروية", "ar", SOURCE))
    assert one.tree == rules.Any((rules.All((said, Leaf("trl", "<", 4))), Leaf("trl", ">", 6)))


def test_a_negation_is_pushed_into_the_leaves() -> None:
    both = {"all": [leaf("trl", "<", 4), leaf("zone", "==", "rural")]}
    [one] = criteria(ruled({"not": both}))
    assert one.tree == rules.Any((Leaf("trl", ">=", 4), Leaf("zone", "!=", "rural")))


def test_a_threshold_that_changed_keeps_each_of_its_periods() -> None:
    ended = {"value": 3, "until": "2022-12-31"}
    [one] = criteria(condition("trl", ">", [ended, {"value": 5, "since": "2023-01-01"}]))
    periods = (Period(3, None, date(2022, 12, 31)), Period(5, date(2023, 1, 1)))
    assert one.tree == Leaf("trl", ">", Dated(periods))


def test_a_startup_describes_itself_and_its_need() -> None:
    made = startups.profile(
        startup(
            description_ar="تطبيق", need_fr="Financer le stock.", seeks=["equity"], amount_mad=5
        )
    )
    assert made.passages == (
        Passage("description", "fr", "Application destinée aux épiceries."),
        Passage("description", "ar", "تطبيق"),
        Passage("need", "fr", "Financer le stock."),
    )
    assert {name: fact.value for name, fact in made.preferences.items()} == {
        "seeks": ("equity",),
        "amount_mad": 5,
        "use": "Financer le stock.",
    }


def test_a_startup_that_says_nothing_of_its_need_has_no_preference() -> None:
    assert startups.profile(startup()).preferences == {}


def test_a_source_without_address_is_cited_by_its_title() -> None:
    data = startup(sources=[{"title": "Déclaration, mars 2026"}])
    assert startups.profile(data).facts["sector"].source == "Déclaration, mars 2026"


def test_sectors_are_said_in_the_words_of_the_rules() -> None:
    known = facts(sectors=["ecommerce", "data_ai", "iot", "hrtech", "e-commerce"])
    assert known["sector"] == ("e-commerce", "data", "IA", "IoT", "hrtech")


@pytest.mark.parametrize(
    ("city", "region"),
    [
        ("Casablanca", "Casablanca-Settat"),
        ("MEKNES", "Fès-Meknès"),
        ("Benguérir", "Marrakech-Safi"),
    ],
)
def test_a_region_follows_from_a_city_and_says_so(city: str, region: str) -> None:
    fact = startups.profile(startup(city=city)).facts["region"]
    assert fact.value == region
    assert fact.source.startswith(f"derived from the city {city}")


def test_a_stated_region_wins_over_the_city() -> None:
    fact = startups.profile(startup(city="Casablanca", region="Oriental")).facts["region"]
    assert (fact.value, fact.source) == ("Oriental", SOURCE)


def test_an_unknown_city_gives_no_region() -> None:
    assert "region" not in facts(city="Ville-Inconnue")


def test_a_founding_year_is_no_creation_date() -> None:
    known = facts(founded_year=2020)
    assert known["founded_year"] == 2020
    assert "company_creation_date" not in known


def test_rounds_of_equity_in_dirhams_add_up() -> None:
    made = startups.profile(
        startup(
            raised=[
                funding(date="2021", amount=1_000_000, currency="MAD"),
                funding(date="2023-02", amount=2_000_000, currency="MAD", round="series_a"),
                funding(date="2024", amount=50_000, currency="MAD", round="prize"),
            ]
        )
    )
    tour = "https://example.org/tour"
    assert made.facts["equity_raised_mad"] == Fact("equity_raised_mad", 3_000_000, tour, "2023-02")
    assert made.facts["prior_equity_raised"].value is True


@pytest.mark.parametrize(
    "other",
    [
        funding(amount=5, currency="USD"),
        funding(),
        funding(amount=5, currency="MAD", amount_scope="investor_ticket"),
    ],
)
def test_an_amount_not_known_whole_in_dirhams_is_not_given(other: dict[str, object]) -> None:
    known = facts(raised=[funding(amount=5, currency="MAD"), other])
    assert known["prior_equity_raised"] is True
    assert "equity_raised_mad" not in known


def test_who_took_part_in_rounds_has_funded_them() -> None:
    rounds = [
        funding(date="2023-02", investors=["fonds-a", "fonds-b"], round="series_a"),
        funding(date="2021", investors=["fonds-b", "prix-c"], round="prize"),
        funding(date="2024", round="grant"),
    ]
    made = startups.profile(startup(raised=rounds))
    given = ("fonds-a", "fonds-b", "prix-c")
    assert made.facts["funders"] == Fact("funders", given, "https://example.org/tour", "2023-02")
    assert "funders" not in facts(raised=rounds[2:])


@pytest.mark.parametrize("raised", [[], [funding(round="prize")], [funding(round="undisclosed")]])
def test_no_known_round_of_equity_is_not_a_no(raised: list[object]) -> None:
    assert "prior_equity_raised" not in facts(raised=raised)


@pytest.mark.parametrize(
    ("exports", "known"),
    [
        (["France", "Sénégal"], True),
        (["Côte d’Ivoire"], True),
        (["Afrique de l'Ouest"], True),
        (["France"], None),
        (["Plus de 40 pays"], None),
        (["Maroc"], None),
    ],
)
def test_exporting_to_africa_is_known_only_when_a_country_says_so(
    exports: list[str], known: bool | None
) -> None:
    assert facts(exports=exports).get("exports_to_africa") is known


def test_what_founders_state_wins_over_what_is_derived() -> None:
    known = facts(
        sectors=["ecommerce"],
        facts={"sector": ["fintech"], "company_creation_date": "2020-05-04", "has_mvp": False},
    )
    assert known["sector"] == ("fintech",)
    assert known["company_creation_date"] == "2020-05-04"
    assert known["has_mvp"] is False


LINE = {
    "id": "s02",
    "name": "Qrayti",
    "as_of": "2026-01-15",
    "facts": {
        "sector": ["edtech"],
        "trl": 2,
        "has_patent": None,
        "company_creation_date": "2023-11-05",
    },
    "need": {"seeks": ["coaching"], "amount_mad": None, "use": "un MVP"},
    "text": {"fr": "Bonjour.\n\nNous\u2028révisons.", "ar": "مرحبا"},
}


def judged_file(folder: Path, *lines: str) -> Path:
    (folder / judged.FILE).write_text("\n".join(lines), "utf-8")
    return folder


def test_a_judged_startup_leaves_out_what_is_unknown(tmp_path: Path) -> None:
    [one] = judged.read(judged_file(tmp_path, json.dumps(LINE, ensure_ascii=False), ""))
    made = judged.profile(one, "fr")
    assert one.as_of == date(2026, 1, 15)
    assert {name: fact.value for name, fact in made.facts.items()} == {
        "sector": ("edtech",),
        "trl": 2,
        "company_creation_date": "2023-11-05",
    }
    assert {name: fact.value for name, fact in made.preferences.items()} == {
        "seeks": ("coaching",),
        "use": "un MVP",
    }
    assert [passage.text for passage in made.passages] == ["Bonjour.", "Nous\u2028révisons."]
    assert judged.profile(one, "ar").passages == (Passage("description", "ar", "مرحبا"),)


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "a"}', '{"id": "a", "as_of": "2026"}'])
def test_a_broken_line_of_the_judged_set_is_named(tmp_path: Path, line: str) -> None:
    folder = judged_file(tmp_path, json.dumps(LINE), line)
    with pytest.raises(ValueError, match=r"startups\.jsonl:2: not a judged startup"):
        judged.read(folder)


def test_a_digest_depends_on_the_data_and_not_on_its_order() -> None:
    data = programme()
    assert digest(data) == digest(dict(reversed(data.items())))
    assert digest(data) != digest(programme(name="Innov Start"))
    assert len(digest({})) == 64


def test_a_digest_refuses_what_json_has_no_word_for() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        digest({"a": float("nan")})


def test_a_refusal_reads_as_place_field_and_sentence() -> None:
    whole = Refusal("a.yaml", None, "", Reason.NOT_FOUND, "There is none.")
    row = Refusal("a.xlsx", 3, "name", Reason.WRONG_TYPE, "Write a text.", "row")
    assert str(whole) == "a.yaml: There is none."
    assert str(row) == "a.xlsx, row 3: name: Write a text."
    assert Batch().records == ()
