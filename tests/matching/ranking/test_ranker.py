from importlib.resources import files

import pytest
import yaml

from matching.profile import Desk, Fact, Kind, Profile, Value
from matching.ranking import features
from matching.ranking.bands import Band, Said, bands
from matching.ranking.features import FEATURES, Pair, data, data_version
from matching.ranking.ranker import Component, Ranker, Score, normalised


def profile(what: Kind, seeks: tuple[str, ...] = (), **facts: Value) -> Profile:
    preferences = {"seeks": Fact("seeks", seeks)} if seeks else {}
    stated = {name: Fact(name, value) for name, value in facts.items()}
    return Profile("p", what, "P", facts=stated, preferences=preferences)


def feature(name: str, seeker: Profile, offer: Profile) -> float | None:
    return FEATURES[name](Pair(Desk.FINANCING, seeker, offer, 0.5))


STARTUP = profile(Kind.STARTUP, stage="seed", sector=("fintech",), region="Souss-Massa")


@pytest.mark.parametrize("name", sorted(set(FEATURES) - {"text"}))
def test_a_feature_of_two_silent_profiles_is_unknown(name: str) -> None:
    assert feature(name, profile(Kind.STARTUP), profile(Kind.PROGRAMME)) is None


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        (("seed", "growth"), 1.0),
        (("pre_seed",), 0.5),
        (("idea", "growth"), 0.0),
        (("other",), None),
    ],
)
def test_a_stage_next_door_counts_half(stages: tuple[str, ...], expected: float | None) -> None:
    assert feature("stage", STARTUP, profile(Kind.PROGRAMME, stages=stages)) == expected


def test_a_programme_for_the_sector_counts_more_than_one_for_all() -> None:
    own = feature("sector", STARTUP, profile(Kind.PROGRAMME, sectors=("digital",)))
    anyone = feature("sector", STARTUP, profile(Kind.PROGRAMME, sectors=("any",)))
    other = feature("sector", STARTUP, profile(Kind.PROGRAMME, sectors=("tourisme",)))
    assert own is not None
    assert anyone is not None
    assert other is not None
    assert own > anyone > other


def test_an_excluded_sector_counts_as_none() -> None:
    offer = profile(Kind.PROGRAMME, sectors=("any",), sectors_excluded=("fintech",))
    assert feature("sector", STARTUP, offer) == 0.0


SEEKS = yaml.safe_load(
    files("ingestion").joinpath("schemas/startup.schema.json").read_text("utf-8")
)
SEEKS = SEEKS["properties"]["seeks"]["items"]["enum"]


@pytest.mark.parametrize("sought", SEEKS)
def test_whatever_may_be_sought_is_known_here(sought: str) -> None:
    offer = profile(Kind.PROGRAMME, kind="nothing", instruments=("something",))
    assert feature("need", profile(Kind.STARTUP, seeks=(sought,)), offer) == 0.0
    # Beside another need, what gives that very thing is not beside it.
    both = profile(Kind.STARTUP, seeks=("personal_consumer_loan", sought))
    same = profile(Kind.PROGRAMME, kind="nothing", instruments=(sought,))
    needs = data("needs.yaml")["needs"]
    if sought not in needs or sought in needs[sought]["instruments"]:
        assert feature("need", both, same)


def test_what_nobody_knows_here_is_no_lack() -> None:
    offer = profile(Kind.PROGRAMME, kind="grant", instruments=("grant",))
    assert feature("need", profile(Kind.STARTUP, seeks=("equity", "a yacht")), offer) is None
    assert feature("need", profile(Kind.STARTUP, seeks=("grant", "a yacht")), offer) == 1.0


def test_a_programme_that_does_not_say_what_it_gives_may_give_it() -> None:
    silent = profile(Kind.PROGRAMME, kind="accelerator")
    assert feature("need", profile(Kind.STARTUP, seeks=("equity",)), silent) is None


def test_a_known_need_that_nothing_answers_counts_as_none() -> None:
    seeker = profile(Kind.STARTUP, seeks=("personal_consumer_loan",))
    offer = profile(Kind.PROGRAMME, kind="honour_loan", instruments=("honour_loan",))
    assert feature("need", seeker, offer) == 0.0


def test_an_unheard_of_need_is_unknown() -> None:
    seeker = profile(Kind.STARTUP, seeks=("a_unicorn",))
    assert feature("need", seeker, profile(Kind.PROGRAMME, kind="grant")) is None


@pytest.mark.parametrize(
    ("amount", "expected"), [(100_000, 1.0), (400_000, 0.5), (10_000, 0.2), (200_000, 1.0)]
)
def test_the_further_from_the_ticket_the_less_it_counts(amount: int, expected: float) -> None:
    seeker = Profile("s", Kind.STARTUP, "S", preferences={"amount_mad": Fact("amount_mad", amount)})
    offer = profile(Kind.PROGRAMME, ticket_min_mad=50_000, ticket_max_mad=200_000)
    assert feature("ticket", seeker, offer) == pytest.approx(expected)


def test_points_add_up_to_the_score_between_zero_and_one() -> None:
    offer = profile(Kind.PROGRAMME, kind="grant", stages=("seed",), status="open")
    score = Ranker(Desk.FINANCING).score(Pair(Desk.FINANCING, STARTUP, offer, 1.0))
    assert score.total == pytest.approx(sum(part.points for part in score.components))
    assert 0 <= score.total <= 1


