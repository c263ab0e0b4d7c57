"""What the rules say, in words: computed from the rule and from what it found, never beside it.

Every function takes `fr`, `ar` or `en`; another language gets the default, French.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from matching.criteria.facts import Moves, fact_types
from matching.criteria.phrases import Phrases, form, mid, phrases, sentence
from matching.criteria.rules import All, Leaf, Node, Not, leaves, normal
from matching.criteria.verdict import Finding, Judged, Judgement, Truth, Verdict
from matching.profile import Scalar
from matching.wording.formats import COUNTRIES, REMEMBERED

if TYPE_CHECKING:
    from matching.criteria.changes import Change, Step

SAID = {Truth.YES: "met", Truth.NO: "failed", Truth.UNKNOWN: "open"}
# What is said of a group that no single part settles: before its parts, and between them.
GROUPS = {(Truth.NO, "any"): ("failed.any", "list"), (Truth.UNKNOWN, "any"): ("open.any", "or")}


def requirement(node: Node, language: str) -> str:
    """What a rule demands: “Âge de la société : au plus 5 ans”."""
    return sentence(_required(normal(node), phrases(language)))


def _required(node: Node, p: Phrases) -> str:
    if isinstance(node, Leaf):
        key = f"requirement.{form(node)}"
        return p.texts.text(key, label=p.label(node.field), demand=p.demand(node))
    assert not isinstance(node, Not)  # a normal tree has none
    parts = [_part(part, p) for part in node.parts]
    if isinstance(node, All):
        return p.joined("join.and", parts)
    return p.texts.text("requirement.any", parts=p.joined("join.or", parts))


def _part(node: Node, p: Phrases) -> str:
    """What a part of a group demands; a group within a group stands in brackets."""
    if not isinstance(node, Leaf):
        return p.grouped(mid(_required(node, p)))
    return p.demand(node) if form(node) == "statement" else mid(_required(node, p))


def reason(finding: Finding, language: str) -> str:
    """What a leaf demands, what was found, and why it is open when it is."""
    return sentence(_reason(finding, phrases(language)))


# What nobody knows of a company is said of many, and what a rule demands of all.
@lru_cache(REMEMBERED)
def _reason(finding: Finding, p: Phrases) -> str:
    leaf = finding.node
    assert isinstance(leaf, Leaf)  # a group is told by `told`
    said, kind = SAID[finding.truth], form(leaf)
    parts = {"label": p.label(leaf.field), "demand": p.demand(leaf, finding.threshold)}
    if finding.truth is Truth.UNKNOWN:
        return p.texts.text(f"{said}.{kind}", doubt=p.doubt(finding), **parts)
    assert finding.known is not None  # a decided leaf read something
    found = p.statement(finding.known) if kind == "statement" else p.found(finding.known)
    # What is exactly what is demanded is not said twice.
    said = "requirement" if found == parts["demand"] else said
    return p.texts.text(f"{said}.{kind}", found=found, **parts)


def told(judged: Judged, language: str) -> str:
    """What became of a condition; a step that is not taken yet, as something to obtain."""
    p = phrases(language)
    said = _step_of if judged.to_obtain else _told
    return sentence(said(judged.finding, p))


def _step_of(finding: Finding, p: Phrases) -> str:
    """A step that is not taken yet: to obtain where that can be, else to be seen with them."""
    if isinstance(finding.node, Leaf) and form(finding.node) == "statement":
        return p.texts.text("step.act", what=p.demand(finding.node, finding.threshold))
    moves = [fact_types()[leaf.field].moves for leaf in leaves(finding.node)]
    key = "step.obtain" if any(one != Moves() for one in moves) else "step.ask"
    return p.texts.text(key, what=mid(_told(finding, p)))


@lru_cache(REMEMBERED)
def _told(finding: Finding, p: Phrases) -> str:
    """What became of a tree, by the parts that made it so."""
    finding = _narrowed(finding)
    if isinstance(finding.node, Leaf):
        return _reason(finding, p)
    kind = "all" if isinstance(finding.node, All) else "any"
    before, between = GROUPS.get((finding.truth, kind), ("", "and"))
    parts = p.joined(f"told.{between}", [_told_part(part, p) for part in _alike(finding)])
    return p.texts.text(before, parts=parts) if before else parts


def _told_part(finding: Finding, p: Phrases) -> str:
    said = mid(_told(finding, p))
    alone = isinstance(_narrowed(finding).node, Leaf)
    return said if alone else p.grouped(said)


def _narrowed(finding: Finding) -> Finding:
    """The part that alone made a tree what it is; the tree itself where several did."""
    alike = _alike(finding)
    return _narrowed(alike[0]) if len(alike) == 1 else finding


def _alike(finding: Finding) -> list[Finding]:
    return [part for part in finding.parts if part.truth is finding.truth]


def in_a_line(judgement: Judgement, language: str) -> str:
    """The reason of a verdict in one line."""
    p, speaking = phrases(language), judgement.speaking
    if not speaking:
        return p.texts.text("line.none")
    return LINES[judgement.verdict](judgement, p)


def _refused(judgement: Judgement, p: Phrases) -> str:
    return sentence(p.joined("told.and", [mid(_reason(leaf, p)) for leaf in judgement.deciding]))


def _open(judgement: Judgement, p: Phrases) -> str:
    """The first thing that nobody knows, or else that is to be obtained, and how many others."""
    ordered = sorted(judgement.speaking, key=lambda one: one.to_obtain)
    first, others = told(ordered[0], p.texts.language), len(ordered) - 1
    return p.texts.plural("line.more", others, first=first) if others else first


def _met(judgement: Judgement, p: Phrases) -> str:
    number = len(judgement.speaking)
    if number == 1:
        return told(judgement.speaking[0], p.texts.language)
    return p.texts.plural("line.met", number)


LINES = {Verdict.INELIGIBLE: _refused, Verdict.TO_VERIFY: _open, Verdict.ELIGIBLE: _met}


def question(name: str, language: str) -> str:
    """The question that asks for a fact."""
    return phrases(language).texts.text(f"ask.{name}")


def answers(name: str, language: str) -> list[tuple[Scalar, str]]:
    """The answers to choose from, each with its words; none when the answer is free."""
    p = phrases(language)
    return [(value, p.formats.value(name, value)) for value in _choices(name, p)]


def _choices(name: str, p: Phrases) -> Sequence[Scalar]:
    if name in COUNTRIES:
        return p.formats.countries()
    kind = fact_types()[name]
    return (True, False) if kind.type == "boolean" else kind.values


def change(one: "Change", language: str) -> str:
    """What would make it eligible: the day, what is to be done, and what is to be confirmed."""
    p = phrases(language)
    day = [p.texts.text("change.on", date=p.formats.date(one.on))] if one.on else []
    done = [_done(step, p) for step in one.steps if step.kind in {"act", "threshold"}]
    unsure = [leaf for step in one.steps if step.kind == "confirm" for leaf in step.demands]
    what = p.joined("join.and", [_part(leaf, p) for leaf in unsure])
    confirmed = [p.texts.text("change.confirm", what=what)] if unsure else []
    return sentence(p.joined("join.comma", [*day, *done, *confirmed]))


STRICT = frozenset({"<", ">"})


def _done(step: "Step", p: Phrases) -> str:
    name, kind = step.field, fact_types()[step.field]
    if kind.type == "boolean":
        what = p.texts.text(f"need_{'yes' if step.value else 'no'}.{name}")
        return p.texts.text("change.obtain", what=what)
    way = WAYS[bool(kind.moves.rise), bool(kind.moves.fall)] if kind.measured else "become"
    # "Less than 10 million", and not the number just below it.
    strict = [leaf for leaf in step.demands if leaf.op in STRICT and step.kind == "threshold"]
    given = p.demand(strict[0]) if strict else p.formats.value(name, step.value)
    return p.texts.text(f"change.{way}", label=p.label(name), value=given)


# How a measure may be brought to a value: up only, down only, or either way.
WAYS = {(True, False): "rise", (False, True): "fall", (True, True): "set", (False, False): "set"}


def lapses(day: date, language: str) -> str:
    """That a condition met today is no longer surely met from a day on."""
    p = phrases(language)
    return p.texts.text("change.lapses", date=p.formats.date(day))


def closes(day: date, language: str) -> str:
    """That a case which may pass today is refused from a day on: file before."""
    p = phrases(language)
    return p.texts.text("change.closes", date=p.formats.date(day))
