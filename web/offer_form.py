"""What an offer of work asks for, as the form that confirms it: what was read, and what is typed.

Everything that the form holds is confirmed by who sends it: what they leave as it was read, what
they write otherwise, and what they take away.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from app.candidates.cards import labels
from app.candidates.schemas import Standing
from app.offers import values
from app.offers.schemas import Answered, OfferShown, OfferValue
from ingestion.offers.model import Rank
from ingestion.offers.words import contract_kinds
from matching.skills.folding import key as form_key
from matching.skills.lexicon import lexicon
from matching.talent.conditions import LEVELS
from web import offer_words
from web.answers import BETWEEN, Unfit, plain_digits, told
from web.begun import Lists
from web.data.kit import Options
from web.data.talent import SkillAsked
from web.formats import Formats

MODES = ("on_site", "hybrid", "remote", "mobile")
EXPERIENCE = ("student", "junior", "senior")
# Languages that are asked of every offer; others where its text names them.
LANGUAGES = ("fr", "ar", "en", "es", "de")
RANKS = tuple(Rank)
# What is chosen of a skill that is not asked for.
NOT = "no"
# Skills that the text does not name, by the field that they are typed into.
MORE: Mapping[str, Rank] = {"more_must": Rank.MUST, "more_nice": Rank.NICE}
# The longest line, and the most years, of an offer (app.offers.values).
LONGEST, MOST_YEARS, MOST_DEGREE = 200, 60, 8
YES = "yes"
# What is ticked: a browser sends nothing of what is not.
BOXES = ("contracts", "degree_demanded")
# The contracts that the offer named when the form was opened: of others, no tick says nothing.
SHOWN_CONTRACTS = "shown_contracts"

Place = tuple[str, str]
"""A field, and which of several; empty where there is one."""
Said = Mapping[Place, Any]
"""What is typed, by place; None for what is taken away."""
Faults = dict[str, str]
"""What is wrong with what was typed into each input, in words."""


def skill_input(skill: str) -> str:
    """The input that says how much a skill is wanted."""
    return f"skill.{skill}"


def language_input(code: str) -> str:
    """The input that says how well a language is to be spoken."""
    return f"language.{code}"


def options(formats: Formats) -> Mapping[str, Options]:
    """What to choose from, by field."""
    return {
        "skills": offer_words.options("skill_rank", RANKS, formats),
        "level": offer_words.options("experience_level", EXPERIENCE, formats),
        "contracts": offer_words.contracts(formats),
        "mode": offer_words.options("work_mode", MODES, formats),
        "languages": offer_words.levels(formats),
    }


def current(offer: OfferShown) -> Lists:
    """What an offer says, as the form holds it."""
    held = [one for one in offer.values if one.standing is not Standing.DENIED]
    found = {name: texts for one in held for name, texts in WRITTEN[one.field](one.value)}
    contracts = tuple(one.value for one in held if one.field == "contracts")
    named = tuple(one.key for one in offer.values if one.field == "contracts")
    return {**found, "contracts": contracts, SHOWN_CONTRACTS: named}


def origins(offer: OfferShown) -> dict[str, str]:
    """The words that each input's value was read from, by input, where there are any."""
    found = {
        name: offer_words.words(offer.text, one)
        for one in offer.values
        for name, _ in WRITTEN[one.field](one.value)
    }
    several = [
        offer_words.words(offer.text, one) for one in offer.values if one.field == "contracts"
    ]
    found["contracts"] = " · ".join(dict.fromkeys(filter(None, several)))
    return {name: told for name, told in found.items() if told}


def skills_asked(offer: OfferShown) -> tuple[SkillAsked, ...]:
    """The skills of an offer, as the form asks for them."""
    return tuple(
        SkillAsked(
            name=skill_input(one.key),
            label=labels(one.key),
            words=offer_words.words(offer.text, one),
            confirmed=one.standing is not Standing.READ,
        )
        for one in offer.values
        if one.field == "skills"
    )


