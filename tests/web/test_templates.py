"""Templates get what is documented, and nothing that escapes them."""

from pathlib import Path

import pytest
from jinja2 import meta, nodes
from starlette.testclient import TestClient

from app.kit.i18n import translator
from app.programmes.schemas import SourceShown
from matching.criteria.verdict import Truth, Verdict
from tests.web import factories
from tests.web.factories import match, offer, passage, reason, startup, startup_html
from web.data import PAGES
from web.rendering import environment, helpers

TEMPLATES = Path(__file__).parents[2] / "web" / "templates"
SCRIPT = "<script>alert('x')</script>"


def undeclared(template: str) -> set[str]:
    made = environment()
    return meta.find_undeclared_variables(made.parse((TEMPLATES / template).read_text("utf-8")))


@pytest.mark.parametrize("template", sorted(PAGES))
def test_every_value_that_a_template_gets_is_documented(template: str) -> None:
    fields = PAGES[template].model_fields
    assert all(field.description for field in fields.values())


@pytest.mark.parametrize("template", sorted(PAGES))
def test_a_template_reads_every_documented_value_and_no_other(template: str) -> None:
    tree = environment().parse((TEMPLATES / template).read_text("utf-8"))
    read = {
        one.attr
        for one in tree.find_all(nodes.Getattr)
        if isinstance(one.node, nodes.Name) and one.node.name == "page"
    }
    assert read == set(PAGES[template].model_fields)


@pytest.mark.parametrize("template", ["base.html", "components.html"])
def test_shared_templates_read_the_helpers_only(template: str) -> None:
    helping = set(helpers(factories.request(), translator("fr")))
    assert undeclared(template) <= helping


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/startups", "startups.html"),
        ("/startups/chari", "startup.html"),
        ("/programmes", "programmes.html"),
        ("/programmes/innov-start", "programme.html"),
        ("/nowhere", "error.html"),
    ],
)
def test_a_page_is_given_exactly_what_is_documented_for_it(
    client: TestClient, path: str, template: str
) -> None:
    response = client.get(path)
    given = response.context  # type: ignore[attr-defined]
    helping = set(helpers(factories.request(), translator("fr")))
    assert type(given["page"]) is PAGES[template]
    assert set(given) == {"page", "request", *helping}


def test_text_of_the_data_is_never_markup() -> None:
    hostile = match(
        offer=offer(name=SCRIPT),
        reasons=(reason(text={"fr": SCRIPT}),),
        evidence=None,
    )
    page = startup_html(hostile, of=startup(name=SCRIPT, description={"fr": SCRIPT}, city=SCRIPT))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 4


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict.ELIGIBLE, "Éligible"),
        (Verdict.INELIGIBLE, "Non éligible"),
        (Verdict.TO_VERIFY, "À vérifier"),
    ],
)
def test_a_verdict_is_told_in_words_beside_its_shape(verdict: Verdict, words: str) -> None:
    page = startup_html(match(verdict=verdict))
    badge = page.split(f'class="badge {verdict}">')[1].split("</span>")[0]
    assert badge.endswith(words)
    assert 'aria-hidden="true"' in badge


def test_a_rule_without_a_fact_says_that_it_is_to_be_asked() -> None:
    assert "Inconnu : à demander".replace(" :", "\u00a0:") in startup_html(match())


def test_a_rule_names_the_fact_it_read_with_its_source_and_date() -> None:
    found = factories.fact("annual_turnover_mad", 3_000_000)
    page = startup_html(match(verdict=Verdict.ELIGIBLE, reasons=(reason(Truth.YES, found=found),)))
    shown = page.split('<p class="found">')[1].split("</p>")[0]
    assert "000\u00a0DH" in shown
    assert 'href="https://www.example.ma/a-page"' in shown
    assert "avril 2025" in shown


def test_a_fact_that_does_not_settle_a_rule_says_so() -> None:
    open_rule = reason(Truth.UNKNOWN, found=factories.fact("annual_turnover_mad", 3_000_000))
    assert "Ne suffit pas pour trancher." in startup_html(match(reasons=(open_rule,)))


def test_a_rule_that_is_met_without_a_fact_is_not_told_as_unknown() -> None:
    page = startup_html(match(verdict=Verdict.ELIGIBLE, reasons=(reason(Truth.YES),)))
    assert "Condition remplie." in page
    assert "Inconnu" not in page


def test_a_source_without_an_address_is_named_and_is_no_link() -> None:
    spoken = SourceShown(title="Entretien du 3 mars", what_it_says="Création en 2021.")
    facts = (factories.fact(source=""), factories.fact("employees", 7, source="Entretien"))
    page = startup_html(match(), of=startup(sources=(spoken,), facts=facts))
    assert "Entretien du 3 mars" in page
    assert 'href=""' not in page


def test_a_programme_without_conditions_says_so() -> None:
    assert "aucune condition qui permette" in startup_html(match(reasons=()))


def test_an_unknown_part_of_a_score_is_said_and_not_drawn() -> None:
    page = startup_html(match())
    assert page.count('class="bar"') == 1
    assert '<span class="unknown">inconnu</span>' in page


def test_refused_programmes_come_last_closed_with_the_rule_that_refuses() -> None:
    refused = match(2, verdict=Verdict.INELIGIBLE, reasons=(reason(Truth.NO),))
    page = startup_html(match(1), refused)
    before, after = page.split('<details class="rest">')
    assert 'id="p1"' in before
    assert 'id="p2"' in after
    assert "10 MDH au plus" in after


def test_the_best_are_shown_whole_and_the_rest_on_a_line_each() -> None:
    page = startup_html(*(match(position) for position in range(1, 26)))
    assert page.count('class="match"') == 20
    assert page.count('class="match brief"') == 5


def test_a_list_without_a_programme_says_so() -> None:
    assert "le catalogue est vide" in startup_html()


def test_quotations_keep_their_language_and_direction_in_a_page_of_another() -> None:
    arabic = passage("حلول للماء", lang="ar")
    found = match().evidence
    assert found is not None
    page = startup_html(match(evidence=found.model_copy(update={"seeker": arabic})), language="fr")
    assert '<blockquote lang="ar" dir="rtl">حلول للماء</blockquote>' in page
    assert '<html lang="fr" dir="ltr">' in page


def test_french_texts_run_from_left_to_right_in_an_arabic_page() -> None:
    page = startup_html(match(), language="ar")
    assert '<html lang="ar" dir="rtl">' in page
    assert '<span class="own" lang="fr" dir="ltr">Chiffre d&#39;affaires' in page


def test_a_source_that_most_facts_share_is_named_once() -> None:
    elsewhere = factories.fact("employees", 7, source="https://other.example/")
    facts = (factories.fact(), factories.fact("has_mvp", value=True), elsewhere)
    listed = startup_html(match(), of=startup(facts=facts)).split('class="facts"')[1]
    listed = listed.split("</section>")[0]
    assert listed.count("https://www.example.ma/a-page") == 1
    assert listed.count("https://other.example/") == 1
