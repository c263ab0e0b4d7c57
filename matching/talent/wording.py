"""Why a vacancy and a candidate meet or do not, in words: from the rule and from what it read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.lists import format_list

from matching.criteria.rules import Leaf, leaves
from matching.criteria.verdict import Finding, Judged, Judgement, Truth
from matching.skills.lexicon import lexicon
from matching.talent.abstention import Answer
from matching.talent.coverage import Covered, Met
from matching.talent.gaps import Gap
from matching.wording.formats import LOCALES
from matching.wording.texts import Translator, catalogue, spoken

DOMAIN = "matching.wording", "talent"
LANGUAGE = "language_"
# Conditions on several facts are told by the first that they name.
TOLD_AS = {"home_city": "place"}


@cache
def texts(language: str) -> Translator:
    """The texts of talent in `fr`, `ar` or `en`; anything else gets the default."""
    language = spoken(language)
    return Translator(language, catalogue(*DOMAIN, language))


def reasons(judgement: Judgement, language: str) -> list[str]:
    """What became of each condition, what decides the verdict first."""
    order = {Truth.NO: 0, Truth.UNKNOWN: 1, Truth.YES: 2}
    judged = sorted(judgement.judged, key=lambda one: (not one.decides, order[one.truth]))
    return [_reason(one, Words(texts(language))) for one in judged]


def _reason(judged: Judged, words: "Words") -> str:
    leaf = next(leaves(judged.condition.tree))
    found = _read(judged.finding)
    name = TOLD_AS.get(leaf.field, leaf.field)
    family = LANGUAGE.rstrip("_") if name.startswith(LANGUAGE) else name
    return words.texts.text(
        f"{family}.{judged.truth}",
        language=words.language(name.removeprefix(LANGUAGE)),
        wanted=words.values(leaf, leaf.value, least=True),
        found=words.values(leaf, found, least=False),
    )


def _read(finding: Finding) -> object:
    """The value that the first leaf of a finding read; None when nothing says it."""
    while finding.parts:
        finding = finding.parts[0]
    return finding.known.value if finding.known else None


@dataclass(frozen=True, slots=True)
class Words:
    """Values of facts in one language."""

    texts: Translator

    @property
    def locale(self) -> Locale:
        """The locale of names and lists."""
        return Locale.parse(LOCALES[self.texts.language])

    def language(self, code: str) -> str:
        """The name of a language, as a sentence begins."""
        name = str(self.locale.languages.get(code, code))
        return name[:1].upper() + name[1:]

    def values(self, leaf: Leaf, value: object, *, least: bool) -> str:
        """A value, or the `least` of those that are enough, as the reader says it."""
        if value is None:
            return ""
        if leaf.field == "experience_years":
            return self.texts.plural("years", round(float(str(value))))
        many = [str(one) for one in value] if isinstance(value, tuple) else [str(value)]
        if leaf.field.startswith(LANGUAGE) and least:
            many = many[:1]
        return self.listed([self._named(one) for one in many])

    def listed(self, many: Sequence[str]) -> str:
        """Names in a row."""
        return format_list(many, style="standard", locale=self.locale) if many else ""

    def _named(self, code: str) -> str:
        for family in ("contract", "level"):
            if self.texts.has(f"{family}.{code}"):
                return self.texts.text(f"{family}.{code}")
        return code


def skills(covered: Sequence[Covered], language: str) -> list[str]:
    """What of the skills asked for is shown, implied, near and missing."""
    words = Words(texts(language))
    return [
        words.texts.text(f"skills.{met}", skills=words.listed(list(_skills(covered, met, words))))
        for met in Met
        if any(one.met is met for one in covered)
    ]


def _skills(covered: Sequence[Covered], met: Met, words: Words) -> Iterator[str]:
    lang = words.texts.language
    for one in covered:
        if one.met is met:
            asked = lexicon().label(one.asked.id, lang)
            if met in {Met.NEAR, Met.IMPLIED} and one.by != one.asked.id:
                had = lexicon().label(one.by, lang)
                yield words.texts.text("near", asked=asked, had=had)
            else:
                yield asked


def gap(one: Gap, language: str) -> str:
    """What a missing skill would open, or who asks for it where it alone opens nothing."""
    key, number = ("gap.opens", len(one.opens)) if one.opens else ("gap.asked", len(one.asked_by))
    words = texts(language)
    return words.plural(key, number, skill=lexicon().label(one.skill, words.language))


def told(answer: Answer, language: str) -> str:
    """What a list amounts to; plainly, when nobody fits."""
    return texts(language).text(f"answer.{answer}")
