from matching.profile import Desk, Fact, Kind, Passage, Profile, Skill, Value, Words
from matching.ranking.features import Pair
from matching.talent.candidate import Candidate, Post, profile


def skill(name: str, weight: float = 1.0, how: str = "exact") -> Skill:
    return Skill(name, weight, how, (Words(name, "skills"),))


def skills(*names: str, weight: float = 1.0) -> dict[str, Skill]:
    return {name: skill(name, weight) for name in names}


def vacancy(*asked: str, identifier: str = "v", **facts: Value) -> Profile:
    stated = {name: Fact(name, value) for name, value in facts.items()}
    return Profile(
        identifier,
        Kind.VACANCY,
        "",
        (Passage("offer", "fr", "Une offre."),),
        stated,
        skills=skills(*asked),
    )


def candidate(*had: str, **given: object) -> Candidate:
    return Candidate("c", "fr", skills=skills(*had), **given)  # type: ignore[arg-type]


def pair(asked: Profile, someone: Candidate) -> Pair:
    return Pair(Desk.TALENT, asked, profile(someone), 0.5)


def post(title: str, text: str = "") -> Post:
    return Post(title, text)
