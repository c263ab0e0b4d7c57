"""The parts of a sentence about a rule: whom it names, what it demands, what was found.

Every part is computed from the leaf and its finding; the words are in
`matching/wording/translations`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from matching.criteria.case import Known
from matching.criteria.derived import Interval
from matching.criteria.evaluators import names
from matching.criteria.facts import fact_types
from matching.criteria.rules import Dated, Leaf, Period, Threshold
from matching.criteria.verdict import Doubt, Finding
from matching.criteria.vocabulary import vocabulary
from matching.profile import Fact
from matching.wording.formats import REMEMBERED, Formats, Style
from matching.wording.texts import Translator, translator

# What a comparison says, whichever operator of the rules says it.
SAYS = {
    "==": "is",
    "!=": "is_not",
    "in": "is",
    "not_in": "is_not",
    "contains": "is",
    "lacks": "is_not",
    "<": "under",
    "<=": "at_most",
    ">": "over",
    ">=": "at_least",
    "between": "between",
    "outside": "outside",
}
# The form of a comparison by the type of its fact; of a list of values, always names.
FORMS = {"boolean": "statement", "number": "measure", "integer": "measure", "date": "day"}
LISTS = {"in", "not_in"}
PRECISIONS = {1: "year", 2: "month", 3: "day"}


def form(leaf: Leaf) -> str:
    """How a comparison is said: as a `statement`, a `measure`, a `day` or by `name`."""
    kind = fact_types().get(leaf.field)
    return "name" if leaf.op in LISTS or kind is None else FORMS.get(kind.type, "name")


def precision(stated: object) -> str:
    """How far a date is known: `year`, `month` or `day`."""
    return PRECISIONS[len(str(stated).split("-"))]


def every(threshold: Threshold) -> tuple[object, ...]:
    """The values of a threshold, one or several."""
    return tuple(threshold) if isinstance(threshold, tuple | list) else (threshold,)


# One instance a language, known by itself: what it says is remembered by it.
@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """The parts of a sentence in one language."""

    texts: Translator
    formats: Formats = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "formats", Formats(self.texts))

    def label(self, name: str) -> str:
        """What a fact is called."""
        return self.formats.label("field", name)

    # What is demanded

    @lru_cache(REMEMBERED)  # noqa: B019 - one instance a language
    def demand(self, leaf: Leaf, threshold: Threshold | None = None) -> str:
        """What a leaf demands: with the `threshold` of a day, else with each and its days."""
        value = leaf.value if threshold is None else threshold
        if isinstance(value, Dated):
            return self.joined("join.then", [self._period(leaf, one) for one in value.periods])
        return DEMANDS[form(leaf)](self, leaf, value)

    def _period(self, leaf: Leaf, period: Period) -> str:
        ends = {"since": period.since, "until": period.until}
        given = {name: self.formats.date(day) for name, day in ends.items() if day}
        said = self.demand(leaf, period.value)
        days = "_".join(given) or "always"
        return self.texts.text(f"period.{days}", demand=said, **given)

    def need(self, leaf: Leaf, threshold: Threshold) -> str:
        """What must be there, for a fact that is so or is not."""
        wanted = bool(threshold) is (SAYS[leaf.op] == "is")
        return self.texts.text(f"need_{'yes' if wanted else 'no'}.{leaf.field}")

    def bound(self, leaf: Leaf, threshold: Threshold) -> str:
        """The bounds of a number or of a day."""
        said = [self.formats.value(leaf.field, one, "unit_of") for one in every(threshold)]
        plain = [self.formats.value(leaf.field, one) for one in every(threshold)]
        return self.texts.text(
            f"{form(leaf)}.{SAYS[leaf.op]}",
            value=plain[0], of=said[0], least=said[0], most=said[-1],
        )  # fmt: skip

    def among(self, leaf: Leaf, threshold: Threshold) -> str:
        """The names that are accepted; or all but those refused, and what must be instead."""
        if SAYS[leaf.op] == "is":
            return self.texts.text("name.is", values=self._names(leaf, every(threshold), "or"))
        instead = {one: f"instead.{leaf.field}.{one}" for one in every(threshold)}
        asked = [self.texts.text(key) for key in instead.values() if self.texts.has(key)]
        others = [one for one, key in instead.items() if not self.texts.has(key)]
        named = self._names(leaf, others, "standard")
        refused = [self.texts.text("name.is_not", values=named)] if others else []
        return self.joined("name.with", [*refused, *asked])

    def _names(self, leaf: Leaf, values: Sequence[object], style: Style) -> str:
        said = [self.formats.value(leaf.field, one) for one in values]
        return self.formats.listed(said, style)

    # What was found

    def found(self, known: Known) -> str:
        """The value found, and what it was computed from where it was."""
        return self._with_origin(self.value(known), known)

    def statement(self, known: Known) -> str:
        """What was found, for a fact that is so or is not."""
        said = self.texts.text(f"fact_{'yes' if known.value else 'no'}.{known.name}")
        return self._with_origin(said, known)

    def value(self, known: Known) -> str:
        """The value that a rule read."""
        if not isinstance(known.value, Interval):
            return self.formats.value(known.name, known.value)
        low, high = known.value.low, known.value.high
        if low == high:
            return self.formats.value(known.name, low)
        ends = [self.formats.value(known.name, end, "unit_of") for end in (low, high)]
        return self.texts.text("rule.range", least=ends[0], most=ends[1])

    def _with_origin(self, said: str, known: Known) -> str:
        fact = known.fact
        if known.derived:
            origin = self.formats.value(fact.name, fact.value)
            name = self.label(fact.name)
            return self.texts.text("rule.computed", found=said, name=name, value=origin)
        if known.value != fact.value and _grown(known):
            then = self.formats.value(fact.name, fact.value)
            when = self.when(fact)
            return self.texts.text("rule.grown", found=said, value=then, when=when)
        return said

    def when(self, fact: Fact) -> str:
        """When a fact was stated."""
        return self.texts.text(
            f"stated.{precision(fact.stated)}", date=self.formats.date(fact.stated)
        )

    # Why it is open

    def doubt(self, finding: Finding) -> str:
        """Why a leaf is open."""
        assert isinstance(finding.node, Leaf)  # only leaves have a doubt
        known, why = finding.known, doubt_key(finding)
        given = {"found": self.found(known)} if known else {}
        if finding.doubt is Doubt.STALE and known:
            given["when"] = self.when(known.fact)
        if finding.doubt is Doubt.DECLARED:
            body = fact_types()[finding.node.field].decided_by
            given["body"] = self.texts.text(f"body.{body}")
        return self.texts.text(f"doubt.{why}", **given)

    # Sentences of several parts

    def joined(self, how: str, parts: Sequence[str]) -> str:
        """Parts in a row, joined as the text of the key `how` says."""
        said = parts[0] if parts else ""
        for part in parts[1:]:
            said = self.texts.text(how, first=said, next=part)
        return said

    def grouped(self, parts: str) -> str:
        """Parts in brackets: square ones around what holds some, so that each is seen to end."""
        return self.texts.text("join.groups" if "(" in parts else "join.group", parts=parts)


DEMANDS: Mapping[str, Callable[[Phrases, Leaf, Threshold], str]] = {
    "statement": Phrases.need,
    "measure": Phrases.bound,
    "day": Phrases.bound,
    "name": Phrases.among,
}


@cache
def phrases(language: str) -> Phrases:
    """The phrases of `fr`, `ar` or `en`."""
    return Phrases(translator(language))


def doubt_key(finding: Finding) -> str:
    """What a doubt is called; an imprecise fact is so in one of several ways."""
    known, leaf = finding.known, finding.node
    if finding.doubt is not Doubt.IMPRECISE or known is None or not isinstance(leaf, Leaf):
        return str(finding.doubt)
    if isinstance(known.value, Interval):
        return f"only_{_partial(known)}"
    wanted = names(finding.threshold)
    return "general" if _general(leaf.field, names(known.value), wanted) else "related"


def _partial(known: Known) -> str:
    dated = known.fact.stated if _grown(known) else known.fact.value
    return precision(dated)


def _grown(known: Known) -> bool:
    kind = fact_types().get(known.name)
    return bool(kind and kind.grows and known.fact.name == known.name and known.fact.stated)


def _general(name: str, values: Sequence[str], wanted: Sequence[str]) -> bool:
    words = vocabulary(name)
    above = {
        words.canonical(one)
        for each in map(words.canonical, wanted)
        for one in words.is_.get(each, ())
    }
    return any(words.canonical(value) in above for value in values)


def mid(text: str) -> str:
    """A text as it stands in the middle of a sentence: `Âge` to `âge`, but `MVP` as it is."""
    second = text[1:2]
    return text[:1].lower() + text[1:] if second.islower() or second in "’ " else text


def sentence(text: str) -> str:
    """A text as it begins a sentence."""
    return text[:1].upper() + text[1:]
