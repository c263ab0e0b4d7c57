"""The parts that pages are made of, and the page that shows them all."""

import re
from collections.abc import Iterable

import pytest
from jinja2 import nodes
from starlette.testclient import TestClient

from app.kit.i18n import translator
from matching.profile import LANGUAGES
from tests.web.factories import request
from web.rendering import TEMPLATES, helpers

FOLDER = "components/"


def source(template: str) -> nodes.Template:
    text, _, _ = TEMPLATES.env.loader.get_source(TEMPLATES.env, template)  # type: ignore[union-attr]
    return TEMPLATES.env.parse(text)


def macros(template: str) -> dict[str, nodes.Macro]:
    return {one.name: one for one in source(template).find_all(nodes.Macro)}


def parts() -> dict[str, nodes.Macro]:
    """Every part, by name."""
    listed = [one for one in TEMPLATES.env.list_templates() if one.startswith(FOLDER)]
    files = [one for one in listed if not one.endswith("samples.html")]
    return {name: macro for file in files for name, macro in macros(file).items()}


def called(tree: nodes.Node) -> set[str]:
    """The macros that a template calls."""
    calls = tree.find_all(nodes.Call)
    return {one.node.name for one in calls if isinstance(one.node, nodes.Name)}


def reached(templates: Iterable[str]) -> set[str]:
    """The parts that templates show, by themselves or within others."""
    known, reached = parts(), set[str]()
    waiting = {name for one in templates for name in called(source(one))} & set(known)
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= called(known[name]) & set(known) - reached
    return reached


def part(call: str, language: str = "fr") -> str:
    """What a part looks like, called in a page."""
    name = call.partition("(")[0]
    text = '{% from "components.html" import ' + name + " with context %}{{ " + call + " }}"
    made: str = TEMPLATES.env.from_string(text).render(helpers(request(), translator(language)))
    return made


def test_every_part_is_imported_from_one_place() -> None:
    exported = {one.name for one in source("components.html").find_all(nodes.Name)}
    assert set(parts()) - exported == set()


def test_every_part_is_shown() -> None:
    assert set(parts()) - reached([f"{FOLDER}samples.html"]) == set()


def test_every_part_is_used_by_a_page() -> None:
    pages = [one for one in TEMPLATES.env.list_templates() if not one.startswith(FOLDER)]
    assert set(parts()) - reached(pages) == set()


def test_every_part_says_what_it_is_and_takes() -> None:
    for file in (one for one in TEMPLATES.env.list_templates() if one.startswith(FOLDER)):
        text, _, _ = TEMPLATES.env.loader.get_source(TEMPLATES.env, file)  # type: ignore[union-attr]
        assert text.startswith("{#"), file


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_library_shows_each_part_in_every_language_its_own_first(
    client: TestClient, language: str
) -> None:
    page = client.get("/components", params={"lang": language}).text
    sections = page.split('<section class="samples"')[1:]
    assert len(sections) == len(macros(f"{FOLDER}samples.html")) - 2  # two of them help the others
    for section in sections:
        shown = re.findall(r'\n  <div lang="(\w+)" dir="(\w+)">', section)
        assert sorted(code for code, _ in shown) == sorted(LANGUAGES)
        assert shown[0][0] == language
        assert ("ar", "rtl") in shown


def test_the_library_is_for_who_is_signed_in(visitor_client: TestClient) -> None:
    assert visitor_client.get("/components").status_code in {303, 307, 401}


def test_no_identifier_stands_twice_in_the_library(client: TestClient) -> None:
    found = re.findall(r'\sid="([^"]+)"', client.get("/components").text)
    assert len(found) == len(set(found))


HOSTILE = "\"><script>alert('x')</script>"


@pytest.mark.parametrize(
    "call",
    [
        "field('a', hostile, hostile, hint=hostile, fault=hostile, unit=hostile)",
        "field('a', hostile, hostile, 'textarea')",
        "field('a', hostile, hostile, 'select', [(hostile, hostile)])",
        "field('a', hostile, hostile, 'radios', [(hostile, hostile)])",
        "check('a', hostile, hint=hostile, value=hostile)",
        "error_summary([(hostile, hostile)], hostile)",
        "button(hostile, name=hostile, value=hostile, said=hostile)",
        "link_button(hostile, hostile)",
        "alert('info', hostile, hostile)",
        "heading(hostile, hostile, back=(hostile, hostile), level=2)",
        "tag(hostile, hostile, hostile)",
        "person(hostile, hostile)",
        "code_block(hostile, hostile)",
        "definitions([(hostile, hostile)])",
        "facet({'name': 'a', 'chosen': [], 'choices': [{'code': hostile, 'text': hostile,"
        " 'count': 1}]}, hostile)",
        "tabs(hostile, [(hostile, hostile, true, 1)])",
        "stat(hostile, hostile, hostile)",
    ],
)
def test_no_part_lets_text_become_markup(call: str) -> None:
    name = call.partition("(")[0]
    text = '{% from "components.html" import ' + name + " with context %}{{ " + call + " }}"
    values = {**helpers(request(), translator("fr")), "hostile": HOSTILE}
    made = TEMPLATES.env.from_string(text).render(values)
    assert "<script" not in made
    assert HOSTILE not in made
    assert "&lt;script&gt;" in made


def test_an_unknown_value_is_said() -> None:
    unknown = translator("fr").text("known.nothing")
    assert unknown in part("value(none)")
    assert unknown in part("stat('x', none)")
    assert unknown in part("definitions([('x', none)])")


def test_nothing_and_false_are_not_unknown() -> None:
    unknown = translator("fr").text("known.nothing")
    assert unknown not in part("value(0)")
    assert unknown not in part("stat('x', 0)")


def test_a_field_that_may_stay_empty_says_so_and_the_others_tell_programs() -> None:
    optional = translator("fr").text("form.optional")
    assert optional in part("field('a', 'A')")
    required = part("field('a', 'A', required=true)")
    assert optional not in required
    assert 'aria-required="true"' in required


def test_a_secret_is_never_sent_back() -> None:
    assert "hunter2" not in part("field('a', 'A', 'hunter2', 'password')")


def test_a_summary_leads_to_each_field() -> None:
    summary = part("error_summary([('a', 'wrong'), ('', 'whole')])")
    assert '<a href="#f-a">wrong</a>' in summary
    assert "autofocus" in summary
    assert part("error_summary([])").strip() == ""


def test_why_nobody_can_tell_how_alike_texts_are_is_said() -> None:
    why = translator("fr").text("score.text_repeated")
    told = "components({'components': [{'name': 'text', 'value': %s, 'points': 0.1}], 'score': 0})"
    assert why in part(told % "none")
    assert why not in part(told % "0.5")
