"""What is shown of a candidate before they say who they are: a form with no place for it.

A card is made of `matching.talent.Candidate`, which has no name, photograph, gender, age, address,
school or employer; schools are added where the company does not wish to be blind to them. Titles
are told as the occupation that they name, in its one form of each language, and so are those that
stand in quoted words: *développeuse* would tell a gender.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from app.candidates.genders import unsexed
from app.candidates.pool import FORM
from app.candidates.veiling import without
from app.matches.schemas import Shown, spoken
from matching.profile import LANGUAGES, Skill
from matching.skills.extraction import extract
from matching.skills.lexicon import lexicon
from matching.talent.candidate import Candidate, Post, masked

REMEMBERED = 16_384


class CardSkill(Shown):
    """A skill of the lexicon."""

    id: str
    label: Mapping[str, str]
    """By language."""
    how: str
    """`exact` and `fuzzy` where words say it, `implied` where another skill does."""
    weight: float
    """From 0 to 1: how well it is shown."""
    words: str
    """The words that show it first; empty where none does."""

    @classmethod
    def of(cls, skill: Skill, language: str) -> "CardSkill":
        """A skill, shown."""
        return cls(
            id=skill.id,
            label=labels(skill.id),
            how=skill.how,
            weight=round(skill.weight, 2),
            words=unsexed(skill.shown[0].text, language) if skill.shown else "",
        )


class CardPost(Shown):
    """A stretch of work, without its employer."""

    title: Mapping[str, str]
    """By language."""
    text: str
    """As its person tells it."""
    kind: str
    """`job`, `internship`, `apprenticeship`, `freelance` or `volunteer`."""
    months: int | None
    """Null where no dates are said."""


class CardStudy(Shown):
    """A course of study, without its school."""

    degree: str
    field: str
    level: int | None
    """Years after the baccalauréat."""


class Card(Shown):
    """A candidate without who they are."""

    id: str
    language: str
    """Of what they wrote."""
    headline: Mapping[str, str]
    """By language; empty where they give none."""
    city: str
    years: float | None
    """Of paid work; null where the CV does not tell."""
    student: bool | None
    contracts: tuple[str, ...]
    languages: Mapping[str, str | None]
    """The level, A1 to C2 or native, by ISO code; null where it is not said."""
    skills: tuple[CardSkill, ...]
    posts: tuple[CardPost, ...]
    studies: tuple[CardStudy, ...]
    projects: tuple[str, ...]
    schools: tuple[str, ...]
    """Empty where the company wishes not to see them at first."""


def with_schools(record: Mapping[str, Any]) -> Card:
    """The card of a candidate, from the record of their profile."""
    return card_of(FORM.validate_python(record["candidate"]), record["schools"])


def without_schools(record: Mapping[str, Any]) -> Card:
    """The same, without their schools, and without their names in texts."""
    return card_of(FORM.validate_python(record["candidate"]), hidden=record["school_names"])


# By whether an offer hides schools.
CARDS = {True: without_schools, False: with_schools}


def card_of(known: Candidate, schools: Collection[str] = (), hidden: Collection[str] = ()) -> Card:
    """A card with some schools, and without words that are hidden."""
    best = sorted(known.skills.values(), key=lambda skill: (-skill.weight, skill.id))
    return Card(
        id=known.id,
        language=known.language,
        headline=neutral(veiled(known.headline, hidden), known.language),
        city=known.city,
        years=known.years,
        student=known.student,
        contracts=known.contracts,
        languages=known.languages,
        skills=tuple(CardSkill.of(one, known.language) for one in best),
        posts=tuple(post(one, known.language, hidden) for one in known.posts),
        studies=tuple(
            CardStudy(
                degree=quoted(one.degree, known.language, hidden),
                field=quoted(one.field, known.language, hidden),
                level=one.level,
            )
            for one in known.studies
        ),
        projects=tuple(quoted(one, known.language, hidden) for one in known.projects),
        schools=tuple(schools),
    )


def post(one: Post, language: str, hidden: Collection[str]) -> CardPost:
    """A stretch of work, shown."""
    return CardPost(
        title=neutral(veiled(one.title, hidden), language),
        text=quoted(one.text, language, hidden),
        kind=one.kind,
        months=one.months,
    )


def veiled(text: str, hidden: Collection[str]) -> str:
    """A text without addresses, numbers to call, pages of one's own, and what is hidden."""
    return without(masked(text), hidden).strip()


def quoted(text: str, language: str, hidden: Collection[str] = ()) -> str:
    """A person's words without what is veiled, and without what their titles tell of a gender."""
    return unsexed(veiled(text, hidden), language)


@lru_cache(REMEMBERED)
def neutral(title: str, language: str) -> Mapping[str, str]:
    """A title by language: the occupation that it names, or itself where it names none."""
    entries = lexicon().entries
    named = [one.skill for one in extract(title, language) if entries[one.skill].is_occupation]
    if named:
        return labels(named[0])
    return dict.fromkeys(LANGUAGES, unsexed(title, language)) if title else {}


def labels(name: str) -> Mapping[str, str]:
    """What an entry of the lexicon is called, by language."""
    return spoken(lambda language: lexicon().label(name, language))
