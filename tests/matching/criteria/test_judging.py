from unittest.mock import Mock

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.criteria.case import Case
from matching.criteria.judge import judge_case
from matching.criteria.judging import Judging, at_once, one_by_one
from matching.criteria.rules import Condition
from matching.criteria.verdict import Verdict
from matching.profile import Fact
from tests.matching.criteria.factories import AS_OF, case, conditions, required, told

OFFERS = st.lists(conditions.map(tuple), max_size=5)


@settings(deadline=None)
@given(OFFERS, told())
def test_offers_judged_at_once_are_judged_as_each_is(
    offers: list[tuple[Condition, ...]], known: dict[str, Fact]
) -> None:
    startup = Case(known, AS_OF)
    each = [judge_case(one, startup) for one in offers]
    for found in at_once(offers, startup), one_by_one(offers, startup):
        assert [one.judgement for one in found] == each
        assert [one.verdict for one in found] == [one.verdict for one in each]


def test_reasons_are_looked_for_when_asked_and_once() -> None:
    why = Mock(return_value=judge_case([required("trl", ">=", 4)], case(trl=4)))
    judging = Judging(Verdict.ELIGIBLE, why)
    why.assert_not_called()
    assert judging.judgement is judging.judgement is why.return_value
    why.assert_called_once_with()
