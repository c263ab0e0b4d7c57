"""From an offer to what the engine matches."""

from collections.abc import Iterator, Mapping

from ingestion.offers.model import Offer, Rank
from matching.profile import Fact, Kind, Passage, Profile, Skill, Words
from matching.talent.conditions import Demands, demanded
from matching.talent.occupations import Reader

# How much a skill weighs by its rank.
WEIGHTS: Mapping[Rank, float] = {Rank.CORE: 1.0, Rank.MUST: 0.8, Rank.NICE: 0.3}
ANYWHERE = "remote"


def profile(offer: Offer, identifier: str, occupations: Reader) -> Profile:
    """The profile of an offer, sought by candidates and seeking them.

    `occupations` tells which ones the text means. Raises what its encoder raises.
    """
    return meaning(offer, identifier, occupations.meant(passages(offer.text, offer.language)))


def passages(text: str, language: str) -> tuple[Passage, ...]:
    """What an offer says, as it is indexed and compared."""
    return (Passage("offer", language, text.strip()),) if text.strip() else ()


def meaning(offer: Offer, identifier: str, occupations: Mapping[str, float]) -> Profile:
    """The profile of an offer whose text means these occupations."""
    return Profile(
        id=identifier,
        kind=Kind.VACANCY,
        name=offer.title.value if offer.title else "",
        passages=passages(offer.text, offer.language),
        facts={fact.name: fact for fact in _facts(offer)},
        criteria=demanded(demands(offer)),
        skills=dict(_skills(offer)),
        occupations=occupations,
    )


def _skills(offer: Offer) -> Iterator[tuple[str, Skill]]:
    for one in offer.skills:
        rank, words = one.value.rank, offer.text[one.start : one.end]
        shown = (Words(words, "offer", one.start, one.end),)
        yield one.value.skill, Skill(one.value.skill, WEIGHTS[rank], rank, shown)


def _facts(offer: Offer) -> Iterator[Fact]:
    if offer.contracts:
        yield Fact("contracts", tuple(one.value for one in offer.contracts))
    if offer.city:
        yield Fact("work_city", offer.city.value)
    if offer.mode:
        yield Fact("work_mode", offer.mode.value)
    if offer.degree:
        yield Fact("degree", offer.degree.value.level)
    if offer.years and offer.years.value.least is not None:
        yield Fact("years_min", offer.years.value.least)
    if offer.years and offer.years.value.most is not None:
        yield Fact("years_max", offer.years.value.most)
    for one in offer.languages:
        yield Fact(f"language_{one.value.code}", one.value.level)


def demands(offer: Offer) -> Demands:
    """What an offer demands of a candidate."""
    remote = offer.mode is not None and offer.mode.value == ANYWHERE
    return Demands(
        years=offer.years.value.least if offer.years else None,
        languages={one.value.code: one.value.level for one in offer.languages},
        place=offer.city.value if offer.city and not remote else "",
        degree=offer.degree.value.level if offer.degree else None,
        degree_demanded=bool(offer.degree and offer.degree.value.demanded),
    )
