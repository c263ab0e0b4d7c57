"""A startup before a programme: the answer, why, and what would change it."""

import re

import pytest

from app.decisions.schemas import DecisionShown
from app.kit.i18n import translator
from app.matches.schemas import QuoteShown
from matching.criteria.rules import Need
from matching.criteria.verdict import Truth, Verdict
from matching.profile import LANGUAGES
from tests.web.factories import (
    asked,
    choices,
    closing,
    condition,
    explained,
    fact,
    leaf,
    pair_html,
    request,
    said,
)
from web.data.financing import PairPage
from web.data.kit import Input
from web.rendering import render


def section(page: str, name: str) -> str:
    return page.split(f'aria-labelledby="{name}-title"')[1].split("</section>", maxsplit=1)[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_and_its_reason_come_first_in_every_language(language: str) -> None:
    page = pair_html(language, reason=said("Trop âgée"), verdict=Verdict.INELIGIBLE)
    first = page.split("<section")[1]
    assert 'class="badge ineligible"' in first
    assert f"Trop âgée [{language}]" in first


def test_a_condition_says_what_is_demanded_what_is_known_and_what_its_source_says() -> None:
    known = fact("annual_turnover_mad", 3_000_000)
    one = condition(Truth.YES, trace=leaf(Truth.YES, found=known))
    told = section(pair_html(conditions=(one,)), "conditions")
    assert "Au plus 10 MDH [fr]" in told
    assert "3\u202f000\u202f000\u00a0DH" in told
    assert "avril 2025" in told
    assert '<blockquote lang="fr" dir="ltr">Un CA de 10 MDH au plus.</blockquote>' in told
    assert 'href="https://www.example.ma/a-page"' in told.split("<blockquote")[1]


def test_a_fact_is_named_as_it_was_stated_not_as_it_is_read() -> None:
    age = leaf(Truth.YES, field="company_age_years", found=fact("founded_year", 2021))
    told = section(pair_html(conditions=(condition(Truth.YES, trace=age),)), "conditions")
    assert "<dt>Année de création</dt>" in told


def test_a_condition_of_which_nothing_is_known_lists_no_fact() -> None:
    told = section(pair_html(), "conditions")
    assert "Chiffre d&#39;affaires inconnu [fr]" in told
    assert "<dl" not in told


def test_an_old_statement_is_shown_and_said_to_be_confirmed() -> None:
    old = leaf(found=fact("annual_turnover_mad", 3_000_000), stale=True)
    told = section(pair_html(conditions=(condition(trace=old),)), "conditions")
    assert "3\u202f000\u202f000\u00a0DH" in told
    assert "à confirmer" in told


def test_a_quotation_without_an_address_is_no_link() -> None:
    quote = QuoteShown(text="تمويل", lang="ar", url="")
    told = section(pair_html(conditions=(condition(quote=quote),)), "conditions")
    assert '<blockquote lang="ar" dir="rtl">تمويل</blockquote>' in told
    assert "<figcaption>" not in told


def test_what_decides_nothing_stands_apart() -> None:
    bonus = condition(need=Need.BONUS, decides=False, requirement=said("Un atout"))
    page = pair_html(conditions=(condition(), bonus))
    assert "Un atout" not in section(page, "conditions")
    assert "Un atout" in section(page, "others")


def test_a_step_that_is_not_taken_is_to_be_obtained() -> None:
    step = condition(Truth.UNKNOWN, need=Need.STEP, to_obtain=True)
    assert "à obtenir" in section(pair_html(conditions=(step,)), "conditions")


def test_changes_are_shown_in_their_order() -> None:
    page = pair_html()
    assert "<li>Déposer le bilan [fr]</li>" in section(page, "changes")


def test_without_a_change_the_page_says_so() -> None:
    assert "pas de démarche" in section(pair_html(changes=()), "changes")


def test_who_is_eligible_is_not_told_what_to_change() -> None:
    page = pair_html(verdict=Verdict.ELIGIBLE, changes=())
    assert "changes-title" not in page


def test_the_day_on_which_it_closes_is_told_with_the_answer() -> None:
    assert "Déposer avant le 2027-03-12 [fr]" in section(pair_html(closing=closing()), "answer")


def test_the_trace_of_a_rule_shows_each_of_its_parts() -> None:
    either = leaf().model_copy(
        update={"node": "any", "reason": None, "parts": (leaf(Truth.NO), leaf(Truth.UNKNOWN))}
    )
    page = pair_html(conditions=(condition(trace=either),))
    tree = page.split('<details class="rest">')[1].split("</details>")[0]
    assert "L’une de ces conditions" in tree
    assert re.findall(r'<li class="(\w+)">', tree) == ["unknown", "no", "unknown"]


def test_the_trace_names_the_rule_as_records_write_it() -> None:
    one = leaf(value=("MRE", "resident_MA"), op="in", field="residency")
    page = pair_html(conditions=(condition(trace=one),))
    assert "residency in [&#34;MRE&#34;, &#34;resident_MA&#34;]" in page


@pytest.mark.parametrize(
    ("source", "said"), [("hypothesis", "votre hypothèse"), ("startup", "déclaré par la startup")]
)
def test_who_said_a_fact_is_said_in_words(source: str, said: str) -> None:
    one = leaf(Truth.YES, found=fact("annual_turnover_mad", 3_000_000, source=source))
    told = section(pair_html(conditions=(condition(Truth.YES, trace=one),)), "conditions")
    assert f"<bdi>{said}</bdi>" in told


def test_hypotheses_are_said_to_be_hypotheses_beside_the_answer_of_today() -> None:
    page = pair_html(hypotheses={"trl": 5}, verdict=Verdict.ELIGIBLE, today=Verdict.INELIGIBLE)
    told = section(page, "answer")
    assert "rien n’est enregistré" in told
    assert "Non éligible" in told
    assert 'href="/startups/aquanour/programmes/innov-start"' in told


def test_a_hypothesis_keeps_what_was_typed_and_says_what_is_wrong_with_it() -> None:
    number = Input(asked=asked("trl"), typed="douze", fault="Un nombre, svp.")
    chosen = Input(asked=asked("has_mvp", answers=choices(True, False)), typed="no")
    nothing = DecisionShown.of("innov-start", ())
    page = PairPage.of(Verdict.TO_VERIFY, explained(), (number, chosen), nothing, may_decide=False)
    html = bytes(render(request(), page).body).decode()
    assert 'id="try-trl" name="trl" value="douze"' in html
    assert "Un nombre, svp." in html.split('id="try-trl-fault"')[1].split("</p>")[0]
    assert '<option value="no" selected>' in html
    assert f'<option value="">{translator("fr").text("answer.none")}</option>' in html


def test_a_page_without_anything_to_ask_has_no_form() -> None:
    assert "<form" not in pair_html(asked=())
