"""Why a vacancy and a candidate meet or do not, in words: from the rule and from what it read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.lists import format_list

from matching.criteria.judge import together
from matching.criteria.rules import Leaf, leaves
from matching.criteria.verdict import Finding, Judged, Judgement, Truth
from matching.engine import Shortlist
from matching.profile import Desk, Profile
from matching.skills.lexicon import lexicon
from matching.talent.abstention import Answer, answer, unshown
from matching.talent.candidate import CLAIMED
from matching.talent.conditions import NEARLY
from matching.talent.coverage import Covered, Met, coverage, missing
from matching.talent.gaps import Gap
from matching.wording.formats import LOCALES, Formats
from matching.wording.texts import Translator, catalogue, spoken, translator

DOMAIN = "matching.wording", "talent"
LANGUAGE = "language_"
# How a skill that is but a wish is asked for.
NICE = "nice"
YEARS, CITY = "experience_years", "home_city"
# Conditions on several facts are told by the first that they name.
TOLD_AS = {CITY: "place"}


@cache
def texts(language: str) -> Translator:
    """The texts of talent in `fr`, `ar` or `en`; anything else gets the default."""
    language = spoken(language)
    return Translator(language, catalogue(*DOMAIN, language))


@cache
def formats(language: str) -> Formats:
    """How facts are written in a language."""
    return Formats(translator(language))


def reasons(judgement: Judgement, language: str) -> list[str]:
    """What became of each condition, what decides the verdict first."""
    return [reason(one, language) for one in telling(judgement.judged)]


def telling(judged: Iterable[Judged]) -> list[Judged]:
    """Conditions in the order in which they are told: what decides the verdict first."""
    order = {Truth.NO: 0, Truth.UNKNOWN: 1, Truth.YES: 2}
    return sorted(judged, key=lambda one: (not one.decides, order[one.truth]))


def reason(judged: Judged, language: str) -> str:
    """What became of one condition."""
    words = Words(texts(language))
    leaf = next(leaves(judged.condition.tree))
    found = _read(judged.finding)
    name = TOLD_AS.get(leaf.field, leaf.field)
    family = LANGUAGE.rstrip("_") if name.startswith(LANGUAGE) else name
    met = "nearly" if _nearly(judged, leaf, found) else judged.truth
    return words.texts.text(
        f"{family}.{met}",
        language=words.language(name.removeprefix(LANGUAGE)),
        wanted=words.values(leaf, leaf.value, least=True),
        found=words.values(leaf, found, least=False),
    )


def _nearly(judged: Judged, leaf: Leaf, found: object) -> bool:
    """Whether a condition is met by fewer years than were asked for, as some fewer are taken."""
    if leaf.field != YEARS or judged.truth is not Truth.YES:
        return False
    return float(str(found)) < asked(leaf)


def asked(leaf: Leaf) -> float:
    """The years that were asked for, and not the least that is taken for them."""
    return float(str(leaf.value)) + NEARLY


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
        if leaf.field == YEARS:
            if least:
                return self.texts.plural("years", round(asked(leaf)))
            return formats(self.texts.language).duration(float(str(value)))
        many = [str(one) for one in value] if isinstance(value, tuple) else [str(value)]
        if leaf.field.startswith(LANGUAGE) and least:
            many = many[:1]
        return self.listed([self._named(leaf.field, one) for one in many])

    def listed(self, many: Sequence[str]) -> str:
        """Names in a row."""
        return format_list(many, style="standard", locale=self.locale) if many else ""

    def _named(self, field: str, code: str) -> str:
        if field == CITY:
            return formats(self.texts.language).label("city", code)
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


def claims(candidate: Profile, language: str) -> str:
    """That a CV is a wall of words, and what becomes of it; empty for any other."""
    named = candidate.facts.get(CLAIMED)
    return texts(language).text("claimed", count=named.value) if named else ""


def gap(one: Gap, language: str) -> str:
    """What a missing skill would open, or who asks for it where it alone opens nothing."""
    key, number = ("gap.opens", len(one.opens)) if one.opens else ("gap.asked", len(one.asked_by))
    words = texts(language)
    return words.plural(key, number, skill=lexicon().label(one.skill, words.language))


def told(shortlist: Shortlist, language: str) -> str:
    """What a list amounts to, to who reads it; plainly, when nobody fits, or nobody is there."""
    words, found = texts(language), answer(shortlist)
    if not shortlist.matches:
        return words.text(f"empty.{shortlist.desk}")
    if shortlist.desk is Desk.JOBS:
        return words.text("jobs.good" if found is Answer.GOOD else "jobs.nobody")
    if nobody := unshown(shortlist):
        return words.text("answer.unshown", condition=reason(nobody, language))
    condition = None if found is Answer.GOOD else refusal(shortlist)
    if condition:
        return words.text("answer.refused", condition=reason(condition, language))
    return words.text(f"answer.{found}")


def refusal(shortlist: Shortlist) -> Judged | None:
    """The condition that alone keeps away the best who has every skill asked for; None for none."""
    refused = (one for one in shortlist.matches if has_all(shortlist.seeker, one.offer))
    both = (together(one.judgement, one.wishes) for one in refused)
    failed = (one for each in both for one in telling(each.judged) if one.truth is Truth.NO)
    return next((one for one in failed if one.decides), None)


def has_all(vacancy: Profile, candidate: Profile) -> bool:
    """Whether a candidate has every skill that is more than a wish, of a vacancy that asks some."""
    asked = {name: one for name, one in vacancy.skills.items() if one.how != NICE}
    return bool(asked) and not missing(coverage(asked, candidate.skills))
