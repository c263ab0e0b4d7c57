"""The catalogue's search, against what each record says."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from app.context import Context
from app.kit.database import reading, writing
from app.profiles import service
from app.profiles.importing import import_batch
from app.programmes.schemas import CatalogueShown
from app.programmes.search import Sort, Wanted, search
from matching.profile import Kind
from tests.app.factories import batch, programme, startup
from tests.app.queries import statements

ALL = 10_000
Record = dict[str, Any]


def records(context: Context) -> dict[str, Record]:
    with reading(context.database) as session:
        return {row.id: row.record for row in service.rows(session, Kind.PROGRAMME)}


def found(context: Context, **asked: Any) -> CatalogueShown:  # noqa: ANN401
    return search(context, Wanted(**asked), 0, ALL)


def ids(context: Context, **asked: Any) -> list[str]:  # noqa: ANN401
    return [one.id for one in found(context, **asked).items]


def nearby(shown: CatalogueShown) -> set[str]:
    return {one.id for one in shown.items if one.by_meaning}


def using(shown: CatalogueShown) -> set[str]:
    return {one.id for one in shown.items} - nearby(shown)


def counts(shown: CatalogueShown, facet: str) -> dict[str, int]:
    [one] = [one for one in shown.facets if one.name == facet]
    return {value.code: value.count for value in one.values}


# What each choice means, said of a record anew.
HAS: dict[str, Callable[[Record, str], bool]] = {
    "kind": lambda record, code: record["kind"] == code,
    "instrument": lambda record, code: code in record["instruments"],
    "stage": lambda record, code: code in (record.get("stages") or ["unknown"]),
    "region": lambda record, code: record["regions"] == "any" or code in record["regions"],
    "status": lambda record, code: record["status"] == code,
    "dilutive": lambda record, code: (
        {True: "yes", False: "no", None: "unknown"}[record.get("dilutive")] == code
    ),
    "language": lambda record, code: f"summary_{code}" in record,
}
# The whole country is a choice that takes those alone that say so.
NATIONAL = "any"
CHOICES: list[dict[str, tuple[str, ...]]] = [
    {},
    {"kind": ("grant", "loan")},
    {"kind": ("grant",), "status": ("open", "unknown")},
    {"region": ("Souss-Massa",), "stage": ("idea", "unknown")},
    {"dilutive": ("yes",), "language": ("en",)},
    {"instrument": ("coaching", "equity"), "region": ("any",), "status": ("closed",)},
]


def has(record: Record, name: str, code: str) -> bool:
    if code == NATIONAL:
        return bool(record["regions"] == NATIONAL)
    return HAS[name](record, code)


def kept(record: Record, chosen: dict[str, tuple[str, ...]], but: str = "") -> bool:
    return all(
        name == but or any(has(record, name, code) for code in codes)
        for name, codes in chosen.items()
    )


@pytest.mark.parametrize("chosen", CHOICES)
def test_what_is_found_and_every_count_is_what_the_records_say(
    context: Context, chosen: dict[str, tuple[str, ...]]
) -> None:
    shown = found(context, **chosen)
    everything = records(context)
    assert {one.id for one in shown.items} == {
        id_ for id_, record in everything.items() if kept(record, chosen)
    }
    assert shown.total == len(shown.items)
    for name in HAS:
        others = [record for record in everything.values() if kept(record, chosen, but=name)]
        counted = counts(shown, name)
        assert counted == {code: sum(has(one, name, code) for one in others) for code in counted}
        left = {
            code
            for code in everyone(name, everything)
            if any(has(one, name, code) for one in others)
        }
        assert left <= set(counted)
        [facet] = [one for one in shown.facets if one.name == name]
        assert facet.without == len(others)


def everyone(name: str, everything: dict[str, Record]) -> set[str]:
    """The values that some record names."""
    field = {"instrument": "instruments", "stage": "stages", "region": "regions"}.get(name, name)
    given = (record.get(field, ()) for record in everything.values())
    listed = ([one] if isinstance(one, str) else one for one in given if not isinstance(one, bool))
    return {code for codes in listed for code in codes}


def test_several_values_widen_and_several_facets_narrow(context: Context) -> None:
    grants, loans = (set(ids(context, kind=(kind,))) for kind in ("grant", "loan"))
    assert set(ids(context, kind=("grant", "loan"))) == grants | loans
    opened = set(ids(context, status=("open",)))
    assert set(ids(context, kind=("grant",), status=("open",))) == grants & opened


@pytest.fixture
def small(empty_context: Context) -> Context:
    """Four programmes that differ in what they take."""
    told = [
        programme("tous", name="Fonds pour tous", sectors="any", regions="any", as_of="2024"),
        programme("sauf", sectors="any", sectors_excluded=["fintech"], as_of="2025-03"),
        programme("numerique", sectors=["TIC"], regions=["Oriental"], as_of="2024-11-02"),
        programme("vert", sectors=["green tech"], provider="Tamwilcom", as_of="2024-11"),
    ]
    undated = programme("sans-date", sectors=["watertech"], status="closed")
    del undated["as_of"], undated["stages"]
    import_batch(empty_context, Kind.PROGRAMME, batch(*told, undated))
    return empty_context


def test_a_sector_finds_all_that_takes_it(small: Context) -> None:
    assert set(ids(small, sector=("digital",))) == {"tous", "sauf", "numerique"}
    assert set(ids(small, sector=("greentech",))) == {"tous", "sauf", "vert"}
    # Who saves water is green; who is green need not save water.
    assert set(ids(small, sector=("watertech",))) == {"tous", "sauf", "vert", "sans-date"}
    assert set(ids(small, sector=("any",))) == {"tous", "sauf"}


def test_a_sector_of_which_a_fund_takes_a_part_is_found_as_that_sector(small: Context) -> None:
    partly = programme("part", sectors=["biotech (≤20 %)", "greentech (≤20 %)"])
    import_batch(small, Kind.PROGRAMME, batch(partly))
    assert set(ids(small, sector=("biotech",))) == {"tous", "sauf", "part"}
    assert {"biotech", "greentech", "biotech (≤20 %)"} & set(counts(found(small), "sector")) == {
        "biotech",
        "greentech",
    }


def test_an_excluded_sector_is_not_found_among_those_taken(small: Context) -> None:
    more = programme("banques", sectors=["fintech"])
    import_batch(small, Kind.PROGRAMME, batch(more))
    assert set(ids(small, sector=("fintech",))) == {"tous", "numerique", "banques"}


def test_a_region_finds_what_takes_the_whole_country_too(small: Context) -> None:
    assert "numerique" in ids(small, region=("Oriental",))
    assert "tous" in ids(small, region=("Oriental",))
    assert "numerique" not in ids(small, region=("any",))


def test_a_stage_that_is_not_stated_is_a_choice_of_its_own(small: Context) -> None:
    assert ids(small, stage=("unknown",)) == ["sans-date"]
    assert "sans-date" not in ids(small, stage=("idea",))


def test_the_latest_seen_come_first_and_those_without_a_date_last(small: Context) -> None:
    assert ids(small, sort=Sort.FRESHNESS) == ["sauf", "numerique", "vert", "tous", "sans-date"]


def test_without_words_programmes_come_by_name(context: Context) -> None:
    names = [service.filed(one.name) for one in found(context).items]
    assert all(before <= after for before, after in pairwise(names))
    assert len(names) == len(records(context))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("prêt d'honneur", {"innov-start", "forsa"}),
        ("honour loans", {"innov-start", "forsa"}),
        ("قرض شرف", {"innov-start", "forsa"}),
        ("réseau entreprendre", {"reseau-entreprendre-maroc"}),
        ("boost up", {"technopark-boost-up-lab"}),
    ],
)
def test_words_of_any_language_find(context: Context, asked: str, expected: set[str]) -> None:
    answers = ids(context, q=asked)
    assert expected <= set(answers[:8])
    assert len(answers) < 30


@pytest.mark.parametrize("asked", ["IA", "ia", "intelligence artificielle", "AI", "ذكاء اصطناعي"])
def test_an_acronym_and_its_names_find_alike(context: Context, asked: str) -> None:
    answers = found(context, q=asked)
    assert {"um6p-ventures", "maroc-numeric-fund-2"} <= using(answers)


def test_what_bears_the_name_comes_before_what_speaks_of_it(context: Context) -> None:
    answers = found(context, q="Tamwilcom")
    named = ["tamwilcom" in f"{one.name} {one.provider}".casefold() for one in answers.items]
    assert named == sorted(named, reverse=True)
    assert sum(named) >= 10


def test_a_part_of_a_name_finds_it_while_one_types(context: Context) -> None:
    assert {"innov-idea", "innov-start", "innov-dev"} <= set(ids(context, q="inno"))


def test_words_that_nobody_uses_find_by_meaning_and_say_so(context: Context) -> None:
    answers = found(context, q="hire young engineers")
    assert answers.by_meaning == answers.total
    assert "youcode" in nearby(answers)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("argent pour ma boîte", "damane-express"),
        ("help to export my products", "primo-exportateurs-2017"),
        ("قرض بدون فائدة لإنشاء مقاولة", "innov-start"),
    ],
)
def test_a_question_in_other_words_finds_by_meaning(
    context: Context, asked: str, expected: str
) -> None:
    answers = found(context, q=asked)
    assert answers.by_meaning == answers.total
    assert expected in nearby(answers)


@pytest.mark.parametrize(
    ("asked", "worded", "near"),
    [
        ("prêt sans garantie pour jeune entreprise", "start-tpe", "innov-start"),
        ("recruter un ingénieur", "forum-emi-entreprises", "jobintech"),
        ("تمويل", "afriquia-50-sprints", "crowdfunding-loi-15-18"),
    ],
)
def test_where_few_use_the_words_those_near_in_meaning_follow(
    context: Context, asked: str, worded: str, near: str
) -> None:
    answers = found(context, q=asked)
    marks = [one.by_meaning for one in answers.items]
    assert marks == sorted(marks)
    assert answers.by_meaning == sum(marks)
    assert near in nearby(answers)
    assert worded in using(answers)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("قرض بدون فائدة لإنشاء مقاولة", "loan"),
        ("Je cherche une subvention pour mon projet de recherche en énergie solaire", "grant"),
    ],
)
def test_what_a_sentence_names_is_what_is_near(context: Context, asked: str, said: str) -> None:
    everything = records(context)
    answers = ids(context, q=asked)
    assert answers
    for one in answers:
        assert said in str([everything[one]["kind"], *everything[one]["instruments"]]), one


def test_a_sentence_that_names_a_town_finds_what_takes_it(context: Context) -> None:
    answers = found(context, q="I am a woman founder in Agadir looking for an incubator")
    assert "technopark-agadir" in nearby(answers)
    assert "technopark-rabat" not in {one.id for one in answers.items}


def test_what_is_far_behind_the_best_is_not_near(context: Context) -> None:
    answers = found(context, q="garantie pour mon crédit")
    assert using(answers)
    assert not nearby(answers)


def test_who_bears_a_name_comes_before_who_repeats_it(small: Context) -> None:
    said = "Zellige, zellige et encore zellige : le zellige."
    speaks = programme("parle", summary_fr=said, summary_en=said)
    bears = programme("porte", name="Zellige", summary_fr="Autre chose.", summary_en="Else.")
    import_batch(small, Kind.PROGRAMME, batch(speaks, bears))
    assert ids(small, q="zellige")[:2] == ["porte", "parle"]


@pytest.mark.parametrize("name", ["Forsa", "Intelaka"])
def test_a_name_brings_what_bears_it_and_what_speaks_of_it(context: Context, name: str) -> None:
    answers = found(context, q=name)
    assert not nearby(answers)
    everything = records(context)
    for one in answers.items:
        assert name[:-1].casefold() in str(everything[one.id]).casefold(), one.id


def test_a_name_is_found_from_the_start_of_a_word(context: Context) -> None:
    assert "reseau-entreprendre-maroc" not in using(found(context, q="eau"))
    assert "al-mada-ventures" in ids(context, q="amv")


@pytest.mark.parametrize("place", ["Casablanca", "Dakhla", "Laâyoune", "Tétouan", "textile"])
def test_what_takes_the_whole_country_and_all_sectors_takes_each(
    context: Context, place: str
) -> None:
    assert {"innov-start", "forsa"} <= using(found(context, q=f"prêt {place}"))


@pytest.mark.parametrize("asked", ["boost up", "YouCode", "financement"])
def test_a_name_or_a_word_that_many_use_brings_nothing_near(context: Context, asked: str) -> None:
    answers = found(context, q=asked)
    assert answers.total
    assert answers.by_meaning == 0


def test_what_takes_every_sector_answers_for_one_beside_what_it_is_called(small: Context) -> None:
    more = programme("concours", kind="prize", sectors="any", sectors_excluded=["greentech"])
    import_batch(small, Kind.PROGRAMME, batch(more))
    assert {"tous", "sauf", "vert"} <= using(found(small, q="subvention technologies vertes"))
    assert "concours" in using(found(small, q="prix numérique"))
    assert "concours" not in using(found(small, q="prix technologies vertes"))
    # What asks for a sector alone means what is made for it.
    assert "tous" not in using(found(small, q="technologies vertes"))


# What the limits of being near were chosen with, but what finds something: xyzzy plugh, carte SIM,
# vacances à la plage, how to cook rice, horaires de train Casablanca Rabat.
NOTHING = (
    *("asdfgh qwerty", "qsdfjkl", "hjkhjkhjk", "qwe rty uio", "xyzzy", "zzzzzz", "aaaaaa bbbbb"),
    *("blabla", "lorem ipsum dolor sit amet", "123456", "horoscope", "horoscope du jour", "blorp"),
    *("recette de tajine aux pruneaux", "match de football Raja Wydad", "météo demain à Rabat"),
    *("premier ministre de la France", "paroles de chanson", "pizza recipe"),
    *("weather tomorrow", "kifach ntiyeb tajine", "كرة القدم", "وصفة الكسكس", "***", "\u200f"),
    *("quel temps fait-il", "recette de couscous", "acheter une voiture d'occasion", "jkl;"),
    *("film ce soir", "how old is the president", "best pizza in town", "poèmes d'amour"),
    *("le chat dort sur le canapé", "résultats du bac"),
    *("hotel pas cher Marrakech", "lottery numbers", "أغاني حب", "طقس اليوم", "مباراة الوداد"),
    *("ثمن الذهب", "sdkfjh skdjfh", "foo bar baz", "jeux vidéo gratuits", "permis de conduire"),
    "visa schengen",
)
# And these, but what finds nothing: five in Arabic and Moroccan Arabic that ask for money, for an
# investor, for help for women.
QUESTIONS = (
    *("hire young engineers", "free office space", "training for entrepreneurs"),
    *("money for women who start a business", "seed investors for African startups"),
    *("help to export my products", "tax break for innovative companies"),
    *("argent pour ma boîte", "concours pour jeunes pousses", "garantie pour mon crédit"),
    *("des associés qui entrent au capital", "incubateur à Agadir", "تمويل البحث والتطوير"),
    *("قرض بدون فائدة لإنشاء مقاولة", "منحة لتطوير نموذج أولي", "ضمان القروض البنكية"),
    *("مواكبة المشاريع الناشئة", "دعم تصدير المنتجات الفلاحية", "تكوين حاملي المشاريع"),
    *("je cherche un investisseur", "louer un bureau pas cher", "comment financer mon prototype"),
    *("I need money for my agritech startup", "دعم المقاولات الفلاحية", "angel investors"),
    *("financement recherche université", "funding for a health startup", "mentor for my startup"),
    *("I want to sell to big companies", "brevets et propriété intellectuelle"),
    *("recruter un développeur", "soutien aux coopératives", "fonds pour femmes entrepreneures"),
    *(
        "crédit d'impôt recherche",
        "embaucher des stagiaires",
        "être accompagné pour lever des fonds",
    ),
    *("où trouver des bureaux à Fès", "aide à la digitalisation", "comment payer moins d'impôts"),
    *("startup verte recherche subvention", "money to build a prototype", "مساعدة على التصدير"),
    *("فضاء عمل مشترك", "wach kayn chi da3m l startups"),
)


@pytest.mark.parametrize("asked", QUESTIONS)
def test_a_question_finds_something(context: Context, asked: str) -> None:
    assert found(context, q=asked).total > 0


@pytest.mark.parametrize("asked", NOTHING)
def test_nonsense_finds_nothing(context: Context, asked: str) -> None:
    assert found(context, q=asked).total == 0


def test_an_empty_answer_says_what_there_is_without_each_criterion(context: Context) -> None:
    asked = Wanted(q="Tamwilcom", kind=("talent",), status=("closed",))
    shown = search(context, asked, 0, 5)
    assert shown.total == 0
    left = {one.name: one.without for one in shown.facets if one.chosen}
    assert left == {
        "kind": len(ids(context, q="Tamwilcom", status=("closed",))),
        "status": len(ids(context, q="Tamwilcom", kind=("talent",))),
    }
    assert shown.without_words == len(ids(context, kind=("talent",), status=("closed",)))


def test_a_value_that_was_chosen_is_there_though_nothing_has_it(context: Context) -> None:
    shown = found(context, kind=("grant",), status=("no-such-state",))
    assert counts(shown, "status")["no-such-state"] == 0
    assert shown.total == 0


def test_what_changes_is_found_as_it_is_now(small: Context) -> None:
    assert found(small).total == 5
    import_batch(small, Kind.PROGRAMME, batch(programme("tous", name="Tout autre", kind="prize")))
    assert ids(small, q="tout autre") == ["tous"]
    assert ids(small, kind=("prize",)) == ["tous"]
    with writing(small.database) as session:
        service.remove(session, Kind.PROGRAMME, "tous")
    assert "tous" not in ids(small)


def test_a_search_asks_the_database_as_often_whatever_there_is(small: Context) -> None:
    def asked(**wanted: Any) -> int:  # noqa: ANN401
        found(small, **wanted)
        with statements(small.database) as sent:
            found(small, **wanted)
        return len(sent)

    before = asked(), asked(q="fonds")
    more = [programme(f"fonds-{number}") for number in range(40)]
    import_batch(small, Kind.PROGRAMME, batch(*more))
    assert (asked(), asked(q="fonds")) == before
    assert max(before) <= 4


def test_a_change_of_a_company_leaves_the_shelf_as_it_is(small: Context) -> None:
    with reading(small.database) as session:
        before = small.shelf.entries(session)
    import_batch(small, Kind.STARTUP, batch(startup("aquanour")))
    with reading(small.database) as session:
        assert small.shelf.entries(session) is before


def test_parts_of_an_answer_make_the_whole(context: Context) -> None:
    whole = ids(context, q="technopark")
    parts = [search(context, Wanted(q="technopark"), offset, 5) for offset in (0, 5, 10, 15, 20)]
    assert [one.id for part in parts for one in part.items] == whole[:25]
    assert Counter(part.total for part in parts) == {len(whole): 5}