def plainly(field: str) -> Callable[[Any], Iterator[tuple[str, tuple[str, ...]]]]:
    """A value that is written as it is, in one input."""

    def written(value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:  # noqa: ANN401
        yield field, (str(value),)

    return written


def years_written(value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:  # noqa: ANN401
    """Years from and to."""
    for end in ("least", "most"):
        if value[end] is not None:
            yield f"years_{end}", (str(value[end]),)


def degree_written(value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:  # noqa: ANN401
    """Years of study, and whether there is no way without them."""
    yield "degree", (str(value["level"]),)
    if value["demanded"]:
        yield "degree_demanded", (YES,)


def skill_written(value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:  # noqa: ANN401
    """How much a skill is wanted."""
    yield skill_input(value["skill"]), (value["rank"],)


def language_written(value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:  # noqa: ANN401
    """How well a language is to be spoken."""
    yield language_input(value["code"]), (value["level"],)


# How each field of an offer is written into the inputs of the form.
WRITTEN: Mapping[str, Callable[[Any], Iterator[tuple[str, tuple[str, ...]]]]] = {
    "title": plainly("title"),
    "skills": skill_written,
    "level": plainly("level"),
    "years": years_written,
    "contracts": plainly("contracts"),
    "city": plainly("city"),
    "mode": plainly("mode"),
    "languages": language_written,
    "degree": degree_written,
}


def read(offer: OfferShown, typed: Lists, formats: Formats) -> tuple[tuple[Answered, ...], Faults]:
    """What a person says of an offer by the form, and what is wrong with what they typed."""
    faults: Faults = {}
    said: dict[Place, Any] = {}
    for reader in READERS:
        try:
            said |= reader(offer, typed)
        except Wrong as wrong:
            faults |= {name: told(unfit, formats) for name, unfit in wrong.inputs.items()}
    known = {(one.field, one.key): one for one in offer.values}
    answers = (answer(place, value, known.get(place)) for place, value in said.items())
    return tuple(filter(None, answers)), faults


class Wrong(ValueError):
    """What was typed into some inputs cannot be meant."""

    def __init__(self, **inputs: Unfit) -> None:
        super().__init__(*inputs)
        self.inputs = inputs


def answer(place: Place, value: Any, known: OfferValue | None) -> Answered | None:  # noqa: ANN401
    """What a person says of a value by leaving it, changing it or taking it away; None for nothing.

    A value that they said already is not said again.
    """
    field, key = place
    if known is None:
        if value is None:
            return None
        return Answered(field=field, key=key, standing=Standing.CORRECTED, value=value)
    if value is None:
        denied = known.standing is Standing.DENIED
        return None if denied else Answered(field=field, key=key, standing=Standing.DENIED)
    if value != known.value:
        return Answered(field=field, key=key, standing=Standing.CORRECTED, value=value)
    if known.standing in {Standing.READ, Standing.DENIED}:
        return Answered(field=field, key=key, standing=Standing.CONFIRMED)
    return None


def one(typed: Lists, name: str) -> str:
    """What was typed into an input."""
    return "".join(typed.get(name, ())[-1:]).strip()


def line(name: str) -> Callable[[OfferShown, Lists], Said]:
    """Reads a line of text."""

    def reader(_offer: OfferShown, typed: Lists) -> Said:
        text = one(typed, name)
        if len(text) > LONGEST:
            raise Wrong(**{name: Unfit("answer.long", {"most": LONGEST})})
        return {(name, ""): text or None}

    return reader


def choice(name: str, options: Iterable[str]) -> Callable[[OfferShown, Lists], Said]:
    """Reads what was chosen among some."""
    known = frozenset(options)

    def reader(_offer: OfferShown, typed: Lists) -> Said:
        chosen = one(typed, name)
        if chosen and chosen not in known:
            raise Wrong(**{name: Unfit("answer.choice")})
        return {(name, ""): chosen or None}

    return reader


def count(typed: Lists, name: str, most: int) -> int | None:
    """A whole number from 0; raises `Wrong`."""
    text = plain_digits(one(typed, name))
    if not text:
        return None
    if not text.isdecimal() or int(text) > most:
        raise Wrong(**{name: Unfit("answer.between", {"least": 0, "most": most})})
    return int(text)


def years(_offer: OfferShown, typed: Lists) -> Said:
    """Years of experience, from and to."""
    least, most = (count(typed, f"years_{end}", MOST_YEARS) for end in ("least", "most"))
    if least is not None and most is not None and most < least:
        raise Wrong(years_most=Unfit("answer.least", {"least": least}))
    none = least is None and most is None
    return {("years", ""): None if none else {"least": least, "most": most}}


def degree(_offer: OfferShown, typed: Lists) -> Said:
    """Years of study."""
    level = count(typed, "degree", MOST_DEGREE)
    demanded = one(typed, "degree_demanded") == YES
    return {("degree", ""): None if level is None else {"level": level, "demanded": demanded}}


def contracts(offer: OfferShown, typed: Lists) -> Said:
    """The kinds of contract that are offered; one that the form did not know stays as it is."""
    chosen = set(typed.get("contracts", ()))
    if chosen - set(contract_kinds()):
        raise Wrong(contracts=Unfit("answer.choice"))
    shown = typed.get(SHOWN_CONTRACTS, ())
    named = (value.key for value in offer.values if value.field == "contracts")
    known = {code for code in named if code in shown}
    return {("contracts", code): code if code in chosen else None for code in known | chosen}


def languages(offer: OfferShown, typed: Lists) -> Said:
    """How well each language is to be spoken; one that the form did not hold stays as it is."""
    asked = (code for code in asked_languages(offer) if language_input(code) in typed)
    levels = {code: one(typed, language_input(code)) for code in asked}
    wrong = {language_input(code) for code, level in levels.items() if level not in {"", *LEVELS}}
    if wrong:
        raise Wrong(**dict.fromkeys(wrong, Unfit("answer.choice")))
    return {
        ("languages", code): {"code": code, "level": level} if level else None
        for code, level in levels.items()
    }


def asked_languages(offer: OfferShown) -> tuple[str, ...]:
    """The languages that the form asks for."""
    named = (value.key for value in offer.values if value.field == "languages")
    return tuple(dict.fromkeys((*LANGUAGES, *named)))


def skills(offer: OfferShown, typed: Lists) -> Said:
    """How much each skill is wanted: those that were read, then those that are added.

    One that the form did not hold, since the text was written anew meanwhile, stays as it is.
    """
    known = [value.key for value in offer.values if value.field == "skills"]
    held = [skill for skill in known if skill_input(skill) in typed]
    ranks = {skill: one(typed, skill_input(skill)) or NOT for skill in held}
    wrong = {skill_input(skill) for skill, rank in ranks.items() if rank not in {NOT, *RANKS}}
    if wrong:
        raise Wrong(**dict.fromkeys(wrong, Unfit("answer.choice")))
    added = {skill: rank.value for name, rank in MORE.items() for skill in named(typed, name)}
    return {
        ("skills", skill): None if rank == NOT else {"skill": skill, "rank": rank}
        for skill, rank in (ranks | added).items()
    }


def named(typed: Lists, name: str) -> Iterator[str]:
    """The skills of a list of names, by any of their names; raises `Wrong`."""
    for text in filter(None, map(str.strip, BETWEEN.split(one(typed, name)))):
        forms = lexicon().forms.get(form_key(text), ())
        found = [form.entry.id for form in forms if form.entry.id in values.skills()]
        if not found:
            raise Wrong(**{name: Unfit("offer.no_skill")})
        yield found[0]


READERS: tuple[Callable[[OfferShown, Lists], Said], ...] = (
    line("title"),
    skills,
    choice("level", EXPERIENCE),
    years,
    contracts,
    line("city"),
    choice("mode", MODES),
    languages,
    degree,
)
