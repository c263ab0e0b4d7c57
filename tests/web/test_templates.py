"""Templates get what is documented, and nothing that escapes them."""

import re
from pathlib import Path
from typing import Any

import pytest
from jinja2 import meta, nodes
from starlette.middleware.gzip import GZipMiddleware
from starlette.testclient import TestClient

from app.accounts.policy import Role
from app.context import Context
from app.kit.days import today
from app.kit.i18n import translator
from app.matches.parts import Show
from app.programmes.schemas import SourceShown
from matching.criteria.verdict import Truth, Verdict
from matching.engine import Beside
from tests.app.people import client_as
from tests.web import factories
from tests.web.factories import (
    brief,
    financing_html,
    match,
    offer,
    pair_html,
    passage,
    reason,
    startup,
    startup_html,
)
from web.data import PAGES
from web.data.financing import FinancingPage
from web.data.kit import Input
from web.main import create_app
from web.rendering import environment, helpers, render

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


def test_no_template_imports_what_it_does_not_use() -> None:
    for template in TEMPLATES.rglob("*.html"):
        tree = environment().parse(template.read_text("utf-8"))
        imported = {name for one in tree.find_all(nodes.FromImport) for name in one.names}
        used = {one.name for one in tree.find_all(nodes.Name)}
        assert imported <= used, template


@pytest.fixture
def telling(context: Context) -> TestClient:
    """A client that is told what templates were given, which compression would drop."""
    app = create_app(context)
    app.user_middleware = [
        one
        for one in app.user_middleware
        if getattr(one.cls, "__name__", "") != GZipMiddleware.__name__
    ]
    return client_as(TestClient(app, factories.HERE), context, Role.MANAGER)


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/startups", "startups/list.html"),
        ("/startups/new", "startups/form.html"),
        ("/startups/chari", "startups/startup.html"),
        ("/startups/chari/edit", "startups/form.html"),
        ("/startups/chari/financing", "startups/financing.html"),
        ("/startups/chari/compare?programme=forsa&programme=istitmar", "startups/compare.html"),
        ("/startups/chari/financing/changes", "startups/changes.html"),
        ("/programmes", "programmes/search.html"),
        ("/startups/chari/programmes/innov-start", "startups/pair.html"),
        ("/programmes/innov-start", "programmes/programme.html"),
        ("/programmes/innov-start/edit", "programmes/edit.html"),
        ("/catalogue", "programmes/upkeep.html"),
        ("/nowhere", "error.html"),
    ],
)
def test_a_page_is_given_exactly_what_is_documented_for_it(
    telling: TestClient, path: str, template: str
) -> None:
    response = telling.get(path)
    given = response.context  # type: ignore[attr-defined]
    helping = set(helpers(factories.request(), translator("fr")))
    assert type(given["page"]) is PAGES[template]
    assert set(given) == {"page", "request", *helping}


def test_text_of_the_data_is_never_markup() -> None:
    hostile = match(offer=offer(name=SCRIPT), reason={"fr": SCRIPT}, evidence=())
    page = financing_html(hostile, of=startup(name=SCRIPT, description={"fr": SCRIPT}, city=SCRIPT))
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") >= 4
    own = startup_html(startup(name=SCRIPT, description={"fr": SCRIPT}, city=SCRIPT))
    assert "<script>" not in own
    assert own.count("&lt;script&gt;") >= 4


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict.ELIGIBLE, "Éligible"),
        (Verdict.INELIGIBLE, "Non éligible"),
        (Verdict.TO_VERIFY, "À vérifier"),
    ],
)
def test_a_verdict_is_told_in_words_beside_its_shape(verdict: Verdict, words: str) -> None:
    page = financing_html(match(verdict=verdict), show=Show.ALL)
    badge = page.split(f'class="badge {verdict}">')[1].split("</span>")[0]
    assert badge.endswith(words)
    assert 'aria-hidden="true"' in badge


def test_a_line_of_a_list_says_why_and_leads_to_the_whole_answer() -> None:
    line = financing_html(match(reason=factories.said("Trop âgée")))
    line = line.split('class="because">')[1].split("</p>")[0]
    assert line.startswith("Trop âgée [fr]")
    assert 'href="/startups/aquanour/programmes/innov-start"' in line


