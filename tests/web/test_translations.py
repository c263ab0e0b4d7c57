"""Every text has a key in three languages, every key a use."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import Message
from babel.messages.pofile import read_po
from jinja2 import nodes

from app.kit.i18n import areas, translator
from matching.profile import LANGUAGES
from matching.wording.texts import DOMAIN
from tests.web.vocabulary import OPEN, REQUIRED
from web.rendering import environment

ROOT = Path(__file__).parents[2]
DOMAINS = (*(("app", area) for area in areas()), DOMAIN)
FAMILIES = set(REQUIRED) | set(OPEN)
# The functions that take a key, in templates and in code.
SPOKEN = {"t", "tn"}
METHODS = {"text", "plural"}


@cache
def catalogue(language: str) -> dict[str, Message]:
    """What pages say and what rules are said with, together."""
    both = [part(*domain, language) for domain in DOMAINS]
    return {key(one): one for messages in both for one in messages}


def part(package: str, domain: str, language: str) -> list[Message]:
    source = files(package).joinpath("translations", language, f"{domain}.po").read_bytes()
    return [one for one in read_po(BytesIO(source), locale=language) if one.id]


def key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


# How Arabic would speak to several, and the words that only look like it or are the reader's own.
SEVERAL = re.compile(
    r"\b(?:[ء-ي]+كم|[ء-ي]+تم|أنتم|س?ت[ء-ي]{2,}ون(?:ه|ها|هم)?|[ء-ي]{3,}وا|[اأ][ء-ي]{2,}و(?:ه|ها|هم))\b"
)
SINGLE = {"حكم", "الحكم", "يتم", "أرسلوا"}


def is_label(name: str) -> bool:
    return name.split(".", 1)[0] in FAMILIES


def calls() -> Iterator[tuple[str, nodes.Call]]:
    made = environment()
    for template in made.list_templates():
        source = Path(ROOT, "web", "templates", template).read_text("utf-8")
        for call in made.parse(source).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name):
                yield template, call


def in_templates(functions: set[str]) -> set[str]:
    called = [call.args[0] for _, call in calls() if getattr(call.node, "name", "") in functions]
    return {first.value for first in called if isinstance(first, nodes.Const)}


def trees() -> Iterator[ast.AST]:
    for room in ("app", "matching", "web"):
        for path in (ROOT / room).rglob("*.py"):
            yield ast.parse(path.read_text("utf-8"))


def literals() -> set[str]:
    constants = (node for tree in trees() for node in ast.walk(tree))
    return {
        node.value
        for node in constants
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def in_code() -> set[str]:
    called = {
        literal(node.args[0])
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and getattr(node.func, "attr", "") in METHODS
    }
    return {name for name in called if "." in name}


def literal(node: ast.expr) -> str:
    """The text that a call is given; nothing when it is made up at run time."""
    known = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return str(ast.literal_eval(node)) if known else ""


def test_no_text_stands_in_two_catalogues() -> None:
    named = Counter(key(one) for domain in DOMAINS for one in part(*domain, "fr"))
    assert [name for name, times in named.items() if times > 1] == []


def test_the_three_catalogues_hold_the_same_keys() -> None:
    french, arabic, english = (set(catalogue(language)) for language in ("fr", "ar", "en"))
    assert french == arabic
    assert french == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing_and_every_plural_form_is_there(language: str) -> None:
    forms = {"fr": 2, "en": 2, "ar": 6}[language]
    for name, message in catalogue(language).items():
        assert len(texts(message)) == (1 if isinstance(message.id, str) else forms), name
        assert all(text.strip() for text in texts(message)), name


def test_a_text_takes_the_same_values_in_every_language() -> None:
    for name, message in catalogue("fr").items():
        wanted = set().union(*map(names, texts(message)))
        for language in LANGUAGES:
            given = set().union(*map(names, texts(catalogue(language)[name])))
            assert given == wanted, (name, language)


def test_every_key_that_a_template_or_the_code_names_has_a_text() -> None:
    # What candidates and offers are told with has its own texts, and its own test of them.
    own = {key(one) for one in part("matching.wording", "talent", "fr")}
    assert (in_templates(SPOKEN) | in_code()) - set(catalogue("fr")) - own == set()


def test_templates_name_keys_and_families_in_full() -> None:
    for template, call in calls():
        if getattr(call.node, "name", "") in {*SPOKEN, "label"}:
            assert isinstance(call.args[0], nodes.Const), f"{template}:{call.lineno}"


def test_templates_ask_for_labels_of_known_families_only() -> None:
    assert in_templates({"label"}) <= FAMILIES


@pytest.mark.parametrize("family", sorted(REQUIRED))
def test_every_code_of_a_closed_list_has_a_label(family: str) -> None:
    unnamed = [code for code in REQUIRED[family] if f"{family}.{code}" not in catalogue("fr")]
    assert unnamed == []


def test_no_label_names_a_code_that_does_not_exist() -> None:
    known = {
        f"{family}.{code}"
        for family in FAMILIES
        for code in REQUIRED.get(family, set()) | OPEN.get(family, set())
    }
    assert {name for name in catalogue("fr") if is_label(name)} - known == set()


def test_no_text_is_without_a_use() -> None:
    texts_of_their_own = {name for name in catalogue("fr") if not is_label(name)}
    assert texts_of_their_own - in_templates(SPOKEN) - literals() == set()


def test_french_has_its_own_apostrophes_and_spaces() -> None:
    for name, message in catalogue("fr").items():
        for text in texts(message):
            assert "'" not in text, name
            assert not re.search(r'[^\s\u00a0\u202f{}/][;?!»]| [:;?!%»]|« |"', text), name


def test_arabic_is_written_in_arabic() -> None:
    for name, message in catalogue("ar").items():
        for text in texts(message):
            words = re.sub(r"\{\w+\}", "", text)
            assert re.search(r"[\u0600-\u06ff]", words) or not re.search(r"[A-Za-z]", words), name


def test_an_unknown_language_speaks_french() -> None:
    assert translator("de").text("verdict.eligible") == "Éligible"


def test_arabic_speaks_to_one_reader() -> None:
    spoken = [text for one in catalogue("ar").values() for text in texts(one)]
    assert {word for text in spoken for word in SEVERAL.findall(text)} <= SINGLE


def test_actions_on_a_startup_call_it_so() -> None:
    for language, name in {"fr": "startup", "en": "startup", "ar": "ناشئة"}.items():
        named = [
            one for key, one in catalogue(language).items() if key.startswith("action.startup")
        ]
        assert named
        assert all(name in text.lower() for one in named for text in texts(one))


def test_numbers_with_hyphens_keep_their_order_among_arabic_words() -> None:
    for name, message in catalogue("ar").items():
        for text in texts(message):
            apart = re.sub("\u2068[^\u2069]*\u2069", "", text)
            assert not re.search(r"[\d}]-[\d{]", apart), name
