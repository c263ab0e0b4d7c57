from dataclasses import replace

from matching.profile import Profile
from matching.talent.candidate import profile
from matching.talent.gaps import gaps
from tests.matching.talent.factories import candidate, skill, vacancy

TRADE = {"web-developer": 1.0}


def asking(name: str, *asked: str) -> Profile:
    return replace(vacancy(*asked, identifier=name), occupations=TRADE)


def someone() -> Profile:
    return profile(candidate("html", "css", headline="Développeur web"))


def test_a_gap_counts_who_asks_for_it_and_what_it_alone_would_complete() -> None:
    offers = [asking("a", "html", "php"), asking("b", "php", "mysql"), asking("c", "html")]
    php, mysql = gaps(someone(), offers)
    assert (php.skill, php.asked_by, php.opens) == ("php", ("a", "b"), ("a",))
    assert (mysql.skill, mysql.asked_by, mysql.opens) == ("mysql", ("b",), ())


def test_another_trade_s_skills_are_no_gap() -> None:
    other = replace(vacancy("welding"), occupations={"welder": 1.0})
    assert gaps(someone(), [other]) == ()


def test_what_is_only_nice_is_no_gap() -> None:
    nice = replace(asking("a", "html"), skills={"php": skill("php", 0.3)})
    assert gaps(someone(), [nice]) == ()