@pytest.mark.parametrize(
    ("status", "stated", "flagged"),
    [
        ("open", "2021", True),
        ("open", str(today().year), False),
        ("open", "", False),
        ("unknown", "2021", False),
        ("closed", "2021", False),
    ],
)
def test_what_was_open_long_ago_is_said_to_rest_on_an_old_source(
    status: str, stated: str, flagged: bool
) -> None:
    line = match(offer=offer(status=status, stated=stated))
    assert (translator("fr").text("issue.old") in financing_html(line)) is flagged


def test_an_offer_against_a_wish_says_which() -> None:
    wish = reason(Truth.NO, text=factories.said("Pas de dilution"))
    page = financing_html(match(against_wishes=True, wishes=(wish,)), show=Show.ASIDE)
    assert "Pas de dilution [fr]" in page.split('class="against">')[1].split("</p>")[0]


def test_what_has_funded_them_or_answers_another_need_is_told_so() -> None:
    lines = (match(funded=True), match(2, beside=Beside.NEED), match(3, beside=Beside.DESK))
    page = financing_html(*lines, match(4), show=Show.ALL)
    for told in ("A déjà financé la startup.", "dit chercher.", "autre chose qu’un financement"):
        assert page.count(told) == 1
    assert "A déjà financé la startup." in pair_html(funded=True)
    assert "A déjà financé la startup." not in pair_html()


def test_a_source_without_an_address_is_named_and_is_no_link() -> None:
    spoken = SourceShown(title="Entretien du 3 mars", what_it_says="Création en 2021.")
    facts = (factories.fact(source=""), factories.fact("employees", 7, source="Entretien"))
    page = startup_html(startup(sources=(spoken,), facts=facts))
    assert "Entretien du 3 mars" in page
    assert 'href=""' not in page


def test_an_unknown_part_of_a_score_is_said_and_not_drawn() -> None:
    page = financing_html(match())
    assert page.count('class="bar"') == 1
    assert '<span class="unknown">inconnu</span>' in page


CLOSED = match(3, offer=offer(status="closed"))
ELIGIBLE = match(4, verdict=Verdict.ELIGIBLE)
REFUSED = match(2, verdict=Verdict.INELIGIBLE, reason=factories.said("Trop âgée"))


@pytest.mark.parametrize(
    ("show", "shown"),
    [
        (Show.OPEN, ["p1", "p4"]),
        (Show.ELIGIBLE, ["p4"]),
        (Show.ASIDE, ["p3"]),
        (Show.REFUSED, ["p2"]),
        (Show.ALL, ["p1", "p2", "p3", "p4"]),
    ],
)
def test_a_list_shows_the_part_that_is_asked_for(show: Show, shown: list[str]) -> None:
    page = financing_html(match(1), REFUSED, CLOSED, ELIGIBLE, show=show)
    assert re.findall(r'id="(p\d+)"', page) == shown
    current = page.split('class="tabs"')[1].split('aria-current="page">')[1]
    assert f"<span>{len(shown)}</span>" in current.split("</a>")[0]


def test_a_part_without_a_programme_says_so() -> None:
    assert "une condition que cette startup ne remplit pas" in financing_html(REFUSED)
    assert "Aucun programme n’est exclu" in financing_html(match(), show=Show.REFUSED)
    assert "Rien n’est mis à part" in financing_html(match(), show=Show.ASIDE)
    assert "conditions connues et remplies" in financing_html(match(), show=Show.ELIGIBLE)
    assert "ce que cette startup cherche" in financing_html(CLOSED, REFUSED)


def test_the_best_are_shown_whole_and_the_rest_on_a_line_each() -> None:
    page = financing_html(match(1), match(2), *map(brief, (3, 4, 5)), untold=3)
    assert page.count('class="match"') == 2
    assert page.count('class="match brief"') == 3
    assert "lines=all" in page
    assert "Voir les 8" in page


