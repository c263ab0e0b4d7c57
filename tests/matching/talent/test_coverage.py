from matching.talent.coverage import Met, coverage, missing, share
from tests.matching.talent.factories import skill, skills


def test_a_skill_that_is_had_is_covered_with_the_words_that_show_it() -> None:
    (one,) = coverage(skills("python"), skills("python"))
    assert (one.met, one.value, one.shown[0].text) == (Met.HELD, 1.0, "python")


def test_a_skill_that_another_implies_counts_less() -> None:
    (one,) = coverage(skills("java"), skills("spring-boot"))
    assert (one.met, one.by, one.value) == (Met.IMPLIED, "spring-boot", 0.8)


def test_a_neighbour_counts_as_near_and_leaves_a_gap() -> None:
    covered = coverage(skills("nextjs"), skills("react"))
    assert covered[0].met is Met.NEAR
    assert 0 < covered[0].value < 0.8
    assert missing(covered) == ("nextjs",)


def test_a_skill_that_is_not_there_is_missing() -> None:
    covered = coverage(skills("welding"), skills("python"))
    assert (covered[0].met, covered[0].value) == (Met.MISSING, 0.0)


def test_the_share_is_of_what_is_asked_by_its_weight() -> None:
    asked = {"python": skill("python", 1.0), "welding": skill("welding", 0.25)}
    assert share(coverage(asked, skills("python"))) == 0.8


def test_nothing_asked_is_nothing_to_tell() -> None:
    assert share(coverage({}, skills("python"))) is None


def test_a_hundred_other_skills_add_nothing() -> None:
    few = share(coverage(skills("python", "welding"), skills("python")))
    many = share(coverage(skills("python", "welding"), skills("python", "seo", "payroll", "figma")))
    assert few == many