def test_an_unknown_feature_is_worth_what_the_desk_says() -> None:
    ranker = Ranker(Desk.FINANCING)
    part = ranker.component("stage", Pair(Desk.FINANCING, STARTUP, profile(Kind.PROGRAMME), 0.0))
    assert part.value is None
    assert part.points == pytest.approx(ranker.weights["stage"] * ranker.unknown)


def test_weights_of_no_feature_or_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="charm"):
        normalised({"text": 1.0, "charm": 1.0})
    with pytest.raises(ValueError, match="above zero"):
        normalised({"text": 0.0})


def test_every_need_names_instruments_and_kinds_that_the_catalogue_has() -> None:
    kinds = set(data("desks.yaml")["financing"]["kinds"])
    for answers in data("needs.yaml")["needs"].values():
        assert set(answers["kinds"]) <= kinds


def test_a_sector_that_is_none_leaves_the_feature_unknown() -> None:
    assert feature("sector", STARTUP, profile(Kind.PROGRAMME, sectors=("B2B", "B2B2C"))) is None


def scored(**values: float | None) -> Score:
    ranker = Ranker(Desk.FINANCING)
    given = dict.fromkeys(ranker.weights, 1.0) | values
    worth = {name: ranker.unknown if value is None else value for name, value in given.items()}
    return Score(
        tuple(
            Component(name, value, ranker.weights[name] * worth[name])
            for name, value in given.items()
        )
    )


def test_what_costs_most_is_told_where_no_offer_can_be_strong_enough() -> None:
    poor = scored(need=0.0, sector=0.5, text=0.7)
    assert Ranker(Desk.FINANCING).lack([poor, poor]) == "need"


def test_nothing_is_lacking_where_one_offer_is_strong_enough_or_there_is_none() -> None:
    poor = scored(need=0.0, sector=0.5, text=0.7)
    assert Ranker(Desk.FINANCING).lack([poor, scored()]) is None
    assert Ranker(Desk.FINANCING).lack([]) is None


def test_what_is_unknown_is_no_lack() -> None:
    poor = scored(need=None, sector=0.5, text=0.4)
    assert poor.total < Ranker(Desk.FINANCING).suits
    assert Ranker(Desk.FINANCING).lack([poor]) is None


def test_a_text_that_repeats_the_other_is_worth_no_more_than_one_with_nothing_in_common() -> None:
    ranker = Ranker(Desk.FINANCING)
    given = dict.fromkeys(ranker.weights, 1.0) | {"sector": 0.5, "stage": 0.5}
    nothing, repeated = (
        Score(
            tuple(
                Component(name, one, ranker.weights[name] * ranker.worth(name, one))
                for name, one in (given | {"text": text}).items()
            )
        )
        for text in (0.0, None)
    )
    assert repeated.total == nothing.total
    assert ranker.lack([repeated]) == ranker.lack([nothing]) == "text"


def test_a_desk_without_judgements_lacks_nothing() -> None:
    assert Ranker(Desk.TALENT).lack([Score((Component("text", 0.0, 0.0),))]) is None


@pytest.mark.parametrize(
    ("desk", "said"),
    [(Desk.FINANCING, Said.STATED), (Desk.TALENT, Said.CLEAR), (Desk.TALENT, Said.BRIEF)],
)
def test_the_higher_a_band_the_more_of_its_pairs_suited(desk: Desk, said: Said) -> None:
    found = bands(desk, said)
    shares = [one.suited / one.judged for one in found]
    assert [one.band for one in found] == list(Band)[-len(found) :]
    assert [one.least for one in found] == sorted((one.least for one in found), reverse=True)
    assert shares == sorted(shares, reverse=True)
    assert min(one.judged for one in found) > 10


def test_a_score_lies_in_the_band_that_it_reaches() -> None:
    ranker, found = Ranker(Desk.FINANCING), bands(Desk.FINANCING, Said.STATED)
    assert ranker.band(scored(), Said.STATED) is found[0]
    assert ranker.band(scored(**dict.fromkeys(FEATURES, 0.0)), Said.STATED) is found[-1]
    assert ranker.band(scored(), None) is None


def test_a_line_has_other_bands_than_an_advert_and_never_the_best() -> None:
    whole = Score((Component("occupation", 1.0, 1.0),))
    told = [Ranker(Desk.TALENT).band(whole, one) for one in (Said.CLEAR, Said.BRIEF)]
    assert [one and one.band for one in told] == [Band.VERY_GOOD, Band.GOOD]
    assert Ranker(Desk.JOBS).band(whole, Said.CLEAR) is None


@pytest.mark.parametrize("changed", [Desk.FINANCING, Desk.TALENT])
def test_a_desk_ranks_by_its_own_tables(changed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desks = (Desk.FINANCING, Desk.TALENT)
    before = {desk: Ranker(desk).version for desk in desks}
    table = data("desks.yaml")
    other = {**table, changed: {**table[changed], "unknown": 0.3}}
    monkeypatch.setattr(
        features, "data", lambda name: other if name == "desks.yaml" else data(name)
    )
    after = {desk: data_version.__wrapped__(desk) for desk in desks}
    assert {desk for desk in desks if before[desk] != after[desk]} == {changed}
