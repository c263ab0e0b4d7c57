"""Truth values and the verdicts made of them; a verdict is a value that holds its reasons."""

from dataclasses import dataclass
from enum import StrEnum

from matching.criteria.rules import Need, Rule
from matching.profile import Fact


class Truth(StrEnum):
    """Kleene's three values."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What the rules say of a pair of profiles."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    TO_VERIFY = "to_verify"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found: its truth and the fact it read; `fact` is None when none is known."""

    rule: Rule
    truth: Truth
    fact: Fact | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with the finding of every rule, those that do not decide included."""

    verdict: Verdict
    findings: tuple[Finding, ...]

    @property
    def deciding(self) -> tuple[Finding, ...]:
        """The findings that explain the verdict.

        For a refusal the rules that failed, for a doubt the facts to find, for an approval all
        the required rules. Empty when the programme publishes no condition that decides.
        """
        decided_by = DECIDED_BY[self.verdict]
        return tuple(
            finding
            for finding in self.findings
            if finding.rule.need is Need.REQUIRED and finding.truth is decided_by
        )


DECIDED_BY = {
    Verdict.INELIGIBLE: Truth.NO,
    Verdict.TO_VERIFY: Truth.UNKNOWN,
    Verdict.ELIGIBLE: Truth.YES,
}