def test_what_closes_by_time_is_shown_in_its_order_and_leads_to_its_reason() -> None:
    later = factories.deadline(offer=offer(id="forsa", name="Forsa"))
    page = financing_html(match(), deadlines=(factories.deadline(), later))
    box = page.split('class="deadlines"')[1].split("</ol>")[0]
    assert re.findall(r"/programmes/([\w-]+)", box) == ["innov-start", "forsa"]
    assert "Déposer avant le 2027-03-12 [fr]" in box


@pytest.mark.parametrize(
    ("changes", "control"),
    [
        ({}, r'<input id="ask-x" name="value" value="" type="text" inputmode="decimal"'),
        ({"type": "date", "unit": ""}, r'<input id="ask-x" name="value" value="" type="date"'),
        ({"answers": factories.choices(True, False)}, r'type="radio" name="value" value="yes"'),
        ({"answers": factories.choices("SARL", "SA")}, r'type="radio" name="value" value="SARL"'),
        ({"answers": factories.choices(*range(9))}, r'<select id="ask-x" name="value"'),
    ],
)
def test_a_question_is_asked_as_its_answers_are(changes: dict[str, Any], control: str) -> None:
    asked = factories.question(**changes).model_copy(update={"field": "x"})
    page = financing_html(match(), questions=(asked,))
    assert re.search(control, page)


def test_an_answer_that_is_kept_is_chosen_and_not_supposed() -> None:
    asked = factories.question(answers=factories.choices(*range(9)))
    page = financing_html(match(), questions=(asked,))
    assert f'<option value="">{translator("fr").text("answer.choose")}</option>' in page


def test_a_number_is_asked_with_its_unit() -> None:
    page = financing_html(match(), questions=(factories.question(),))
    assert '<span class="unit">DH</span>' in page


def test_what_was_typed_and_refused_is_shown_again_first_with_its_reason() -> None:
    refused = Input(asked=factories.asked("trl"), typed="<douze>", fault="Un nombre, svp.")
    desk = factories.desk(match(), questions=(factories.question(),))
    page = FinancingPage.of(desk, refused=refused)
    html = bytes(render(factories.request(), page).body).decode()
    assert re.findall(r'name="field" value="(\w+)"', html) == ["trl", "annual_turnover_mad"]
    assert 'value="&lt;douze&gt;" type="text"' in html
    assert 'aria-describedby="ask-trl-fault"' in html
    assert "Un nombre, svp." in html.split('id="ask-trl-fault"')[1].split("</p>")[0]


def test_a_list_without_a_programme_says_so() -> None:
    assert "le catalogue est vide" in financing_html()


def test_quotations_keep_their_language_and_direction_in_a_page_of_another() -> None:
    arabic = passage("حلول للماء", lang="ar")
    [found] = match().evidence
    quoted = found.model_copy(update={"seeker": arabic})
    page = financing_html(match(evidence=(quoted,)), language="fr")
    assert '<blockquote lang="ar" dir="rtl">حلول للماء</blockquote>' in page
    assert '<html lang="fr" dir="ltr">' in page


def test_french_texts_run_from_left_to_right_in_an_arabic_page() -> None:
    page = financing_html(match(), language="ar")
    assert '<html lang="ar" dir="rtl">' in page
    assert '<span class="own" lang="fr" dir="ltr">Des capteurs' in page


def test_every_fact_of_a_startup_stands_with_its_source() -> None:
    elsewhere = factories.fact("employees", 7, source="https://other.example/")
    listed = startup_html(startup(facts=(factories.fact(), elsewhere)))
    told = re.findall(r"<dd>.*?</dd>", listed, re.DOTALL)
    assert [re.findall(r'href="([^"]+)"', one) for one in told] == [
        [factories.SOURCE],
        ["https://other.example/"],
    ]


def test_what_is_missing_is_tied_to_what_knowing_it_would_decide() -> None:
    page = startup_html(startup())
    gap = page.split('class="gaps"')[1].split("</ol>")[0]
    assert "La réponse décide de 3 programmes au plus." in gap
    assert 'href="/startups/aquanour/financing?ask=annual_turnover_mad#question"' in gap
    assert '<progress value="3" max="9"' in page
    assert "3 sur 9" in page
    assert "9 des 11 programmes" in page
